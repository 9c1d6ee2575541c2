// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Curl
public import Logging
import Matrix

/// One Matrix account, translated to the vocabulary of `Chat`.
public final class MatrixAdapter: Adapter {
    public let network: NetworkID
    private let settings: MatrixSettings
    private let account: Account
    private let memory: MatrixMemory
    private let logger: Logger
    private let clock: @Sendable () -> Timestamp
    private let pause: @Sendable (TimeSpan) async throws -> Void
    private let chance: @Sendable () -> UInt64

    /// `clock` stamps each sync, once; `pause` waits between two attempts.
    public init(
        network: NetworkID, settings: MatrixSettings, door: any HTTPDoor, memory: MatrixMemory, logger: Logger,
        clock: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (TimeSpan) async throws -> Void = {
            try await Task.sleep(for: .milliseconds($0.milliseconds))
        },
        chance: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) {
        self.network = network
        self.settings = settings
        self.memory = memory
        var logger = logger
        logger[metadataKey: "network.name"] = "\(network)"
        self.logger = logger
        self.clock = clock
        self.pause = pause
        self.chance = chance
        account = Account(network: network, settings: settings, door: door, clock: clock)
    }

    public func perform(_ act: OwedAct) async throws(ActError) -> Receipt { try await account.perform(act) }
    /// There is no queue of hers here: the server's own patience is the clock.
    public func lastWords(_ act: OwedAct) async throws(ActError) -> Receipt { try await account.perform(act) }
    public func reach(of act: OwedAct) async -> Reach { await account.reach(of: act) }
    public func observe(_ act: OwedAct) async -> Receipt? { await account.observe(act) }
    public func mark(of act: OwedAct) async -> ByteString { await account.mark(of: act) }
    public func isReady(for lane: Lane) async -> Bool { await account.isReady(for: lane) }

    // MARK: - The sync loop

    private struct Place {
        var user: ByteString = ""
        var since: ByteString?
        /// The state of the rooms is in memory: only what changed need come.
        var hasState = false
        var isConnected = false
        var lastGood: Timestamp?
        var failures = 0
    }

    public func run(emit: @escaping @Sendable ([Event]) async throws -> Void) async throws {
        var place = try await remembered()
        while !Task.isCancelled {
            do {
                if place.user.isEmpty || !place.isConnected {
                    try await connect(&place)
                    try await emit([Event(at: clock(), .connected(network))])
                }
                try await step(&place, emit)
                place.failures = 0
            } catch let failure as SyncFailure {
                if Task.isCancelled { return }
                if place.isConnected {
                    place.isConnected = false
                    try await emit([Event(at: clock(), .disconnected(network, why: failure.why))])
                }
                if failure.isForGood { throw Refusal(failure.why) }
                if failure.forgetsPlace {
                    place.since = nil
                    place.hasState = false
                }
                let wait = backoff(&place, failure.retryAfter)
                logger.info(
                    "sync failed",
                    metadata: ["matrix.why": "\(failure.why)", "matrix.retry.ms": "\(wait.milliseconds)"])
                do { try await pause(wait) } catch { return }
            }
        }
    }

    /// 1, 2, 4 … 60 s with full jitter; what the server asks for is a floor, at most ten minutes.
    private func backoff(_ place: inout Place, _ asked: TimeSpan?) -> TimeSpan {
        let ceiling = min(60_000, Int64(1000) << min(6, Int64(place.failures)))
        place.failures += 1
        let jittered = TimeSpan.milliseconds(ceiling / 4 + Int64(chance() % UInt64(ceiling * 3 / 4 + 1)))
        return max(jittered, min(.minutes(10), asked ?? .zero))
    }

    private func remembered() async throws -> Place {
        var place = Place()
        guard let bytes = try await memory.load(), let json = try? JSON(parsing: bytes) else { return place }
        place.user = json["user"]?.string ?? ""
        place.since = json["since"]?.string
        for (name, id) in json["rooms"]?.members ?? [] {
            if let id = id.string, id.isRoom { await account.pin(name, to: id) }
        }
        for (room, user) in json["direct"]?.members ?? [] {
            if let user = user.string, user.isUser, room.isRoom { await account.restoreDirect(room, with: user) }
        }
        for told in json["cases"]?.elements ?? [] {
            if let event = told["event"]?.string, let number = told["case"]?.integer.flatMap({ Int32(exactly: $0) }) {
                await account.restoreCase(number, told: event)
            }
        }
        return place
    }

