public import Bytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Time {
  /// What the system's clock says.
  public static var now: Time { Time(secondsSince1970: Int64(time(nil))) }
}
