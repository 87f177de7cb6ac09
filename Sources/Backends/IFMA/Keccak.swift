#if arch(x86_64)
  public import AVX2
  internal import CIntrinsics

  extension FourKeccakStates {
    /// Permutes 25 registers, of which AVX-512 VL has twice as many; one instruction rotates, and one does
    /// what any function of three bits does.
    public static func permuteAVX512(_ state: UnsafeMutablePointer<Lane>) {
      unsafe permute(state) { mtls_rotate_words_avx512($0, $1) }
    }
  }
#endif
