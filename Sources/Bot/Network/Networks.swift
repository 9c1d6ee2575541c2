// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Dispatch
internal import Engine
internal import Logging
public import ServiceLifecycle
internal import Synchronization

/// No network is left: she has nowhere to be.
public enum NoNetwork: Error, Sendable, Hashable {
    /// Each refused her for good (exit 77).
    case refused
    /// None is left, and something here keeps one at least from beginning: another start may mend it (exit 75).
    case hindered
}

/// All networks, each a child of its own: one that fails stops no other. Begins and ends them as bot.conf says.
public final class Networks: Service {
    private enum Message: Sendable {
        case want([NetworkSetup])
        case last([OwedAct])
        case ended(NetworkID, generation: Int, NetworkHost.End)
        case failed(String)
    }

    private struct Running: Sendable {
        var signature: String
        var rooms: [RoomID]
        var generation: Int
        var stop: AsyncStream<Void>.Continuation
        /// Finishes when it has ended.
        var ends: AsyncStream<Void>
    }

    /// So long what is set up anew waits for its former self to leave.
    private static let patience = Duration.seconds(5)

    private let messages: AsyncStream<Message>
    private let post: AsyncStream<Message>.Continuation
    private let dispatchers = Mutex<[NetworkID: Dispatcher]>([:])
    private let loop: Loop
    private let logger: Logger
    private let random: @Sendable () -> UInt64

    init(loop: Loop, logger: Logger, random: @escaping @Sendable () -> UInt64) {
        self.loop = loop
        self.logger = logger
        self.random = random
        // At most one message for each network's end and each reload, and one when she stops.
        (messages, post) = AsyncStream.makeStream()
    }

    func want(_ setups: [NetworkSetup]) { post.yield(.want(setups)) }

    /// There may be something to do there. From any thread, without waiting.
    func stir(_ networks: Set<NetworkID>) {
        let found = dispatchers.withLock { all in networks.compactMap { all[$0] } }
        for dispatcher in found { dispatcher.stir() }
    }

    /// How it stands with each.
    func reports() async -> [NetworkID: LinkReport] {
        var found: [NetworkID: LinkReport] = [:]
        for (id, dispatcher) in dispatchers.withLock({ $0 }) { found[id] = await dispatcher.adapter.report() }
        return found
    }

    /// Says each past everything that waits on its network, although nothing of it is written down: she stops because
    /// nothing can be. Returns when all are said, or after a second. Only for a thread that may wait.
    func sayUnwritten(_ acts: [OwedAct]) {
        let spoken = DispatchSemaphore(value: 0)
        let adapters = dispatchers.withLock { all in all.mapValues(\.adapter) }
        Task {
            await withDiscardingTaskGroup { group in
                for act in acts {
                    guard let adapter = adapters[act.network] else { continue }
                    // What cannot be said any more has nowhere to be told.
                    group.addTask { _ = try? await adapter.lastWords(act) }
                }
            }
            spoken.signal()
        }
        _ = spoken.wait(timeout: .now() + .seconds(1))
    }

    /// Has each said past everything that waits on its network. Without waiting; their debts tell how it went.
    func sayLast(_ acts: [OwedAct]) { post.yield(.last(acts)) }

    public func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await self.host()
        }
    }

    private func host() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            var running: [NetworkID: Running] = [:]
            var generation = 0
            // How those ended that did: what decides whether another start is worth its while.
            var over: [NetworkID: NetworkHost.End] = [:]
            for await message in messages {
                switch message {
                case .want(let setups):
                    over = [:]
                    var leaving: [NetworkID: AsyncStream<Void>] = [:]
                    for (id, former) in running
                    where !setups.contains(where: { $0.id == id && $0.signature == former.signature }) {
                        former.stop.yield()
                        leaving[id] = former.ends
                        running[id] = nil
                        dispatchers.withLock { $0[id] = nil }
                    }
                    for setup in setups {
                        if let former = running[setup.id] {
                            // Before she enters any: a key is needed at the door.
                            if let adapter = dispatchers.withLock({ $0[setup.id]?.adapter }) {
                                await setup.tell(adapter)
                            }
                            await move(setup, from: former.rooms)
                            running[setup.id]?.rooms = setup.rooms
                            continue
                        }
                        generation += 1
                        let (stops, stop) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
                        let (ends, end) = AsyncStream<Void>.makeStream()
                        running[setup.id] = Running(
                            signature: setup.signature, rooms: setup.rooms, generation: generation, stop: stop,
                            ends: ends)
                        let own = generation
                        let former = leaving[setup.id]
                        group.addTask {
                            if let former { await self.leave(setup.id, former) }
                            await self.stay(setup, generation: own, stops)
                            end.finish()
                        }
                    }
                case .last(let acts):
                    for act in acts {
                        guard let dispatcher = dispatchers.withLock({ $0[act.network] }) else { continue }
                        // The loop has ended: then there is nobody left to tell.
                        group.addTask { try? await dispatcher.lastWords(act) }
                    }
                case .ended(let id, let generation, let end):
                    guard running[id]?.generation == generation else { continue }
                    running[id] = nil
                    dispatchers.withLock { $0[id] = nil }
                    over[id] = end
                    guard running.isEmpty, end != .cancelled else { continue }
                    throw over.values.contains(.hindered) ? NoNetwork.hindered : .refused
                case .failed:
                    throw Loop.Ended()
                }
            }
            group.cancelAll()
        }
    }

    /// A room that came into the file is entered, one that went is left.
    private func move(_ setup: NetworkSetup, from former: [RoomID]) async {
        let entered = setup.rooms.filter { !former.contains($0) }
        let left = former.filter { !setup.rooms.contains($0) }
        guard !entered.isEmpty || !left.isEmpty else { return }
        try? await loop.ask { household throws(Stop) in try household.move(into: entered, outOf: left) }
    }

    /// The former self of a network ends, or has had its time; what is owed there waits for the next connection.
    private func leave(_ network: NetworkID, _ ends: AsyncStream<Void>) async {
        await withTaskGroup { group in
            group.addTask { for await _ in ends {} }
            group.addTask { try? await Task.sleep(for: Self.patience) }
            await group.next()
            group.cancelAll()
        }
        // The loop has ended: then nothing is owed any more.
        try? await loop.ask { $0.networks[network]?.disconnect() }
    }

    private func stay(_ setup: NetworkSetup, generation: Int, _ stops: AsyncStream<Void>) async {
        let host: NetworkHost
        do {
            host = NetworkHost(
                adapter: try setup.make(), sideBySide: setup.sideBySide, loop: loop, logger: logger, random: random)
        } catch {
            logger.error(
                "a network cannot be set up", metadata: ["network.name": "\(setup.id)", "error": "\(error)"])
            await NetworkHost.refused(setup.id, "\(error)", loop, .networkHindered)
            post.yield(.ended(setup.id, generation: generation, .hindered))
            return
        }
        dispatchers.withLock { $0[setup.id] = host.dispatcher }
        let end = await withTaskGroup(of: NetworkHost.End?.self) { group in
            group.addTask {
                do { return try await host.run() } catch { return nil }
            }
            group.addTask {
                for await _ in stops { break }
                return .cancelled
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        if let end {
            post.yield(.ended(setup.id, generation: generation, end))
        } else if !Task.isCancelled {
            post.yield(.failed("the loop ended"))
        }
    }
}
