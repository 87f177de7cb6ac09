import DER

/// What `body` reads from the whole of `bytes`.
func read<T>(
  _ bytes: [UInt8], _ body: (inout DERReader) throws(DERError) -> T
) throws(DERError) -> T {
  var reader = DERReader(bytes.span)
  let value = try body(&reader)
  try reader.finish("value")
  return value
}

/// The error that reading `bytes` ends in; nil if they are read.
func failure<T>(_ bytes: [UInt8], _ body: (inout DERReader) throws(DERError) -> T) -> DERError? {
  do throws(DERError) {
    _ = try read(bytes, body)
    return nil
  } catch {
    return error
  }
}

/// Swift Testing has a type named `Tag` too.
typealias DERTag = DER.Tag
