// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Engine
internal import Logging

/// One network for as long as the daemon lives: its adapter, its dispatcher, and what is done when either fails.
///
/// Nothing that happens here stops another network. `run` returns when cancelled, when the network refused her for
/// good, or when something here keeps it from beginning.
struct NetworkHost: Sendable {
    enum End: Sendable, Hashable { case cancelled, refused, hindered }

    let adapter: any Adapter
    let dispatcher: Dispatcher
    let loop: Loop
    let logger: Logger
    let random: @Sendable () -> UInt64

    init(
        adapter: any Adapter, sideBySide: Int, loop: Loop, logger: Logger,
        random: @escaping @Sendable () -> UInt64
    ) {
        var logger = logger
        logger[metadataKey: "network.name"] = "\(adapter.network)"
        self.adapter = adapter
        self.loop = loop
        self.logger = logger
        self.random = random
        var dispatcher = Dispatcher(adapter: adapter, loop: loop, logger: logger)
        dispatcher.sideBySide = sideBySide
        self.dispatcher = dispatcher
    }

    /// - Throws: what ended the loop.
    func run() async throws -> End {
        try await withThrowingTaskGroup(of: End?.self) { group in
            group.addTask {
                try await dispatcher.run()
                return nil
            }
            group.addTask { try await stay() }
            while let end = try await group.next() {
                guard let end else { continue }
                group.cancelAll()
                return end
            }
            return .cancelled
        }
    }

    /// Runs the adapter again whenever it gives up, later and later.
    private func stay() async throws -> End {
        var failures = 0
        while !Task.isCancelled {
            var why: String
            do {
                try await adapter.run { events in
                    try await loop.emit(events)
                }
                if Task.isCancelled { break }
                why = "the connection ended"
            } catch let refusal as Refusal {
                await refused(refusal.why)
                return .refused
            } catch let obstacle as Obstacle {
                await hindered(obstacle.why)
                return .hindered
            } catch let error as Loop.Ended {
                throw error
            } catch is CancellationError {
                break
            } catch {
                why = "\(error)"
            }
            if Task.isCancelled { break }
            logger.warning("an adapter gave up and is started again", metadata: ["error": "\(why)"])
            await left(why)
            failures = min(failures + 1, 6)
            // 5 s, 10 s, … 160 s, and up to half as long again, so that networks do not come back all at once.
            let base = 2500 << failures
            let wait = base + Int(random() % UInt64(base / 2))
            do { try await Task.sleep(for: .milliseconds(wait)) } catch { break }
        }
        return .cancelled
    }

    /// The loop believes an adapter that says so itself; one that fell over did not.
    private func left(_ why: String) async {
        let network = adapter.network
        // The loop has ended: then nobody needs to be told.
        try? await loop.ask { household throws(Stop) in
            guard household.networks[network]?.isConnected == true else { return }
            try household.take([Event(at: household.time.now, .disconnected(network, why: why))])
        }
    }

    private func refused(_ why: String) async {
        logger.error("a network refuses her for good", metadata: ["reason": "\(LogValue(PeerText(why)))"])
        await left(why)
        await Self.refused(adapter.network, why, loop)
    }

    private func hindered(_ why: String) async {
        logger.error("a network cannot be set up", metadata: ["error": "\(why)"])
        await Self.refused(adapter.network, why, loop, .networkHindered)
    }

    /// The desks that other networks can reach are told; the loop may have ended, then nobody needs to be.
    static func refused(
        _ network: NetworkID, _ why: String, _ loop: Loop, _ key: Words.Key = .networkRefused
    ) async {
        try? await loop.ask { household throws(Stop) in
            household.networks[network]?.why = why
            household.networks[network]?.isRefused = true
            try household.begin()
            household.alertAll(besides: network) { words in
                words.say(key, [.network: .own(network.description), .why: .peer(PeerText(why))])
            }
            try household.finish()
        }
    }
}
