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
