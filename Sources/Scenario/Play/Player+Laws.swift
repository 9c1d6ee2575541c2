// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Engine

/// The laws that every playing must obey, checked on its journal (`Player.Settings.keepsJournal`).
extension Player {
    /// Replay: the same events into a fresh engine give the same decisions and the same rows. Empty when they do.
    public func breachesOfReplay() -> [String] { seats.flatMap { Self.breaches($0, deciding: true) } }

    /// Recovery: applying the recorded decisions gives the same rows. Empty when it does.
    public func breachesOfRecovery() -> [String] { seats.flatMap { Self.breaches($0, deciding: false) } }

    private static func breaches(_ seat: Seat, deciding: Bool) -> [String] {
        var lived = Engine(policy: seat.firstPolicy, epoch: seat.epoch)
        var fresh = Engine(policy: seat.firstPolicy, epoch: seat.epoch)
        var breaches: [String] = []
        for (index, entry) in seat.journal.enumerated() {
            if let policy = seat.adoptions[index] {
                lived.adopt(policy)
                fresh.adopt(policy)
            }
            if entry.isPast {
                lived.recover(entry.event, recorded: entry.decisions)
                fresh.recover(entry.event, recorded: entry.decisions)
                continue
            }
            let decisions = lived.handle(entry.event)
            if deciding {
                let again = fresh.handle(entry.event)
                // A restart lies between events: what an engine forgets then by design may change what it decides.
                if again != decisions {
                    breaches.append("event \(index): \(again.count) decisions, then \(decisions.count)")
                }
                if !seat.hasRestarted, again != entry.decisions {
                    breaches.append(
                        "event \(index): decided \(again.map(\.rule)), recorded \(entry.decisions.map(\.rule))")
                }
            } else {
                fresh.recover(entry.event, recorded: decisions)
            }
        }
        let left = rows(&lived)
        let right = rows(&fresh)
        for (key, row) in left where right[key] != row { breaches.append("row \(key.part) differs or is missing") }
        for key in right.keys where left[key] == nil { breaches.append("row \(key.part) should not be there") }
        return breaches.sorted()
    }

    private static func rows(_ engine: inout Engine) -> [Seat.RowKey: StateRow] {
        var rows: [Seat.RowKey: StateRow] = [:]
        for row in engine.takeDirtyRows() where row.body != nil {
            rows[Seat.RowKey(part: row.part, key: row.key)] = row
        }
        return rows
    }

    /// Restart: the rows as they were at any moment, and the recorded decisions since, leave what was decided as it was, and
    /// nobody is judged who was judged before. Empty when they do. What follows from events alone begins anew there and may
    /// differ.
    public func breachesOfRestart(moments: Int = 6) -> [String] {
        seats.flatMap { seat in
            let step = max(1, seat.journal.count / (moments + 1))
            return Set((1...moments).map { $0 * step }).sorted().flatMap { Self.breachesOfRestart(seat, at: $0) }
        }
    }

    private static let decidedParts: Set<String> = [
        "act", "notice", "sanction", "case", "second", "held", "amends", "retirement", "poll", "ballot", "lesson",
    ]

