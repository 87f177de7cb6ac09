package main

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"time"
)

// pipe is one direction of the transport. There is one for each, whatever the number of connections: only one of
// them is busy at a time, and an idle one has nothing in it.
type pipe struct {
	bytes []byte
	start int
	total int
	ready chan struct{}
}

func newPipe() *pipe { return &pipe{ready: make(chan struct{}, 1)} }

// end is one end of the transport.
type end struct {
	bench  *bench
	side   side
	input  *pipe
	output *pipe
}

func (e *end) Write(bytes []byte) (int, error) {
	p := e.output
	if p.start == len(p.bytes) {
		p.bytes, p.start = p.bytes[:0], 0
	}
	p.bytes = append(p.bytes, bytes...)
	p.total += len(bytes)
	select {
	case p.ready <- struct{}{}:
	default:
	}
	return len(bytes), nil
}

func (e *end) Read(bytes []byte) (int, error) {
	p := e.input
	for p.start == len(p.bytes) {
		e.bench.meter.charge(e.side)
		<-p.ready
		e.bench.meter.charge(1 - e.side)
	}
	count := copy(bytes, p.bytes[p.start:])
	p.start += count
	return count, nil
}

func (e *end) Close() error                     { return nil }
func (e *end) LocalAddr() net.Addr              { return &net.UnixAddr{} }
func (e *end) RemoteAddr() net.Addr             { return &net.UnixAddr{} }
func (e *end) SetDeadline(time.Time) error      { return nil }
func (e *end) SetReadDeadline(time.Time) error  { return nil }
func (e *end) SetWriteDeadline(time.Time) error { return nil }

type pair struct{ client, server *tls.Conn }

type bench struct {
	client, server     *tls.Config
	resumes, hasBefore bool
	meter              meter
	toServer, toClient *pipe
}

func prepare(folder, group, suite, mode string) (*bench, bool) {
	groups := map[string]tls.CurveID{"x25519": tls.X25519, "secp256r1": tls.CurveP256, "secp384r1": tls.CurveP384}
	authority, err := os.ReadFile(filepath.Join(folder, "root.pem"))
	roots := x509.NewCertPool()
	if err != nil || !roots.AppendCertsFromPEM(authority) {
		fail("no root")
	}
	own := func(name string) []tls.Certificate {
		certificate, err := tls.LoadX509KeyPair(filepath.Join(folder, name+".pem"), filepath.Join(folder, name+".key"))
		if err != nil {
			fail(err)
		}
		return []tls.Certificate{certificate}
	}
	b := &bench{toServer: newPipe(), toClient: newPipe(), resumes: mode == "resumption"}
	b.client = &tls.Config{
		MinVersion: tls.VersionTLS13, CurvePreferences: []tls.CurveID{groups[group]}, RootCAs: roots,
		ServerName: "server.bench.test",
	}
	b.server = &tls.Config{
		MinVersion: tls.VersionTLS13, CurvePreferences: []tls.CurveID{groups[group]}, Certificates: own("server"),
		SessionTicketsDisabled: !b.resumes,
	}
	if mode == "mutual" {
		b.client.Certificates = own("client")
		b.server.ClientAuth = tls.RequireAndVerifyClientCert
		b.server.ClientCAs = roots
	}
	if b.resumes {
		b.client.ClientSessionCache = tls.NewLRUClientSessionCache(4)
		b.open()
	}
	b.open()
	// Go chooses the suite itself.
	return b, suite == "aes128gcm" || group == "secp384r1"
}

// open makes a client and a server that have shaken hands.
func (b *bench) open() pair {
	client := tls.Client(&end{b, client, b.toClient, b.toServer}, b.client)
	server := tls.Server(&end{b, server, b.toServer, b.toClient}, b.server)
	done := make(chan error, 1)
	go func() {
		err := server.Handshake()
		if err == nil && b.resumes {
			// The client takes the ticket when it reads.
			_, err = server.Write([]byte{1})
		}
		b.meter.charge(1)
		done <- err
	}()
	if err := client.Handshake(); err != nil {
		fail(err)
	}
	b.meter.charge(0)
	if err := <-done; err != nil {
		fail(err)
	}
	if b.resumes {
		var one [1]byte
		if _, err := client.Read(one[:]); err != nil {
			fail(err)
		}
		b.meter.charge(0)
		if b.hasBefore && !client.ConnectionState().DidResume {
			fail("Go did not resume")
		}
		b.hasBefore = true
	}
	return pair{client, server}
}
