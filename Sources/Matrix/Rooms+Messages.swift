// SPDX-License-Identifier: Apache-2.0

import Chat

extension Rooms {
    /// What an event of a timeline is to the core: its words, what it is besides, whom it calls and what it replaces.
    /// Nil for what nobody wrote and nothing shows.
    func message(_ event: RoomEvent, in room: Room, isPast: Bool) -> Message? {
        let quote = event.relation?.answered.flatMap { room.quote($0) }
        let kind = Message.Kind(event)
        let carried = Carried(event, answering: quote)
        guard carried != nil || kind != .words || event.type.is("m.room.message") && !event.isRedacted else {
            return nil
        }
        var message = Message(
            carried?.text ?? PeerText(""), id: event.id, carrier: carried?.carrier ?? .message, isPlayback: isPast,
            kind: carried == nil && kind == .words ? .minor : kind)
        message.pills = carried?.mentioned ?? []
        if case .edit(let target) = event.relation, room.recent.isEdit(of: target, by: event.sender) {
            message.edits = target
        }
        if let content = event.content {
            // Who calls a thousand people who are not here calls nobody.
            let (members, sender) = (room.members, event.sender)
            message.pings = UInt16(clamping: Mentions(content) { members[$0] != nil && $0 != sender }.users.count)
        }
        return message
    }
}

extension Room {
    func quote(_ id: ByteString) -> Quote? {
        recent.entries[id].map {
            Quote(sender: $0.sender, name: members[$0.sender] ?? PeerText($0.sender.text), print: $0.print)
        }
    }
}

extension RecentEvents {
    /// Its author's own and no edit itself; of what is not known any more the sender is believed: it is told as an edit
    /// of the sender's own words, and of nobody else's (THREATS A3).
    func isEdit(of target: ByteString, by sender: ByteString) -> Bool {
        guard let entry = entries[target] else { return true }
        return entry.sender == sender && entry.edits == nil && entry.isMessage
    }
}

extension Message.Kind {
    init(_ event: RoomEvent) {
        self = .words
        guard event.stateKey == nil, !event.isRedacted else { return }
        switch event.type {
        case "m.room.message":
            if let type = event.content?["msgtype"]?.string, Quote.files.contains(type) { self = .file }
        case "m.sticker": self = .sticker
        case "m.room.encrypted": self = .unreadable
        case "m.call.invite", "m.call.notify", "org.matrix.msc4075.call.notify", "org.matrix.msc4075.rtc.notification",
            "m.rtc.notification":
            self = .call
        case "m.room.redaction": break
        default: if !event.isText { self = .minor }
        }
    }
}

extension RoomEvent {
    /// Poll starts and extensible events: words in another dress.
    fileprivate var isText: Bool { type != "m.reaction" && Carried(self) != nil }
}
