// SPDX-License-Identifier: Apache-2.0

import Chat

/// A desk that strangers can enter hears that there is something for the team, and no more (THREATS C5): once an hour, and
/// then of how much more there is.
extension Engine {
    mutating func noteWithheld(_ number: Int32, at desk: RoomID, isTold: Bool, _ now: Timestamp) {
        let place = state.core.withheld.firstIndex { $0.desk == desk } ?? state.core.withheld.endIndex
        if place == state.core.withheld.endIndex { state.core.withheld.append(State.Withheld(desk: desk, at: now)) }
        state.core.withheld[place].note(number, isTold: isTold, at: now)
    }

    /// When an open desk hears of what it did not hear one by one.
    var withheldDue: Timestamp? {
        state.core.withheld.lazy.filter { !$0.cases.isEmpty }.map { $0.at + State.Withheld.every }.min()
    }

    mutating func tellWithheld(_ turn: inout Turn) {
        guard let due = withheldDue, due <= turn.at else { return }
        var draft = Draft("withheld", self, at: turn.at)
        for desk in state.core.withheld where !desk.cases.isEmpty && desk.at + State.Withheld.every <= turn.at {
            draft.change(.withheld(desk.desk, case: 0, isTold: true))
            guard policy.deskSet.contains(desk.desk) else { continue }
            // On a desk of several communities each says whose it is.
            let named = Words.Value.list(
                desk.cases.prefix(State.Withheld.most).map { .own("\(policy.words.caseLabel)\($0)") })
            let others = desk.cases.count - State.Withheld.most
            let line = words(
                .deskWithheldMore,
                [
                    .count: .number(desk.cases.count),
                    .list: others > 0 ? .phrase(.listMore, [.names: named, .count: .number(others)]) : named,
                    .case: .number(Int(desk.cases[0])),
                ])
            draft.owe(.alert(draft.labelled(line)), room: desk.desk, network: desk.desk.network, lane: .sanction)
        }
        take(draft, in: &turn)
    }
}

extension State {
    /// What a desk that strangers can enter was not told one by one.
    struct Withheld: Sendable, Hashable {
        var desk: RoomID
        /// When it last heard that there is something.
        var at: Timestamp
        /// The case it heard of then.
        var last: Int32 = 0
        /// Of which others it has not heard since, each once: all are counted, the first `most` are named.
        var cases: [Int32] = []

        static let every = TimeSpan.hours(1)
        static let most = 20
        /// More than a raid makes in an hour.
        static let kept = 4096

        mutating func note(_ number: Int32, isTold: Bool, at now: Timestamp) {
            if isTold {
                at = now
                last = number
                cases.removeAll { number == 0 || $0 == number }
            } else if number != last, cases.count < Self.kept, !cases.contains(number) {
                cases.append(number)
            }
        }
    }
}

extension State.Withheld: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            desk: try RoomID(from: &reader), at: try Timestamp(from: &reader),
            last: try reader.signed(as: Int32.self), cases: try [Number](from: &reader).map(\.value))
    }
    func pack(into writer: inout ByteWriter) {
        desk.pack(into: &writer)
        at.pack(into: &writer)
        writer.put(signed: Int64(last))
        cases.map(Number.init).pack(into: &writer)
    }
}
