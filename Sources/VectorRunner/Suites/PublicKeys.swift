internal import Bytes
internal import Cryptography
internal import DER
internal import JSON
internal import PKI
internal import RSA
internal import Weierstrass

/// Keys as cases have them: raw, as SubjectPublicKeyInfo in DER or PEM, as PKCS #8.
enum PublicKeys {
  /// The DER of a key that stands in DER, as hexadecimal digits, or in PEM; nil where neither does. Where both
  /// stand there, both have to be the same.
  static func der(_ fields: Fields, _ name: String, pem: String) throws(CaseProblem) -> [UInt8]? {
    let der = try fields.optionalBytes(name)
    guard let text = fields.optionalText(pem) else { return der }
    let decoded = try? PEM.objects(in: Array(text.utf8)).first?.der
    if let der, let decoded, der != decoded { throw .malformed("\(name) and \(pem) differ") }
    return der ?? decoded
  }

  /// What a SubjectPublicKeyInfo says, or why it is refused.
  static func info(_ der: [UInt8]) -> Result<SubjectPublicKeyInfo, KeyRefusal> {
    do { return .success(try SubjectPublicKeyInfo(der: der.span)) } catch {
      return .failure(KeyRefusal(reason: "the public key is refused: \(error)"))
    }
  }

  /// The key's modulus and exponent as numbers, whatever they are; nil where they cannot be found.
  static func rsaNumbers(_ fields: Fields) -> (modulus: [UInt8], exponent: [UInt8])? {
    var numbers = Fields()
    if case .object(let members)? = fields["publicKey"] ?? fields["privateKey"] {
      for member in members { numbers.own[member.name] = member.value }
    } else {
      numbers = fields
    }
    guard let modulus = (try? numbers.integer("modulus")) ?? (try? numbers.integer("n")),
      let exponent = (try? numbers.integer("publicExponent")) ?? (try? numbers.integer("e"))
    else { return nil }
    return (modulus, exponent)
  }

  /// An RSA key that is supported; throws `skip` for sizes that are not.
  static func rsa(_ fields: Fields) throws(CaseProblem) -> Result<RSAPublicKey, KeyRefusal> {
    func key(
      _ modulus: [UInt8], _ exponent: [UInt8]
    ) throws(CaseProblem) -> Result<RSAPublicKey, KeyRefusal> {
      do { return .success(try RSAPublicKey(modulus: modulus.span, exponent: exponent.span)) } catch
      {
        switch error {
        case .modulusSize(let bits): throw .skip("RSA keys of \(bits) bits are not supported")
        case .publicExponentOutOfBounds where exponent.drop(while: { $0 == 0 }).count > 4:
          throw .skip("RSA exponents of more than 33 bits are not supported")
        default: return .failure(KeyRefusal(reason: "the key is refused: \(error)"))
        }
      }
    }
    var numbers: RSAPublicKey?
    if let (modulus, exponent) = rsaNumbers(fields) {
      switch try key(modulus, exponent) {
      case .success(let key): numbers = key
      case .failure(let refusal): return .failure(refusal)
      }
    }
    if let der = try der(fields, "publicKeyDer", pem: "publicKeyPem") {
      switch info(der) {
      case .failure(let refusal): return .failure(refusal)
      case .success(let info):
        if case .rsa(let key)? = info.publicKey {
          guard numbers == nil || numbers == key else {
            throw .malformed("publicKey and publicKeyDer differ")
          }
          return .success(key)
        }
        guard info.algorithm.algorithm == .rsassaPSS else {
          // A size that is not supported comes out of it as no key.
          guard numbers != nil else { throw .skip("\(info.kind) is not supported") }
          return .failure(KeyRefusal(reason: "it is \(info.kind)"))
        }
        // RFC 4055 §3.1: the same two numbers behind an identifier with parameters.
        do {
          var reader = DERReader(info.keyBits.span)
          var sequence = try reader.sequence("RSAPublicKey")
          let modulus = [UInt8](copying: try sequence.unsignedInteger("modulus"))
          let exponent = [UInt8](copying: try sequence.unsignedInteger("publicExponent"))
          try sequence.finish("RSAPublicKey")
          try reader.finish("RSAPublicKey")
          if let numbers, numbers.modulus != modulus || numbers.exponent != exponent {
            throw CaseProblem.malformed("publicKey and publicKeyDer differ")
          }
          return try key(modulus, exponent)
        } catch let error as CaseProblem { throw error } catch {
          return .failure(KeyRefusal(reason: "the public key is refused: \(error)"))
        }
      }
    }
    guard let numbers else { throw .malformed("there is no public key") }
    return .success(numbers)
  }
}

/// Why a key is none.
struct KeyRefusal: Error {
  let reason: String
}
