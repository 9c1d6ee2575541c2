// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf
public import Engine

extension House {
    /// How everything is, at one moment.
    public struct Status: Sendable {
        public var version: String
        public var runningFor: TimeSpan
        public var board: Board.Picture
        public var communities: [EngineStatus]
        public var fingerprints: [UInt64]
        /// The communities' words, for lines in their language.
        public var words: [Words]
        public var now: Timestamp
        public var reports: [NetworkID: LinkReport] = [:]
        /// The second reader, where there is one.
        public var adviser: AdviserStanding?
        /// The lists of hosts, where there are any.
        public var hostBook: HostBookStanding?
    }

    public func status() async throws -> Status {
        let (version, startedAt, board) = (version, startedAt, board)
        var status = try await loop.ask { household in
            let engines = household.active.map { household.engines[$0] }
            return Status(
                version: version, runningFor: max(.zero, household.present - startedAt), board: board.current,
                communities: engines.map(\.status), fingerprints: engines.map(\.policy.fingerprint),
                words: engines.map(\.policy.words), now: household.present)
        }
        status.reports = await networks.reports()
        status.adviser = inquiries.standing
        status.hostBook = lookups.standing
        return status
    }

    /// One planned moment, with the line it is told in.
    public struct Planned: Sendable, Hashable {
        public var community: CommunityID
        public var name: String
        public var room: RoomID
        /// Nil for one that waits for silence.
        public var at: Timestamp?
        public var line: String
    }

    /// - Parameter first: the number from which on each community's are told.
    public func plan(
        days: Int, from first: Int = 1, in tongue: Tongue? = nil
    ) async throws -> (planned: [Planned], hasMore: Bool) {
        try await loop.ask { household in
            var told: (planned: [Planned], hasMore: Bool) = ([], false)
            for engine in household.active.map({ household.engines[$0].speaking(tongue) }) {
                let (prompts, hasMore) = engine.plan(from: household.present, days: days, passed: first - 1)
                if hasMore { told.hasMore = true }
                told.planned += prompts.enumerated().map { index, planned in
                    Planned(
                        community: engine.policy.community, name: planned.name, room: planned.room, at: planned.at,
                        line: engine.planLine(first + index, planned, now: household.present).text)
                }
            }
            return told
        }
    }
}
