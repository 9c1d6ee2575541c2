// SPDX-License-Identifier: Apache-2.0

public import Chat

/// A message at a desk that tells of a case.
public struct CaseMessage: Sendable, Hashable {
    public var event: ByteString
    public var number: Int32
    public var room: ByteString
    /// What stands there, in lines; empty where a former process wrote it.
    public var lines: [String]
    public var changedAt: Timestamp

    public init(event: ByteString, number: Int32, room: ByteString, lines: [String] = [], changedAt: Timestamp) {
        self.event = event
        self.number = number
        self.room = room
        self.lines = lines
        self.changedAt = changedAt
    }
}

extension CaseMessage {
    /// What the case is called where several communities share a desk: «potager-41» of «[potager-41] …», hers to write.
    var name: String? { lines.first.flatMap(Self.name) }
    /// How an order names it.
    var called: String { name ?? "\(number)" }

    static func name(in line: String) -> String? {
        guard line.utf8.first == 0x5B, let end = line.utf8.prefix(80).firstIndex(of: 0x5D) else { return nil }
        let name = String(line[line.utf8.index(after: line.startIndex)..<end])
        return name.utf8.contains(UInt8(ascii: "-")) ? name : nil
    }
}

/// One incident is one case is one message, which grows (VOICE), and the reactions to it.
extension Rooms {
    /// Case messages that can be answered with a reaction; the oldest go first.
    public static let casesMost = 300
    /// Lines of one message.
    static let linesMost = 6
    /// A message that nobody touched for so long has scrolled away: what comes then is another one.
    static let growsFor = TimeSpan.minutes(10)

    public mutating func noteCase(_ message: CaseMessage) {
        guard message.event.isEventID else { return }
        if let known = cases.firstIndex(where: { $0.event == message.event }) {
            cases[known] = message
            return
        }
        if cases.count >= Self.casesMost { cases.removeFirst() }
        cases.append(message)
    }

    /// The message of this case as it is with one line more; nil where a new one is better.
    public func grown(_ number: Int32, in room: ByteString, by line: String, at now: Timestamp) -> CaseMessage? {
        let name = CaseMessage.name(in: line)
        guard var message = cases.last(where: { $0.number == number && $0.room == room && ($0.name ?? name) == name }),
            !message.lines.isEmpty, message.lines.count < Self.linesMost, now - message.changedAt < Self.growsFor
        else { return nil }
        message.lines.append(line)
        message.changedAt = now
        return message
    }

    /// 👍 «ok N», 👎 «no N», 👀 «take N»; nil for any other reaction, and for what is no case.
    func order(_ event: RoomEvent, in room: ByteString) -> String? {
        guard event.type.is("m.reaction"), case .reaction(let target, let key) = event.relation,
            let message = cases.last(where: { $0.event == target && $0.room == room })
        else { return nil }
        let number = message.called
        switch String(decoding: key.bytes, as: UTF8.self) {
        case "👍": return "ok \(number)"
        case "👎": return "no \(number)"
        case "👀": return "take \(number)"
        default: return nil
        }
    }

    /// «undo» in answer to the message of a case is «undo N»: one word, and nothing else. Elsewhere it is what was
    /// said.
    func order(_ text: PeerText, answering target: ByteString?, in room: ByteString) -> PeerText? {
        guard let target, text.raw.utf8.count <= 16 else { return nil }
        let word = ByteString(text.raw).asciiLowercased.text.filter { !Self.around.contains($0) }
        guard Self.answers.contains(word), let message = cases.last(where: { $0.event == target && $0.room == room })
        else { return nil }
        return PeerText("\(word) \(message.called)")
    }
    private static let answers: Set<String> = [
        "ok", "no", "undo", "why", "take", "care", "non", "annuler", "annule", "pourquoi", "prendre", "prends",
        "soutenir",
    ]
    private static let around: Set<Character> = [" ", "\u{A0}", "\u{202F}", "\n", "!", "?", "."]

    /// Somebody took the message away: what comes of the case is told in another one, where it can be read.
    mutating func forgetCase(told event: ByteString, in room: ByteString) {
        guard cases.contains(where: { $0.event == event && $0.room == room }) else { return }
        cases.removeAll { $0.event == event && $0.room == room }
    }
}

/// On a phone one answers a message, and types no name.
extension Message {
    /// «!mute 10m» in answer to somebody is «!mute @somebody:example.org 10m»: the order alone, or with how long.
    mutating func nameWhom(_ author: ByteString) {
        guard edits == nil, pills.isEmpty, text.raw.utf8.first == UInt8(ascii: "!"), text.raw.utf8.count <= 400 else {
            return
        }
        let words = text.raw.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard let order = words.first, case let word = Self.folded(order.dropFirst()),
            case let isTimed = Self.timedOrders.contains(word), isTimed || Self.otherOrders.contains(word)
        else { return }
        let rest = words.count > 1 ? words[1].trimmingBlanks : ""
        // «!mute eve» is about somebody else, and so are «!kick 1eve» and «!ban forevereve»; «!mute 10» lacks a unit, which
        // is said, and means no case 10.
        guard rest.isEmpty || isTimed && Self.beginsWithLength(rest) else { return }
        text = PeerText("\(order) \(author.text)" + (rest.isEmpty ? "" : " \(rest)"))
    }

    private static func beginsWithLength(_ text: String) -> Bool {
        let words = text.split(maxSplits: 2) { $0 == " " || $0 == "\n" }.map(folded)
        guard let first = words.first else { return false }
        if isLength(first) || endless.contains(first) { return true }
        return words.count > 1 && ["for", "pour"].contains(first) && (endless + ["ever", "good"]).contains(words[1])
    }

    /// `10`, `10m`, `2d6h`, `1h30`, and no name that begins with one.
    private static func isLength(_ word: String) -> Bool {
        var rest = word.utf8[...]
        var unit = ""
        while !rest.isEmpty {
            let digits = rest.prefix { 0x30...0x39 ~= $0 }
            let letters = rest.dropFirst(digits.count).prefix { !(0x30...0x39 ~= $0) }
            rest = rest.dropFirst(digits.count + letters.count)
            guard !digits.isEmpty else { return false }
            // A bare number stands alone, or is that of minutes.
            if letters.isEmpty { return unit.isEmpty || unit.hasPrefix("h") && digits.count == 2 }
            unit = String(decoding: letters, as: UTF8.self)
            guard units.contains(unit) else { return false }
        }
        return !unit.isEmpty
    }
    private static func folded(_ text: Substring) -> String { ByteString(String(text)).asciiLowercased.text }
    private static let timedOrders: Set<String> = ["mute", "ban", "silence", "bannir", "bannis"]
    private static let otherOrders: Set<String> = [
        "warn", "kick", "free", "avertir", "sortir", "libérer", "liberer", "libère", "libere",
    ]
    private static let endless = ["forever", "permanent", "toujours"]
    private static let units: Set<String> = [
        "s", "sec", "secs", "second", "seconds", "seconde", "secondes", "m", "mn", "min", "mins", "minute", "minutes",
        "h", "hr", "hrs", "hour", "hours", "heure", "heures", "d", "day", "days", "j", "jour", "jours", "w", "week",
        "weeks", "sem", "semaine", "semaines",
    ]
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " || $0 == "\n" }.reversed())
    }
}
