public import Bytes
public import PKI

/// Why a handshake ended: one case for each rule that a peer can break.
///
/// Every case has its alert and its rule; there is no default, so that a new case does not compile before
/// both are chosen.
public enum HandshakeError: Error, Sendable {
  /// Bytes that do not have the syntax of the message.
  case malformed(DecodeError)
  /// A message that the current state does not wait for.
  case unexpectedMessage(HandshakeType, while: String)
  /// A message longer than this implementation buffers.
  case messageTooLong(HandshakeType, byteCount: Int)
  /// A message before a change of keys does not end its record.
  case messageSpansKeyChange(HandshakeType)
  /// An extension that stands twice.
  case duplicateExtension(ExtensionType, in: HandshakeType)
  /// An extension in a message where it may not stand.
  case misplacedExtension(ExtensionType, in: HandshakeType)
  /// An answer to an extension that was not sent.
  case unofferedExtension(ExtensionType, in: HandshakeType)
  /// A mandatory extension is not there.
  case missingExtension(ExtensionType, in: HandshakeType)
  /// The one extension with a fixed place is elsewhere.
  case preSharedKeyNotLast
  /// Binders and identities are not as many.
  case binderCount(identities: Int, binders: Int)
  /// A binder that does not verify.
  case binderInvalid
  /// The server selected a pre-shared key that was not offered.
  case identityNotOffered(UInt16)
  /// The hash of the selected suite is not that of the selected pre-shared key.
  case preSharedKeyHash(CipherSuite)
  /// The server leaves the key exchange out, which was not offered.
  case keyExchangeModeNotOffered
  /// Early data was accepted though something differs from the session that it belongs to.
  case earlyDataMismatch(String)
  /// More early data than the ticket allows.
  case tooMuchEarlyData
  /// A ticket for longer than seven days.
  case ticketLifetime(UInt32)
  /// A list of compression algorithms with one twice.
  case duplicateCompression
  /// A certificate compressed by an algorithm that was not offered.
  case compressionNotOffered(UInt16)
  /// A compressed certificate that does not decompress to what it says.
  case decompression(String)
  /// A form of certificates that was not offered.
  case certificateTypeNotOffered(CertificateType)
  /// A list of forms of certificates that is empty or says the default alone.
  case certificateTypeList
  /// No form of clients' certificates in common.
  case noCommonCertificateType
  /// No credential in a form that the peer takes.
  case noCredentialOfType
  /// No credential of an issuer that the peer names.
  case noCredentialOfIssuer
  /// A raw public key that is none.
  case rawPublicKeyUnreadable(String)
  /// A delegated credential that does not hold.
  case delegatedCredential(String)
  /// A cookie that this server has not made, or has made for something else, or too long ago.
  case cookieRefused(String)
  /// A ClientHello that the application refuses.
  case helloRefused(Alert)
  /// A request for a certificate that the application refuses.
  case requestRefused(Alert)
  /// What came along with the peer's certificates, and the application refuses.
  case evidenceRefused(Alert)
  /// Flags of a ticket with zeros behind the last bit.
  case ticketFlags
  /// A limit on records that is out of bounds.
  case recordSizeLimit(UInt16)
  /// A legacy version other than 0x0303.
  case legacyVersion(UInt16)
  /// Compression methods other than exactly null.
  case legacyCompression
  /// A client that speaks no TLS 1.3.
  case versionNotOffered
  /// A selected version other than TLS 1.3.
  case versionSelected(UInt16)
  /// A ServerHello of TLS 1.2 or before.
  case olderServer
  /// The sentinel against downgrades stands in ServerHello.random.
  case downgrade
  /// The session ID was not echoed.
  case sessionIDNotEchoed
  /// A suite that was not offered.
  case cipherSuiteNotOffered(CipherSuite)
  /// No suite in common.
  case noCommonCipherSuite
  /// No group in common.
  case noCommonGroup
  /// No signature scheme in common.
  case noCommonSignatureScheme
  /// No application protocol in common.
  case noCommonApplicationProtocol
  /// A protocol that was not offered.
  case applicationProtocolNotOffered
  /// A group listed twice.
  case duplicateGroup(NamedGroup)
  /// Two shares of one group.
  case duplicateKeyShare(NamedGroup)
  /// A share of a group that is not listed, or out of order.
  case keyShareOutsideGroups(NamedGroup)
  /// A share of another group than offered.
  case keyShareNotOffered(NamedGroup)
  /// A share that is no element of its group.
  case invalidKeyShare(NamedGroup, reason: String)
  /// A HelloRetryRequest without effect.
  case retryChangesNothing
  /// A HelloRetryRequest for a wrong group.
  case retryGroupRefused(NamedGroup)
  /// Something changed after HelloRetryRequest that may not.
  case changedAfterRetry(String)
  /// An empty list from a server.
  case emptyServerCertificate
  /// A context that does not belong to the handshake.
  case certificateRequestContext
  /// No certificate from a client that needs one.
  case certificateRequired
  /// A certificate that is not one.
  case certificateUnreadable(index: Int, reason: String)
  /// A scheme that was not offered, or is not for CertificateVerify.
  case signatureSchemeNotOffered(SignatureScheme)
  /// A scheme for another kind of key.
  case signatureSchemeDoesNotFit(SignatureScheme, key: String)
  /// A signature that does not verify.
  case signatureInvalid
  /// A MAC that does not verify.
  case finishedInvalid
  /// A KeyUpdate with another value than 0 or 1.
  case keyUpdateValue(UInt8)
  /// A flood of KeyUpdate messages.
  case tooManyKeyUpdates
  /// A flood of NewSessionTicket messages.
  case tooManyTickets
  /// A server name that is not served.
  case unrecognizedName(String)
  /// Something of ours failed that is no fault of the peer.
  case internalError(String)
  /// A certificate with a kind of key that is not known here.
  case certificateKeyUnknown
  /// A certificate whose keyUsage does not allow signatures.
  case keyUsage
  /// Demands on certificates that break the rules for such demands.
  case oidFilters(String)
  /// A client's certificate without what was asked for.
  case certificateFilter(String)
  /// A peer that the application refuses.
  case peerRefused(Alert)
  /// A certificate that was read and then refused (RFC 9846, Section 4.5.1.3).
  case certificateRefused(VerificationFailure)
}
