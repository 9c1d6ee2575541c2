// SPDX-License-Identifier: Apache-2.0

/// Text somebody else wrote: a nick, a line, a topic. It has a type of its own so that it cannot reach a sink
/// (a line to a server, a terminal, a log) except through that sink's total encoder (THREATS.md, law L3).
public struct PeerText: Hashable, Sendable {
    /// The text as it came, valid UTF-8. Read it to judge it; never print it.
    public let raw: String

    public init(_ raw: String) { self.raw = raw }

    // Byte equality: see `ByteString`.
    public static func == (a: PeerText, b: PeerText) -> Bool { a.raw.utf8.elementsEqual(b.raw.utf8) }
    public func hash(into hasher: inout Hasher) { for byte in raw.utf8 { hasher.combine(byte) } }
}

/// A text she says: only her own words and peer text made harmless. Built by the engine's templates.
public struct Utterance: Hashable, Sendable {
    public let text: String
    /// What is shown only to who asks to see it, under a spoiler where the network has one, and nowhere else; empty for
    /// nothing.
    public let veiled: String
    public init(_ text: String, veiled: String = "") {
        self.text = text
        self.veiled = veiled
    }
}
