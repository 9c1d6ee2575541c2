// SPDX-License-Identifier: Apache-2.0

public import Chat

/// Every place of an event that can carry a text (THREATS D1). What is shown and what is only clicked, what stands in
/// the plain and what in the formatted half: all of it was written by the sender, all of it is judged.
public struct Carried: Sendable {
    /// Bytes of text that are judged in one event.
    public static let limit = 16 << 10

    /// The texts, each once, in the order in which a reader meets them.
    public private(set) var parts: [String] = []
    public private(set) var carrier = Message.Carrier.message
    /// Mentions of people in the first of the texts, which is what orders are read from.
    private var pills: [HTMLText.Pill] = []
    private let quote: Quote?

    /// Nil for an event without text. Of an edit only the new content counts.
    /// - Parameter quote: what it answers, where that is known.
    public init?(_ event: RoomEvent, answering quote: Quote? = nil) {
        self.quote = quote
        guard var content = event.content else { return nil }
        if case .edit = event.relation, let new = content["m.new_content"] { content = new }
        switch event.type {
        case "m.room.message", "m.room.encrypted", "m.sticker":
            switch content["msgtype"]?.string {
            case "m.emote": carrier = .action
            case "m.notice": carrier = .notice
            default: break
            }
            read(content)
        case "m.reaction":
            if let key = content["m.relates_to"]?["key"]?.text, key.utf8.count > 32 { add(key) }
            // What some clients show for a picture as the key.
            for name in [content["shortcode"]?.text, content["com.beeper.reaction.shortcode"]?.text] {
                if let name, name.utf8.count > 32 { add(name) }
            }
        case "m.room.topic":
            carrier = .topic
            add(content["topic"]?.text)
            for part in content["m.topic"]?["m.text"]?.elements.prefix(8) ?? [] { add(part["body"]?.text) }
        case "m.room.name":
            carrier = .topic
            add(content["name"]?.text)
        case "m.room.member":
            switch content["membership"]?.string {
            case "join": carrier = .name
            case "knock": carrier = .knock
            default: carrier = .part
            }
            if carrier == .name { add(content["displayname"]?.text) }
            add(content["reason"]?.text)
        case "m.room.redaction": add(content["reason"]?.text)
        default:
            guard event.stateKey == nil else { return nil }
            read(content)
        }
        if parts.isEmpty { return nil }
    }

    private mutating func read(_ content: JSON) {
        let formatted = content["formatted_body"]?.text.map { HTMLText($0) }
        let body = content["body"]?.text.map { Quote.own(of: $0, quote) }
        // What stands for somebody is that name to a reader: the same words with the address beside them are not said twice.
        if let formatted, let body, Self.says(body, formatted) { add(formatted.text) } else { add(body) }
        if let formatted {
            notePills(of: formatted)
            add(formatted.text)
            // A mention leads to nothing but who or what it shows.
            formatted.links.forEach { if MatrixLink($0) == nil { add($0) } }
            formatted.hiddenRooms.forEach { add($0.text) }
            formatted.hints.forEach { add($0) }
            if !formatted.quoted.isEmpty || !formatted.quotedLinks.isEmpty, quote?.isShown(by: formatted) != true {
                add(formatted.quoted)
                formatted.quotedLinks.forEach { add($0) }
            }
        }
        add(content["filename"]?.text)
        add(content["geo_uri"]?.text)
        // A place has a name (MSC3488).
        add(content["m.location"]?["description"]?.text)
        add(content["org.matrix.msc3488.location"]?["description"]?.text)
        add(content["url"]?.text.flatMap { $0.utf8.starts(with: "mxc:".utf8) ? nil : $0 })
        // Polls, stable and unstable (MSC3381), and extensible text (MSC1767).
        for poll in [content["m.poll"], content["org.matrix.msc3381.poll.start"]] {
            guard let poll else { continue }
            extensible(poll["question"])
            for answer in poll["answers"]?.elements.prefix(20) ?? [] { extensible(answer) }
        }
        extensible(content, hasBody: false)
    }

