/// Four blocks that a mode works in.
@safe struct Scratch {
  /// The counter block.
  let counter: UnsafeMutableRawPointer
  /// GHASH's or CBC-MAC's sum.
  let accumulator: UnsafeMutableRawPointer
  /// What encrypts the tag.
  let tagMask: UnsafeMutableRawPointer
  /// A block that is not whole in its place; zero between uses.
  let block: UnsafeMutableRawPointer
}

/// Lends `body` four zero blocks on the stack, wiped afterwards.
@inline(__always)
func withScratch(_ body: (Scratch) -> Void) {
  var memory = [8 of UInt64](repeating: 0)
  var span = memory.mutableSpan
  unsafe span.withUnsafeMutableBytes { buffer in
    guard let base = buffer.baseAddress else { return }
    unsafe body(
      Scratch(counter: base, accumulator: base + 16, tagMask: base + 32, block: base + 48))
    unsafe erase(base, 64)
  }
}

/// Adds `count` bytes to those at `sum`, bit by bit.
@inline(__always)
func add(_ bytes: UnsafeRawPointer, to sum: UnsafeMutableRawPointer, _ count: Int) {
  for index in 0..<count {
    let byte = unsafe bytes.load(fromByteOffset: index, as: UInt8.self)
    let other = unsafe sum.load(fromByteOffset: index, as: UInt8.self)
    unsafe sum.storeBytes(of: byte ^ other, toByteOffset: index, as: UInt8.self)
  }
}

/// The blocks of a content followed by a suffix: runs of whole blocks where they lie, and the block
/// across the border in a place of its own.
@safe struct BlockSource {
  private var content: UnsafeRawBufferPointer
  private var suffix: UnsafeRawBufferPointer
  /// Bytes of the last block, when it is not whole, which `next` left in its place when it returned nil.
  private(set) var partialByteCount = 0

  init(_ content: UnsafeRawBufferPointer, _ suffix: UnsafeRawBufferPointer) {
    unsafe self.content = content
    unsafe self.suffix = suffix
  }

  /// The next whole blocks; nil when there are none, with the bytes left over in `block`, padded with
  /// zeros.
  mutating func next(
    into block: UnsafeMutableRawPointer
  ) -> (blocks: UnsafeRawPointer, count: Int)? {
    if let start = unsafe content.baseAddress, unsafe content.count >= 16 {
      let count = unsafe content.count / 16
      unsafe content = UnsafeRawBufferPointer(rebasing: content[(16 * count)...])
      return unsafe (start, count)
    }
    let head = unsafe content.count
    if head == 0, let start = unsafe suffix.baseAddress, unsafe suffix.count >= 16 {
      let count = unsafe suffix.count / 16
      unsafe suffix = UnsafeRawBufferPointer(rebasing: suffix[(16 * count)...])
      return unsafe (start, count)
    }
    let tail = unsafe min(16 - head, suffix.count)
    unsafe block.initializeMemory(as: UInt8.self, repeating: 0, count: 16)
    let target = unsafe UnsafeMutableRawBufferPointer(start: block, count: 16)
    unsafe target.copyMemory(from: content)
    unsafe UnsafeMutableRawBufferPointer(rebasing: target[head...])
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: suffix[..<tail]))
    unsafe content = UnsafeRawBufferPointer(start: nil, count: 0)
    unsafe suffix = UnsafeRawBufferPointer(rebasing: suffix[tail...])
    guard head + tail < 16 else { return (UnsafeRawPointer(block), 1) }
    partialByteCount = head + tail
    return nil
  }
}
