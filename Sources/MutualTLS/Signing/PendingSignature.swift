public import PKI
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a signer answers.
public final class SignatureAnswer: Sendable {
  private let result = Mutex<Result<[UInt8], SignerFailure>?>(nil)
  /// A pipe that becomes readable with the answer.
  fileprivate let reading: Int32
  private let writing: Int32

  fileprivate init() throws(SignerFailure) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else {
      throw SignerFailure("no pipe for the signer's answer (errno \(errno))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    reading = ends[0]
    writing = ends[1]
  }

  deinit {
    _ = close(reading)
    _ = close(writing)
  }

  /// Answers. Only the first answer counts.
  public func callAsFunction(_ answer: Result<[UInt8], SignerFailure>) {
    let isFirst = result.withLock { result in
      defer { result = result ?? answer }
      return result == nil
    }
    guard isFirst else { return }
    var byte: UInt8 = 1
    _ = unsafe write(writing, &byte, 1)
  }

  fileprivate var current: Result<[UInt8], SignerFailure>? { result.withLock { $0 } }
}

/// A signature that a signer is making.
public struct PendingSignature: Sendable {
  /// What is to be signed.
  public let request: SignatureRequest
  let answer: SignatureAnswer

  init(_ request: SignatureRequest) throws(SignerFailure) {
    self.request = request
    answer = try SignatureAnswer()
  }

  /// Becomes readable with the answer: for `poll(2)` beside other descriptors.
  public var descriptor: Int32 { answer.reading }

  /// The signature, verified; nil while there is no answer.
  ///
  /// - Throws: ``SignerFailure``, also for a signature that does not verify.
  public func current() throws(SignerFailure) -> [UInt8]? {
    switch answer.current {
    case nil: return nil
    case .failure(let failure)?: throw failure
    case .success(let signature)?:
      guard request.isAnswered(by: signature.span) else {
        throw SignerFailure("the signer's answer does not verify with its public key")
      }
      return signature
    }
  }

  /// Waits for the signature.
  public func wait(deadline: Deadline) throws(SignerFailure) -> [UInt8] {
    while true {
      if let signature = try current() { return signature }
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let count = unsafe poll(&entry, 1, deadline.pollMilliseconds)
      if count == 0 { throw SignerFailure("the signer has not answered in time") }
      if count < 0, errno != EINTR { throw SignerFailure("poll failed (errno \(errno))") }
    }
  }
}
