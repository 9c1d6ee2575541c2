// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// What stays of newcomers' misbehaviour where they came from: the next from there, at fault by their own line, begins at
/// the step that was reached (THREATS D6). An address's /24 or /64, or a homeserver; never a name that a network gives.
///
/// Bounded: `kept` places, those warmed longest ago go; 16 people a place. Not kept over a restart.
struct CohortHeat: Sendable {
    static let kept = 1024
    static let peopleKept = 16
    /// The most that a place adds to somebody's own lines: with a word's worth of evidence, a mute; never more.
    static let most: Int32 = 400

    private var places: [UInt64: Place] = [:]

    private struct Place: Sendable {
        var heat = Heat()
        var people: [Int32] = []
    }

    /// What others from there left.
    func level(_ key: UInt64, besides person: Int32, at now: Timestamp, halfLife: TimeSpan) -> Int32 {
        guard let place = places[key], place.people.contains(where: { $0 != person }) else { return 0 }
        return min(Self.most, place.heat.level(at: now, halfLife: halfLife))
    }

    mutating func add(_ score: Int32, _ key: UInt64, by person: Int32, at now: Timestamp, halfLife: TimeSpan) {
        var place = places.removeValue(forKey: key) ?? Place()
        place.heat.add(score, at: now, halfLife: halfLife)
        place.people = (place.people.filter { $0 != person } + [person]).suffix(Self.peopleKept)
        places[key] = place
        guard places.count > Self.kept else { return }
        let order = places.sorted { ($0.value.heat.at, $0.key) < ($1.value.heat.at, $1.key) }
        for (key, _) in order.prefix(Self.kept / 8) { places[key] = nil }
    }

    /// Whom a moderator cleared has warmed nothing.
    mutating func cool(_ person: Int32) {
        for (key, place) in places where place.people.contains(person) { places[key] = nil }
    }
}

extension Engine {
    /// Adds what the cohort of a newcomer at fault left behind, and leaves this one's share.
    /// - Parameter more: by how much this line is worse than the incident was before.
    mutating func warm(_ number: Int32, by more: Int32, in index: Int, _ turn: inout Turn) {
        guard turn.standing == .newcomer, turn.verdict.isHard, let facts = turn.event.facts ?? turn.facts,
            let member = turn.event.member, let key = origin(of: facts, member)
        else { return }
        let scale = policy.rooms[index].scale
        guard turn.verdict.score >= scale.thresholds.word else { return }
        turn.score += state.cohorts.level(key, besides: number, at: turn.at, halfLife: scale.halfLife)
        if more > 0 { state.cohorts.add(more / 2, key, by: number, at: turn.at, halfLife: scale.halfLife) }
    }

    private func origin(of facts: Facts, _ member: MemberID) -> UInt64? {
        if policy.matrixNetworks.contains(member.network) {
            // Where everybody is, nobody is a cohort.
            guard let server = member.key.server, !Self.openServers.contains(server) else { return nil }
            return SeededHash.of(server.bytes, seed: policy.textSeed)
        }
        return policy.netKey(facts.host)
    }

    private static let openServers: [ByteString] = [
        "matrix.org", "gitter.im", "mozilla.org", "kde.org", "libera.chat", "tchncs.de",
    ]
}
