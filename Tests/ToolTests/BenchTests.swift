import Foundation
import Testing

@testable import mtls

@Suite struct `Durations in classes` {
  @Test func `have classes that follow each other without a gap`() {
    var index = 0
    var expected = 0
    while index < 1_400 {
      let last = LatencyHistogram.last(of: index)
      #expect(LatencyHistogram.index(of: expected) == index)
      #expect(LatencyHistogram.index(of: last) == index)
      // At most 1/64 wide.
      #expect((last - expected) * 64 <= expected)
      expected = last + 1
      index += 1
    }
  }

  @Test func `give the percentiles of what was counted`() throws {
    var histogram = LatencyHistogram()
    for value in 1...100 { histogram.add(value) }
    #expect(histogram.percentile(0.5) == 50)
    #expect(histogram.percentile(0.9) == 90)
    #expect(histogram.percentile(0.99) == 99)
    #expect(histogram.percentile(0.999) == 100)
    #expect(histogram.percentile(0) == 1)
    #expect(histogram.minimum == 1)
    #expect(histogram.maximum == 100)
    #expect(histogram.mean == 50)
  }

  @Test func `are off by less than a sixty-fourth, whatever the numbers`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var state = seed
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 16
    }
    var values: [Int] = []
    var histogram = LatencyHistogram()
    for _ in 0..<5_000 {
      let value = Int(next() & 0xFFFF_FFFF) >> Int(next() % 30)
      values.append(min(value, LatencyHistogram.limit))
      histogram.add(value)
    }
    values.sort()
    for fraction in [0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1] {
      let exact = values[max(0, Int((fraction * 5_000).rounded(.up)) - 1)]
      let found = try #require(histogram.percentile(fraction))
      #expect(
        found >= exact && found - exact <= exact / 64, "seed \(seed): \(found) for \(exact)")
    }
  }

  @Test func `add up, and know nothing where there is nothing`() {
    var all = LatencyHistogram()
    #expect(all.percentile(0.5) == nil)
    #expect(all.minimum == nil)
    #expect(all.mean == nil)
    var other = LatencyHistogram()
    other.add(1_000_000)
    other.add(-5)
    all.add(3)
    all.add(other)
    #expect(all.count == 3)
    #expect(all.minimum == 0)
    #expect(all.maximum == 1_000_000)
    #expect(all.percentile(0.5) == 3)
    all.add(Int.max)
    #expect(all.maximum == LatencyHistogram.limit)
  }
}

@Suite struct `Figures of benchmarks` {
  @Test(arguments: [
    ("500ms", 500), ("10s", 10_000), ("2m", 120_000), ("1h", 3_600_000), ("7", 7_000),
  ])
  func `read times as people write them`(text: String, milliseconds: Int) {
    #expect(BenchBounds.milliseconds(text) == milliseconds)
  }

  @Test(arguments: ["", "s", "0s", "-1s", "1.5s", "10 s", "1d", "ms", "9999999999s", "１s"])
  func `refuse what is no time`(text: String) {
    #expect(BenchBounds.milliseconds(text) == nil)
  }

  @Test func `are written as people read them`() {
    #expect(BenchText.number(1_234_567) == "1,234,567")
    #expect(BenchText.number(999) == "999")
    #expect(BenchText.time(640) == "640 µs")
    #expect(BenchText.time(4_120) == "4.12 ms")
    #expect(BenchText.time(1_500_000) == "1.50 s")
    #expect(BenchText.rate(1_250_000) == "1.25 MB/s")
    #expect(BenchText.fixed(2_005, 1_000, 2) == "2.01")
    #expect(
      BenchProgress.line(
        BenchBoard.Progress(completed: 3_612, failed: 2, median: 4_100), elapsed: 2_400,
        total: 10_000, count: nil)
        == "2.4 s of 10.0 s, 3,612 handshakes, 1,505/s, median 4.10 ms, 2 failed")
    #expect(
      BenchProgress.line(BenchBoard.Progress(completed: 5), elapsed: 100, total: 1, count: 10)
        == "0.1 s, 5 of 10 handshakes, 50/s")
  }

  @Test func `count failures by their reasons, in bounded memory`() {
    var tally = BenchTally()
    for number in 0..<100 { tally.fail(Explanation(.network, "reason \(number)")) }
    tally.fail(Explanation(.network, "reason 0"))
    #expect(tally.failed == 101)
    #expect(tally.failures.count == 16)
    #expect(tally.failures[0].count == 2)
    #expect(tally.firstFailure?.what == "reason 0")
    var sum = BenchTally()
    sum.add(tally)
    sum.add(tally)
    #expect(sum.failed == 202)
  }

  @Test func `share a number among threads without a rest`() {
    for (count, threads) in [(10, 3), (1, 4), (64, 64), (1_000, 7)] {
      let shares = (0..<threads).map { BenchLocal.share(count, threads, $0) }
      #expect(shares.reduce(0, +) == count)
    }
  }

  @Test func `are drawn with the peer's name as a text, not as a tag`() {
    var tally = BenchTally()
    tally.full.verdict.add(1_500)
    tally.full.handshake.add(1_200)
    tally.tick(at: 250)
    let report = BenchReport(
      title: "<script>&", tally: tally, elapsed: 1_000, threads: 1, connections: 1)
    let svg = BenchPlot(report).svg
    #expect(svg.contains("&lt;script&gt;&amp;"))
    #expect(!svg.contains("<script"))
    #expect(svg.contains("p99.9"))
    #expect(BenchPlot.logarithm(1) == 0)
    #expect(BenchPlot.logarithm(1_000) == 3_000)
    #expect((300...302).contains(BenchPlot.logarithm(2)))
  }
}

