// SPDX-License-Identifier: Apache-2.0

public import Chat
public import IRC
public import Logging
import NIOCore
import NIOConcurrencyHelpers
public import NIOPosix

/// One IRC network, translated to the vocabulary of `Chat`.
public final class IRCAdapter: Adapter {
    public let network: NetworkID
    private let settings: IRCSettings
    private let logger: Logger
    private let mailbox = Mailbox()
    private let link: Link
    private let loop: any EventLoop
    private let pinMismatch = NIOLockedValueBox(false)
    private let policies: STSMemory
    private let wall: @Sendable () -> Timestamp
    private let pause: @Sendable (TimeSpan) async throws -> Void
    private let resolver: (any Resolver & Sendable)?

    /// `epoch` is that of the database: with the moment of starting it makes presence keys that never come again.
    /// `clocks` stamp each read, once. `group` may be shared by everything in the process. `storage` outlives it.
    /// - Throws: an `Obstacle` where the key of the login cannot be read.
    public convenience init(
        network: NetworkID, settings: IRCSettings, epoch: UInt32, logger: Logger,
        group: MultiThreadedEventLoopGroup = .singleton, storage: STSStorage = .none,
        clocks: Clocks = .real
    ) throws(Obstacle) {
        try self.init(
            network: network, settings: settings, epoch: epoch, logger: logger, group: group, storage: storage,
            clocks: clocks,
            pause: { try await Task.sleep(for: .milliseconds($0.milliseconds)) })
    }

    /// `pause` waits between two attempts; `resolver` knows the addresses of names, nil for the system's.
    init(
        network: NetworkID, settings: IRCSettings, epoch: UInt32, logger: Logger, group: MultiThreadedEventLoopGroup,
        storage: STSStorage = .none, clocks: Clocks = .real, patience: Patience = Patience(),
        resolver: (any Resolver & Sendable)? = nil,
        pause: @escaping @Sendable (TimeSpan) async throws -> Void
    ) throws(Obstacle) {
        let sessionSettings: SessionSettings
        do { sessionSettings = try settings.session() } catch { throw Obstacle("\(error)") }
        self.pause = pause
        self.resolver = resolver
        wall = clocks.wall
        self.network = network
        self.settings = settings
        var logger = logger
        logger[metadataKey: "network.name"] = "\(network)"
        self.logger = logger
        loop = group.next()
        policies = STSMemory(storage) { [logger] error in
            logger.warning("that a server demands TLS cannot be stored", metadata: ["error": "\(error)"])
        }
        // 1,024 serials for each millisecond: more than any network can make appear.
        let firstSerial = UInt64(max(0, wall().milliseconds)) << 10
        let session = Session(
            network: network, settings: sessionSettings, epoch: epoch, firstSerial: firstSerial,
            chance: UInt64.random(in: .min ... .max))
        link = Link(
            loop: loop, session: session, mailbox: mailbox, clocks: clocks, patience: patience, logger: logger)
    }

