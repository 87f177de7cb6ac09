/// Where a pre-shared key comes from; its binders differ by that (RFC 9846, Section 7.1).
enum PreSharedKeyOrigin: Sendable, Hashable {
  /// From a ticket (RFC 9846, Section 4.7.1).
  case resumption
  /// From outside of TLS, used as it is.
  case external
  /// From outside of TLS, through the importer of RFC 9258.
  case imported

  /// The label of binder_key.
  var binderLabel: StaticString {
    switch self {
    case .resumption: "res binder"
    case .external: "ext binder"
    // RFC 9258 §5.2.
    case .imported: "imp binder"
    }
  }
}
