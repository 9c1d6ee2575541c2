// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Scenario
internal import Store

/// What people did, out of the journal, as a line of a log.
enum JournalLine {
    static func line(of entry: JournalEntry) -> LogLine? {
        let event = entry.event
        guard let facts = event.facts, !facts.isSelf, let room = event.room, let (kind, text) = deed(event.kind) else {
            return nil
        }
        return LogLine(
            number: Int(clamping: entry.sequence), at: event.at, resolution: .milliseconds(1), room: room.name.text,
            kind: kind, nick: facts.name.raw, text: text)
    }

    private static func deed(_ kind: Event.Kind) -> (LogLine.Kind, String)? {
        switch kind {
        case .said(let message):
            switch message.carrier {
            case .message, .statusMessage: (.message, message.text.raw)
            case .action: (.action, message.text.raw)
            case .notice: (.notice, message.text.raw)
            case .topic, .part, .quit, .name, .away, .realname, .knock, .ctcp: nil
            }
        case .joined: (.join, "")
        case .left(.parted(let reason)): (.part, reason.raw)
        case .left(.quit(let reason)): (.quit, reason.raw)
        case .renamed(let name): (.nick, name.raw)
        case .left(.split), .left(.kicked), .connected, .disconnected, .synced, .identified, .moved, .ranked, .invited,
            .topic, .sanctioned, .capability, .split, .commanded, .due, .performed, .failed, .expired, .forgotten,
            .reloaded, .opened, .ticked, .clockStepped, .claimed, .listed, .voted:
            nil
        }
    }
}
