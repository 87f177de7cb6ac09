public import Bytes

/// Triple DES (NIST SP 800-67) with three keys in cipher block chaining, for the files of old programs. It looks nothing
/// up at a secret place.
public struct TripleDES: ~Copyable, Sendable {
  /// Length of a key in bytes.
  public static let keyByteCount = 24
  /// Length of a block and of an initialization vector in bytes.
  public static let blockByteCount = 8

  /// 48 bits for each of 16 rounds under each of three keys.
  private let roundKeys: SecretBytes

  /// The cipher under a key of 24 bytes, whose parity bits do not matter.
  public init(key: borrowing SecretBytes) {
    precondition(key.count == TripleDES.keyByteCount, "triple DES has keys of 24 bytes")
    roundKeys = SecretBytes(byteCount: 8 * 48) { output in
      for part in 0..<3 {
        let chosen = DES.permuted(
          TripleDES.load(key.bytes, 8 * part), from: 64, by: DES.keyChoice1)
        var left = UInt32(truncatingIfNeeded: chosen >> 28)
        var right = UInt32(truncatingIfNeeded: chosen & 0xFFF_FFFF)
        for round in 0..<16 {
          let count: UInt32 = [0, 1, 8, 15].contains(round) ? 1 : 2
          left = (left << count | left >> (28 - count)) & 0xFFF_FFFF
          right = (right << count | right >> (28 - count)) & 0xFFF_FFFF
          let roundKey = DES.permuted(
            UInt64(left) << 28 | UInt64(right), from: 56, by: DES.keyChoice2)
          TripleDES.store(roundKey, &output, 8 * (16 * part + round))
        }
      }
    }
  }

  /// Encrypts whole blocks in place, behind an initialization vector of 8 bytes.
  public func encrypt(_ blocks: inout MutableSpan<UInt8>, iv: Span<UInt8>) {
    precondition(blocks.count.isMultiple(of: 8) && iv.count == 8, "CBC takes whole blocks")
    var previous = TripleDES.load(iv, 0)
    for start in stride(from: 0, to: blocks.count, by: 8) {
      var block = TripleDES.load(blocks.span, start) ^ previous
      block = des(block, key: 0, decrypting: false)
      block = des(block, key: 1, decrypting: true)
      block = des(block, key: 2, decrypting: false)
      TripleDES.store(block, &blocks, start)
      previous = block
    }
  }

  /// Decrypts whole blocks in place, behind an initialization vector of 8 bytes.
  public func decrypt(_ blocks: inout MutableSpan<UInt8>, iv: Span<UInt8>) {
    precondition(blocks.count.isMultiple(of: 8) && iv.count == 8, "CBC takes whole blocks")
    var previous = TripleDES.load(iv, 0)
    for start in stride(from: 0, to: blocks.count, by: 8) {
      let ciphertext = TripleDES.load(blocks.span, start)
      var block = des(ciphertext, key: 2, decrypting: true)
      block = des(block, key: 1, decrypting: false)
      block = des(block, key: 0, decrypting: true)
      TripleDES.store(block ^ previous, &blocks, start)
      previous = ciphertext
    }
  }

  private func des(_ block: UInt64, key: Int, decrypting: Bool) -> UInt64 {
    let start = DES.permuted(block, from: 64, by: DES.initialPermutation)
    var left = UInt32(truncatingIfNeeded: start >> 32)
    var right = UInt32(truncatingIfNeeded: start)
    for round in 0..<16 {
      let place = 16 * key + (decrypting ? 15 - round : round)
      let roundKey = TripleDES.load(roundKeys.bytes, 8 * place)
      (left, right) = (right, left ^ DES.round(right, roundKey))
    }
    return DES.permuted(
      UInt64(right) << 32 | UInt64(left), from: 64, by: DES.finalPermutation)
  }

  private static func load(_ bytes: Span<UInt8>, _ start: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 { word = word << 8 | UInt64(bytes[start + index]) }
    return word
  }

  private static func store(_ word: UInt64, _ bytes: inout MutableSpan<UInt8>, _ start: Int) {
    for index in 0..<8 {
      bytes[start + index] = UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * index))
    }
  }
}

