internal import Bytes
internal import Hashing
internal import JSON
internal import MLKEM

/// ML-KEM (FIPS 203).
enum MLKEMSuite {
  private static func set(_ fields: Fields) throws(CaseProblem) -> MLKEMParameterSet {
    if let name = fields.optionalText("parameterSet") { return try Names.mlkem(name) }
    return try Names.mlkem(try fields.text("algorithm"))
  }

  /// d ‖ z: in one piece as `seed`, or as `d` and `z`.
  private static func seed(_ fields: Fields) throws(CaseProblem) -> [UInt8] {
    if let seed = try fields.optionalBytes("seed") { return seed }
    return try fields.bytes("d") + fields.bytes("z")
  }

  static func keyGen(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let set = try set(fields)
    let seed = try seed(fields)
    do throws(MLKEMError) {
      let key = try MLKEMDecapsulationKey(set, seed: seed.span)
      steps.compare("ek", key.encapsulationKey.bytes, (try? fields.bytes("ek")) ?? [])
      let expanded = key.expanded()
      if let dk = try? fields.optionalBytes("dk") {
        steps.compare("dk", [UInt8](copying: expanded.bytes), dk)
      }
      return steps.answer
    } catch { return .refused(text(error)) }
  }

  static func encaps(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let set = try set(fields)
    let ek = try encapsulationKey(fields)
    let message = try fields.optionalBytes("m")
    do throws(MLKEMError) {
      let key = try MLKEMEncapsulationKey(set, bytes: ek.span)
      // A key check alone has no m.
      guard let message else { return .agrees }
      guard message.count == 32 else { return .refused("m has \(message.count) bytes") }
      let own = key.encapsulate(message: message.span)
      steps.compare("c", own.ciphertext, (try? fields.bytes("c")) ?? [])
      steps.compare("K", [UInt8](copying: own.sharedSecret.bytes), (try? fields.bytes("K")) ?? [])
      return steps.answer
    } catch { return .refused(text(error)) }
  }

  /// `ek`, in which `substitution` [i, v] puts the coefficient v in place i (CCTV's modulus check).
  private static func encapsulationKey(_ fields: Fields) throws(CaseProblem) -> [UInt8] {
    var ek = try fields.bytes("ek")
    guard case .array(let pair)? = fields["substitution"] else { return ek }
    guard pair.count == 2, case .number(let index) = pair[0], case .number(let value) = pair[1],
      index >= 0, 3 * (index / 2) + 2 < ek.count, (0..<4096).contains(value)
    else { throw .malformed("substitution") }
    // Two coefficients of 12 bits in three bytes (FIPS 203, Algorithm 5).
    let start = 3 * (index / 2)
    if index % 2 == 0 {
      ek[start] = UInt8(value & 0xFF)
      ek[start + 1] = ek[start + 1] & 0xF0 | UInt8(value >> 8)
    } else {
      ek[start + 1] = ek[start + 1] & 0x0F | UInt8(value & 0x0F) << 4
      ek[start + 2] = UInt8(value >> 4)
    }
    return ek
  }

  /// With the key of a seed, or in its expanded form as `dk`.
  static func decaps(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let set = try set(fields)
    let ciphertext = try fields.optionalBytes("c")
    let dk = try fields.optionalBytes("dk")
    let seed = dk == nil ? try seed(fields) : []
    let ek = try fields.optionalBytes("ek")
    do throws(MLKEMError) {
      let key: MLKEMDecapsulationKey
      if let dk {
        key = try MLKEMDecapsulationKey(set, expanded: dk.span)
      } else {
        key = try MLKEMDecapsulationKey(set, seed: seed.span)
      }
      if let ek, !ek.isEmpty { steps.compare("ek", key.encapsulationKey.bytes, ek) }
      // A key check alone has no ciphertext.
      guard let ciphertext else { return steps.answer }
      let secret = try key.decapsulate(ciphertext.span)
      let own = [UInt8](copying: secret.bytes)
      if let published = try? fields.optionalBytes("K") {
        steps.compare("K", own, published)
      } else {
        steps.note("K", own)
      }
      return steps.answer
    } catch { return .refused(text(error)) }
  }

  private static func text(_ error: MLKEMError) -> String {
    switch error {
    case .wrongLength(let expected, let actual): "\(actual) bytes where \(expected) belong"
    case .coefficientOutOfRange: "a coefficient is not below 3329 (FIPS 203, Section 7.2)"
    case .hashMismatch: "the hash in the key is not that of ek (FIPS 203, Section 7.3)"
    }
  }

  /// CCTV's accumulated test: SHAKE128 of nothing gives d, z, m and a ciphertext of noise for each round; what
  /// comes of them goes into another SHAKE128.
  static func accumulated(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let set = try set(fields)
    let rounds = try fields.number("rounds")
    guard (1...10_000).contains(rounds) else { throw .malformed("rounds") }
    var source = SHA3(.shake128)
    var sink = SHA3(.shake128)
    func squeeze(_ count: Int) -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: count)
      var span = bytes.mutableSpan
      source.squeeze(into: &span)
      return bytes
    }
    do throws(MLKEMError) {
      for _ in 0..<rounds {
        let seed = squeeze(64)
        let key = try MLKEMDecapsulationKey(set, seed: seed.span)
        let message = squeeze(32)
        let noise = squeeze(set.ciphertextByteCount)
        sink.update(key.encapsulationKey.bytes.span)
        let expanded = key.expanded()
        sink.update(expanded.bytes)
        let own = key.encapsulationKey.encapsulate(message: message.span)
        sink.update(own.ciphertext.span)
        sink.update(own.sharedSecret.bytes)
        let again = try key.decapsulate(own.ciphertext.span)
        guard equalVariableTime(again.bytes, own.sharedSecret.bytes) else {
          return .differs("decapsulation gives another secret than encapsulation")
        }
        let rejected = try key.decapsulate(noise.span)
        sink.update(rejected.bytes)
      }
    } catch { return .refused(text(error)) }
    var digest = [UInt8](repeating: 0, count: 32)
    var span = digest.mutableSpan
    sink.squeeze(into: &span)
    steps.compare("digest", digest, try fields.bytes("digest"))
    return steps.answer
  }
}
