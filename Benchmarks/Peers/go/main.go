// The peer in Go: crypto/tls of the standard library, one command a line (Benchmarks/README.md).
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

type side int

const (
	client side = iota
	server
)

// meter charges processor time to the side that is running. Goroutines hand it over where they block.
type meter struct {
	isOn  bool
	mark  float64
	spent [2]float64
}

func (m *meter) charge(to side) {
	if !m.isOn {
		return
	}
	time := now()
	m.spent[to] += time - m.mark
	m.mark = time
}

// now is the processor time of the whole process: the collector's counts, too.
func now() float64 {
	const processTime = 2 // CLOCK_PROCESS_CPUTIME_ID
	var t syscall.Timespec
	_, _, _ = syscall.Syscall(syscall.SYS_CLOCK_GETTIME, processTime, uintptr(unsafe.Pointer(&t)), 0)
	return float64(t.Sec) + float64(t.Nsec)*1e-9
}

func fail(what any) {
	fmt.Fprintln(os.Stderr, "go:", what)
	os.Exit(1)
}

func main() {
	runtime.GOMAXPROCS(1)
	if len(os.Args) != 5 {
		fail("usage: PEER FOLDER GROUP SUITE full|mutual|resumption")
	}
	bench, isSupported := prepare(os.Args[1], os.Args[2], os.Args[3], os.Args[4])
	if !isSupported {
		fmt.Println("unsupported")
		return
	}
	fmt.Println("crypto/tls of", runtime.Version())
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var command string
		var a, b int
		_, _ = fmt.Sscan(lines.Text(), &command, &a, &b)
		switch strings.TrimSpace(command) {
		case "handshakes":
			start := now()
			for range a {
				bench.open()
			}
			fmt.Printf("%.9f\n", now()-start)
		case "sides":
			bench.meter = meter{isOn: true, mark: now()}
			for range a {
				bench.open()
			}
			bench.meter.isOn = false
			fmt.Printf("%.9f %.9f\n", bench.meter.spent[client], bench.meter.spent[server])
		case "wire":
			bench.toServer.total, bench.toClient.total = 0, 0
			bench.open()
			fmt.Println(bench.toServer.total, bench.toClient.total)
		case "records":
			bench.records(a, b)
		case "memory":
			bench.memory(a)
		default:
			fmt.Println("unsupported")
		}
	}
}

// records seals and opens count records of size bytes, 128 KiB at a time.
func (b *bench) records(size, count int) {
	pair := b.open()
	text := make([]byte, size)
	read := make([]byte, 1<<18)
	batch := (1 << 17) / size
	var seal, open float64
	done := 0
	for ; done < count; done += batch {
		start := now()
		for range batch {
			if _, err := pair.client.Write(text); err != nil {
				fail(err)
			}
		}
		middle := now()
		for left := batch * size; left > 0; {
			n, err := pair.server.Read(read)
			if err != nil {
				fail(err)
			}
			left -= n
		}
		seal += middle - start
		open += now() - middle
	}
	fmt.Printf("%.9f %.9f %d\n", seal, open, done)
}

// memory tells the growth of the resident set for each idle pair that has sent one record each way.
func (b *bench) memory(count int) {
	pairs := make([]pair, count)
	for range 20 {
		b.open()
	}
	debug.FreeOSMemory()
	before := resident()
	text := make([]byte, 100)
	for i := range pairs {
		pairs[i] = b.open()
		for _, way := range [][2]interface {
			Read([]byte) (int, error)
			Write([]byte) (int, error)
		}{{pairs[i].client, pairs[i].server}, {pairs[i].server, pairs[i].client}} {
			if _, err := way[0].Write(text); err != nil {
				fail(err)
			}
			if n, err := way[1].Read(text); err != nil || n != len(text) {
				fail("a record did not arrive")
			}
		}
	}
	debug.FreeOSMemory()
	time.Sleep(10 * time.Millisecond)
	fmt.Printf("%.1f\n", (resident()-before)/float64(count))
	runtime.KeepAlive(pairs)
}

func resident() float64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		fail(err)
	}
	var size, pages int
	_, _ = fmt.Sscan(string(text), &size, &pages)
	return float64(pages * os.Getpagesize())
}
