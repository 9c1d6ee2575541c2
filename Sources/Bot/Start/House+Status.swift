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
                version: version, runningFor: max(.zero, household.time.now - startedAt), board: board.current,
                communities: engines.map(\.status), fingerprints: engines.map(\.policy.fingerprint),
                words: engines.map(\.policy.words), now: household.time.now)
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

    public func plan(days: Int, in tongue: Tongue? = nil) async throws -> [Planned] {
        try await loop.ask { household in
            household.active.map { household.engines[$0].speaking(tongue) }.flatMap { engine in
                engine.plan(from: household.time.now, days: days).enumerated().map { index, planned in
                    Planned(
                        community: engine.policy.community, name: planned.name, room: planned.room, at: planned.at,
                        line: engine.planLine(index + 1, planned, now: household.time.now).text)
                }
            }
        }
    }
}
