// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Curl
public import Logging
import Matrix

/// One Matrix account, translated to the vocabulary of `Chat`.
public final class MatrixAdapter: Adapter {
    public let network: NetworkID
    let settings: MatrixSettings
    let account: Account
    let memory: MatrixMemory
    let logger: Logger
    let clock: @Sendable () -> Timestamp
    let pause: @Sendable (TimeSpan) async throws -> Void
    let chance: @Sendable () -> UInt64

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
        account = Account(network: network, settings: settings, door: door, memory: memory, clock: clock)
    }

    public func perform(_ act: OwedAct) async throws(ActError) -> Receipt { try await account.perform(act) }
    /// There is no queue of hers here: the server's own patience is the clock.
    public func lastWords(_ act: OwedAct) async throws(ActError) -> Receipt { try await account.perform(act) }
    public func reach(of act: OwedAct) async -> Reach { await account.reach(of: act) }
    public func observe(_ act: OwedAct) async -> Receipt? { await account.observe(act) }
    public func mark(of act: OwedAct) async -> ByteString { await account.mark(of: act) }
    public func ready(among lanes: [Lane]) async -> [Lane] { await account.ready(among: lanes) }

    public func run(emit: @escaping @Sendable ([Event]) async throws -> Void) async throws {
        var place = try await remembered()
        // That she is not connected was told since she last was.
        var isTold = false
        while !Task.isCancelled {
            do {
                if !place.isConnected {
                    try await connect(&place)
                    // The core forgot with the connection who is where.
                    let rosters = await account.rosters()
                    // Whom to invite where she is not let in, a roster tells: the first sync brings one.
                    place.owesBars = rosters.isEmpty
                    let bars = rosters.isEmpty ? [] : await account.takeBars(all: true)
                    try await emit([Event(at: clock(), .connected(network))] + rosters + bars)
                    place.isConnected = true
                    isTold = false
                }
                try await step(&place, emit)
                place.failures = 0
            } catch let failure as SyncFailure {
                if Task.isCancelled { break }
                place.failures += 1
                if failure.forgetsPlace {
                    place.since = nil
                    place.hasState = false
                    place.refusals += 1
                }
                if place.isConnected, failure.isForGood || isAway(place) { place.isConnected = false }
                // Also where she never was connected: whoever looks reads why, once; who searches reads every attempt.
                let isNews = !place.isConnected && !isTold
                if isNews { try await emit([Event(at: clock(), .disconnected(network, why: failure.why))]) }
                isTold = isTold || isNews
                if failure.isForGood {
                    if place.isUnsaved { try await save(&place, atOnce: true) }
                    throw Refusal(failure.why)
                }
                let wait = backoff(place, failure)
                logger.log(
                    level: isNews ? .warning : .info,
                    place.isConnected ? "sync failed" : "a network is not reached",
                    metadata: ["matrix.why": "\(failure.why)", "matrix.retry.ms": "\(wait.milliseconds)"])
                do { try await pause(wait) } catch { break }
            }
        }
        if place.isUnsaved { try await save(&place, atOnce: true) }
    }

    /// One answer that breaks is no absence; three in a row are, or a minute without any.
    private func isAway(_ place: Place) -> Bool {
        place.failures >= 3 || place.lastGood.map { clock() - $0 > settings.longPoll + .seconds(60) } ?? true
    }

    /// At once after what worked, then 1, 2, 4 … 60 s with full jitter; what the server asks for is a floor, at most ten
    /// minutes. A server that takes back each token it gives is asked for another ever more rarely: fewer than twenty
    /// requests a minute.
    private func backoff(_ place: Place, _ failure: SyncFailure) -> TimeSpan {
        let asked = min(.minutes(10), failure.retryAfter ?? .zero)
        if failure.forgetsPlace {
            return max(asked, place.refusals < 2 ? .zero : .seconds(15 << Int64(min(2, place.refusals - 2))))
        }
        guard place.failures > 1 || place.lastGood == nil else { return asked }
        let ceiling = min(60_000, Int64(1000) << min(6, Int64(place.failures - 1)))
        return max(asked, .milliseconds(ceiling / 4 + Int64(chance() % UInt64(ceiling * 3 / 4 + 1))))
    }
}
