import Bytes
import Hashing
import RSA
import Testing

@Suite struct `RSA` {
  /// Runs the cases of a file; `isGood` tells what is expected, or nothing where a signature is given
  /// that has to be good.
  private func run(_ name: String, last: String, isPSS: Bool) throws -> Int {
    var count = 0
    for one in try PublishedSuite.cases("asymmetric/RSA/FIPS_186-2/\(name).rsp", last: last) {
      guard let algorithm = HashAlgorithm(suiteName: one["SHAAlg"]), one.number("mod") >= 2048
      else { continue }
      let (modulus, exponent) = (one.bytes("n"), one.bytes("e"))
      let (message, signature) = (one.bytes("Msg"), one.bytes("S"))
      let digest = Hash.digest(algorithm, of: message.span)
      let expected = last == "S" || one.isGood
      var isGood = false
      if let key = try? RSAPublicKey(modulus: modulus.span, exponent: exponent.span) {
        isGood =
          isPSS
          ? key.verifyPSS(
            signature.span, digest: digest.bytes, hash: algorithm,
            saltByteCount: one.fields["SaltVal"] == nil ? 0 : saltByteCount(one))
          : key.verifyPKCS1v15(signature.span, digest: digest.bytes, hash: algorithm)
      }
      #expect(isGood == expected, "\(name): \(one["Result"]) \(one["SHAAlg"]) \(one["mod"])")
      count += 1
    }
    return count
  }

  private func saltByteCount(_ one: Case) -> Int {
    one["SaltVal"] == "00" ? 0 : one.bytes("SaltVal").count
  }

  @Test func `PKCS #1 v1.5 (CAVP)`() throws {
    var count = try run("SigVer15_186-3", last: "Result", isPSS: false)
    count += try run("SigGen15_186-3", last: "S", isPSS: false)
    #expect(count == 252)
  }

  @Test func `PSS (CAVP)`() throws {
    let count = try run("SigVerPSS_186-3", last: "Result", isPSS: true)
    #expect(count == 162)
  }
}
