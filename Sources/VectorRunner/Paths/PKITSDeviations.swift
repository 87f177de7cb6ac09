/// The cases of PKITS whose result is another here, each with its reason; docs/conformance.md has the same list.
package enum PKITSDeviations {
  /// By section.
  package static let reasons: [String: String] = [
    "4.1.4": dsa, "4.1.5": dsa,
    "4.2.4": "RFC 5280, Section 4.1.2.5 wants UTCTime until 2049; another form is refused",
    "4.14.22": indirect, "4.14.24": indirect, "4.14.25": indirect, "4.14.28": indirect,
    "4.14.29": indirect, "4.14.30": indirect, "4.14.33": indirect,
    "4.15.4": delta, "4.15.5": delta,
  ]

  private static let dsa = "DSA is not supported: FIPS 186-5 has withdrawn it"
  private static let indirect = "indirect CRLs are refused (RFC 5280, Section 6.3 leaves it open)"
  private static let delta = "delta CRLs are passed over (RFC 5280, Section 6.3 leaves it open)"
}
