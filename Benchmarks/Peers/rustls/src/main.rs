//! The peer in Rust: rustls with ring, one command a line (Benchmarks/README.md).

mod pair;

use pair::{Bench, Side};
use std::io::{stdin, BufRead};

/// Processor time of the process, in seconds.
pub fn now() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

fn resident() -> f64 {
    let text = std::fs::read_to_string("/proc/self/statm").expect("no /proc/self/statm");
    let pages: f64 = text.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096.0
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    assert!(arguments.len() == 5, "usage: PEER FOLDER GROUP SUITE full|mutual|resumption");
    let mut bench = Bench::new(&arguments[1], &arguments[2], &arguments[3], &arguments[4]);
    println!("rustls 0.20 with ring");
    for line in stdin().lock().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split(' ').collect();
        let number = |index: usize| words.get(index).and_then(|w| w.parse().ok()).unwrap_or(0usize);
        match words[0] {
            "handshakes" => {
                let start = now();
                for _ in 0..number(1) {
                    drop(bench.open());
                }
                println!("{:.9}", now() - start);
            }
            "sides" => {
                bench.start_charging();
                for _ in 0..number(1) {
                    let pair = bench.open();
                    drop(pair.client);
                    bench.charge(Side::Client);
                    drop(pair.server);
                    bench.charge(Side::Server);
                }
                let (client, server) = bench.stop_charging();
                println!("{client:.9} {server:.9}");
            }
            "wire" => {
                bench.bytes = [0, 0];
                drop(bench.open());
                println!("{} {}", bench.bytes[0], bench.bytes[1]);
            }
            "records" => records(&mut bench, number(1), number(2)),
            "memory" => memory(&mut bench, number(1)),
            _ => println!("unsupported"),
        }
    }
}

/// Seals and opens `count` records of `size` bytes, 128 KiB at a time.
fn records(bench: &mut Bench, size: usize, count: usize) {
    let mut pair = bench.open();
    let text = vec![0; size];
    let mut read = vec![0; 1 << 18];
    let mut wire = Vec::with_capacity(1 << 18);
    let batch = (1 << 17) / size;
    let (mut seal, mut open, mut done) = (0.0, 0.0, 0);
    while done < count {
        wire.clear();
        let start = now();
        for _ in 0..batch {
            pair.seal(&text, &mut wire);
        }
        let middle = now();
        let got = pair.open(&wire, &mut read);
        assert!(got == batch * size, "records did not arrive");
        seal += middle - start;
        open += now() - middle;
        done += batch;
    }
    println!("{seal:.9} {open:.9} {done}");
}

/// Growth of the resident set for each idle pair that has sent one record each way.
fn memory(bench: &mut Bench, count: usize) {
    let mut read = [0; 256];
    for _ in 0..20 {
        drop(bench.open());
    }
    let mut pairs = Vec::new();
    let before = resident();
    for _ in 0..count {
        let mut pair = Box::new(bench.open());
        let mut wire = Vec::new();
        pair.seal(&[1; 100], &mut wire);
        assert!(pair.open(&wire, &mut read) == 100, "a record did not arrive");
        pair.answer(&[1; 100]);
        pairs.push(pair);
    }
    println!("{:.1}", (resident() - before) / count as f64);
}
