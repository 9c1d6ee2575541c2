// SPDX-License-Identifier: Apache-2.0

/// One text by one member, wherever it stood.
public struct Message: Sendable, Hashable {
    /// Every place of the protocol that can carry a text (THREATS.md D1): spam is judged alike in each.
    public enum Carrier: UInt8, Sendable, CaseIterable {
        case message = 1, action, notice, statusMessage, topic, part, quit, name, away, realname, knock, ctcp
    }

    /// What it is besides its words; most are words and nothing else.
    public enum Kind: UInt8, Sendable, CaseIterable {
        case words = 1
        /// A picture, a sound, a film, a file.
        case file
        case sticker
        /// A reaction, a vote, a step of a call: shown small, if at all.
        case minor
        /// A call that rings.
        case call
        /// Encrypted where nothing is: nobody present can read it.
        case unreadable
    }

    /// The protocol's own id (`msgid`, Matrix event id), where there is one.
    public var id: ByteString?
    public var text: PeerText
    public var carrier: Carrier
    /// Written to her alone.
    public var isPrivate: Bool
    /// Played back by a server or bouncer: never judged, never answered.
    public var isPlayback: Bool
    public var kind: Kind
    /// The earlier message of the same author in whose place it stands.
    public var edits: ByteString?
    /// People present whom it calls, as the protocol declares them; the words may name others.
    public var pings: UInt16
    /// Words of the text that stand for somebody, in its order, at most `pillsMost`: whom an order names so is known
    /// for certain. The first are enough: she is addressed by one, and one is named.
    public var pills: [Pill] = []

    /// Bytes of the text, and the key of the member whom they stand for.
    public struct Pill: Sendable, Hashable {
        public var user: ByteString
        public var start: Int
        public var length: Int
        public init(_ user: ByteString, start: Int, length: Int) {
            self.user = user
            self.start = start
            self.length = length
        }
    }
    public static let pillsMost = 4

    public init(
        _ text: PeerText, id: ByteString? = nil, carrier: Carrier = .message, isPrivate: Bool = false,
        isPlayback: Bool = false, kind: Kind = .words, edits: ByteString? = nil, pings: UInt16 = 0
    ) {
        self.id = id
        self.text = text
        self.carrier = carrier
        self.isPrivate = isPrivate
        self.isPlayback = isPlayback
        self.kind = kind
        self.edits = edits
        self.pings = pings
    }

    /// Nothing of it can be read; it counts all the same.
    public var isWordless: Bool { text.raw.utf8.isEmpty }
}
