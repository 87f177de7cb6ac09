import PKI

extension HandshakeError {
  /// The alert to send (RFC 9846, Section 6.2).
  public var alert: Alert {
    switch self {
    case .malformed, .emptyServerCertificate, .certificateUnreadable, .rawPublicKeyUnreadable,
      .duplicateCompression:
      .decodeError
    // No section names the alert; where a peer may send what is unknown here, the message has no such form.
    case .duplicateExtension(_, let message):
      message == .clientHello || message == .encryptedExtensions ? .decodeError : .illegalParameter
    case .unexpectedMessage, .messageSpansKeyChange, .tooManyKeyUpdates, .tooManyTickets,
      .tooMuchEarlyData:
      .unexpectedMessage
    case .messageTooLong, .misplacedExtension, .preSharedKeyNotLast,
      .legacyCompression, .versionSelected, .downgrade, .sessionIDNotEchoed, .cipherSuiteNotOffered,
      .applicationProtocolNotOffered, .duplicateGroup, .duplicateKeyShare, .keyShareOutsideGroups,
      .keyShareNotOffered, .invalidKeyShare, .retryChangesNothing, .retryGroupRefused,
      .changedAfterRetry, .cookieRefused, .certificateRequestContext, .signatureSchemeNotOffered,
      .signatureSchemeDoesNotFit, .keyUpdateValue, .binderCount, .identityNotOffered,
      .preSharedKeyHash, .keyExchangeModeNotOffered, .earlyDataMismatch, .ticketLifetime,
      .ticketFlags, .recordSizeLimit, .compressionNotOffered, .delegatedCredential,
      .certificateTypeList, .oidFilters:
      .illegalParameter
    case .unofferedExtension:
      .unsupportedExtension
    case .missingExtension:
      .missingExtension
    case .legacyVersion, .versionNotOffered, .olderServer:
      .protocolVersion
    case .noCommonCipherSuite, .noCommonGroup, .noCommonSignatureScheme, .noCredentialOfType,
      .noCredentialOfIssuer:
      .handshakeFailure
    case .noCommonApplicationProtocol:
      .noApplicationProtocol
    case .certificateRequired:
      .certificateRequired
    case .certificateKeyUnknown, .keyUsage, .certificateFilter:
      .unsupportedCertificate
    case .peerRefused(let alert), .evidenceRefused(let alert), .helloRefused(let alert),
      .requestRefused(let alert):
      alert
    case .decompression: .badCertificate
    case .certificateTypeNotOffered, .noCommonCertificateType: .unsupportedCertificate
    case .signatureInvalid, .finishedInvalid, .binderInvalid:
      .decryptError
    case .unrecognizedName:
      .unrecognizedName
    case .internalError:
      .internalError
    case .certificateRefused(let failure): failure.alert
    }
  }