@Suite struct `The tool's benchmarks` {
  @Test func `measure in memory, full and resumed, with a picture`() throws {
    try Script.play(
      """
      $ mtls bench local -d 200ms --svg a.svg
      stdout mutual handshakes with p256 in memory, full
      stdout a second of processor time
      stdout p99.9
      stdout records of 16 KiB
      exists a.svg
      $ mtls bench local -n 20 --type ed25519 --resume --threads 2 --json
      json mtls.bench/1
      stdout "handshakes": 20,
      stdout "resumed": 20,
      stdout "mutual": true
      $ mtls bench local -n 5 --server-auth --cached --groups x25519 --ciphers TLS_CHACHA20_POLY1305_SHA256
      stdout TLS_CHACHA20_POLY1305_SHA256, x25519
      stdout server-authenticated
      $ mtls bench local -n 5 --svg a.svg
      exit 3
      stderr a.svg exists
      """)
  }

  @Test func `refuse what has no bound, and other people's servers`() throws {
    try Script.play(
      """
      $ mtls bench local -d 2h
      exit 2
      stderr is no time from 1ms to 1h
      $ mtls bench local -n 10000001
      exit 2
      stderr --count
      $ mtls bench connect 127.0.0.1:1 -c 5000 --insecure
      exit 2
      stderr 1 to 1024
      $ mtls bench connect 192.0.2.1:443 --insecure
      exit 2
      stderr --i-own-this-server
      $ mtls bench connect [2001:db8::1]:443 --insecure
      exit 2
      stderr --i-own-this-server
      $ mtls bench connect 127.0.0.1:1 --get x --insecure
      exit 2
      stderr no path of a URL
      $ mtls bench connect 127.0.0.1:1 --insecure -n 3
      exit 4
      stderr cannot connect
      $ mtls bench
      exit 2
      stderr mtls bench local
      """)
  }

  @Test func `load our server with client certificates, and count refusals as failures`() throws {
    try Script.play(
      """
      $ mtls ca init --dir ca --cn Root -q
      $ mtls key new --out s.key -q
      $ mtls csr new --key s.key --cn localhost --san localhost --san 127.0.0.1 --out s.csr -q
      $ mtls ca sign --dir ca --csr s.csr --profile server --out s.pem -q
      $ mtls key new --out c.key -q
      $ mtls csr new --key c.key --cn c.example --san c.example --out c.csr -q
      $ mtls ca sign --dir ca --csr c.csr --profile client --out c.pem -q
      & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem
      $ mtls bench connect $SERVER --cacert ca/ca.pem --cert c.pem --key c.key -c 16 -n 40 --json
      json mtls.bench/1
      stdout "handshakes": 40,
      stdout "failed": 0,
      stdout "unconfirmed": 0,
      stdout "connections": 16,
      $ mtls bench connect $SERVER --cacert ca/ca.pem --cert c.pem --key c.key -c 3 --threads 2 -d 300ms --get / --svg b.svg
      stdout 0 not 2xx
      stdout until accepted
      exists b.svg
      $ mtls bench connect $SERVER --cacert ca/ca.pem -n 20 -c 4
      exit 1
      stderr certificate_required
      stderr --cert FILE --key FILE
      $ mtls ca init --dir strange --cn Strange -q
      $ mtls bench connect $SERVER --cacert strange/ca.pem --cert c.pem --key c.key -n 5
      exit 1
      stderr certificate is refused
      """)
  }
}
