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
        let word = ByteString(text.raw).asciiLowercased.text.filter { $0 != " " && $0 != "\n" && $0 != "!" }
        guard Self.answers.contains(word), let message = cases.last(where: { $0.event == target && $0.room == room })
        else { return nil }
        return PeerText("\(word) \(message.called)")
    }
    private static let answers: Set<String> = [
        "ok", "no", "undo", "why", "take", "care", "non", "annuler", "pourquoi", "prendre", "soutenir",
    ]
}