    public func run(emit: @escaping @Sendable ([Event]) async throws -> Void) async throws {
        let (mailbox, link, loop) = (mailbox, link, loop)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while let batch = await mailbox.next() {
                    try await emit(batch)
                    loop.execute { link.readIfWanted() }
                }
            }
            group.addTask {
                defer { mailbox.finish() }
                try await self.stayConnected()
            }
            // The first error ends both; the connection's end ends the other by itself.
            while try await group.next() != nil {}
        }
    }

    // MARK: - Connecting

    private func stayConnected() async throws {
        guard !settings.servers.isEmpty else { throw Refusal("no server is configured") }
        var tls = settings.usesTLS ? try Self.tls(settings) : nil
        let connector = Connector(
            link: link, loop: loop, proxy: settings.proxy, pinMismatch: pinMismatch, resolver: resolver)
        var backoff = Backoff()
        var attempt = 0
        // She has been in with these settings.
        var wasIn = false
        // That she is not in was told since she last was.
        var isTold = false
        while !Task.isCancelled {
            let server = settings.servers[attempt % settings.servers.count]
            let way = way(to: server)
            if way.isEncrypted, tls == nil { tls = try Self.tls(settings) }
            let wasSecured = NIOLockedValueBox(false)
            var (ending, lived) = await connector.connect(way, way.isEncrypted ? tls : nil) { [policies, wall] span in
                wasSecured.withLockedValue { $0 = true }
                policies.confirm(way.host, port: way.port, for: span, at: wall())
            }
            if wasSecured.withLockedValue({ $0 }) { policies.renew(way.host, at: wall()) }
            if Task.isCancelled || ending == .left { return }
            wasIn = wasIn || lived > .zero
            if pinMismatch.withLockedValue({ $0 }) {
                let why = "the certificate of \(server.host) is none of the pinned ones"
                // Once it was: a server in between, or a new certificate. Nothing was sent to it; whoever is in between
                // is not given the power to end her.
                guard wasIn else { throw Refusal(why) }
                pinMismatch.withLockedValue { $0 = false }
                logger.error("a server is not believed", metadata: ["irc.host": "\(LogText.plain(server.host))"])
                ending = .unidentified(why)
            }
            if case .upgrade(let port) = ending {
                logger.notice("a server asks for TLS and gets it", metadata: ["irc.port": "\(port)"])
                policies.upgrade(way.host, to: port)
                continue
            }
            let gone = ending
            let isNews = (try? await loop.submit { [link] in link.missed(gone) }.get()) ?? false
            if case .refused(let why) = ending { throw Refusal(why) }
            attempt += 1
            let wait = backoff.wait(after: ending, livedFor: lived, chance: UInt64.random(in: .min ... .max))
            // Turned away before she was ever in is news too, though the session has known it since the line closed.
            log(ending, isNews: isNews || lived > .zero || !isTold, wait)
            isTold = true
            do { try await pause(wait) } catch { return }
        }
    }

    /// Each reason once where somebody looks, all attempts where somebody searches.
    private func log(_ ending: Ending, isNews: Bool, _ wait: TimeSpan) {
        let isBan = if case .banned = ending { true } else { false }
        logger.log(
            level: isNews ? isBan ? .error : .warning : .info,
            isBan ? "the network bans her" : "a network is not reached",
            metadata: ["irc.why": "\(LogText.plain(ending.why))", "irc.retry.ms": "\(wait.milliseconds)"])
    }

    /// As bot.conf says, unless the server has demanded TLS.
    private func way(to server: IRCSettings.Server) -> Way {
        guard !settings.usesTLS, let port = policies.port(for: server.host, at: wall()) else {
            return Way(host: server.host, port: server.port, isEncrypted: settings.usesTLS)
        }
        return Way(host: server.host, port: port, isEncrypted: true)
    }

    private static func tls(_ settings: IRCSettings) throws(Obstacle) -> TLS {
        do { return try TLS(settings) } catch { throw Obstacle("TLS cannot be set up: \(error)") }
    }

    // MARK: - Acts

    public func perform(_ act: OwedAct) async throws(ActError) -> Receipt { try await perform(act, isLast: false) }

    public func lastWords(_ act: OwedAct) async throws(ActError) -> Receipt { try await perform(act, isLast: true) }

    private func perform(_ act: OwedAct, isLast: Bool) async throws(ActError) -> Receipt {
        let fate = await withCheckedContinuation { waiter in
            loop.execute { self.link.perform(act, isLast: isLast, waiter) }
        }
        switch fate {
        case .performed(let receipt): return receipt
        case .failed(let error): throw error
        case .observed: throw .refused("this act is being observed")
        }
    }

    public func reach(of act: OwedAct) async -> Reach {
        await withCheckedContinuation { waiter in
            loop.execute { waiter.resume(returning: self.link.reach(of: act)) }
        }
    }

    public func mark(of act: OwedAct) async -> ByteString {
        await withCheckedContinuation { waiter in
            loop.execute { waiter.resume(returning: self.link.mark(of: act)) }
        }
    }

    /// Waits up to 90 s for the room to be known again.
    public func observe(_ act: OwedAct) async -> Receipt? {
        let fate = await withCheckedContinuation { waiter in
            loop.execute { self.link.observe(act, for: .seconds(90), waiter) }
        }
        return if case .observed(let receipt) = fate { receipt } else { nil }
    }

    /// Other rooms are desks, or have other keys, than when she connected.
    public func know(_ rooms: [SessionSettings.Room]) async {
        await withCheckedContinuation { waiter in
            loop.execute {
                self.link.know(rooms)
                waiter.resume()
            }
        }
    }

    /// Unreadable are lines too long, with a NUL, or without a verb.
    public func report() async -> LinkReport {
        await withCheckedContinuation { waiter in
            loop.execute { waiter.resume(returning: self.link.report) }
        }
    }

    public func ready(among lanes: [Lane]) async -> [Lane] {
        await withCheckedContinuation { waiter in
            loop.execute { waiter.resume(returning: lanes.filter(self.link.isReady)) }
        }
    }
}
