package import Bytes
internal import DER
internal import JSON
internal import PKI

/// NIST's Public Key Interoperability Test Suite: a folder with `certs` and `crls` in it.
package struct PKITSCase: Sendable {
  /// The section of its description: `4.1.1`.
  package let section: String
  /// Its name.
  package let name: String
  /// Certificates from the root on, and CRLs, by their names.
  package let path, crls: [String]
  /// Whether the path has to be accepted.
  package let isValid: Bool
  let policies: [String]?
  let marks: String

  /// All of them.
  package static let all: [PKITSCase] = PKITSExpectations.lines.split(separator: "\n").compactMap {
    line in
    let parts = line.split(separator: "|").map(String.init)
    guard parts.count == 6 else { return nil }
    func list(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }
    return PKITSCase(
      section: parts[0], name: parts[1], path: list(parts[4]), crls: list(parts[5]),
      isValid: parts[2].contains("v"),
      policies: parts[3] == "-" ? nil : parts[3] == "0" ? [] : list(parts[3]), marks: parts[2])
  }

  /// 2011-04-15, as the descriptions have it.
  package static let now = Time(secondsSince1970: 1_302_825_600)

  /// Why the path is refused; nil where it is accepted. `file` gives a file of the folder.
  package func refusal(_ file: (String) throws(VectorError) -> [UInt8]) throws(VectorError)
    -> String?
  {
    var certificates: [Certificate] = []
    for name in path {
      let bytes = try file("certs/\(name).crt")
      do { certificates.append(try Certificate(der: bytes)) } catch { return "\(name): \(error)" }
    }
    var policy = VerificationPolicy(purpose: .server)
    policy.initialPolicies = policies.map { policies in
      Set(
        policies.compactMap { name in
          ObjectIdentifier(
            dotted: name.hasPrefix("N") ? "2.16.840.1.101.3.2.1.48.\(name.dropFirst())" : name)
        })
    }
    policy.requiresExplicitPolicy = marks.contains("e")
    policy.inhibitsPolicyMapping = marks.contains("m")
    policy.inhibitsAnyPolicy = marks.contains("a")
    policy.revocation.mode = .require
    for name in crls {
      // A list that cannot be read is none.
      if let list = try? CertificateRevocationList(der: try file("crls/\(name).crl")) {
        policy.revocation.lists.append(list)
      }
    }
    let verifier = PeerVerifier(roots: TrustRoots([certificates[0]]), policy: policy)
    do throws(VerificationFailure) {
      _ = try verifier.verify(
        chain: certificates.dropFirst().reversed(), at: PKITSCase.now, identity: nil)
      return nil
    } catch { return "\(error)" }
  }
}

extension Runner {
  /// Runs PKITS in the folder that has `certs` and `crls`.
  public func runPKITS(_ folder: String, _ observer: (any Observer)?) -> Tally {
    var tally = Tally(file: folder)
    tally.source = "NIST PKITS 1.0.1"
    func read(_ name: String) throws(VectorError) -> [UInt8] {
      let input = try Input(path: folder + "/" + name)
      guard input.byteCount < 1 << 20 else { throw VectorError("is too large") }
      var bytes: [UInt8] = []
      while true {
        let piece = try input.piece()
        if piece.isEmpty { return bytes }
        bytes += piece
      }
    }
    for (index, one) in PKITSCase.all.enumerated() {
      observer?.progress(folder, done: index, of: PKITSCase.all.count)
      let shown = Case(
        one.section, .path, Fields(), one.isValid ? .valid : .invalid, comment: one.name)
      guard matches(shown) else {
        tally.filteredOut += 1
        continue
      }
      let verdict: Verdict
      do throws(VectorError) {
        let refusal = try one.refusal(read)
        let isExpected = (refusal == nil) == one.isValid
        if let reason = PKITSDeviations.reasons[one.section] {
          // Listed as another result, with its reason: should it not be, the list is wrong.
          verdict =
            isExpected
            ? .failed("is as PKITS has it, and is listed to be otherwise: \(reason)")
            : .skipped("PKITS \(one.section): \(reason)")
        } else {
          verdict =
            isExpected
            ? .passed
            : .failed(refusal.map { "is refused: \($0)" } ?? "is accepted and must not be")
        }
      } catch { verdict = .failed("\(one.name): \(error)") }
      tally.count(verdict, shown.title)
      observer?.finished(folder, shown, verdict, [])
    }
    return tally
  }
}
