import Bytes
import Cryptography
import DER
import PKI
import TestSupport
import Testing

/// RFC 9881, Section 6.
@Suite struct `Private keys of ML-DSA` {
  static let sets: [(MLDSAParameterSet, ObjectIdentifier)] = [
    (.mldsa44, .mldsa44), (.mldsa65, .mldsa65), (.mldsa87, .mldsa87),
  ]

  private static func copy(_ bytes: Span<UInt8>) -> [UInt8] { [UInt8](copying: bytes) }

  /// OneAsymmetricKey around what `write` appends.
  private static func pkcs8(
    _ identifier: ObjectIdentifier, parameters: [UInt8] = [], _ write: (inout [UInt8]) -> Void
  ) -> [UInt8] {
    var inner: [UInt8] = []
    write(&inner)
    var der: [UInt8] = []
    der.writeSequence { output in
      output.writeInteger(0)
      output.writeSequence { output in
        output.writeObjectIdentifier(identifier)
        output += parameters
      }
      output.writeOctetString(inner.span)
    }
    return der
  }

  private static func publicKey(_ der: [UInt8]) -> PublicKey? {
    (try? KeyFile.privateKey(in: der))?.publicKey
  }

  @Test(arguments: sets)
  func `are read in three forms, and written as the seed`(
    _ set: MLDSAParameterSet, _ identifier: ObjectIdentifier
  ) throws {
    var random = SeededRandom()
    let seed = random.bytes(32)
    let key = try MLDSAPrivateKey(set, seed: seed.span)
    let expanded = Self.copy(key.expanded)
    let wanted = PublicKey.mldsa(set, key.publicKey.bytes)
    let seedForm = Self.pkcs8(identifier) { $0 += [0x80, 32] + seed }
    let expandedForm = Self.pkcs8(identifier) { $0.writeOctetString(expanded.span) }
    let bothForm = Self.pkcs8(identifier) { output in
      output.writeSequence { output in
        output.writeOctetString(seed.span)
        output.writeOctetString(expanded.span)
      }
    }
    for form in [seedForm, expandedForm, bothForm] {
      let read = try KeyFile.privateKey(in: form)
      #expect(read.publicKey == wanted)
      let written = Self.copy(KeyFile.pkcs8(read).bytes)
      #expect(written == (form == expandedForm ? expandedForm : seedForm))
    }
  }

  @Test(arguments: sets)
  func `are refused in any other form`(
    _ set: MLDSAParameterSet, _ identifier: ObjectIdentifier
  ) throws {
    var random = SeededRandom()
    let seed = random.bytes(32)
    let expanded = Self.copy(try MLDSAPrivateKey(set, seed: seed.span).expanded)
    var changed = expanded
    changed[40] ^= 1
    let wrong = changed
    let faults: [(String, [UInt8])] = [
      ("a seed of 31 bytes", Self.pkcs8(identifier) { $0 += [0x80, 31] + seed.dropLast() }),
      ("a seed in an OCTET STRING", Self.pkcs8(identifier) { $0.writeOctetString(seed.span) }),
      ("a seed without a tag", Self.pkcs8(identifier) { $0 += seed }),
      ("something behind the seed", Self.pkcs8(identifier) { $0 += [0x80, 32] + seed + [5, 0] }),
      (
        "parameters",
        Self.pkcs8(identifier, parameters: [5, 0]) { $0 += [0x80, 32] + seed }
      ),
      (
        "an expanded key that is too short",
        Self.pkcs8(identifier) { $0.writeOctetString(expanded.span.extracting(1...)) }
      ),
      (
        "both, of which the one is not the other's",
        Self.pkcs8(identifier) { output in
          output.writeSequence { output in
            output.writeOctetString(seed.span)
            output.writeOctetString(wrong.span)
          }
        }
      ),
      (
        "the seed alone in a SEQUENCE",
        Self.pkcs8(identifier) { output in
          output.writeSequence { output in output.writeOctetString(seed.span) }
        }
      ),
    ]
    for (fault, der) in faults { #expect(Self.publicKey(der) == nil, "\(fault)") }
    let right = Self.pkcs8(identifier) { $0 += [0x80, 32] + seed }
    #expect(Self.publicKey(right) != nil)
  }

  @Test(arguments: sets)
  func `have public halves of one length and without parameters`(
    _ set: MLDSAParameterSet, _ identifier: ObjectIdentifier
  ) throws {
    func info(_ parameters: [UInt8], _ count: Int) -> [UInt8] {
      let bits = [UInt8](repeating: 5, count: count)
      var der: [UInt8] = []
      der.writeSequence { output in
        output.writeSequence { output in
          output.writeObjectIdentifier(identifier)
          output += parameters
        }
        output.writeBitString(bits.span)
      }
      return der
    }
    let count = set.publicKeyByteCount
    let good = info([], count)
    #expect(try SubjectPublicKeyInfo(der: good.span).publicKey?.type == .mldsa(set))
    for wrong in [info([5, 0], count), info([], count - 1), info([], count + 1), info([], 0)] {
      #expect(throws: DERError.self) { _ = try SubjectPublicKeyInfo(der: wrong.span) }
    }
  }
}
