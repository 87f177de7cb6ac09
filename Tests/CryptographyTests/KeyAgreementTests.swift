import Bytes
import Cryptography
import TestSupport
import Testing

@Suite struct `Key agreement` {
  private static func copy(_ bytes: Span<UInt8>) -> [UInt8] { [UInt8](copying: bytes) }

  @Test(arguments: KeyAgreementGroup.allCases)
  func `gives both sides the same secret, another each time`(_ group: KeyAgreementGroup) throws {
    var random = SeededRandom()
    var secrets: Set<[UInt8]> = []
    for _ in 0..<3 {
      let client = EphemeralKey(group, using: &random)
      let answer = try group.answer(client.share.span, using: &random)
      let agreed = try client.agree(with: answer.share.span)
      let (ours, theirs) = (Self.copy(agreed.bytes), Self.copy(answer.secret.bytes))
      #expect(ours == theirs, "seed \(random.seed)")
      #expect(client.share.count == group.shareByteCount)
      #expect(answer.share.count == group.answerByteCount)
      secrets.insert(ours)
    }
    #expect(secrets.count == 3, "seed \(random.seed)")
  }

  @Test(arguments: [
    // draft-ietf-tls-ecdhe-mlkem, Section 3.1, and draft-ietf-tls-mlkem, Section 3.
    (KeyAgreementGroup.x25519MLKEM768, 1216, 1120, 64), (.p256MLKEM768, 1249, 1153, 64),
    (.p384MLKEM1024, 1665, 1665, 80), (.mlkem512, 800, 768, 32), (.mlkem768, 1184, 1088, 32),
    (.mlkem1024, 1568, 1568, 32),
  ])
  func `with ML-KEM has the lengths of its draft`(
    group: KeyAgreementGroup, share: Int, answer: Int, secret: Int
  ) throws {
    var random = SeededRandom()
    let client = EphemeralKey(group, using: &random)
    let reply = try group.answer(client.share.span, using: &random)
    let agreed = try client.agree(with: reply.share.span)
    let counts = [client.share.count, reply.share.count, agreed.count]
    #expect(counts == [share, answer, secret])
    #expect(group.isPostQuantum)
  }

  @Test(arguments: KeyAgreementGroup.allCases)
  func `refuses shares of another length`(_ group: KeyAgreementGroup) throws {
    var random = SeededRandom()
    let client = EphemeralKey(group, using: &random)
    let answer = try group.answer(client.share.span, using: &random)
    for wrong in [[UInt8](client.share.dropLast()), client.share + [0], []] {
      #expect(throws: InvalidShare.self) {
        _ = try group.answer(wrong.span, using: &random)
      }
    }
    for wrong in [[UInt8](answer.share.dropLast()), answer.share + [0], []] {
      #expect(throws: InvalidShare.self) { _ = try client.agree(with: wrong.span) }
    }
  }

  /// Where the two parts of a hybrid share begin: of the curve and of ML-KEM.
  private static let hybrids: [(KeyAgreementGroup, curve: Int, encapsulation: Int)] = [
    (.x25519MLKEM768, 1184, 0), (.p256MLKEM768, 0, 65), (.p384MLKEM1024, 0, 97),
    (.mlkem512, -1, 0), (.mlkem768, -1, 0), (.mlkem1024, -1, 0),
  ]

  @Test func `checks that an encapsulation key's coefficients are below q`() throws {
    var random = SeededRandom()
    for (group, _, start) in Self.hybrids {
      var share = EphemeralKey(group, using: &random).share
      // 4095, of which 12 bits are the first coefficient.
      share[start] = 0xFF
      share[start + 1] |= 0x0F
      #expect(throws: InvalidShare.self, "\(group)") {
        _ = try group.answer(share.span, using: &random)
      }
    }
  }

  @Test func `checks the curve's part as without the other`() throws {
    var random = SeededRandom()
    for (group, start, _) in Self.hybrids where start >= 0 {
      let client = EphemeralKey(group, using: &random)
      var share = client.share
      var answer = try group.answer(share.span, using: &random).share
      if group == .x25519MLKEM768 {
        // A point of small order, which gives zero.
        for index in 0..<32 { share[start + index] = 0 }
        for index in 0..<32 { answer[answer.count - 32 + index] = 0 }
      } else {
        share[start + 1] ^= 1
        answer[start + 1] ^= 1
      }
      let (wrongShare, wrongAnswer) = (share, answer)
      #expect(throws: InvalidShare.self, "\(group)") {
        _ = try group.answer(wrongShare.span, using: &random)
      }
      #expect(throws: InvalidShare.self, "\(group)") {
        _ = try client.agree(with: wrongAnswer.span)
      }
    }
  }

  @Test func `gives another secret where a ciphertext was changed`() throws {
    var random = SeededRandom()
    for (group, _, _) in Self.hybrids {
      let client = EphemeralKey(group, using: &random)
      let answer = try group.answer(client.share.span, using: &random)
      var changed = answer.share
      changed[group == .x25519MLKEM768 ? 0 : changed.count - 1] ^= 1
      let agreed = try client.agree(with: changed.span)
      let (ours, theirs) = (Self.copy(agreed.bytes), Self.copy(answer.secret.bytes))
      #expect(ours != theirs, "\(group), seed \(random.seed)")
      #expect(ours.count == theirs.count)
    }
  }
}
