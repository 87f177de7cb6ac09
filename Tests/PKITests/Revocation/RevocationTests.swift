import Bytes
import Cryptography
import DER
import Testing

@testable import PKI

@Suite struct `Revocation (RFC 5280, Section 6.3)` {
  let root: Entity
  let leaf: Entity

  init() throws {
    root = try Entity.root()
    leaf = try root.issue(Template.leaf().with { $0.serial = [0x05] })
  }

  private func list(
    by issuer: Entity, revoking serials: [[UInt8]] = [], days: ClosedRange<Int> = -1...1
  ) throws -> CertificateRevocationList {
    var random = SystemRandom()
    let date = Entity.now.adding(days: -1)
    let builder = RevocationListBuilder(
      issuer: issuer.certificate, number: [1], thisUpdate: Entity.now.adding(days: days.lowerBound),
      nextUpdate: Entity.now.adding(days: days.upperBound),
      revoked: serials.map { ($0, .init(date: date, reason: RevocationReason(rawValue: 1))) })
    return try builder.sign(with: issuer.key, using: &random)
  }

  private func judged(
    _ lists: [CertificateRevocationList], _ mode: RevocationPolicy.Mode
  ) -> VerificationFailure? {
    judge([leaf], roots: [root]) { $0.revocation = RevocationPolicy(mode: mode, lists: lists) }
  }

  @Test func `refuses what a current CRL of the issuer has`() throws {
    let lists = [try list(by: root, revoking: [[4], [5]])]
    for mode in [RevocationPolicy.Mode.prefer, .require] {
      let failure = try #require(judged(lists, mode))
      let date = Entity.now.adding(days: -1)
      #expect(
        failure.cause == .revoked(at: date, reason: RevocationReason(rawValue: 1)))
      #expect("\(failure)".hasSuffix("was revoked on \(date): keyCompromise"))
      #expect(failure.rule == "RFC 5280, Section 6.3.3")
    }
    #expect(judged(lists, .off) == nil)
  }

  @Test func `accepts what a current CRL does not have`() throws {
    let lists = [try list(by: root, revoking: [[4], [0, 0x85]])]
    #expect(judged(lists, .require) == nil)
  }

  @Test(arguments: ["none", "old", "early", "of another", "forged"])
  func `knows nothing without a CRL that holds`(fault: String) throws {
    let other = try Entity.root(.authority("Other"))
    let impostor = try Entity.root()
    let lists =
      switch fault {
      case "none": [CertificateRevocationList]()
      case "old": [try list(by: root, revoking: [[5]], days: -9 ... -8)]
      case "early": [try list(by: root, revoking: [[5]], days: 1...2)]
      case "of another": [try list(by: other, revoking: [[5]])]
      default: [try list(by: impostor, revoking: [[5]])]
      }
    guard case .revocationUnknown? = judged(lists, .require)?.cause else {
      Issue.record("\(fault) was used")
      return
    }
    #expect(judged(lists, .prefer) == nil)
  }

  @Test func `reads back what it writes, and nothing that was changed`() throws {
    let one = try list(by: root, revoking: [[5]])
    let again = try CertificateRevocationList(der: one.der)
    #expect(again.revoked == one.revoked)
    #expect(again.extensions.map(\.identifier) == [.authorityKeyIdentifier, .crlNumber])
    for cut in stride(from: 0, to: one.der.count, by: 7) {
      #expect(throws: DERError.self) {
        try CertificateRevocationList(der: Array(one.der[..<cut]))
      }
    }
    var failures = 0
    for place in one.der.indices {
      var der = one.der
      der[place] ^= 0x10
      guard let damaged = try? CertificateRevocationList(der: der) else { continue }
      if judged([damaged], .require) == nil { failures += 1 }
    }
    #expect(failures == 0)
  }
}

@Suite struct `Certificate policies (RFC 9618)` {
  @Test func `cost no more than the sum of all mappings`() {
    func oid(_ number: UInt64) -> ObjectIdentifier { ObjectIdentifier(1, 2, number) }
    // Each of 16 policies leads to each of 16: the tree of RFC 5280 would have 16 to the power of 12 nodes.
    var der: [UInt8] = []
    der.writeSequence { output in
      for from in UInt64(0)..<16 {
        for to in UInt64(0)..<16 {
          output.writeSequence { output in
            output.writeObjectIdentifier(oid(from))
            output.writeObjectIdentifier(oid(to))
          }
        }
      }
    }
    let mappings = try? PolicyMappings(der: der.span)
    #expect(mappings?.pairs.count == 256)
    var graph = PolicyGraph()
    for _ in 0..<12 {
      graph.descend((0..<16).map { oid($0) }, acceptsAny: false)
      if let mappings { graph.map(mappings, isInhibited: false) }
    }
    graph.descend([oid(3)], acceptsAny: false)
    #expect(graph.valid(among: nil) == Set((0..<16).map { oid($0) }))
    #expect(graph.valid(among: [oid(2), oid(99)]) == [oid(2)])
    graph.descend([oid(99)], acceptsAny: false)
    #expect(graph.isNull)
    #expect(graph.valid(among: nil).isEmpty)
  }
}
