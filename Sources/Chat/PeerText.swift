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
    /// What it is besides words, where the network has something of the kind; elsewhere the words say it all.
    public let form: Form?
    /// It begins with the moment it tells of: sent late, it is given no second one.
    public let isDated: Bool

    /// Kinds of message that some networks show in a way of their own.
    public enum Form: Hashable, Sendable {
        /// A question to be voted on, with its answers in order; their votes name the answers «1», «2» …
        case question(String, answers: [String])
        /// The end of the vote on the question that this message (by the network's own id) asked.
        case closing(ByteString)
    }

    public init(_ text: String, veiled: String = "", form: Form? = nil, isDated: Bool = false) {
        self.text = text
        self.veiled = veiled
        self.form = form
        self.isDated = isDated
    }
}

/// One member's answer to a question, in the network's own form.
public struct Vote: Hashable, Sendable {
    /// The message that asked; empty where only `id` tells whose vote is taken back.
    public var question: ByteString
    /// The answer's name; empty: none any more.
    public var answer: ByteString
    /// Of the message that votes.
    public var id: ByteString

    public init(question: ByteString, answer: ByteString, id: ByteString) {
        self.question = question
        self.answer = answer
        self.id = id
    }
}
