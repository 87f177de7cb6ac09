import Bytes
import Cryptography
import Synchronization

/// Signatures of certificates that were found good, so that a chain that was seen before costs no
/// public-key operation for its certificates.
///
/// Nothing is remembered unless a ``PeerVerifier`` is given a cache; several may share one. It is safe:
///
/// - Whether a signature holds depends on the issuer's key, the algorithm, the signed octets and the signature, and
///   on nothing else. An entry is SHA-256 over exactly these, so a hit says that the very same question was
///   answered with yes. To have a wrong answer, one would have to find a second preimage of SHA-256.
/// - Only good signatures are remembered. A bad one is found out anew each time.
/// - Validity in time, names, purposes, constraints, policies and revocation are checked each time, and so is
///   the peer's own signature over the handshake, which proves that it holds its key.
/// - The bound holds always; the oldest entry makes room. Signatures are checked from the root down, so
///   nobody gets an entry in without a certificate by a trusted root, and flooding costs time alone.
///
/// What it tells: a peer may learn by the time whether its chain was seen lately.
public final class SignatureCache: Sendable {
  /// The most signatures that are remembered.
  public let capacity: Int
  private let entries: Mutex<Entries>

  private struct Entries {
    var known: Set<SignatureQuestion> = []
    /// In the order of their coming; a ring once it is full.
    var ring: [SignatureQuestion] = []
    var oldest = 0

    mutating func insert(_ question: SignatureQuestion, capacity: Int) {
      guard known.insert(question).inserted else { return }
      if ring.count < capacity {
        ring.append(question)
      } else {
        known.remove(ring[oldest])
        ring[oldest] = question
        oldest = (oldest + 1) % capacity
      }
    }
  }

  /// A cache of at most `capacity` signatures, of about 100 bytes each. A chain has one or two.
  public init(capacity: Int = 4_096) {
    self.capacity = max(1, capacity)
    entries = Mutex(Entries())
  }

  /// How many signatures are remembered.
  public var count: Int { entries.withLock { $0.ring.count } }

  /// Forgets everything.
  public func removeAll() { entries.withLock { $0 = Entries() } }

  /// Whether this question was answered with yes.
  func contains(_ question: SignatureQuestion) -> Bool {
    entries.withLock { $0.known.contains(question) }
  }

  /// Remembers that the answer is yes.
  func insert(_ question: SignatureQuestion) {
    entries.withLock { $0.insert(question, capacity: capacity) }
  }
}

/// Whether an issuer's key signed a certificate, as SHA-256 over all that decides it.
struct SignatureQuestion: Hashable {
  private let words: SIMD4<UInt64>

  /// Both structures say their lengths in DER, so that no two pairs give the same octets. The certificate holds
  /// algorithm, signed octets and signature.
  init(_ certificate: Certificate, issuer: SubjectPublicKeyInfo) {
    var hash = Hash(.sha256)
    hash.update(issuer.der.span)
    hash.update(certificate.der.span)
    self.init(hash.digest())
  }

  /// Whether a key signed a CRL, whose SHA-256 is known. The label keeps it apart from certificates.
  init(crlDigest: [UInt8], issuer: SubjectPublicKeyInfo) {
    var hash = Hash(.sha256)
    let label = Array("CRL".utf8)
    hash.update(label.span)
    hash.update(crlDigest.span)
    hash.update(issuer.der.span)
    self.init(hash.digest())
  }

  private init(_ digest: borrowing Digest) {
    let bytes = digest.bytes
    var words = SIMD4<UInt64>.zero
    for index in 0..<32 { words[index >> 3] = words[index >> 3] << 8 | UInt64(bytes[index]) }
    self.words = words
  }

  /// SHA-256 has mixed the octets already; the hasher's seed does the rest.
  func hash(into hasher: inout Hasher) { hasher.combine(words[0]) }
}
