import Bytes
import Testing

@testable import TLS13
@testable import ZlibCompression

@Suite struct `A certificate compressed by zlib (RFC 8879)` {
  /// What would be a Certificate message's body, if it were one: long, and with much that repeats.
  private static let body = [UInt8](String(repeating: "certificate ", count: 300).utf8)

  private static func error(
    algorithm: UInt16 = 1, byteCount: Int = body.count, _ stream: [UInt8]
  ) -> HandshakeError? {
    var message: [UInt8] = []
    HandshakeMessage.write(.compressedCertificate, into: &message) { output in
      output.write(algorithm)
      output.write24(byteCount)
      output.writeVector24 { output in output += stream }
    }
    do throws(HandshakeError) {
      let (expanded, algorithm) = try CompressedCertificate.expand(
        HandshakeMessage(message.span, endsRecord: true), [.zlib], limit: 1 << 18)
      #expect(expanded.dropFirst(4).elementsEqual(body))
      #expect(algorithm == 1)
      return nil
    } catch { return error }
  }

  @Test func `comes out as it went in`() throws {
    let stream = try #require(CertificateCompression.zlib.compress(Self.body))
    #expect(Self.error(stream) == nil)
  }

  @Test func `is refused with the alert the RFC names`() throws {
    let stream = try #require(CertificateCompression.zlib.compress(Self.body))
    let count = Self.body.count
    var changed = stream
    changed[stream.count / 2] ^= 1
    let bomb = try #require(Zlib.compress([UInt8](repeating: 0, count: 1 << 24)))
    // Another algorithm, a length beyond the bound, below and above what comes out, damage, more behind it, a bomb.
    #expect(Self.error(algorithm: 2, stream)?.alert == .illegalParameter)
    #expect(Self.error(byteCount: (1 << 18) + 1, stream)?.alert == .badCertificate)
    #expect(Self.error(byteCount: count - 1, stream)?.alert == .badCertificate)
    #expect(Self.error(byteCount: count + 1, stream)?.alert == .badCertificate)
    #expect(Self.error(byteCount: 0, stream)?.alert == .badCertificate)
    #expect(Self.error(changed)?.alert == .badCertificate)
    #expect(Self.error(stream + [0])?.alert == .badCertificate)
    #expect(Self.error(Array(stream.dropLast()))?.alert == .badCertificate)
    #expect(Self.error(byteCount: 1 << 18, bomb)?.alert == .badCertificate)
    #expect(Self.error([])?.alert == .decodeError)
  }

  @Test func `is compressed once for everybody, and a few are remembered`() throws {
    let lately = CompressedLately()
    for number in UInt8(0)..<10 {
      let body = Self.body + [number]
      let stream = try #require(lately.stream(of: body))
      #expect(lately.stream(of: body) == stream)
      #expect(Zlib.decompress(stream, to: body.count) == body)
    }
    #expect(lately.count == CompressedLately.capacity)
    #expect(lately.stream(of: [UInt8](repeating: 1, count: 1 << 15)) != nil)
    #expect(lately.count == CompressedLately.capacity)
  }
}
