private import CIntrinsics

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// What this processor can do, asked of CPUID once, when the first primitive wants to know.
///
/// The environment variable `MTLS_CPU` takes abilities away, for tests and for comparisons: `portable`
/// leaves none, `aesni` the instructions of 128 bits, `avx2` those of 256, `avx512` everything.
public struct Processor: Sendable {
  /// AES-NI, PCLMULQDQ and SSE4.1.
  public let hasAESNI: Bool
  /// The SHA extensions.
  public let hasSHANI: Bool
  /// AVX2 and BMI2, with the registers saved by the operating system.
  public let hasAVX2: Bool
  /// VAES and VPCLMULQDQ on the registers of AVX2.
  public let hasVAES256: Bool
  /// VAES and VPCLMULQDQ on AVX-512 F, BW, DQ and VL.
  public let hasVAES: Bool
  /// AVX-512 IFMA and VL.
  public let hasIFMA: Bool

  /// This processor, less what `MTLS_CPU` takes away.
  public static let current = Processor(level: requestedLevel())

  /// The levels that `MTLS_CPU` names; each has the abilities of those before it.
  public enum Level: String, Sendable, CaseIterable, Comparable {
    case portable, aesni, avx2, avx512

    /// Whether `left` has fewer abilities.
    public static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .portable: 0
      case .aesni: 1
      case .avx2: 2
      case .avx512: 3
      }
    }
  }

  /// The abilities of this processor that `level` leaves. Tests make one for every level.
  public init(level: Level) {
    #if arch(x86_64)
      let leaf1 = mtls_cpuid(1, 0)
      let leaf7 = mtls_cpuid(7, 0)
      func has(_ register: UInt32, _ bits: Int...) -> Bool {
        bits.allSatisfy { register >> UInt32($0) & 1 == 1 }
      }
      // XCR0: bits 1 and 2 are the SSE and AVX state, 5 to 7 the AVX-512 state.
      let saved = has(leaf1.ecx, 27) ? mtls_xgetbv() : 0
      let savesAVX = saved & 0x06 == 0x06
      let savesAVX512 = saved & 0xE6 == 0xE6
      let avx512 = savesAVX512 && has(leaf7.ebx, 16, 17, 30, 31)
      hasAESNI = level >= .aesni && has(leaf1.ecx, 1, 19, 25)
      hasSHANI = level >= .aesni && has(leaf7.ebx, 29) && has(leaf1.ecx, 19)
      hasAVX2 = level >= .avx2 && savesAVX && has(leaf7.ebx, 5, 8)
      hasVAES256 = hasAVX2 && has(leaf7.ecx, 9, 10)
      hasVAES = level >= .avx512 && avx512 && has(leaf7.ecx, 9, 10)
      hasIFMA = level >= .avx512 && avx512 && has(leaf7.ebx, 21)
    #else
      hasAESNI = false
      hasSHANI = false
      hasAVX2 = false
      hasVAES256 = false
      hasVAES = false
      hasIFMA = false
    #endif
  }

  private static func requestedLevel() -> Level {
    guard let text = unsafe getenv("MTLS_CPU") else { return .avx512 }
    // An unknown word is no reason to run without protection from timing: the best is chosen.
    return unsafe Level(rawValue: String(cString: text)) ?? .avx512
  }
}
