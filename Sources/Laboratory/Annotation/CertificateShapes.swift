/// The structures of RFC 5280 and of common extensions beyond it.
enum CertificateShapes {
  private typealias Shape = CertificateShape

  static let certificate = CertificateShape(
    "Certificate", "",
    "",
    .sequence([
      Shape("tbsCertificate", "what is signed", "RFC 5280, Section 4.1.2", .sequence(body)),
      algorithm("signatureAlgorithm", "how the signature was made", "RFC 5280, Section 4.1.1.2"),
      Shape(
        "signatureValue", "the issuer's signature over tbsCertificate", "RFC 5280, Section 4.1.1.3",
        // ECDSA-Sig-Value; other signatures are bytes.
        .sequence([
          Shape(
            "ECDSA-Sig-Value", "two numbers", "RFC 3279, Section 2.2.3", types: ["SEQUENCE"],
            .sequence([Shape("r"), Shape("s")]))
        ])),
    ]))

  private static let body = [
    Shape(
      "version", "2 stands for version 3", "RFC 5280, Section 4.1.2.1", types: ["version", "[0]"]),
    Shape(
      "serialNumber", "the certificate's number among those of its issuer",
      "RFC 5280, Section 4.1.2.2"),
    algorithm(
      "signature", "the algorithm of the signature, once more", "RFC 5280, Section 4.1.2.3"),
    name("issuer", "who vouches", "RFC 5280, Section 4.1.2.4"),
    Shape(
      "validity", "from when until when", "RFC 5280, Section 4.1.2.5",
      .sequence([
        Shape("notBefore", "the first moment"), Shape("notAfter", "the last moment"),
      ])),
    name("subject", "whom the certificate is for", "RFC 5280, Section 4.1.2.6"),
    Shape(
      "subjectPublicKeyInfo", "the subject's public key", "RFC 5280, Section 4.1.2.7",
      .sequence([
        algorithm("algorithm", "what kind of key it is", ""),
        Shape(
          "subjectPublicKey", "the key itself", "",
          .sequence([
            Shape(
              "RSAPublicKey", "", "RFC 8017, Appendix A.1.1", types: ["SEQUENCE"],
              .sequence([Shape("modulus"), Shape("publicExponent")]))
          ])),
      ])),
    Shape("issuerUniqueID", "", "RFC 5280, Section 4.1.2.8", types: ["[1]"]),
    Shape("subjectUniqueID", "", "RFC 5280, Section 4.1.2.8", types: ["[2]"]),
    Shape(
      "extensions", "what else is said of the subject", "RFC 5280, Section 4.1.2.9",
      types: ["extensions", "[3]"],
      .sequence([Shape("Extensions", .list(Shape("Extension", .ofExtension)))])),
  ]

  private static func algorithm(
    _ title: String, _ meaning: String, _ section: String
  ) -> CertificateShape {
    Shape(
      title, meaning, section,
      .sequence([
        Shape("algorithm", "which algorithm"), Shape("parameters", "what else it needs"),
      ]))
  }

  private static func name(
    _ title: String, _ meaning: String, _ section: String, types: Set<String>? = nil
  ) -> CertificateShape {
    Shape(title, meaning, section, types: types, .list(relativeName))
  }

  private static let relativeName = Shape(
    "RelativeDistinguishedName",
    .list(
      Shape(
        "AttributeTypeAndValue",
        .sequence([Shape("type", "which attribute"), Shape("value", "what it is")]))))

  /// GeneralName (RFC 5280, Section 4.2.1.6).
  private static let generalName = Shape(
    "GeneralName",
    .choice([
      "[0]": Shape(
        "otherName", .sequence([Shape("type-id", "what kind of name"), Shape("value")])),
      "[1]": Shape("rfc822Name", "a mailbox"), "[2]": Shape("dNSName", "a host's name"),
      "[3]": Shape("x400Address"),
      "[4]": Shape("directoryName", .sequence([Shape("Name", .list(relativeName))])),
      "[5]": Shape("ediPartyName"), "[6]": Shape("uniformResourceIdentifier", "a URI"),
      "[7]": Shape("iPAddress", "an address"), "[8]": Shape("registeredID"),
    ]))

  private static let pointName = Shape(
    "distributionPoint", types: ["[0]"],
    .sequence([
      Shape(
        "", "", "",
        .choice([
          "[0]": Shape("fullName", .list(generalName)),
          "[1]": Shape("nameRelativeToCRLIssuer"),
        ]))
    ]))

  private static let points = CertificateShape.Parts.list(
    Shape(
      "DistributionPoint",
      .sequence([
        pointName, Shape("reasons", "for which reasons it tells", types: ["[1]"]),
        Shape("cRLIssuer", "who signs the list", types: ["[2]"], .list(generalName)),
      ])))

  private static let descriptions = CertificateShape.Parts.list(
    Shape(
      "AccessDescription",
      .sequence([Shape("accessMethod", "what is there"), withTitle(generalName, "accessLocation")]))
  )

