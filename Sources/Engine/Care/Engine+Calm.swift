// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Language

/// Where two or three grow heated she says one calm word, to nobody by name, and sees what becomes of it. Never a
/// sanction: nothing here weighs on anybody.
extension Engine {
    /// Nothing but a look at the last eight speakers, unless few people talk fast.
    mutating func noteExchange(_ view: TextView, by number: Int32, in index: Int, _ turn: inout Turn) {
        guard policy.care.calms else { return }
        let isDense = isDense(index, number, at: turn.at)
        let isMeasuring = state.rooms[index].exchange.countedFrom != nil
        guard isDense || isMeasuring else { return state.rooms[index].exchange.end() }
        let features = view.features
        let line = Exchange.Line(
            person: number, at: turn.at, isAddressed: policy.heated.isAddressed(view),
            isHeated: features.letters >= 8 && features.capitalPercent >= 60 || turn.levels[.toxic] >= Self.abusive
                || turn.levels[.insult] >= Self.abusive)
        guard isDense else {
            state.rooms[index].exchange.end()
            return state.rooms[index].exchange.count(line)
        }
        state.rooms[index].exchange.note(line)
        turn.isHeated = state.rooms[index].exchange.isHeated
    }
    /// Once in so many ordinary lines: with *you* and back and forth that is enough.
    static let abusive: Int32 = 300

    /// Two or three have had the last eight lines of the last minutes to themselves.
    private func isDense(_ index: Int, _ number: Int32, at now: Timestamp) -> Bool {
        var (b, c) = (Int32(-1), Int32(-1))
        for speech in state.rooms[index].speakers.reversed() {
            guard now - speech.at <= Exchange.within else { break }
            if speech.person == number || speech.person == b || speech.person == c { continue }
            if b < 0 {
                b = speech.person
            } else if c < 0 {
                c = speech.person
            } else {
                return false
            }
        }
        return b >= 0
    }

    mutating func calmDown(_ turn: inout Turn) {
        guard turn.isHeated, let index = turn.room, !isPaused(at: turn.at), !isHushed(at: turn.at) else { return }
        let room = policy.rooms[index].room
        if let last = state.core.calms.last(where: { $0.room == room }), turn.at - last.at < policy.care.gap { return }
        var draft = Draft("calm", self, at: turn.at, room: room)
        draft.decision.mode = mode(in: index, at: turn.at)
        let line = words(.wordCalm, in: policy.rooms[index].room)
        if draft.decision.mode == .act {
            draft.say(line, in: room, lane: .answer, expires: .minutes(1))
        } else {
            tellDesk(words(.deskHeated, [.room: roomValue(room), .text: .said(line)]), &draft)
        }
        draft.change(.calmed(room, at: turn.at, after: draft.decision.mode == .act ? nil : -1))
        take(draft, in: &turn)
    }

    /// When the next calm word is to be measured, or what became of them is to be told.
    var calmDue: Timestamp? {
        guard let first = state.core.calms.first else { return nil }
        let measured = state.core.calms.first { $0.after == nil }.map { $0.at + Calm.measured }
        let told = first.at + Calm.summedUp
        return min(measured ?? told, policy.quiet?.end(from: told, in: policy.zone) ?? told)
    }

    mutating func measureCalm(_ turn: inout Turn) {
        for calm in state.core.calms where calm.after == nil && turn.at - calm.at >= Calm.measured {
            var draft = Draft("calm measured", self, at: turn.at, room: calm.room)
            var after: Int32 = -1
            if let index = policy.indexOfRoom[calm.room] {
                let exchange = state.rooms[index].exchange
                if exchange.countedFrom == calm.at { after = exchange.heatedSince }
                state.rooms[index].exchange.endCounting()
            }
            draft.change(.calmed(calm.room, at: calm.at, after: after))
            take(draft, in: &turn)
        }
        guard let first = state.core.calms.first, turn.at - first.at >= Calm.summedUp, !isQuiet(at: turn.at) else {
            return
        }
        var draft = Draft("calm told", self, at: turn.at)
        draft.change(.calmsTold(at: turn.at))
        if let line = calmSummary { draft.alert(line, policy) }
        take(draft, in: &turn)
    }

    /// How many calm words were said of late, and after how many it calmed; nil where none was.
    var calmSummary: Utterance? {
        let said = state.core.calms.filter { $0.after != -1 }
        guard !said.isEmpty else { return nil }
        let known = said.compactMap(\.after)
        return words(
            .deskCalm,
            [.count: .number(said.count), .right: .number(known.count { $0 <= Calm.calmLines })])
    }
}
