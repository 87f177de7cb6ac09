import HardwareKeys
import Testing

@Suite struct `The name of a key in a hardware module (RFC 7512)` {
  @Test func `says token, key, library and where the PIN is`() throws {
    let uri = try PKCS11URI(
      "pkcs11:token=The%20Software%20PKCS%2311;object=my;id=%01%FF;type=private;slot-id=3"
        + "?module-path=/usr/lib/x.so&pin-source=file:/run/pin")
    #expect(uri.token == "The Software PKCS#11")
    #expect(uri.object == "my")
    #expect(uri.id == [1, 0xFF])
    #expect(uri.modulePath == "/usr/lib/x.so")
    #expect(uri.pinSource == .file("/run/pin"))
    #expect(try PKCS11URI("pkcs11:?pin-source=env:PIN").pinSource == .environment("PIN"))
    #expect(try PKCS11URI("pkcs11:?pin-source=fd:3").pinSource == .descriptor(3))
    #expect(try PKCS11URI("pkcs11:?pin-source=file:///run/pin").pinSource == .file("/run/pin"))
    #expect(try PKCS11URI("pkcs11:x-mine=1").token == nil)
  }

  @Test(arguments: [
    ("pkcs11:object=a?pin-value=1234", "does not belong into a name"),
    ("pkcs11:object=a;object=b", "twice"), ("pkcs11:objekt=a", "no attribute of RFC 7512"),
    ("pkcs11:object", "no attribute with a value"), ("pkcs11:object=%4", "no attribute"),
    ("pkcs11:object=%FF", "no UTF-8"), ("pkcs11:type=public", "no private key"),
    ("pkcs11:?pin-source=1234", "neither"), ("pkcs11:?pin-source=|cat", "neither"),
    ("pkcs11:?module-name=x", "module-path"), ("file:a", "does not begin"),
  ])
  func `is refused where it is malformed or has a PIN in it`(text: String, said: String) {
    let problem = #expect(throws: PKCS11URI.Problem.self) { try PKCS11URI(text) }
    #expect(problem?.description.contains(said) == true, "\(problem?.description ?? "")")
  }
}
