/// A value with its place on the heap: what is large and soon over, or seldom there, takes 8 bytes of its owner.
@safe struct Box<Value: ~Copyable>: ~Copyable {
  private let place: UnsafeMutablePointer<Value>

  init(_ value: consuming Value) {
    unsafe place = .allocate(capacity: 1)
    unsafe place.initialize(to: value)
  }

  deinit {
    unsafe place.deinitialize(count: 1)
    unsafe place.deallocate()
  }

  var value: Value {
    @inline(__always)
    _read { yield unsafe place.pointee }
    @inline(__always)
    _modify { yield unsafe &place.pointee }
  }

  /// The value, out of its place.
  consuming func take() -> Value {
    let value = unsafe place.move()
    unsafe place.deallocate()
    discard self
    return value
  }
}

// One owner has the value, and nobody else its place.
extension Box: @unchecked Sendable where Value: Sendable & ~Copyable {}
