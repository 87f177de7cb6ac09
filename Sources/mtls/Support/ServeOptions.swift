/// What `mtls serve` is told, by theme.
enum ServeOptions {
  static let identity = [
    Option(
      "cert", "E", .file,
      "certificate chain of the server, its own first, or a .p12; of several the one for the name that a client asks for",
      repeatable: true),
    Option(
      "key", nil, .file,
      "private key of the certificate, in the same order: a file, or a name (pkcs11:…); none for one that holds its own",
      repeatable: true),
    Staples.option,
  ]

  static let clients = [
    Option("cacert", nil, .file, "roots of the clients, a file or a folder; never the system's"),
    Option(
      "client-auth", nil, .choice(["required", "optional", "none"]),
      "whether clients need a certificate; required"),
    Option(
      "client-purpose", nil, .choice(["clientAuth", "serverAuth", "any"]),
      "the extKeyUsage that clients' certificates need; with serverAuth one for servers does, too; clientAuth"
    ),
    Option(
      "want-eku", nil, .text("PURPOSE"),
      "ask for certificates with this extKeyUsage (oid_filters), and refuse others: clientAuth, serverAuth or an OID",
      repeatable: true),
    Option(
      "host-client-auth", nil, .text("NAME=MODE"), "another --client-auth under this name",
      repeatable: true),
    Option(
      "host-cacert", nil, .text("NAME=FILE"), "other roots of clients under this name",
      repeatable: true),
    Option(
      "post-handshake-auth", nil, .text("PATH"),
      "ask clients without a certificate for one when they want what begins with this path"),
    Option("allow-dns", nil, .text("NAME"), "admit clients with this DNS name", repeatable: true),
    Option("allow-uri", nil, .text("URI"), "admit clients with this URI", repeatable: true),
    Option(
      "allow-fingerprint", nil, .text("SHA256"), "admit the client with this certificate",
      repeatable: true),
  ]

  static let sessions = [
    Option(
      "resumption", nil, .choice(["tickets", "cache", "off"]),
      "sessions in sealed tickets, in this server's memory for once each, or none; tickets"),
    Option(
      "ticket-keys", nil, .file,
      "ticket keys that several servers share, read again when it changes: mtls ticket-key new"),
    Option("ticket-lifetime", nil, .number("SECONDS"), "for which sessions may be resumed; 86400"),
    Option(
      "resumption-policy", nil, .choice(["never", "recheck", "bind"]),
      "of clients' certificates: shown each time; judged again at resumption; or resumed until anything of roots, "
        + "CRLs or rules changes; recheck"),
    Option(
      "max-early-data", nil, .number("BYTES"),
      "take as much data before handshakes are complete, from requests that do no harm twice; 0, none"
    ),
    Option(
      "early-data-with-client-auth", nil, .flag,
      "take early data from clients that were known by a certificate, too"),
    Option(
      "replay-store", nil, .text("redis://HOST:PORT[/DB]"),
      "remember ClientHellos with early data in Redis, for servers that share ticket keys"),
    Option(
      "stateless-retry", nil, .flag,
      "keep nothing of a ClientHello that is asked for again: a sealed cookie, good for 30 seconds, brings it back"
    ),
    Option(
      "replay-store-password-file", nil, .file, "the password of Redis, mode 0600"),
  ]
}
