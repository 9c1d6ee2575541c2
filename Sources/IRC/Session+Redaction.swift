// SPDX-License-Identifier: Apache-2.0

import Chat

// Taking a line back: https://ircv3.net/specs/extensions/message-redaction (draft), where the server offers it.
extension Session {
    var mayRedact: Bool { capabilities.has("draft/message-redaction") }

    /// `REDACT <room> <msgid> [:reason]`; with echo-message the server sends it back, and that settles it.
    mutating func remove(_ act: OwedAct, _ room: Int32?, _ message: ByteString) {
        guard mayRedact else { return settle(act.id, .failed(.unsupported)) }
        guard let room, roster.rooms[Int(room)].isJoined else { return settle(act.id, .failed(.gone)) }
        guard Mask.isPlain(message.bytes) || message.bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            message.bytes.first != UInt8(ascii: ":"), !message.bytes.isEmpty, message.bytes.count <= 255
        else { return settle(act.id, .failed(.gone)) }
        let expectation: ActBook.Expectation = capabilities.hasEcho ? .redaction(message) : .written
        let pending = ActBook.Pending(act: act, room: room, expects: [expectation], deadline: now + ActBook.queueing)
        start(pending, [IRCLine("REDACT", [roster.rooms[Int(room)].name, message.bytes]).map { Line(line: $0) }])
    }

    /// `:nick!user@host REDACT <room> <msgid> [:reason]`: hers, or that of somebody who may.
    mutating func receiveRedaction(_ message: MessageView) {
        guard message.count >= 2, let room = roster.room(message[0]), roster.rooms[Int(room)].isJoined else { return }
        let id = message[1].byteString
        let source = Source(message.source)
        let author = source.isPerson ? roster.slot(of: source, at: now) : nil
        if let author, author == roster.own {
            if let index = acts.first(in: room, { $0 == .redaction(id) }) { fulfil(index, .redaction(id)) }
            return
        }
        // Whoever takes back words of their own sanctions nobody; only people with rank can take back others'.
        if let author, !roster.facts(author, in: room, support.modes).rank.isModerator { return }
        emit(.sanctioned(Event.Observed(.removed, mark: id, target: nil)), room: room, slot: author)
    }

    /// `FAIL REDACT <code> <room> <msgid> :text`.
    mutating func receiveRedactionFailure(_ message: MessageView) {
        guard message.count >= 4 else { return }
        let id = message[3].byteString
        let index = acts.pending.firstIndex {
            guard $0.wasSent else { return false }
            if case .remove(id, _) = $0.act.action { return true }
            return $0.expects.contains(.redaction(id))
        }
        guard let index else { return }
        if message[1].equals("UNKNOWN_MSGID") || message[1].equals("INVALID_TARGET") { return fail(index, .gone) }
        if message[1].equals("REDACT_FORBIDDEN") { return fail(index, .notAllowed("op")) }
        fail(index, .refused("the server keeps the line"))
    }
}
