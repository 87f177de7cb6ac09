import Bytes

extension SelectedKey {
  /// Whether a server takes the early data that comes with this key (RFC 9846, Sections 4.3.10 and 8).
  func admitsEarlyData(
    _ chosen: Negotiation, _ configuration: ServerConfiguration, now: Time
  ) -> Bool {
    // RFC 9846 §4.3.10 MUST: the first key, with the suite and the protocol of its session.
    guard let policy = configuration.resumption?.earlyData, let session, index == 0,
      session.maximumEarlyData > 0, session.suite == chosen.suite,
      session.applicationProtocol == chosen.applicationProtocol,
      session.peer == nil || policy.allowsAuthenticatedClients
    else { return false }
    // RFC 9846 §8.3: the ClientHello was sent recently.
    let arrival = session.issued.secondsSince1970 + Int64(age / 1000)
    guard abs(now.secondsSince1970 - arrival) <= policy.tolerance else { return false }
    // RFC 9846 §8 MUST: at most once. A copy is as fresh until the window is over, on both of its sides.
    return policy.replayGuard.admits(binder, at: now, rememberedFor: 2 * policy.tolerance + 1)
  }
}