  private static let subtrees = CertificateShape.Parts.list(
    Shape(
      "GeneralSubtree",
      .sequence([
        generalName, Shape("minimum", types: ["[0]"]), Shape("maximum", types: ["[1]"]),
      ])))

  private static func withTitle(_ shape: CertificateShape, _ title: String) -> CertificateShape {
    Shape(title, shape.meaning, shape.section, types: shape.types, shape.parts)
  }

  /// What extensions hold, by the names of ``ObjectNames``.
  static let extensions: [String: CertificateShape] = [
    "subjectKeyIdentifier": Shape(
      "KeyIdentifier", "a short name of the subject's key", "RFC 5280, Section 4.2.1.2"),
    "authorityKeyIdentifier": Shape(
      "AuthorityKeyIdentifier", "a short name of the issuer's key", "RFC 5280, Section 4.2.1.1",
      .sequence([
        Shape("keyIdentifier", types: ["[0]"]),
        Shape("authorityCertIssuer", types: ["[1]"], .list(generalName)),
        Shape("authorityCertSerialNumber", types: ["[2]"]),
      ])),
    "keyUsage": Shape(
      "KeyUsage", "what the key may do, a bit each, digitalSignature first",
      "RFC 5280, Section 4.2.1.3"),
    "certificatePolicies": Shape(
      "CertificatePolicies", "under which rules it was issued", "RFC 5280, Section 4.2.1.4",
      .list(
        Shape(
          "PolicyInformation",
          .sequence([
            Shape("policyIdentifier", "which rules"),
            Shape(
              "policyQualifiers",
              .list(
                Shape(
                  "PolicyQualifierInfo",
                  .sequence([Shape("policyQualifierId"), Shape("qualifier")])))),
          ])))),
    "policyMappings": Shape(
      "PolicyMappings", "which policies of the issuer and of the subject are the same",
      "RFC 5280, Section 4.2.1.5",
      .list(
        Shape(
          "PolicyMapping", .sequence([Shape("issuerDomainPolicy"), Shape("subjectDomainPolicy")]))
      )),
    "subjectAltName": Shape(
      "GeneralNames", "whom the certificate is for", "RFC 5280, Section 4.2.1.6", .list(generalName)
    ),
    "issuerAltName": Shape(
      "GeneralNames", "other names of the issuer", "RFC 5280, Section 4.2.1.7", .list(generalName)),
    "basicConstraints": Shape(
      "BasicConstraints", "whether the subject is an authority", "RFC 5280, Section 4.2.1.9",
      .sequence([
        Shape("cA", "whether it may sign certificates", types: ["BOOLEAN"]),
        Shape("pathLenConstraint", "intermediates below it at most", types: ["INTEGER"]),
      ])),
    "nameConstraints": Shape(
      "NameConstraints", "for whom the authority may vouch", "RFC 5280, Section 4.2.1.10",
      .sequence([
        Shape("permittedSubtrees", types: ["[0]"], subtrees),
        Shape("excludedSubtrees", types: ["[1]"], subtrees),
      ])),
    "policyConstraints": Shape(
      "PolicyConstraints", "how policies go on below", "RFC 5280, Section 4.2.1.11",
      .sequence([
        Shape("requireExplicitPolicy", types: ["[0]"]),
        Shape("inhibitPolicyMapping", types: ["[1]"]),
      ])),
    "extKeyUsage": Shape(
      "ExtKeyUsageSyntax", "what the certificate is for", "RFC 5280, Section 4.2.1.12",
      .list(Shape("KeyPurposeId"))),
    "cRLDistributionPoints": Shape(
      "CRLDistributionPoints", "where to find lists of revoked certificates",
      "RFC 5280, Section 4.2.1.13", points),
    "inhibitAnyPolicy": Shape(
      "SkipCerts", "certificates below which anyPolicy matches nothing",
      "RFC 5280, Section 4.2.1.14"),
    "freshestCRL": Shape(
      "CRLDistributionPoints", "where to find what changed since", "RFC 5280, Section 4.2.1.15",
      points),
    "authorityInfoAccess": Shape(
      "AuthorityInfoAccessSyntax", "where the issuer is asked, and found",
      "RFC 5280, Section 4.2.2.1",
      descriptions),
    "subjectInfoAccess": Shape(
      "SubjectInfoAccessSyntax", "what the subject offers", "RFC 5280, Section 4.2.2.2",
      descriptions),
    "signedCertificateTimestampList": Shape(
      "SignedCertificateTimestampList", "logs that have seen the certificate",
      "RFC 6962, Section 3.3"),
    "tlsFeature": Shape(
      "Features", "TLS extensions that the server has to answer", "RFC 7633, Section 4",
      .list(Shape("feature"))),
    "delegationUsage": Shape(
      "DelegationUsage", "the key may sign delegated credentials", "RFC 9345, Section 4.2"),
  ]
}

extension CertificateShape {
  /// A shape whose parts speak for it.
  init(_ title: String, _ parts: Parts) { self.init(title, "", "", types: nil, parts) }
}
