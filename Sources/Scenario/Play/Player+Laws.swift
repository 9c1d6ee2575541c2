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

    /// Sanctions on trusted people that do not come when all others' lines are left out (THREATS L4). Empty when all do.
    public func sanctionsOwedToOthers() -> [String] {
        seats.flatMap { seat -> [String] in
            let trusted = Set(seat.journal.flatMap { $0.decisions.flatMap(\.changes) }.compactMap(\.trustedPerson))
            var found: [String] = []
            for (member, hardest) in Self.sanctions(seat, of: nil) where trusted.contains(hardest.person) {
                let alone = Self.sanctions(seat, of: member)[member]
                if alone.map({ $0.step >= hardest.step }) != true {
                    found.append("\(member): \(hardest.step), alone \(alone.map { "\($0.step)" } ?? "nothing")")
                }
            }
            return found.sorted()
        }
    }

    private struct Hardest {
        var step: Step
        var person: PersonID
    }

    /// The hardest sanction of each member by her own judgement; with `only`, from that member's lines alone.
    private static func sanctions(_ seat: Seat, of only: MemberID?) -> [MemberID: Hardest] {
        var engine = Engine(policy: seat.firstPolicy, epoch: seat.epoch)
        var hardest: [MemberID: Hardest] = [:]
        for (index, entry) in seat.journal.enumerated() {
            if let policy = seat.adoptions[index] { engine.adopt(policy) }
            if entry.isPast {
                engine.recover(entry.event, recorded: entry.decisions)
                continue
            }
            if let only, isTalk(entry.event, ofOthersThan: only, at: engine.policy.desk) { continue }
            for decision in engine.handle(entry.event) where !decision.rule.hasPrefix("command") {
                guard let member = entry.event.member, let person = decision.person, let step = decision.step,
                    step > .word, step != .propose
                else { continue }
                if step > hardest[member]?.step ?? .note { hardest[member] = Hardest(step: step, person: person) }
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

extension Change {
    var trustedPerson: PersonID? {
        if case .trusted(let person, true) = self { return person }
        return nil
    }
}
