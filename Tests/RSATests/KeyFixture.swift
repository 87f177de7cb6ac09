import Bytes
import RSA
import TestSupport

/// The components of a private key, big-endian, as RFC 8017, Appendix A.1.2 orders them.
struct KeyComponents {
  var modulus: [UInt8]
  var publicExponent: [UInt8]
  var privateExponent: [UInt8]
  var prime1: [UInt8]
  var prime2: [UInt8]
  var exponent1: [UInt8]
  var exponent2: [UInt8]
  var coefficient: [UInt8]

  func key() throws(RSAError) -> RSAPrivateKey {
    try RSAPrivateKey(
      modulus: modulus.span, publicExponent: publicExponent.span,
      privateExponent: privateExponent.span, prime1: prime1.span, prime2: prime2.span,
      exponent1: exponent1.span, exponent2: exponent2.span, coefficient: coefficient.span)
  }

  /// One of the RSA keys of RFC 9500, Section 2.1.
  static func rfc9500(_ name: String) throws -> KeyComponents {
    let cases: [PEMCase] = try VectorFile.cases(
      "rfc9500-test-keys", renaming: ["id": "name"])
    guard let pem = cases.first(where: { $0.name == name })?.pem else {
      throw MissingVector(description: "no key \(name)")
    }
    let lines = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }
    guard let der = Base64.decode(Array(lines.joined().utf8).span) else {
      throw MissingVector(description: "no Base 64 in \(name)")
    }
    var integers = DERIntegers(der: der)
    _ = integers.next()  // version
    return KeyComponents(
      modulus: integers.next(), publicExponent: integers.next(),
      privateExponent: integers.next(), prime1: integers.next(), prime2: integers.next(),
      exponent1: integers.next(), exponent2: integers.next(), coefficient: integers.next())
  }

  /// The server's key in the traces of RFC 8448, Section 2, of 1024 bits.
  static func rfc8448() throws -> KeyComponents {
    let traces: [Trace] = try VectorFile.cases("rfc8448-traces")
    func part(_ name: String) -> [UInt8] { traces.first?.serverRSAKey[name]?.bytes ?? [] }
    return KeyComponents(
      modulus: part("modulus"), publicExponent: part("public exponent"),
      privateExponent: part("private exponent"), prime1: part("prime1"), prime2: part("prime2"),
      exponent1: part("exponent1"), exponent2: part("exponent2"),
      coefficient: part("coefficient"))
  }

  private struct PEMCase: Decodable { let name, pem: String }
  private struct Trace: Decodable { let serverRSAKey: [String: HexBytes] }
}

struct MissingVector: Error, CustomStringConvertible { let description: String }

/// The integers of a SEQUENCE that holds nothing else: enough of DER to read a published key.
private struct DERIntegers {
  let der: [UInt8]
  var position = 0

  init(der: [UInt8]) {
    self.der = der
    _ = header()
  }

  mutating func next() -> [UInt8] {
    let length = header()
    defer { position += length }
    return Array(der[position..<position + length])
  }

  /// Passes over tag and length, and returns the length.
  private mutating func header() -> Int {
    let first = Int(der[position + 1])
    position += 2
    guard first >= 0x80 else { return first }
    let end = position + (first & 0x7F)
    defer { position = end }
    return der[position..<end].reduce(0) { $0 << 8 | Int($1) }
  }
}