/// What DES (FIPS 46-3) is made of. Bit 1 is the highest.
private enum DES {
  /// The bits of a value of `count` bits at these places, one after another.
  static func permuted<let n: Int>(
    _ value: UInt64, from count: UInt64, by places: [n of UInt8]
  ) -> UInt64 {
    var result: UInt64 = 0
    for index in 0..<n { result = result << 1 | value >> (count - UInt64(places[index])) & 1 }
    return result
  }

  /// The function f.
  static func round(_ half: UInt32, _ key: UInt64) -> UInt32 {
    let bits = permuted(UInt64(half), from: 32, by: expansion) ^ key
    var output: UInt64 = 0
    for box in 0..<8 {
      let six = bits >> UInt64(42 - 6 * box) & 63
      // The outer bits say which row; all four are looked at.
      let row = six >> 4 & 2 | six & 1
      var chosen: UInt64 = 0
      for index in 0..<4 {
        let difference = row ^ UInt64(index)
        chosen |= boxes[4 * box + index] & (0 &- ((difference &- 1) >> 63))
      }
      output = output << 4 | chosen >> (4 * (six >> 1 & 15)) & 15
    }
    return UInt32(truncatingIfNeeded: permuted(output, from: 32, by: permutation))
  }

  static let initialPermutation: [64 of UInt8] = [
    58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4,
    62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48, 40, 32, 24, 16, 8,
    57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3,
    61, 53, 45, 37, 29, 21, 13, 5, 63, 55, 47, 39, 31, 23, 15, 7,
  ]
  static let finalPermutation: [64 of UInt8] = [
    40, 8, 48, 16, 56, 24, 64, 32, 39, 7, 47, 15, 55, 23, 63, 31,
    38, 6, 46, 14, 54, 22, 62, 30, 37, 5, 45, 13, 53, 21, 61, 29,
    36, 4, 44, 12, 52, 20, 60, 28, 35, 3, 43, 11, 51, 19, 59, 27,
    34, 2, 42, 10, 50, 18, 58, 26, 33, 1, 41, 9, 49, 17, 57, 25,
  ]
  static let expansion: [48 of UInt8] = [
    32, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9, 8, 9, 10, 11,
    12, 13, 12, 13, 14, 15, 16, 17, 16, 17, 18, 19, 20, 21, 20, 21,
    22, 23, 24, 25, 24, 25, 26, 27, 28, 29, 28, 29, 30, 31, 32, 1,
  ]
  static let permutation: [32 of UInt8] = [
    16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10,
    2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
  ]
  static let keyChoice1: [56 of UInt8] = [
    57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18,
    10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
    63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22,
    14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
  ]
  static let keyChoice2: [48 of UInt8] = [
    14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4,
    26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47, 55, 30, 40,
    51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
  ]
  /// The eight boxes, four rows each; an entry of a row is four bits, the first the lowest.
  static let boxes: [32 of UInt64] = [
    0x7095_C6A3_8BF2_1D4E, 0x8359_BC6A_1D2E_47F0,
    0x05A3_79CF_B26D_8E14, 0xD60A_E3B5_7194_28CF,
    0xA50C_D279_43B6_E81F, 0x5B96_A10C_E82F_74D3,
    0xF239_6C85_1D4A_B7E0, 0x9E50_C76B_24F3_1A8D,
    0x824B_7CD1_5F36_E90A, 0x1FBC_E582_A643_907D,
    0x7EA5_C21B_03F8_946D, 0xC25B_3EF4_7896_0DA1,
    0xF4CB_5821_A960_3ED7, 0x9EA1_C274_30F6_5B8D,
    0x4825_E31F_D7BC_096A, 0xE27C_B549_8D1A_60F3,
    0x9E0D_F358_6BA7_14C2, 0x6893_AF05_1D74_C2BE,
    0xE036_5C9F_87DA_B124, 0x354A_90F6_D2E1_7C8B,
    0xB57E_43D0_8629_FA1C, 0x83B0_ED16_59C7_24FA,
    0x6BD1_A407_3C82_5FE9, 0xD806_71EB_AF59_C234,
    0x16A5_79C3_D80F_E2B4, 0x68F2_C53E_A194_7B0D,
    0x2950_86FA_E73C_DB41, 0xC32E_F059_7A41_8DB6,
    0x7C05_E39A_1BF6_482D, 0x29E0_B65C_473A_8DF1,
    0x853F_DA60_2EC9_14B7, 0xB653_09CF_D8A4_7E12,
  ]
}
