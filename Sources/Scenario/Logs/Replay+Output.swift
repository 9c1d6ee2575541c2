// SPDX-License-Identifier: Apache-2.0

import Chat
public import Conf
import Engine

extension Replay.Item {
    /// One JSON object on one line, every key always there.
    public var json: String {
        var out = "{\"at\":\(JSONText.string(ClockText.iso(at))),\"room\":\(JSONText.string(room))"
        out +=
            ",\"member\":\(JSONText.string(member)),\"rule\":\(JSONText.string(rule)),\"mode\":\(JSONText.string(mode))"
        out += ",\"step\":\(step.isEmpty ? "null" : JSONText.string(step))"
        out += ",\"actions\":[\(actions.map(JSONText.string).joined(separator: ","))]"
        out += ",\"reason\":\(JSONText.string(reason)),\"line\":\(line.map(String.init) ?? "null")}"
        return out
    }

    /// One line for people.
    public var text: String {
        let done = step.isEmpty ? actions.joined(separator: ", ") : step
        let place = line.map { " (line \($0))" } ?? ""
        let who = member.isEmpty ? "" : " \(TerminalText(PeerText(member), limit: 64).text)"
        let why = reason.isEmpty ? "" : ": \(TerminalText(own: reason).text)"
        return
            "\(ClockText.iso(at)) \(TerminalText(PeerText(room), limit: 64).text)\(who) · \(rule) · \(done)\(why)\(place)"
    }
}

extension Replay.Summary {
    public var json: String {
        let rules = byRule.sorted { $0.key < $1.key }.map { "\(JSONText.string($0.key)):\($0.value)" }.joined(
            separator: ",")
        return "{\"messages\":\(messages),\"decisions\":\(decisions),\"acts\":\(acts),\"members\":\(members)"
            + ",\"by_rule\":{\(rules)},\"not_judged\":\(notJudged)}"
    }

    /// In French zero is singular too.
    private func count(_ number: Int, _ what: String, _ tongue: Tongue = .en) -> String {
        "\(number) \(what)\(number == 1 || number == 0 && tongue == .fr ? "" : "s")"
    }

    /// Lines for people.
    public func lines(_ tongue: Tongue = .en) -> [String] {
        let sum = Sentence(
            en:
                "\(count(messages, "message")) by \(members) \(members == 1 ? "person" : "people"): \(count(decisions, "decision")), \(count(acts, "act"))",
            fr:
                "\(count(messages, "message", .fr)) de \(count(members, "personne", .fr)) : \(count(decisions, "décision", .fr)), \(count(acts, "acte", .fr))"
        )
        var lines = [sum[tongue]]
        for (rule, count) in byRule.sorted(by: { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }) {
            lines.append("  \(count)  \(rule)")
        }
        if notJudged > 0 {
            let coarse = Sentence(
                en: "\(notJudged) messages are stamped too coarsely for short windows, which were not judged for them",
                fr:
                    "\(notJudged) messages sont datés trop grossièrement pour les fenêtres courtes, qui n'ont pas été jugées pour eux"
            )
            lines.append(coarse[tongue])
        }
        return lines
    }
}

/// JSON strings, by scalars.
public enum JSONText {
    public static func string(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: out += "\\\""
            case 0x5C: out += "\\\\"
            case 0x0A: out += "\\n"
            case 0x00..<0x20, 0x7F, 0x80..<0xA0, 0x2028, 0x2029:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
