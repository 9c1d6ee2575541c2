// SPDX-License-Identifier: Apache-2.0

public import Chat

/// How people do by hand what she cannot, in the words of the room's network.
extension RoomID {
    /// `#alias:server` or `!id`; a name of IRC holds no colon (RFC 2812 §2.3.1).
    public var isOfMatrix: Bool { name.bytes.contains(UInt8(ascii: ":")) || name.first == UInt8(ascii: "!") }
    /// What gives her the rights.
    var raising: Words.Key { isOfMatrix ? .fixLevel : .fixOperator }
    /// What keeps strangers out.
    var closing: Words.Key { isOfMatrix ? .fixClosed : .fixInvite }
    /// The same for a desk: after a restart she stands before its door like anybody.
    var closingDesk: Words.Key { isOfMatrix ? .fixPrivate : .fixDesk }
    /// What lets them in again.
    var opening: Words.Key { isOfMatrix ? .fixPublic : .fixOpen }
}
