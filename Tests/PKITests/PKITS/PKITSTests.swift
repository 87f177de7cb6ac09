import Bytes
import DER
import Foundation
import TestSupport
import Testing

@testable import PKI

@Suite struct `NIST PKITS` {
  struct Case: Decodable {
    let section: String
    let name: String
    let path: [String]
    let crls: [String]
    let valid: Bool
    let policies: [String]?
    let explicit: Bool?
    let inhibitMapping: Bool?
    let inhibitAny: Bool?
  }

  /// 2011-04-15, as the descriptions have it.
  static let now = Time(secondsSince1970: 1_302_825_600)

  @Test func `every case gives the expected result, or is listed with its reason`() throws {
    let cases: [Case] = try VectorFile.cases("pkits")
    #expect(cases.count == 249)
    var deviating: Set<String> = []
    for one in cases {
      let reason = try refusal(of: one)
      let isExpected = (reason == nil) == one.valid
      if !isExpected { deviating.insert(one.section) }
      let listed = PKITSDeviations.reasons[one.section]
      #expect(
        isExpected == (listed == nil), "\(one.section) \(one.name): \(reason ?? "accepted")")
    }
    #expect(deviating == Set(PKITSDeviations.reasons.keys))
  }

  /// Why a case's path is refused; nil where it is accepted.
  private func refusal(of one: Case) throws -> String? {
    var certificates: [Certificate] = []
    for name in one.path {
      do { certificates.append(try Certificate(der: try file("certs/\(name).crt"))) } catch let
        error as CertificateError
      { return "\(name): \(error)" }
    }
    var policy = VerificationPolicy(purpose: .server)
    policy.initialPolicies = one.policies.map {
      Set($0.compactMap { ObjectIdentifier(dotted: $0) })
    }
    policy.requiresExplicitPolicy = one.explicit ?? false
    policy.inhibitsPolicyMapping = one.inhibitMapping ?? false
    policy.inhibitsAnyPolicy = one.inhibitAny ?? false
    policy.revocation.mode = .require
    for name in one.crls {
      // A list that cannot be read is none.
      if let list = try? CertificateRevocationList(der: try file("crls/\(name).crl")) {
        policy.revocation.lists.append(list)
      }
    }
    let verifier = PeerVerifier(roots: TrustRoots([certificates[0]]), policy: policy)
    do throws(VerificationFailure) {
      _ = try verifier.verify(
        chain: certificates.dropFirst().reversed(), at: Self.now, identity: nil)
      return nil
    } catch { return "\(error)" }
  }

  private func file(_ path: String) throws -> [UInt8] {
    let folder = try #require(Self.folder, "cryptography-vectors is not installed")
    return Array(try Data(contentsOf: folder.appendingPathComponent(path)))
  }

  private static let folder: URL? = {
    let libraries = VectorFile.packageFolder.appendingPathComponent(".peers/venv/lib")
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: libraries.path)) ?? []
    return versions.map {
      libraries.appendingPathComponent(
        "\($0)/site-packages/cryptography_vectors/x509/PKITS_data")
    }.first { FileManager.default.fileExists(atPath: $0.path) }
  }()
}
