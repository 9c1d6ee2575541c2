// SPDX-License-Identifier: Apache-2.0

import Chat
import NIOCore

/// How long a connection waits for what the other end owes it. What the session waits for (silence, registration, a
/// login) is the session's own and follows its clock.
struct Patience: Sendable {
    /// For TCP to connect, over all addresses of a name.
    var connect = TimeSpan.seconds(15)
    /// From there until the way is open: a proxy's answers, the TLS handshake. A server that accepts and then says
    /// nothing is noticed by the session.
    var opening = TimeSpan.seconds(30)
    /// For a server to take what was written; one that takes nothing for this long is dead, whatever it sends.
    var stall = TimeSpan.seconds(30)
    /// For a server to hang up after a goodbye.
    var goodbye = TimeSpan.milliseconds(350)
    /// RFC 5482: bytes that are not acknowledged for this long end the connection.
    var unacknowledged = TimeSpan.seconds(90)
}

extension TimeAmount {
    init(_ span: TimeSpan) { self = .milliseconds(span.milliseconds) }
}
