// SPDX-License-Identifier: Apache-2.0

import Chat

/// One person's lines of the last three minutes in one community, oldest first: 128 at most, the oldest go.
struct RecentLines: Sendable {
    private(set) var lines: [Line] = []
    /// None or one.
    private var rest: [Rest] = []

    /// What hardly anybody leaves behind.
    private struct Rest: Sendable {
        var ends: [End] = []
        var calls: [Call] = []
        var pieces: [End] = []
    }

    /// The ends of the last lines as they were written, oldest first; kept only where words are looked for across lines.
    private(set) var ends: [End] {
        get { rest.first?.ends ?? [] }
        set { keep(newValue, as: \.ends, newValue.isEmpty) }
    }
    /// Whom they called of late, oldest first; the same one once. `callsKept` at most, the oldest go.
    private(set) var calls: [Call] {
        get { rest.first?.calls ?? [] }
        set { keep(newValue, as: \.calls, newValue.isEmpty) }
    }
    /// Lines of one word, one after another: an address may be cut in pieces.
    private(set) var pieces: [End] {
        get { rest.first?.pieces ?? [] }
        set { keep(newValue, as: \.pieces, newValue.isEmpty) }
    }

    private mutating func keep<Value>(_ value: Value, as part: WritableKeyPath<Rest, Value>, _ isEmpty: Bool) {
        if rest.isEmpty {
            if isEmpty { return }
            rest = [Rest()]
        }
        rest[0][keyPath: part] = value
    }

    static let callsKept = 64
    static let pieceBytes = 64

    struct Call: Sendable {
        var at: Timestamp
        var name: UInt64
    }

    mutating func call(_ names: [UInt64], at now: Timestamp) {
        calls.removeAll { now - $0.at > Self.memory || names.contains($0.name) }
        calls += names.map { Call(at: now, name: $0) }
        if calls.count > Self.callsKept { calls.removeFirst(calls.count - Self.callsKept) }
    }

    func called(within span: TimeSpan) -> Int32 {
        guard let last = calls.last else { return 0 }
        return Int32(calls.count { last.at - $0.at <= span })
    }

    /// What the line and those just before it say together; empty when it stands alone. Longest first.
    mutating func join(_ text: PeerText, isOneWord: Bool, at now: Timestamp) -> [String] {
        pieces.removeAll { now - $0.at > Self.joinedWithin }
        guard isOneWord, text.raw.utf8.count <= Self.pieceBytes else {
            pieces = []
            return []
        }
        pieces = (pieces + [End(at: now, text: text.raw)]).suffix(Self.joined)
        guard pieces.count > 1 else { return [] }
        return (0..<pieces.count - 1).map { start in pieces[start...].map(\.text).joined() }
    }

    static let kept = 128
    static let memory = TimeSpan.minutes(3)
    /// Lines that are read together, the time they may take, and the bytes of each (THREATS D3).
    static let joined = 5
    static let joinedWithin = TimeSpan.seconds(30)
    static let endBytes = 96

    struct End: Sendable {
        var at: Timestamp
        var text: String
        var mark: UInt64 = 0
    }

    /// Keeps the end of a line, from the beginning of a word on. A long one without a space parts what came before it
    /// from what follows.
    mutating func keepEnd(of text: PeerText, mark: UInt64, at now: Timestamp) {
        ends.removeAll { now - $0.at > Self.joinedWithin }
        if ends.count >= Self.joined { ends.removeFirst(ends.count - Self.joined + 1) }
        var bytes = text.raw.utf8.suffix(Self.endBytes)
        if bytes.startIndex > text.raw.utf8.startIndex {
            guard let space = bytes.firstIndex(of: 0x20) else { return ends = [] }
            bytes = bytes[space...]
        }
        ends.append(End(at: now, text: String(decoding: bytes, as: UTF8.self), mark: mark))
    }

    struct Line: Sendable {
        /// Its number among all lines of the community: `LineQueue`.
        var number: UInt32 = 0
        var at: Timestamp
        var bytes: Int32
        var skeleton: UInt64
        var shingles: Shingles
        var shape: LineShape
        var isListLike: Bool
        /// Belongs to the block of lines that was going on: one paste.
        var continuesPaste: Bool
        /// Links or domains in it, as one hash; zero for none.
        var links: UInt64
        /// Its addresses whole, as one hash; zero for none.
        var address: UInt64 = 0
        /// Of its words without those that hold a digit; zero when none is left. Numbering a line does not make it new.
        var wording: UInt64
        var carrier = Message.Carrier.message
        /// One of the rows that a program printed, with an address in each.
        var isPrinted = false
        /// Hardly any letters: a line of a picture.
        var isDrawn = false
        /// Of the message, or of the first in whose place it stands: `Message.mark`.
        var mark: UInt64 = 0
        var kind = Message.Kind.words
        /// Times it was edited, each soon after the last.
        var edits: UInt8 = 0
        /// Others had just called its author by name.
        var isAnswer = false
        /// Whom one of the heeded said it to, one who had just spoken: a part of the hash of the name; zero for nobody.
        var addressee: UInt16 = 0
    }

    /// Takes out the line that is edited; nil where it is not known any more.
    mutating func takeOut(_ mark: UInt64) -> Line? {
        guard mark != 0, let place = lines.lastIndex(where: { $0.mark == mark }) else { return nil }
        ends.removeAll { $0.mark == mark }
        return lines.remove(at: place)
    }

    mutating func add(_ line: Line) {
        if let first = lines.first, line.at - first.at > Self.memory || lines.count >= Self.kept {
            let cut = lines.firstIndex { line.at - $0.at <= Self.memory } ?? lines.endIndex
            lines.removeFirst(max(cut, lines.count >= Self.kept ? 1 : 0))
        }
        lines.append(line)
    }

    var isEmpty: Bool { lines.isEmpty }

    /// Lets the oldest line go if it bears this number; of the last one also the room it took.
    mutating func drop(_ number: UInt32) {
        guard let first = lines.first, first.number == number else { return }
        if lines.count == 1 {
            lines = []
            rest = []
        } else {
            lines.removeFirst()
        }
    }

    /// Lines within `span` of the last one, newest first.
    func newest(within span: TimeSpan) -> ReversedCollection<ArraySlice<Line>> {
        guard let last = lines.last else { return lines[0..<0].reversed() }
        let start = lines.firstIndex { last.at - $0.at <= span } ?? lines.endIndex
        return lines[start...].reversed()
    }
}
