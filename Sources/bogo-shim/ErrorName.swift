import TLS13

extension ConnectionFailure {
  /// The name of what happened, for the runner's error map: the case of the error, and the peer's alert.
  var name: String {
    switch reason {
    case .handshake(.missingExtension(let type, in: _)): "missingExtension \(type)"
    case .handshake(let error): caseName(of: error) ?? error.plainName
    case .record(let error): caseName(of: error) ?? error.plainName
    case .peerAlert(let alert): "peerAlert \(alert)"
    case .truncated: "truncated"
    case .misuse: "misuse"
    }
  }

  /// The name of a case with associated values.
  private func caseName(of error: some Error) -> String? {
    Mirror(reflecting: error).children.first?.label
  }
}

extension HandshakeError {
  /// The names of the cases without associated values, which reflection does not tell.
  fileprivate var plainName: String {
    switch self {
    case .preSharedKeyNotLast: "preSharedKeyNotLast"
    case .legacyCompression: "legacyCompression"
    case .versionNotOffered: "versionNotOffered"
    case .olderServer: "olderServer"
    case .downgrade: "downgrade"
    case .sessionIDNotEchoed: "sessionIDNotEchoed"
    case .noCommonCipherSuite: "noCommonCipherSuite"
    case .noCommonGroup: "noCommonGroup"
    case .noCommonSignatureScheme: "noCommonSignatureScheme"
    case .noCommonApplicationProtocol: "noCommonApplicationProtocol"
    case .applicationProtocolNotOffered: "applicationProtocolNotOffered"
    case .retryChangesNothing: "retryChangesNothing"
    case .emptyServerCertificate: "emptyServerCertificate"
    case .certificateRequestContext: "certificateRequestContext"
    case .certificateRequired: "certificateRequired"
    case .signatureInvalid: "signatureInvalid"
    case .finishedInvalid: "finishedInvalid"
    case .tooManyKeyUpdates: "tooManyKeyUpdates"
    case .tooManyTickets: "tooManyTickets"
    case .certificateKeyUnknown: "certificateKeyUnknown"
    case .keyUsage: "keyUsage"
    case .binderInvalid: "binderInvalid"
    case .keyExchangeModeNotOffered: "keyExchangeModeNotOffered"
    case .tooMuchEarlyData: "tooMuchEarlyData"
    case .ticketFlags: "ticketFlags"
    case .duplicateCompression: "duplicateCompression"
    case .certificateTypeList: "certificateTypeList"
    case .noCommonCertificateType: "noCommonCertificateType"
    case .noCredentialOfType: "noCredentialOfType"
    case .noCredentialOfIssuer: "noCredentialOfIssuer"
    default: "withoutName"
    }
  }
}

extension RecordError {
  /// The same for the record layer.
  fileprivate var plainName: String {
    switch self {
    case .noContentType: "noContentType"
    case .changeCipherSpec: "changeCipherSpec"
    case .tooManyEmptyRecords: "tooManyEmptyRecords"
    case .tooMuchSkipped: "tooMuchSkipped"
    case .tooManyWarnings: "tooManyWarnings"
    default: "withoutName"
    }
  }
}
