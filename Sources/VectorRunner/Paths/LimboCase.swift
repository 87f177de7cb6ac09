internal import Bytes
internal import Cryptography
internal import DER
package import JSON
internal import PKI

/// One case of x509-limbo, read from JSON.
package struct LimboCase {
  let json: JSONValue

  /// The case in this JSON.
  package init(json: JSONValue) { self.json = json }

  /// Its name.
  package var id: String { text("id") ?? "" }
  var features: [String] { texts("features") }
  var isServer: Bool { text("validation_kind") != "CLIENT" }
  var keyUsage: [String] { texts("key_usage") }
  var extendedKeyUsage: [String] { texts("extended_key_usage") }
  var crls: [String] { texts("crls") }

  func text(_ name: String) -> String? {
    if case .string(let text)? = json[name] { return text }
    return nil
  }

  func texts(_ name: String) -> [String] {
    guard case .array(let values)? = json[name] else { return [] }
    return values.compactMap { value in
      if case .string(let text) = value { return text }
      return nil
    }
  }

  /// The roots. Of several, those that cannot be read lead no path anywhere and are left out.
  func roots() throws(LimboFailure) -> [Certificate] {
    var roots: [Certificate] = []
    var failure: LimboFailure?
    for pem in texts("trusted_certs") {
      do throws(FileError) {
        roots += try CertificateFile.roots(in: Array(pem.utf8)) { _, _ in }
      } catch {
        failure = failure ?? LimboFailure("trusted_certs: \(error)")
      }
    }
    if let failure, roots.isEmpty { throw failure }
    return roots
  }

  func certificates(_ name: String) throws(LimboFailure) -> [Certificate] {
    var result: [Certificate] = []
    for pem in texts(name) { result += try LimboCase.certificates(in: pem, name) }
    return result
  }

  func peer() throws(LimboFailure) -> Certificate {
    let name = "peer_certificate"
    guard let one = try LimboCase.certificates(in: text(name) ?? "", name).first else {
      throw LimboFailure("there is no peer certificate")
    }
    return one
  }

  private static func certificates(
    in pem: String, _ name: String
  ) throws(LimboFailure) -> [Certificate] {
    do { return try CertificateFile.certificates(in: Array(pem.utf8)) } catch {
      throw LimboFailure("\(name): \(error)")
    }
  }

  /// The time of verification.
  func time(now: Time) throws(LimboFailure) -> Time {
    guard let text = text("validation_time") else { return now }
    guard let time = LimboCase.time(text) else {
      throw LimboFailure("validation_time is malformed")
    }
    return time
  }

  /// RFC 3339, Section 5.6; fractions of a second do not count.
  static func time(_ text: String) -> Time? {
    let bytes = Array(text.utf8)
    func number(_ start: Int, _ count: Int) -> Int? {
      guard start + count <= bytes.count else { return nil }
      return Int(String(decoding: bytes[start..<start + count], as: UTF8.self))
    }
    guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
      let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2),
      let time = Time(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    else { return nil }
    var place = 19
    while place < bytes.count, bytes[place] == 0x2E || (0x30...0x39).contains(bytes[place]) {
      place += 1
    }
    let zone = String(decoding: bytes[place...], as: UTF8.self)
    if zone.isEmpty || zone == "Z" || zone == "z" { return time }
    guard let hours = number(place + 1, 2), let minutes = number(place + 4, 2) else { return nil }
    let offset = Int64(hours * 3_600 + minutes * 60)
    return time.adding(seconds: zone.hasPrefix("-") ? offset : -offset)
  }

  /// Who the peer has to be: one of one kind, or all of the other.
  func names() -> [(kind: String, value: String)] {
    var values: [JSONValue] = []
    if isServer {
      if let one = json["expected_peer_name"], one != .null { values = [one] }
    } else if case .array(let all)? = json["expected_peer_names"] {
      values = all
    }
    return values.compactMap { value in
      guard case .string(let kind)? = value["kind"], case .string(let name)? = value["value"] else {
        return nil
      }
      return (kind, name)
    }
  }

  /// The only algorithms that are allowed; nil for any.
  func signatureAlgorithms() -> Set<SignatureAlgorithm>? {
    let names = texts("signature_algorithms")
    guard !names.isEmpty else { return nil }
    var result: Set<SignatureAlgorithm> = []
    for name in names {
      let upper = name.uppercased()
      let hash: HashAlgorithm? =
        upper.hasSuffix("SHA256")
        ? .sha256 : upper.hasSuffix("SHA384") ? .sha384 : upper.hasSuffix("SHA512") ? .sha512 : nil
      if upper == "ED25519" { result.insert(.ed25519) }
      if upper == "ED448" { result.insert(.ed448) }
      guard let hash else { continue }
      if upper.hasPrefix("ECDSA") {
        result.insert(.ecdsa(hash))
      } else if upper.contains("PSS") {
        result.insert(.rsaPSS(hash))
      } else if upper.hasPrefix("RSA") {
        result.insert(.rsaPKCS1v15(hash))
      }
    }
    return result
  }
}

/// Why a case is a failure.
struct LimboFailure: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}
