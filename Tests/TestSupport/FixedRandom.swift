public import Bytes

/// Hands out the bytes it was given, in order: the randomness of a published trace.
public struct FixedRandom: RandomSource {
  private var queue: [UInt8]

  /// Will hand out `parts`, one after another.
  public init(_ parts: [UInt8]...) { queue = parts.flatMap { $0 } }

  /// Bytes not handed out yet.
  public var remaining: Int { queue.count }

  /// Takes the next bytes; asking for more than there are ends the test.
  public mutating func fill(_ bytes: inout MutableSpan<UInt8>) {
    precondition(queue.count >= bytes.count, "the trace has no more randomness")
    for index in bytes.indices { bytes[index] = queue[index] }
    queue.removeFirst(bytes.count)
  }
}
