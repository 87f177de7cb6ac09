#if PKCS11
  import CPKCS11
  import MutualTLS

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #elseif canImport(Darwin)
    import Darwin
  #endif

  /// A library that speaks for tokens, loaded and initialised. It stays so until the process ends.
  @safe final class PKCS11Module: @unchecked Sendable {
    private let functions: UnsafeMutablePointer<CK_FUNCTION_LIST>

    /// Loads a library.
    init(_ path: String) throws(SignerFailure) {
      guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
        let reason = unsafe dlerror().map { unsafe String(cString: $0) } ?? "unknown"
        throw SignerFailure("the PKCS #11 module cannot be loaded: \(reason)")
      }
      guard let symbol = unsafe dlsym(handle, "C_GetFunctionList") else {
        throw SignerFailure("\(path) is no PKCS #11 module: it has no C_GetFunctionList")
      }
      typealias GetFunctionList =
        @convention(c) (UnsafeMutablePointer<UnsafeMutablePointer<CK_FUNCTION_LIST>?>?) -> CK_RV
      let getList = unsafe unsafeBitCast(symbol, to: GetFunctionList.self)
      var list: UnsafeMutablePointer<CK_FUNCTION_LIST>?
      guard unsafe getList(&list) == CKR_OK, let list = unsafe list else {
        throw SignerFailure("\(path) gives no list of its functions")
      }
      unsafe functions = list
      var arguments = unsafe CK_C_INITIALIZE_ARGS()
      unsafe arguments.flags = CK_FLAGS(CKF_OS_LOCKING_OK)
      let code = unsafe list.pointee.C_Initialize?(&arguments)
      guard code == CKR_OK || code == CKR_CRYPTOKI_ALREADY_INITIALIZED else {
        throw SignerFailure("\(path) cannot be initialised: \(PKCS11Module.text(code))")
      }
    }

    /// Calls a function of the module.
    func call(
      _ name: String, _ body: (borrowing CK_FUNCTION_LIST) -> CK_RV?
    ) throws(SignerFailure) {
      let code = unsafe body(functions.pointee)
      guard code == CKR_OK else {
        throw SignerFailure("the token refused (\(name)): \(PKCS11Module.text(code))")
      }
    }

    private static func text(_ code: CK_RV?) -> String {
      switch code {
      case nil: "the module does not have this function"
      case 0xA0: "the PIN is wrong"
      case 0xA4: "the PIN is locked"
      case 0x70: "the mechanism is not known there"
      case 0x101: "nobody is logged in"
      case 0xE0: "the token is not there"
      case let code?: "CKR 0x\(String(code, radix: 16))"
      }
    }

    /// The slots in which there are tokens.
    func slots() throws(SignerFailure) -> [CK_SLOT_ID] {
      var count: CK_ULONG = 0
      try call("C_GetSlotList") { unsafe $0.C_GetSlotList?(1, nil, &count) }
      guard count <= 4096 else { throw SignerFailure("the module has \(count) slots") }
      var slots = [CK_SLOT_ID](repeating: 0, count: Int(count))
      try call("C_GetSlotList") { unsafe $0.C_GetSlotList?(1, &slots, &count) }
      return Array(slots.prefix(Int(count)))
    }

    /// Whether a slot's token is the one that a name means.
    func isToken(_ slot: CK_SLOT_ID, of uri: PKCS11URI) throws(SignerFailure) -> Bool {
      var info = CK_TOKEN_INFO()
      try call("C_GetTokenInfo") { unsafe $0.C_GetTokenInfo?(slot, &info) }
      func matches<Field>(_ wanted: String?, _ field: Field) -> Bool {
        guard let wanted else { return true }
        let bytes = unsafe withUnsafeBytes(of: field) { unsafe Array($0) }
        // Padded with blanks, not ended by a zero.
        let end = bytes.lastIndex { $0 != 0x20 && $0 != 0 }.map { $0 + 1 } ?? 0
        return Array(wanted.utf8) == Array(bytes[..<end])
      }
      return matches(uri.token, info.label) && matches(uri.manufacturer, info.manufacturerID)
        && matches(uri.model, info.model) && matches(uri.serial, info.serialNumber)
    }
  }

  /// Attributes to look for, or to make a key with.
  @safe final class PKCS11Attributes {
    private var list: [CK_ATTRIBUTE] = unsafe []
    private var buffers: [UnsafeMutableRawBufferPointer] = unsafe []

    func add(_ type: CK_ATTRIBUTE_TYPE, _ bytes: [UInt8]) {
      let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(1, bytes.count), alignment: 16)
      unsafe buffer.copyBytes(from: bytes)
      unsafe buffers.append(buffer)
      unsafe list.append(
        CK_ATTRIBUTE(
          type: type, pValue: buffer.baseAddress, ulValueLen: CK_ULONG(bytes.count)))
    }

    func add(_ type: CK_ATTRIBUTE_TYPE, _ number: CK_ULONG) {
      add(type, unsafe withUnsafeBytes(of: number) { unsafe Array($0) })
    }

    func add(_ type: CK_ATTRIBUTE_TYPE, _ flag: Bool) { add(type, [flag ? 1 : 0]) }

    func withList<Result>(
      _ body: (UnsafeMutablePointer<CK_ATTRIBUTE>?, CK_ULONG) -> Result
    ) -> Result {
      let count = CK_ULONG(unsafe list.count)
      return unsafe list.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress, count) }
    }

    deinit { while let buffer = unsafe buffers.popLast() { unsafe buffer.deallocate() } }
  }
#endif
