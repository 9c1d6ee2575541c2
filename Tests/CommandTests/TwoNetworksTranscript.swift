// SPDX-License-Identifier: Apache-2.0

import IRCTestSupport
import MatrixTestSupport
import Synchronization

/// What people on IRC and on Matrix saw, in the order in which it came to them, as lines for a reader.
final class TwoNetworksTranscript: Sendable {
    private let lines = Record<String>()
    private let names: [String: String]
    /// Who wrote which message, for what is told of its removal.
    private let authors = Mutex<[String: String]>([:])

    /// - Parameter names: of Matrix rooms, by id.
    init(names: [String: String]) { self.names = names }

    func note(_ text: String) { lines.append("        — \(text) —") }
    func add(_ line: String) { lines.append(line) }

    var text: String { lines.all.joined(separator: "\n") }

    /// Rooms as this person on IRC sees them; with `isPrivate`, what is said to them alone and nothing else.
    func follow(_ client: IRCTestClient, isPrivate nick: String? = nil) {
        client.lines.onAppend { [self] raw in
            if let line = Self.shown(raw, toldAlone: nick) { lines.append("IRC     " + line) }
        }
    }

    /// - Parameter nick: of whoever is followed; nil for a room of their own that nobody named, a private one.
    func follow(_ user: MatrixUser, isPrivate nick: String? = nil) {
        user.seen.onAppend { [self] seen in
            let room = names[seen.room]
            // What stands in the rooms is told once, by whoever sees them all.
            authors.withLock { $0[seen.id] = Self.local(seen.sender) }
            guard (room == nil) == (nick != nil), let line = shown(seen) else { return }
            lines.append("Matrix  " + pad(room ?? "to \(nick ?? "")") + " " + line)
        }
    }

    // MARK: - IRC

    private static func shown(_ raw: String, toldAlone nick: String?) -> String? {
        let parts = raw.split(separator: " ", maxSplits: 3).map(String.init)
        guard parts.count >= 3, parts[0].hasPrefix(":"), parts[0].contains("!") else { return nil }
        let who = String(parts[0].dropFirst().prefix { $0 != "!" })
        let place = parts[2].hasPrefix(":") ? String(parts[2].dropFirst()) : parts[2]
        let rest = parts.count > 3 ? parts[3] : ""
        let words = rest.hasPrefix(":") ? String(rest.dropFirst()) : rest
        if let nick {
            guard place == nick, ["PRIVMSG", "NOTICE"].contains(parts[1]) else { return nil }
            return pad("to \(nick)") + " <\(who)> \(words)"
        }
        guard place.hasPrefix("#") else { return nil }
        switch parts[1] {
        case "PRIVMSG", "NOTICE": return pad(place) + " <\(who)> \(words)"
        case "JOIN": return pad(place) + " → \(who)"
        case "PART": return pad(place) + " ← \(who)"
        case "KICK":
            return pad(place) + " * \(who) kicks \(words.replacingFirst(" :", with: ": "))"
        case "MODE":
            return pad(place) + " * \(who) sets \(words.replacingFirst(" :", with: " "))"
        default: return nil
        }
    }

    // MARK: - Matrix

    private func shown(_ seen: MatrixUser.Seen) -> String? {
        let who = Self.local(seen.sender)
        let content = seen.event["content"]
        switch seen.type {
        case "m.room.message":
            guard let text = content["m.new_content"]["body"].text else { return "<\(who)> \(seen.body)" }
            // One case is one message, which grows: what came last.
            return "<\(who)> (in the same message) \(text.split(separator: "\n").last ?? "")"
        case "m.room.member":
            let whom = Self.local(seen.event["state_key"].text ?? "")
            switch content["membership"].text {
            case "join": return "→ \(whom)"
            case "invite": return "* \(who) invites \(whom)"
            case "ban": return "* \(who) bans \(whom): \(content["reason"].text ?? "")"
            case "leave": return whom == who ? "← \(whom)" : "* \(who) removes or lets in \(whom)"
            default: return nil
            }
        case "m.room.redaction":
            let author = authors.withLock { $0[seen.redacts ?? ""] }
            return "* \(who) removes what \(author ?? "somebody") wrote"
        case "m.room.power_levels":
            let muted = content["users"].object.filter { ($0.value.number ?? 0) < 0 }.keys.map(Self.local).sorted()
            return "* \(who) changes levels; below zero: \(muted.isEmpty ? "nobody" : muted.joined(separator: ", "))"
        case "m.reaction": return "* \(who) reacts with \(content["m.relates_to"]["key"].text ?? "")"
        case "org.matrix.msc3381.poll.start":
            let poll = content["org.matrix.msc3381.poll.start"]
            let answers = poll["answers"].list.compactMap { $0["org.matrix.msc1767.text"].text }
            return "* \(who) asks, with buttons: \(poll["question"]["org.matrix.msc1767.text"].text ?? "") "
                + answers.map { "[\($0)]" }.joined(separator: " ")
        case "org.matrix.msc3381.poll.response": return "* \(who) presses a button"
        case "org.matrix.msc3381.poll.end": return "* \(who) closes the poll"
        default: return nil
        }
    }

    /// `@eve:hs.test` is eve here.
    private static func local(_ user: String) -> String { String(user.dropFirst().prefix { $0 != ":" }) }
}

/// Columns of the transcript.
private func pad(_ text: String) -> String { text + String(repeating: " ", count: max(0, 9 - text.count)) }

extension String {
    fileprivate func replacingFirst(_ target: String, with other: String) -> String {
        guard let range = firstRange(of: target) else { return self }
        return self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