    /// - Parameter hasBody: it is not read yet.
    private mutating func extensible(_ content: JSON?, hasBody: Bool = true) {
        guard let content else { return }
        add(content["org.matrix.msc1767.text"]?.text)
        add(content["m.text"]?.text)
        for part in content["m.text"]?.elements.prefix(8) ?? [] { add(part["body"]?.text) }
        if hasBody, content["m.poll"] == nil, content["org.matrix.msc3381.poll.start"] == nil {
            add(content["body"]?.text)
        }
    }

    private mutating func add(_ text: String?) {
        guard let text else { return }
        let room = Self.limit - parts.reduce(0) { $0 + $1.utf8.count }
        guard room > 0 else { return }
        var end = text.utf8.count
        if end > room { end = room }
        let trimmed = Self.trimmed(
            end == text.utf8.count ? text : String(decoding: text.utf8.prefix(end), as: UTF8.self))
        guard !trimmed.isEmpty, !parts.contains(where: { Self.holds($0, trimmed) }) else { return }
        parts.append(trimmed)
    }

    public var text: PeerText { PeerText(parts.joined(separator: "\n")) }

    /// Whom the words of `text` stand for, as far as the plain half says the same up to there: what nobody sees is no
    /// part of an order.
    public var mentioned: [Message.Pill] {
        guard carrier == .message, let first = parts.first else { return [] }
        return pills.prefix(Message.pillsMost).compactMap { pill in
            pill.place.upperBound <= first.utf8.count
                ? Message.Pill(pill.user, start: pill.place.lowerBound, length: pill.place.count) : nil
        }
    }

    private mutating func notePills(of formatted: HTMLText) {
        guard !formatted.pills.isEmpty, let first = parts.first else { return }
        let shown = Array(formatted.text.utf8)
        let lead = shown.prefix { $0 <= 0x20 }.count
        let said = Array(first.utf8)
        for var pill in formatted.pills {
            guard pill.place.lowerBound >= lead else { continue }
            pill.place = pill.place.lowerBound - lead..<pill.place.upperBound - lead
            guard said.starts(with: shown[lead..<lead + pill.place.upperBound]) else { return }
            pills.append(pill)
        }
    }

    /// Clients write into the plain half the name, the id, or Markdown with the link.
    private static func says(_ body: String, _ formatted: HTMLText) -> Bool {
        guard !formatted.pills.isEmpty else { return false }
        let plain = trimmed(body)
        let ways: [(_ name: String, _ pill: HTMLText.Pill) -> String] = [
            { name, _ in name }, { _, pill in pill.user.text }, { name, pill in "[\(name)](\(pill.link))" },
        ]
        return ways.contains { trimmed(written(formatted, $0)).utf8.elementsEqual(plain.utf8) }
    }

    private static func written(
        _ formatted: HTMLText, _ way: (_ name: String, _ pill: HTMLText.Pill) -> String
    ) -> String {
        let shown = Array(formatted.text.utf8)
        var out: [UInt8] = []
        var at = 0
        for pill in formatted.pills {
            out += shown[at..<pill.place.lowerBound]
            out += way(String(decoding: shown[pill.place], as: UTF8.self), pill).utf8
            at = pill.place.upperBound
        }
        return String(decoding: out + shown[at...], as: UTF8.self)
    }

    private static func trimmed(_ text: String) -> String {
        // As almost everything is: not copied.
        if let first = text.utf8.first, first > 0x20, let last = text.utf8.last, last > 0x20 { return text }
        let bytes = Array(text.utf8)
        guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 })
        else {
            return ""
        }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    /// A link that the body already shows is not said twice.
    private static func holds(_ whole: String, _ part: String) -> Bool {
        if whole.utf8.elementsEqual(part.utf8) { return true }
        let (a, b) = (Array(whole.utf8), Array(part.utf8))
        guard b.count < a.count, b.count <= 512, let first = b.first else { return false }
        return a.indices.dropLast(b.count - 1).contains { a[$0] == first && a[$0..<$0 + b.count].elementsEqual(b) }
    }
}
