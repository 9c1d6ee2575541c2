// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Engine

/// How scenarios write what she does. One line each; control characters as `\u{…}`.
struct ActText {
    /// The room that need not be named.
    let room: RoomID?
    let desks: Set<RoomID>

    func text(_ act: OwedAct) -> String {
        let who = act.target.map { LineCursor.escaped($0.name.raw) } ?? "?"
        switch act.action {
        case .say(let words):
            switch words.form {
            case nil: return said(words, in: act.room)
            case .question(let question, let answers):
                return "poll\(place(act)) "
                    + LineCursor.escaped(([question] + answers).joined(separator: " | "))
            case .closing: return "close\(place(act)) \(line(words))"
            }
        case .alert(let words): return "desk \(line(words))"
        case .whisper(let words): return "whisper \(who): \(line(words))"
        case .remove: return "remove \(who)\(place(act))"
        case .mute(let span, let reason): return "mute \(who) \(length(span))\(place(act)): \(line(reason))"
        case .unmute(let mark): return "unmute \(line(mark))\(place(act))"
        case .kick(let reason): return "kick \(who)\(place(act)): \(line(reason))"
        case .ban(let span, let reason): return "ban \(who) \(length(span))\(place(act)): \(line(reason))"
        case .unban(let mark): return "unban \(line(mark))\(place(act))"
        case .lock(let span, _): return "lock \(length(span))\(place(act))"
        case .unlock(let mark): return "unlock \(line(mark))\(place(act))"
        case .join: return "join\(place(act))"
        case .leave(let reason): return "leave\(place(act)): \(line(reason))"
        }
    }

    private func said(_ words: Utterance, in room: RoomID?) -> String {
        guard let room, room != self.room else { return "say \(line(words))" }
        return desks.contains(room) ? "desk \(line(words))" : "say \(room.name) \(line(words))"
    }

    private func place(_ act: OwedAct) -> String {
        guard let room = act.room, room != self.room else { return "" }
        return " \(room.name)"
    }

    private func length(_ span: TimeSpan?) -> String { span?.text ?? "forever" }
    private func line(_ words: Utterance) -> String {
        LineCursor.escaped(words.text) + (words.veiled.isEmpty ? "" : " ▒" + LineCursor.escaped(words.veiled) + "▒")
    }
    private func line(_ mark: ByteString) -> String { LineCursor.escaped(mark.text) }
}
