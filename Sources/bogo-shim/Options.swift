/// What the runner asks of one connection, after BoringSSL's `ssl/test/test_config.cc`.
struct Options {
  var port = 0
  var shimID = 0
  var usesIPv6 = false
  var isServer = false
  var resumeCount = 0

  // What is negotiated.
  var minimumVersion = 0
  var maximumVersion = 0
  var refusesTLS13 = false
  var groups: [Int] = []
  var keyShares: [Int] = []
  var sendsNoKeyShares = false
  var verifySchemes: [Int] = []
  var hostName = ""
  var advertisedProtocols = ""
  var selectedProtocol = ""
  var declinesProtocols = false
  var rejectsProtocols = false
  var prefersServerOrder = false
  /// A named policy of BoringSSL's: suites, groups and schemes.
  var policy = Policy.none
  var refusesTickets = false
  var usesEarlyData = false

  // Who this side is and whom it wants.
  var credentials: [CredentialOptions] = [CredentialOptions()]
  var verifiesPeer = false
  var requiresClientCertificate = false
  var refusesPeer = false
  var verifiesAgain = false
  var usesCustomVerifyCallback = false
  var clientAuthorities = ""

  // What it does after the handshake.
  var writesFirst = false
  var initialWrite = "hello"
  var initialWriteCount = 1
  var shutsDown = false
  var checksCloseNotify = false
  var sendsAlert = false
  var writesDifferentSizes = false
  var updatesKeys = false
  var updatesKeysBeforeReading = false
  var exportedByteCount = 0
  var exportLabel = ""
  var exportContext = ""
  var usesExportContext = false
  var exportsBetweenReads = false
  var maximumSendFragment = 0

  var resumptionDelay = 0

  // Extensions.
  var requestsOCSP = false
  var requestsTimestamps = false
  var usesOCSPCallback = false
  var setsOCSPInCallback = false
  var declinesOCSP = false
  var failsOCSP = false
  var usesGREASE = false
  var permutesExtensions = false
  var compressesCertificates = false
  var compression = 0
  var acceptedCertificateTypes: [Int] = []
  var availableCertificateTypes: [Int] = []
  var serverGroupsHint: [Int] = []
  var maximumCertificateList = 0
  var refusesAcknowledgement = false
  var resumesAcrossNames = false
  var failsHello = false
  var failsConnection = false
  var failsCredential = false
  var earlyWriteAfter = 0

  var expectedOCSPResponse: [UInt8] = []
  var expectedTimestamps: [UInt8] = []
  var expectedPeerType: Int?
  var expectedRawKeyHash: [UInt8] = []
  var expectsAcrossNames = false
  var expectsNotAcrossNames = false
  var expectedSkew = 0

  // What it has to find.
  var expectedVersion = 0
  var expectedServerName = ""
  var expectsNoServerName = false
  var expectedProtocol = ""
  var expectedAdvertisedProtocols = ""
  var expectedGroup = 0
  var expectedCipherSuite = 0
  var expectedCipherSuiteAES = 0
  var expectedPeerScheme = 0
  var expectedPeerSchemes: [Int] = []
  var expectedPeerCertificateFile = ""
  var expectsNoPeerCertificate = false
  var expectedClientAuthorities = ""
  var expectedCredential: Int?
  var expectsRetry = false
  var expectsNoRetry = false
  var expectsNoSession = false
  var expectsSessionMiss = false
  var expectsEarlyTicket = false
  var expectsAcceptedEarlyData = false
  var expectsRejectedEarlyData = false
  var expectsNoEarlyData = false
  var expectedEarlyDataReason = ""

  /// The credentials: the default one, or those that followed it.
  var usableCredentials: [CredentialOptions] {
    let first = credentials.prefix(1).filter { !$0.chainFile.isEmpty || !$0.keyFile.isEmpty }
    return Array(credentials.dropFirst()) + first
  }
}

/// The policies of BoringSSL's `SSL_set_compliance_policy`.
enum Policy {
  case none, fips202205, wpa202304, cnsa202407, cnsa1202603, cnsa2202603
}

/// One credential. Flags that follow `-new-…-credential` are about the newest.
struct CredentialOptions {
  enum Kind { case x509, preSharedKey, rawPublicKey, delegated }

  var kind = Kind.x509
  var chainFile = ""
  var keyFile = ""
  var signingSchemes: [Int] = []
  var key: [UInt8] = []
  var identity: [UInt8] = []
  var context: [UInt8] = []
  var hashesBySHA384 = false
  var ocspResponse: [UInt8] = []
  var timestamps: [UInt8] = []
  var delegated: [UInt8] = []
  var mustMatchIssuer = false
}
