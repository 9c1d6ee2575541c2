// SPDX-License-Identifier: Apache-2.0

public import Chat
import Foundation
public import IRCAdapter
import Logging

/// An adapter at work, with everything it emitted.
public final class AdapterRun: Sendable {
    public let adapter: IRCAdapter
    public let events = Record<Event>()
    /// True when a roster is first whole, false when the adapter ends.
    public let progress = Record<Bool>()
    private let task: Task<Void, any Error>

    /// `storage` keeps which servers demand TLS. Throws where the settings are of no use.
    public init(
        _ settings: IRCSettings, network: String = "test", storage: STSStorage = .none,
        clocks: Clocks = .real
    ) throws {
        // IRC_TRACE=1 shows every line, for whoever looks for the reason of a failure.
        let isTraced = ProcessInfo.processInfo.environment["IRC_TRACE"] != nil
        var logger = Logger(
            label: "irc",
            factory: { label -> any LogHandler in
                isTraced ? StreamLogHandler.standardError(label: label) as any LogHandler : SwiftLogNoOpLogHandler()
            })
        logger.logLevel = isTraced ? .trace : .critical
        let adapter = try IRCAdapter(
            network: NetworkID(network), settings: settings, epoch: 7, logger: logger, storage: storage,
            clocks: clocks)
        self.adapter = adapter
        let (events, progress) = (events, progress)
        task = Task {
            defer { progress.append(false) }
            try await adapter.run { batch in
                for event in batch {
                    events.append(event)
                    if case .synced = event.kind { progress.append(true) }
                }
            }
        }
    }

    /// Ends it; throws what it threw.
    public func stop() async throws {
        task.cancel()
        try await task.value
    }

    /// Waits until it ends by itself.
    public var end: Void { get async throws { try await task.value } }

    public func joined(_ room: String) async throws {
        try await events.first("the roster of \(room)") { event in
            if case .synced = event.kind { event.room?.name == ByteString(room) } else { false }
        }
    }

    /// The text somebody said, with the event it came in.
    public func said(_ text: String) async throws -> Event {
        try await events.first("«\(text)»") { event in
            if case .said(let message) = event.kind { message.text.raw == text } else { false }
        }
    }

    private static let sequence = Record<Int>()

    /// A debt on one whom an event showed.
    public func act(_ action: Action, room: String, on author: Event? = nil, lane: Lane = .sanction) -> OwedAct {
        Self.sequence.append(0)
        var target: Target?
        if let member = author?.member, let facts = author?.facts {
            target = Target(
                member: member, person: PersonID(member.network, .host, facts.host), account: facts.account,
                user: facts.user, host: facts.host, name: facts.name)
        }
        return OwedAct(
            id: ActID(epoch: 7, sequence: Int64(Self.sequence.all.count), index: 0), community: CommunityID("atelier"),
            room: RoomID(adapter.network, ByteString(room)), network: adapter.network, target: target, action: action,
            lane: lane, owedAt: .wall, expiresAt: nil, caseNumber: 0)
    }
}
