import Foundation
import Testing

/// `mtls vectors` as a user plays it: what is read, how it is told, and the exit codes of docs/vectors.md.
@Suite struct `The vectors command` {
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  static let vectors = package + "/Vectors"

  /// HMAC of two messages of RFC 4231, in the schema of Wycheproof's files; one has another tag and is invalid.
  private static let good =
    #"{"algorithm": "HMACSHA256", "schema": "mac_test_schema_v1.json", "numberOfTests": 2, "testGroups": [{"type": "MacTest", "keySize": 32, "tagSize": 256, "tests": [{"tcId": 1, "comment": "what do ya", "flags": ["Pseudorandom"], "key": "4a656665", "msg": "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "tag": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", "result": "valid"}, {"tcId": 2, "comment": "last bit flipped", "flags": ["ModifiedTag"], "key": "4a656665", "msg": "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "tag": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3842", "result": "invalid"}]}]}"#

  private static func lines(_ text: String) -> String {
    text.replacingOccurrences(of: "$VECTORS", with: vectors)
      .replacingOccurrences(of: "$GOOD", with: good)
      .replacingOccurrences(
        of: "$WRONG", with: good.replacingOccurrences(of: "ec3843", with: "ec3841")
      )
      .replacingOccurrences(
        of: "$SHA3", with: good.replacingOccurrences(of: "HMACSHA256", with: "HMACSHA3-256"))
  }

  @Test func `exit codes say what came of it`() throws {
    try Script.play(
      Self.lines(
        """
        write good.json $GOOD
        write wrong.json $WRONG
        write sha3.json $SHA3
        write broken.json {"testGroups": [
        write other.json {"schema": "mine.json", "testGroups": []}
        write hello.txt hello
        write none.json {"schema": "mtls.vectors/1", "source": "nobody", "groups": []}
        $ mtls vectors good.json
        stdout good.json (Wycheproof HMACSHA256, mac_test_schema_v1.json)
        stdout 2 cases run, all as they should be; 0 skipped
        $ mtls vectors wrong.json
        exit 1
        stdout wrong.json: tcId 1: what do ya: is refused: the tag is another
        stdout NOT as it should be: 1 of 2 cases failed
        $ mtls vectors sha3.json
        exit 1
        stdout no case of it was run
        stdout 2  the hash
        stdout 1 of 1 files could not be run
        $ mtls vectors broken.json
        exit 1
        stdout broken.json: is no JSON
        $ mtls vectors other.json
        exit 1
        stdout mine.json, which is not known here
        $ mtls vectors hello.txt
        exit 1
        stdout is of no schema that is known here
        $ mtls vectors none.json
        exit 1
        stdout has no cases
        $ mtls vectors good.json none.json
        exit 1
        stdout 1 of 2 files could not be run
        $ mtls vectors missing.json
        exit 3
        stderr missing.json
        $ mtls vectors
        exit 2
        stderr there is no folder Vectors here
        $ mtls vectors good.json --backend abacus
        exit 2
        $ mtls vectors good.json --junit nowhere/report.xml
        exit 3
        """))
  }

  @Test func `cases are chosen, and told in each form`() throws {
    try Script.play(
      Self.lines(
        """
        write good.json $GOOD
        write wrong.json $WRONG
        $ mtls vectors good.json --filter ModifiedTag --json
        json mtls.vectors/1
        stdout "passed": 1,
        $ mtls vectors good.json --filter tea
        exit 1
        stderr no case that is run has tea in it
        $ mtls vectors good.json --verbose
        stdout good.json: tcId 1: what do ya: passed
        stdout ours       5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
        $ mtls vectors $VECTORS/rfc8448-traces.json --verbose
        stdout derive secret "tls13 c hs traffic"
        stdout published  b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38
        $ mtls vectors good.json wrong.json --junit report.xml --html report.html
        exit 1
        $ cat report.xml
        stdout <testcase classname="wrong.json" name="tcId 1: what do ya"><failure message="is refused: the tag is another"/></testcase>
        stdout </testsuites>
        $ cat report.html
        stdout failed: is refused: the tag is another
        stdout 2 passed, 0 failed, 0 skipped
        $ mtls vectors good.json --backend portable
        stdout 2 cases run, all as they should be
        """))
  }