    private func save(_ place: Place) async throws {
        let pinned = await account.ids.sorted { $0.key < $1.key }.map { ($0.key.text, Written.string($0.value)) }
        var members: [(String, Written)] = [("user", .string(place.user)), ("rooms", .object(pinned))]
        let (directs, cases) = await (account.rooms.directs, account.rooms.cases)
        members.append(("direct", .object(directs.map { ($0.key.text, .string($0.value)) })))
        members.append(
            ("cases", .list(cases.map { ["event": .string($0.event), "case": .integer(Int64($0.number))] })))
        if let since = place.since { members.append(("since", .string(since))) }
        try await memory.save(Written.object(members).bytes)
    }

    private func connect(_ place: inout Place) async throws {
        let who = try await SyncFailure.translated { try await self.account.ask(.whoAmI) }
        guard let user = who["user_id"]?.string, user.isUser else { throw SyncFailure("whoami names nobody") }
        let isSame = user == place.user
        if !isSame {
            // Another account: what was kept is not its.
            place.since = nil
            place.hasState = false
            place.user = user
        }
        await account.begin(as: user, isSame: isSame)
        for name in settings.rooms {
            let id = await account.ids[name] ?? name
            do { try await account.join(id, as: name, via: [name.server].compactMap { $0 }) } catch {
                logger.warning(
                    "cannot join",
                    metadata: ["matrix.room": "\(Array(name.bytes.prefix(64)).count) bytes", "error": "\(error)"])
            }
        }
        place.isConnected = true
    }

    private func step(_ place: inout Place, _ emit: @Sendable ([Event]) async throws -> Void) async throws {
        let isFirst = place.since == nil
        let timeout = place.hasState ? 30_000 : 0
        let request = Request.sync(since: place.since, timeout: timeout, isFull: !place.hasState && !isFirst)
        let limits = HTTPLimits(
            connect: .seconds(10), silence: .seconds(60), total: place.hasState ? .seconds(60) : .seconds(300))
        let bytes = place.hasState ? 32 << 20 : 256 << 20
        let json = try await SyncFailure.translated {
            try await self.account.ask(request, limits: limits, bytes: bytes)
        }
        guard let sync = await account.read(json) else {
            throw SyncFailure("a sync without a token")
        }
        var passage = Rooms.Passage(at: clock())
        passage.isFirst = isFirst
        passage.outage = place.lastGood.map { passage.at - $0 } ?? (isFirst ? .zero : .hours(24))
        if place.hasState {
            for joined in sync.joined where joined.isLimited {
                passage.fills[joined.room] = await fill(joined, place.since)
            }
        }
        let events = await account.take(sync, passage)
        if !events.isEmpty { try await emit(events) }
        // Committed: from here the batch need not come again.
        let moved = place.since != sync.next
        place.since = sync.next
        place.hasState = true
        place.lastGood = passage.at
        await account.followUpgrades()
        for invitation in sync.invitations { await account.accept(invitation) }
        for invitation in sync.declined { await account.decline(invitation) }
        if moved { try await save(place) }
    }

    /// What is missing before a limited timeline, oldest first: at most ten pages of 100, back to the last token.
    private func fill(_ joined: SyncResponse.Joined, _ since: ByteString?) async -> [RoomEvent] {
        var found: [RoomEvent] = []
        var from = joined.previous
        for _ in 0..<10 {
            guard let token = from, token != since,
                let page = try? await account.ask(.messages(joined.room, from: token, to: since))
            else { break }
            let chunk = page["chunk"]?.elements ?? []
            found += chunk.compactMap { RoomEvent($0) }
            from = page["end"]?.string
            if chunk.isEmpty { break }
        }
        return found.reversed()
    }
}