  /// Where the broken rule stands.
  public var rule: String {
    switch self {
    case .malformed:
      "RFC 9846, Section 6"
    case .unexpectedMessage, .messageTooLong:
      "RFC 9846, Section 4"
    case .messageSpansKeyChange:
      "RFC 9846, Section 5.1"
    case .duplicateExtension, .unofferedExtension:
      "RFC 9846, Section 4.3"
    case .misplacedExtension:
      "RFC 9846, Section 4.3, Table 1"
    case .missingExtension:
      "RFC 9846, Section 9.2"
    case .preSharedKeyNotLast, .binderCount, .identityNotOffered, .preSharedKeyHash:
      "RFC 9846, Section 4.3.11"
    case .binderInvalid:
      "RFC 9846, Section 4.3.11.2"
    case .keyExchangeModeNotOffered:
      "RFC 9846, Section 4.3.9"
    case .earlyDataMismatch:
      "RFC 9846, Section 4.3.10"
    case .legacyVersion, .legacyCompression:
      "RFC 9846, Section 4.2.2 and 4.2.3"
    case .versionNotOffered, .versionSelected:
      "RFC 9846, Section 4.3.1"
    case .olderServer, .downgrade, .sessionIDNotEchoed, .cipherSuiteNotOffered:
      "RFC 9846, Section 4.2.3"
    case .noCommonCipherSuite, .noCommonGroup, .noCommonSignatureScheme:
      "RFC 9846, Section 4.2.1"
    case .noCommonApplicationProtocol:
      "RFC 7301, Section 3.2"
    case .applicationProtocolNotOffered:
      "RFC 7301, Section 3.1"
    case .duplicateGroup:
      "RFC 9846, Section 4.3.7"
    case .duplicateKeyShare, .keyShareOutsideGroups, .keyShareNotOffered, .retryGroupRefused:
      "RFC 9846, Section 4.3.8"
    case .invalidKeyShare:
      "RFC 9846, Section 4.3.8.2 and 7.4.2"
    case .retryChangesNothing:
      "RFC 9846, Section 4.2.4"
    case .changedAfterRetry:
      "RFC 9846, Section 4.2.2 and 4.2.4"
    case .cookieRefused:
      "RFC 9846, Section 4.3.2"
    case .emptyServerCertificate, .certificateRequired, .certificateUnreadable, .peerRefused:
      "RFC 9846, Section 4.5.1.3"
    case .certificateKeyUnknown, .keyUsage:
      "RFC 9846, Section 4.5.1.2"
    case .oidFilters, .certificateFilter:
      "RFC 9846, Section 4.3.5"
    case .certificateRequestContext:
      "RFC 9846, Section 4.4.2 and 4.5.1"
    case .signatureSchemeNotOffered, .signatureSchemeDoesNotFit, .signatureInvalid:
      "RFC 9846, Section 4.5.2"
    case .finishedInvalid:
      "RFC 9846, Section 4.5.3"
    case .keyUpdateValue, .tooManyKeyUpdates:
      "RFC 9846, Section 4.7.3"
    case .tooManyTickets, .ticketLifetime, .tooMuchEarlyData:
      "RFC 9846, Section 4.7.1"
    case .duplicateCompression:
      "RFC 8879, Section 3"
    case .compressionNotOffered, .decompression:
      "RFC 8879, Section 4"
    case .certificateTypeList:
      "RFC 7250, Section 4.1"
    case .noCredentialOfIssuer:
      "RFC 9846, Section 4.3.4"
    case .certificateTypeNotOffered, .noCommonCertificateType, .noCredentialOfType,
      .rawPublicKeyUnreadable:
      "RFC 7250, Section 4.2"
    case .delegatedCredential:
      "RFC 9345, Section 4.1.3"
    case .evidenceRefused:
      "RFC 9846, Section 4.5.1.1"
    case .helloRefused:
      "RFC 9846, Section 4.2.1"
    case .requestRefused:
      "RFC 9846, Section 4.4.2"
    case .ticketFlags:
      "draft-ietf-tls-tlsflags, Section 2"
    case .recordSizeLimit:
      "RFC 8449, Section 4"
    case .unrecognizedName:
      "RFC 6066, Section 3"
    case .internalError:
      "RFC 9846, Section 6.2"
    case .certificateRefused(let failure): failure.rule
    }
  }
}