  @Test func `OpenSSL is asked the same`() throws {
    try Script.play(
      Self.lines(
        """
        write good.json $GOOD
        write wrong.json $WRONG
        $ mtls vectors good.json --against openssl
        stdout beside OpenSSL
        stdout 2 cases the same, 0 not
        $ mtls vectors wrong.json --against openssl
        exit 1
        stdout 2 cases the same, 0 not
        $ mtls vectors good.json --against no-such-program
        exit 3
        stderr install OpenSSL, or name its program
        """))
  }

  @Test func `a recording is vectors that run again`() throws {
    try Script.play(
      """
      $ mtls vectors record --mutual --suite aes256gcm --group secp384r1 --out own.json
      stderr every value comes out again
      mode own.json 600
      $ mtls vectors own.json --verbose
      stdout derive secret "tls13 c ap traffic"
      $ mtls vectors record --out own.json
      exit 3
      $ mtls ca init --dir ca --cn Root
      $ mtls key new --type p256 --out server.key
      $ mtls csr new --key server.key --cn localhost --san localhost --san 127.0.0.1 --out server.csr
      $ mtls ca sign --dir ca --csr server.csr --profile server --out server.pem
      & mtls serve --cert server.pem --key server.key --echo --client-auth none
      $ mtls vectors record $SERVER --cacert ca/ca.pem --out live.json
      $ mtls vectors live.json --json
      json mtls.vectors/1
      stdout "good": true
      """)
  }

  @Test func `a prompt of ACVP is answered`() throws {
    try Script.play(
      """
      write prompt.json [{"acvVersion": "1.0"}, {"vsId": 7, "algorithm": "SHA2-256", "revision": "1.0", "isSample": false, "testGroups": [{"tgId": 1, "testType": "AFT", "tests": [{"tcId": 1, "len": 24, "msg": "616263"}]}]}]
      $ mtls vectors prompt.json
      exit 1
      stdout mtls vectors answer FILE answers it
      $ mtls vectors answer prompt.json --out response.json
      stderr 1 tests answered, 0 not
      $ cat response.json
      stdout BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD
      write other.json [{"acvVersion": "1.0"}, {"vsId": 8, "algorithm": "TDES-ECB", "revision": "1.0", "testGroups": [{"tgId": 1, "tests": [{"tcId": 1, "pt": "00"}]}]}]
      $ mtls vectors answer other.json
      exit 1
      stderr 0 tests answered, 1 not
      """)
  }

  /// Files are read piece by piece: one of 10 MB takes no more memory than one of a few cases.
  @Test func `a file of 10 MB takes little memory`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mtls-large-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Digests of nothing, with comments of a kilobyte.
    let count = 10_000
    let comment = String(repeating: "x", count: 1_000)
    var text =
      #"{"schema": "mtls.vectors/1", "source": "made up", "groups": [{"operation": "hash", "tests": ["#
    for index in 0..<count {
      text +=
        (index == 0 ? "" : ",\n")
        + #"{"id": "\#(index)", "comment": "\#(comment)", "algorithm": "SHA-256", "message": "", "digest": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}"#
    }
    text += "]}]}"
    #expect(text.utf8.count > 10_000_000)
    let file = folder.appendingPathComponent("large.json").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    // The largest resident size of a child, in KiB; and on a terminal it says how far it is.
    let measure =
      "import os,sys; p=os.posix_spawn(sys.argv[1],sys.argv[1:],os.environ); r=os.wait4(p,0); print(chr(10)+str(r[1]),r[2].ru_maxrss<65536)"
    try Script.play(
      """
      $ python3 -c '\(measure)' $MTLS vectors \(file)
      stdout \(count) cases run, all as they should be
      stdout 0 True
      $ script -qec '$MTLS vectors \(file)' /dev/null
      stdout of \(count)  large.json
      """)
  }
}
