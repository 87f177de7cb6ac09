import Testing

@testable import TLS13

@Suite struct `A connection at rest` {
  // What a handshake needs is on the heap while it lasts; configurations are had in common.
  @Test func `has little room of its own`() {
    #expect(MemoryLayout<ServerConnection>.size <= 1_024)
    #expect(MemoryLayout<ClientConnection>.size <= 1_024)
  }

  @Test func `leaves nothing of a value behind that was boxed`() {
    final class Witness {}
    var witness: Witness? = Witness()
    weak let observer = witness
    var box: Box<Witness?>? = Box(witness)
    witness = nil
    #expect(observer != nil)
    if let taken = box.take()?.take() { #expect(taken === observer) }
    #expect(observer == nil)
    box = Box(Witness())
    box?.value = nil
    box = nil
  }
}