    private static func breachesOfRestart(_ seat: Seat, at moment: Int) -> [String] {
        var lived = Engine(policy: seat.firstPolicy, epoch: seat.epoch)
        var fresh = lived
        var (left, right): ([Seat.RowKey: StateRow], [Seat.RowKey: StateRow]) = ([:], [:])
        func write(_ engine: inout Engine, into rows: inout [Seat.RowKey: StateRow]) {
            for row in engine.takeDirtyRows() {
                let key = Seat.RowKey(part: row.part, key: row.key)
                rows[key] = row.body == nil ? nil : row
            }
        }
        for (index, entry) in seat.journal.enumerated() {
            if index == moment {
                write(&lived, into: &left)
                right = left
                fresh = Engine(policy: lived.policy, epoch: seat.epoch)
                do { try fresh.restore(left.sorted { $0.key < $1.key }.map(\.value)) } catch {
                    return ["event \(moment): the rows cannot be read again: \(error)"]
                }
            }
            if let policy = seat.adoptions[index] {
                lived.adopt(policy)
                if index >= moment { fresh.adopt(policy) }
            }
            let decisions: [Decision]
            if entry.isPast {
                decisions = entry.decisions
                lived.recover(entry.event, recorded: decisions)
            } else {
                decisions = lived.handle(entry.event)
            }
            if index >= moment { fresh.recover(entry.event, recorded: decisions) }
        }
        guard moment < seat.journal.count else { return [] }
        write(&lived, into: &left)
        write(&fresh, into: &right)
        var breaches = Set(left.keys).union(right.keys).sorted()
            .filter { decidedParts.contains($0.part) && left[$0] != right[$0] }
            .map { "written at event \(moment): row \($0.part) differs" }
        let later = Event(at: (seat.journal.last?.event.at ?? .distantPast) + .hours(1), .ticked)
        func sanctions(_ engine: inout Engine) -> [Action] {
            engine.handle(later).flatMap { $0.acts.map(\.action) }.filter(\.isSanction)
        }
        if sanctions(&lived) != sanctions(&fresh) { breaches.append("written at event \(moment): judged once more") }
        return breaches
    }

    /// Sanctions on people who are no newcomers that do not come when all others' lines are left out (THREATS L4). Empty
    /// when all do.
    public func sanctionsOwedToOthers() -> [String] {
        seats.flatMap { seat -> [String] in
            var found: [String] = []
            for (member, hardest) in Self.sanctions(seat, of: nil) {
                let alone = Self.sanctions(seat, of: member)[member]
                if alone.map({ $0 >= hardest }) != true {
                    found.append("\(member): \(hardest), alone \(alone.map { "\($0)" } ?? "nothing")")
                }
            }
            return found.sorted()
        }
    }

    /// The hardest sanction of one member from that member's lines alone.
    func hardestAlone(_ member: MemberID) -> Step? {
        seats.compactMap { Self.sanctions($0, of: member)[member] }.max()
    }

    /// How far somebody is trusted in the community of a room.
    func standing(of person: PersonID, in room: RoomID) -> Standing? {
        seats.first { $0.rooms.contains(room) }.flatMap { $0.engine.trust(in: person, at: now) }
    }

    /// The hardest sanction of each member by her own judgement, of those who are no newcomers then; with `only`, that of
    /// this member, from his lines alone, whatever he is then.
    private static func sanctions(_ seat: Seat, of only: MemberID?) -> [MemberID: Step] {
        var engine = Engine(policy: seat.firstPolicy, epoch: seat.epoch)
        var hardest: [MemberID: Step] = [:]
        for (index, entry) in seat.journal.enumerated() {
            if let policy = seat.adoptions[index] { engine.adopt(policy) }
            if entry.isPast {
                engine.recover(entry.event, recorded: entry.decisions)
                continue
            }
            if let only, isTalk(entry.event, ofOthersThan: only, at: engine.policy.desk) { continue }
            for decision in engine.handle(entry.event) where decision.isHerOwnSanction {
                guard let member = entry.event.member, let person = decision.person, let step = decision.step,
                    only.map({ $0 == member })
                        ?? (engine.trust(in: person, at: entry.event.at).map { $0 > .newcomer } ?? false)
                else { continue }
                hardest[member] = max(step, hardest[member] ?? .note)
            }
        }
        return hardest
    }

    private static func isTalk(_ event: Event, ofOthersThan only: MemberID, at desk: [RoomID]) -> Bool {
        guard case .said(let message) = event.kind, event.member != only, !message.isPrivate, let room = event.room
        else { return false }
        return !desk.contains(room)
    }
}

extension Decision {
    /// More than a word to somebody, and nobody ordered it.
    var isHerOwnSanction: Bool {
        guard let step, step > .word, step != .propose else { return false }
        return !rule.hasPrefix("command")
    }
}
