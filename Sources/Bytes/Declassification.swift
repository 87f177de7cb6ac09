private import CIntrinsics

// `make test-constant-time` marks secrets as undefined memory, so that valgrind's memcheck objects to each
// branch and index that depends on them (the method of ctgrind). These functions tell it what is meant to be
// known; in other builds they do nothing.

/// Says that a verdict on secrets is no secret itself: that a tag is wrong, that a number is no key.
@inline(never)
public func declassified(_ verdict: Bool) -> Bool {
  var verdict = verdict
  unsafe withUnsafeMutableBytes(of: &verdict) {
    unsafe mtls_mark_public($0.baseAddress, $0.count)
  }
  return verdict
}

/// Says that a mask of verdicts on secrets is no secret itself.
@inline(never)
public func declassified(_ verdicts: UInt64) -> UInt64 {
  var verdicts = verdicts
  unsafe withUnsafeMutableBytes(of: &verdicts) {
    unsafe mtls_mark_public($0.baseAddress, $0.count)
  }
  return verdicts
}

/// Says that what was made of secrets is public, such as a public key or a signature.
public func declassify<Element: BitwiseCopyable>(_ elements: Span<Element>) {
  unsafe elements.withUnsafeBytes { unsafe mtls_mark_public($0.baseAddress, $0.count) }
}

/// Says that bytes are secret: for tests of constant time.
public func classify(_ bytes: Span<UInt8>) {
  unsafe bytes.withUnsafeBytes { unsafe mtls_mark_secret($0.baseAddress, $0.count) }
}
