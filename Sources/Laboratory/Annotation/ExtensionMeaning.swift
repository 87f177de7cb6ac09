/// What extensions are for, and where they are defined.
enum ExtensionMeaning {
  static func section(_ type: Int) -> String { table[type]?.section ?? RFC9846.section("4.3") }

  static func text(_ type: Int) -> String {
    if CodePoint.isGrease(type) {
      return "An extension that nobody knows, so that peers stay tolerant of new ones."
    }
    return table[type]?.text
      ?? "An extension that has no decoder here: its bytes stand as they are."
  }

  private static let table: [Int: (section: String, text: String)] = [
    0: (
      "RFC 6066, Section 3",
      "The name of the server that the client wants, for servers with many names."
    ),
    1: ("RFC 6066, Section 4", "Asks for shorter records; replaced by record_size_limit."),
    5: ("RFC 6066, Section 8", "Asks for proof that the certificate is not revoked, or brings it."),
    10: (RFC9846.section("4.3.7"), "Groups that the sender can use for key exchange."),
    11: ("RFC 8422, Section 5.1.2", "Forms of points, for older versions; TLS 1.3 has one alone."),
    13: (RFC9846.section("4.3.3"), "Signatures that the sender can verify in CertificateVerify."),
    14: ("RFC 5764, Section 4.1.1", "Keys for media streams."),
    15: ("RFC 6520, Section 2", "Whether the sender takes heartbeats."),
    16: ("RFC 7301, Section 3.1", "Protocols to speak over the connection."),
    17: ("RFC 6961, Section 2.2", "Asks for several OCSP responses; for older versions."),
    18: (
      "RFC 6962, Section 3.3.1",
      "Asks for proof that certificates are logged in public, or brings it."
    ),
    19: ("RFC 7250, Section 3", "Types of certificates that the client can show."),
    20: ("RFC 7250, Section 3", "Types of certificates that the client can judge."),
    21: ("RFC 7685, Section 3", "Makes the ClientHello longer."),
    22: ("RFC 7366, Section 2", "MACs over ciphertext; for older versions."),
    23: ("RFC 7627, Section 5.1", "Binds secrets to the handshake; TLS 1.3 does so always."),
    27: ("RFC 8879, Section 3", "Algorithms by which certificates may be compressed."),
    28: ("RFC 8449, Section 4", "The longest record that the sender takes."),
    34: ("RFC 9345, Section 4.1", "Short-lived keys that a certificate's key vouches for."),
    35: ("RFC 5077, Section 3.2", "Tickets of older versions."),
    41: (
      RFC9846.section("4.3.11"), "Keys from before: the client offers them, the server picks one."
    ),
    42: (
      RFC9846.section("4.3.10"),
      "Data before the handshake is complete: announced, accepted, or allowed by a ticket."
    ),
    43: (RFC9846.section("4.3.1"), "Versions that the client speaks; the server picks one."),
    44: (RFC9846.section("4.3.2"), "What the server wants back, so that it need not remember."),
    45: (
      RFC9846.section("4.3.9"), "How pre-shared keys may be used: alone, or with a key exchange."
    ),
    47: (RFC9846.section("4.3.4"), "Authorities whose certificates the sender trusts."),
    48: (RFC9846.section("4.3.5"), "What the client's certificate has to contain."),
    49: (
      RFC9846.section("4.3.6"), "The client may be asked for its certificate after the handshake."
    ),
    50: (RFC9846.section("4.3.3"), "Signatures that the sender can verify in certificates."),
    51: (RFC9846.section("4.3.8"), "Shares of the key exchange."),
    52: ("RFC 9162, Section 6.5", "Proof that certificates are logged in public."),
    55: ("RFC 8844, Section 3.2", "Binds the connection to an outer identity."),
    56: ("RFC 8844, Section 4.3", "Binds the connection to an outer session."),
    57: ("RFC 9001, Section 8.2", "Parameters of QUIC."),
    58: ("RFC 9149, Section 3", "How many tickets the client wants."),
    17513: ("draft-vvv-tls-alps", "Settings of the application's protocol."),
    17613: ("draft-vvv-tls-alps", "Settings of the application's protocol."),
    64768: (
      "RFC 9849, Section 5.1", "Extensions that the inner ClientHello shares with the outer."
    ),
    65037: (
      "RFC 9849, Section 5", "The true ClientHello, encrypted for the server behind this one."
    ),
    65281: ("RFC 5746, Section 3.2", "Renegotiation of older versions."),
  ]
}
