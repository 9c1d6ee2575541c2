// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Whether an action may touch somebody: asked when deciding and again when performing, with the facts of that moment.
/// Pure; every guard is a lease (THREATS.md, law L6) or rests on rank that people gave.
struct Guards {
    enum Answer: Equatable, Sendable {
        case may
        /// Never for this person, for the reason under this key.
        case never(Words.Key)
        /// Not now: rank or presence is not known well enough.
        case wait(Words.Key)
    }

    let policy: Policy
    let room: RoomPolicy?

    /// - Parameters:
    ///   - person: what is remembered of them, if anything.
    ///   - facts: as told at this moment; nil when the member is gone.
    ///   - isOrdered: a moderator's order: neither human releases nor a rank not known yet bind it.
    func mayAct(
        on id: PersonID, _ person: PersonRecord?, facts: Facts?, rule: String, isHard: Bool, isOrdered: Bool,
        at now: Timestamp
    ) -> Answer {
        if facts?.isSelf == true { return .never(.guardHerself) }
        if policy.relaySet.contains(id) || id.kind == .relayed { return .never(.guardRelay) }
        if policy.isOfTheTeam(id) { return .never(.guardModerator) }
        if let account = facts?.account {
            let byAccount = PersonID(id.network, .account, account)
            if policy.isOfTheTeam(byAccount) { return .never(.guardModerator) }
            if policy.relaySet.contains(byAccount) { return .never(.guardRelay) }
        }
        // People who give an order know whom they mean; she alone waits until she does.
        let facts = isOrdered && facts?.rank == .unknown ? nil : facts
        if let facts, let answer = rank(facts) { return answer }
        if let person {
            if now - person.lastRanked <= Self.rankLasts { return .never(.guardModerator) }
            if !isOrdered, Self.isReleased(person, rule: rule, isHard: isHard, at: now) {
                return .never(.guardReleased)
            }
        }
        return .may
    }

    /// A release covers its rule whatever comes; hard evidence of another kind counts (FIELD 18, THREATS S8).
    static func isReleased(_ person: PersonRecord, rule: String, isHard: Bool, at now: Timestamp) -> Bool {
        person.releases.contains { release in
            release.until > now && (release.rule == rule || release.rule.isEmpty && !isHard)
        }
    }

    private func rank(_ facts: Facts) -> Answer? {
        switch facts.rank {
        case .unknown: .wait(.guardUnknown)
        case .member: nil
        case .voice: room?.exemptsVoiced ?? true ? .never(.guardModerator) : nil
        case .halfop, .op, .founder: .never(.guardModerator)
        case .ircop, .services: .never(.guardServices)
        }
    }

    /// Rank held in the last 90 days still protects: many networks ask operators not to hold op.
    static let rankLasts = TimeSpan.days(90)

    /// Bystanders that one act may hit: three, or 2 % of those present.
    static func radius(present: Int32) -> Int { max(3, Int(present) / 50) }
}
