// SPDX-License-Identifier: Apache-2.0

/// One text by one member, wherever it stood.
public struct Message: Sendable, Hashable {
    /// Every place of the protocol that can carry a text (THREATS.md D1): spam is judged alike in each.
    public enum Carrier: UInt8, Sendable, CaseIterable {
        case message = 1, action, notice, statusMessage, topic, part, quit, name, away, realname, knock, ctcp
    }

    /// The protocol's own id (`msgid`, Matrix event id), where there is one.
    public var id: ByteString?
    public var text: PeerText
    public var carrier: Carrier
    /// Written to her alone.
    public var isPrivate: Bool
    /// Played back by a server or bouncer: never judged, never answered.
    public var isPlayback: Bool

    public init(
        _ text: PeerText, id: ByteString? = nil, carrier: Carrier = .message, isPrivate: Bool = false,
        isPlayback: Bool = false
    ) {
        self.id = id
        self.text = text
        self.carrier = carrier
        self.isPrivate = isPrivate
        self.isPlayback = isPlayback
    }
}
