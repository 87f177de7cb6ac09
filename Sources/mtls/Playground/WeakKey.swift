/// A key that nobody may trust: RSA of 1,024 bits, and known to everybody who reads this.
enum WeakKey {
  static let pem = """
    -----BEGIN PRIVATE KEY-----
    MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBALN+mr4LT0WVa/wB
    K9ShSfoLzuvP8vpBfuv/k+NWjSw+cU40pX6n84ERcTFpHs00nVwdPnlb2vSrfgQL
    kuD50VYAWySxJi5VtMS3+W3+gwHcPJG9zT8hgDQRf5q0HLIPNjcr+P8umCAZtkTP
    Fv6HtdUbXY0mHIj0c5wJ+69FAV3tAgMBAAECgYEAsGIcC96vQnCoEZbRDHyGZonO
    B5psaZGM+LpJCGCYD784tqIzcrf2KIIMWoKzOvGWJNuz9avXCRGwnqcE6cFz+8hK
    0vDt61HngKxKf77GkVg1t3E56r8vwxioESzwksxi71dR/oD7WkDp/5V5tw/+f1Jo
    q9TXpNv2xo1DrTCxyV0CQQDu9UdoHsF8hJZ2k2FpnM5wFYNRWMaGwbSVs7eCYMkD
    xPJuzKDhsqR68fMjts9ejC2+PBmzgsPgIrp89XqVytPDAkEAwEuu+fYCYlh1QF9T
    vh+pDegl3GyJdFjAF9SDm/EK33aMa7nuGnwfQgDKRp8u73Q8uGkoHx8u4Ma9k3yh
    RklcjwJBAMf7/wbktom/bS1Pqvb4hMzJNF2gLoYZF0kyXyJ+Xb0J1ttj5kD9gSpj
    01jQZjx6lM3g/qF9jvDGH8z0pOM4HIECQBGO14s7Szxvl0UpbxwNCAKdD9fwkRxu
    fhuu69VxTOzahjfP4k3Ix5HfQJjyL/btRh4Qe/lbf4xGmUi+OHuSd0ECQQCV0KTg
    DFyZ4nqV0g2EVeaduG30qALk1PyxX/OKekRdyAzyvs/7vWogSS2wJh/MtNzo6KKp
    IF4sVEmS5QXVzOz+
    -----END PRIVATE KEY-----

    """
}