extension HandshakeError: CustomStringConvertible {
  /// One sentence for a person: what happened.
  public var description: String {
    switch self {
    case .malformed(let error):
      "\(error)"
    case .unexpectedMessage(let message, let state):
      "\(message) came in state \(state), where it has no place"
    case .messageTooLong(let message, let byteCount):
      "\(message) announces \(byteCount) bytes, more than are accepted"
    case .messageSpansKeyChange(let message):
      "bytes follow \(message) in its record, though keys change after it"
    case .duplicateExtension(let type, let message):
      "\(message) has the extension \(type) twice"
    case .misplacedExtension(let type, let message):
      "the extension \(type) may not stand in \(message)"
    case .unofferedExtension(let type, let message):
      "\(message) answers the extension \(type), which was not sent"
    case .missingExtension(let type, let message):
      "\(message) lacks the extension \(type)"
    case .preSharedKeyNotLast:
      "pre_shared_key is not the last extension of the ClientHello"
    case .binderCount(let identities, let binders):
      "pre_shared_key has \(identities) identities and \(binders) binders"
    case .binderInvalid:
      "the binder of the pre-shared key is wrong: the client does not have the key"
    case .identityNotOffered(let index):
      "the server selected pre-shared key \(index), which was not offered"
    case .preSharedKeyHash(let suite):
      "the server selected \(suite), whose hash is not that of the pre-shared key"
    case .keyExchangeModeNotOffered:
      "the server wants the pre-shared key alone, without a key exchange, which was not offered"
    case .earlyDataMismatch(let text):
      "early data was accepted, but \(text) is not that of the session that it belongs to"
    case .tooMuchEarlyData:
      "the client sends more early data than its ticket allows"
    case .ticketLifetime(let seconds):
      "a ticket is said to last \(seconds) seconds, more than 604,800"
    case .duplicateCompression:
      "compress_certificate lists an algorithm twice"
    case .compressionNotOffered(let number):
      "the certificate is compressed by algorithm \(number), which was not offered"
    case .decompression(let reason):
      "the compressed certificate cannot be decompressed: \(reason)"
    case .certificateTypeNotOffered(let type):
      "the server wants certificates of the form \(type), which was not offered"
    case .certificateTypeList:
      "a list of certificate types is empty, or says X.509 alone, which goes without saying"
    case .noCommonCertificateType:
      "the client shows who it is in no form that is accepted here"
    case .noCredentialOfType:
      "no certificate or key here has a form that the peer takes"
    case .noCredentialOfIssuer:
      "no certificate here comes from an authority that the peer names"
    case .rawPublicKeyUnreadable(let reason):
      "the peer's raw public key cannot be read: \(reason)"
    case .delegatedCredential(let reason):
      "the peer's delegated credential does not hold: \(reason)"
    case .helloRefused(let alert):
      "the application refuses the ClientHello: \(alert)"
    case .requestRefused(let alert):
      "the application refuses the request for a certificate: \(alert)"
    case .evidenceRefused(let alert):
      "the application refuses what came along with the peer's certificate: \(alert)"
    case .ticketFlags:
      "tls_flags has zeros behind its last bit"
    case .recordSizeLimit(let limit):
      "record_size_limit is \(limit), not 64 to 16,385"
    case .legacyVersion(let version):
      "legacy_version is 0x\(String(version, radix: 16)), not 0x303"
    case .legacyCompression:
      "a legacy compression method other than null stands in the message"
    case .versionNotOffered:
      "the client does not offer TLS 1.3"
    case .versionSelected(let version):
      "the server selected version 0x\(String(version, radix: 16)), which was not offered"
    case .olderServer:
      "the server speaks an older version of TLS"
    case .downgrade:
      "the server speaks TLS 1.3, yet an older version was negotiated: someone interferes"
    case .sessionIDNotEchoed:
      "legacy_session_id_echo differs from what was sent"
    case .cipherSuiteNotOffered(let suite):
      "the server selected \(suite), which was not offered"
    case .noCommonCipherSuite:
      "the two sides have no cipher suite in common"
    case .noCommonGroup:
      "the two sides have no key exchange group in common"
    case .noCommonSignatureScheme:
      "no certificate here can sign by a scheme that the peer accepts"
    case .noCommonApplicationProtocol:
      "the two sides have no application protocol in common"
    case .applicationProtocolNotOffered:
      "the server selected an application protocol that was not offered"
    case .duplicateGroup(let group):
      "the client lists \(group) twice in supported_groups"
    case .duplicateKeyShare(let group):
      "the client sends two shares for \(group)"
    case .keyShareOutsideGroups(let group):
      "the client sends a share for \(group), which its supported_groups does not list, or not in that order"
    case .keyShareNotOffered(let group):
      "the server answers with a share for \(group), for which none was sent"
    case .invalidKeyShare(let group, let reason):
      "the share for \(group) is no element of the group: \(reason)"
    case .retryChangesNothing:
      "the HelloRetryRequest would not change the ClientHello"
    case .retryGroupRefused(let group):
      "the HelloRetryRequest asks for \(group), which was not listed or was sent already"
    case .cookieRefused(let reason):
      "the cookie of the second ClientHello is refused: \(reason)"
    case .changedAfterRetry(let text):
      "\(text) differs from what it was before the HelloRetryRequest"
    case .emptyServerCertificate:
      "the server sent no certificate"
    case .certificateRequestContext:
      "certificate_request_context is not what it must be here"
    case .certificateRequired:
      "the client sent no certificate, and one is required"
    case .certificateUnreadable(let index, let reason):
      "certificate \(index) of the peer cannot be read: \(reason)"
    case .certificateKeyUnknown:
      "the peer's certificate has a kind of key that is not known here"
    case .keyUsage:
      "the peer's certificate is not for signatures: its keyUsage lacks digitalSignature"
    case .oidFilters(let problem):
      "the oid_filters of the CertificateRequest are not as they have to be: \(problem)"
    case .certificateFilter(let lack):
      "the client's certificate lacks what oid_filters asked for: \(lack)"
    case .peerRefused(let alert):
      "the application refuses the peer: \(alert)"
    case .signatureSchemeNotOffered(let scheme):
      "CertificateVerify is signed by \(scheme), which was not offered"
    case .signatureSchemeDoesNotFit(let scheme, let key):
      "CertificateVerify is signed by \(scheme), though the certificate holds a \(key) key"
    case .signatureInvalid:
      "the signature in CertificateVerify is wrong: the peer does not hold the key of its certificate"
    case .finishedInvalid:
      "the verify_data in Finished is wrong: the two sides saw different handshakes"
    case .keyUpdateValue(let value):
      "request_update is \(value), not 0 or 1"
    case .tooManyKeyUpdates:
      "the peer updates its keys again and again and sends no data"
    case .tooManyTickets:
      "the server sends tickets again and again and no data"
    case .unrecognizedName(let text):
      "no server of the name \(text) is here"
    case .internalError(let text):
      "\(text)"
    case .certificateRefused(let failure): "\(failure)"
    }
  }
}
