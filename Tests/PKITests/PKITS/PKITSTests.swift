import Foundation
import TestSupport
import Testing
import VectorRunner

@Suite struct `NIST PKITS` {
  @Test func `every case gives the expected result, or is listed with its reason`() throws {
    #expect(PKITSCase.all.count == 249)
    #expect(PKITSCase.all.count { $0.isValid } == 114)
    let folder = try #require(Self.folder, "cryptography-vectors is not installed")
    let tally = Runner().runPKITS(folder.path, nil)
    for failure in tally.failures { Issue.record("\(failure.title): \(failure.reason)") }
    #expect(tally.skipped == PKITSDeviations.reasons.count)
    #expect(tally.passed == 249 - PKITSDeviations.reasons.count)
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
