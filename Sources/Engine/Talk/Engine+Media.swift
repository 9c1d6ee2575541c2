// SPDX-License-Identifier: Apache-2.0

import Chat

/// What is shown and says nothing: reactions, calls, pictures without a caption, encrypted lines in plain rooms. It
/// counts in volume (THREATS D1, D9); it is no talk, so it earns no trust and ends no silence.
extension Engine {
    mutating func count(_ message: Message, by number: Int32, in index: Int, _ turn: inout Turn) {
        state.persons[number].lastSeen = turn.at
        letOldLinesGo(at: turn.at)
        let view = TextView(seed: policy.textSeed)
        let line = RecentLines.Line(
            number: state.lines.add(number, at: turn.at), at: turn.at, bytes: 0, skeleton: 0, shingles: .none,
            shape: LineShape(view), isListLike: false, continuesPaste: false, links: 0,
            wording: 0, mark: message.mark, kind: message.kind)
        state.persons[number].recent.add(line)
        if policy.relaySet.contains(state.persons[number].id) { return }
        noteMedia(message, by: number, at: turn.at, &turn)
        let look = Look(
            view: view, carrier: message.carrier, standing: turn.standing, recent: state.persons[number].recent,
            echoes: .none, mentions: Int32(message.pings), kind: message.kind)
        turn.mentions = Int32(message.pings)
        let signals = policy.rooms[index].detectors.compactMap { $0.inspect(look) }
        // Rules are about what is said or shown: a thumb up is neither.
        if message.kind != .minor, !policy.rooms[index].rules.isEmpty { turn.view = view }
        if !signals.isEmpty { weigh(signals, by: number, in: index, &turn) }
    }

    /// For rules: what it is, and how many of the like its author sent within a minute.
    mutating func noteMedia(_ message: Message, by number: Int32, at now: Timestamp, _ turn: inout Turn) {
        turn.kind = message.kind
        turn.media = 0
        for line in state.persons[number].recent.newest(within: .minutes(1))
        where line.kind != .words && line.kind != .minor { turn.media &+= 1 }
    }
}

extension Message {
    /// The end of the protocol's id of what it is, or replaces: by which its author's next edit finds it. 0 for none;
    /// two of one author that end alike would be taken for one.
    var mark: UInt64 {
        guard let id = edits ?? id else { return 0 }
        var mark: UInt64 = 0
        for byte in id.bytes.suffix(8) { mark = mark << 8 | UInt64(byte) }
        return mark
    }
}
