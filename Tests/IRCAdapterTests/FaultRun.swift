// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import IRCTestSupport
import Logging
import NIOPosix
import Synchronization

@testable import IRCAdapter

/// Time as a test wants it: `pace` times as fast as the machine's, and forward in jumps.
final class SimulatedTime: Sendable {
    private let pace: Int64
    private let skipped = Mutex(TimeSpan.zero)
    private let step = Mutex(TimeSpan.zero)
    private let start = ContinuousClock.now
    private let begin = Timestamp.wall

    init(pace: Int64) { self.pace = pace }

    var now: TimeSpan {
        .milliseconds(Int64((ContinuousClock.now - start) / .milliseconds(1)) * pace) + skipped.withLock { $0 }
    }
    func skip(_ span: TimeSpan) { skipped.withLock { $0 = $0 + span } }
    /// Somebody sets the wall clock; nothing else notices.
    func stepWall(_ span: TimeSpan) { step.withLock { $0 = $0 + span } }

    var clocks: Clocks {
        var clocks = Clocks(wall: { self.begin + self.now + self.step.withLock { $0 } }, elapsed: { self.now })
        clocks.pace = pace
        return clocks
    }
}

extension Patience {
    /// All of it so many times shorter, but for the goodbye.
    init(pace: Int64) {
        self.init()
        connect = .milliseconds(connect.milliseconds / pace)
        opening = .milliseconds(opening.milliseconds / pace)
        stall = .milliseconds(stall.milliseconds / pace)
    }
}

/// The adapter on a network whose time a test moves: what she waits between two attempts passes at once, on its clock.
final class FaultRun: Sendable {
    let adapter: IRCAdapter
    let time: SimulatedTime
    let events = Record<Event>()
    /// What she waited between attempts.
    let waits = Record<TimeSpan>()
    private let task: Task<Void, any Error>

    /// With `limit`, she ends once so much of that time has passed. `retrying` gets the number of the wait, from 1.
    init(
        _ ports: Int..., host: String = "127.0.0.1", pace: Int64 = 1, limit: TimeSpan? = nil,
        resolver: (any Resolver & Sendable)? = nil, change: (inout IRCSettings) -> Void = { _ in },
        retrying: @escaping @Sendable (Int) async throws -> Void = { _ in }
    ) throws {
        var settings = IRCSettings(servers: ports.map { .init(host: host, port: $0) }, nick: "geoffrin")
        settings.usesTLS = false
        settings.rooms = [.init("#tricot")]
        change(&settings)
        let time = SimulatedTime(pace: pace)
        let waits = waits
        let adapter = try IRCAdapter(
            network: NetworkID("test"), settings: settings, epoch: 7,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), group: .singleton,
            clocks: time.clocks, patience: Patience(pace: pace), resolver: resolver,
            pause: { wait in
                waits.append(wait)
                try await retrying(waits.all.count)
                time.skip(wait)
                if let limit, time.now >= limit { throw CancellationError() }
            })
        self.adapter = adapter
        self.time = time
        let events = events
        task = Task { try await adapter.run { batch in for event in batch { events.append(event) } } }
    }

    /// The roster of #tricot is whole, for the first time from the event `start` on.
    func joined(from start: Int = 0) async throws {
        try await events.first(from: start, "the roster") { if case .synced = $0.kind { true } else { false } }
    }

    func said(_ text: String) async throws -> Event {
        try await events.first("«\(text)»") { event in
            if case .said(let message) = event.kind { message.text.raw == text } else { false }
        }
    }

    var texts: [String] {
        events.all.compactMap { if case .said(let message) = $0.kind { message.text.raw } else { nil } }
    }
    var partings: [String] {
        events.all.compactMap { if case .disconnected(_, let why) = $0.kind { why } else { nil } }
    }

    /// A debt on whoever said that.
    func act(_ action: Action, on author: Event? = nil) -> OwedAct {
        var target: Target?
        if let member = author?.member, let facts = author?.facts {
            target = Target(
                member: member, person: PersonID(member.network, .host, facts.host), account: facts.account,
                user: facts.user, host: facts.host, name: facts.name)
        }
        return OwedAct(
            id: ActID(epoch: 7, sequence: Int64(events.all.count), index: 0), community: CommunityID("atelier"),
            room: RoomID(adapter.network, "#tricot"), network: adapter.network, target: target, action: action,
            lane: .sanction, owedAt: .wall, expiresAt: nil, caseNumber: 0)
    }

    func stop() async throws {
        task.cancel()
        try await task.value
    }
    /// Waits until she ends by herself.
    var end: Void { get async throws { try await task.value } }
}
