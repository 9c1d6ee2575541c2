// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf
internal import Engine
public import Logging
public import ServiceLifecycle
public import Store

/// The daemon put together: what is read, opened and begun, in which order, and how it ends.
public struct Daemon: Sendable {
    /// What the executable knows and this module does not.
    public struct Plan: Sendable {
        /// Path of bot.conf.
        public var configuration: String
        /// The folder where everything is kept.
        public var state: String
        /// Start with the stored settings when the file is broken.
        public var lastGood = false
        /// The folder of the unit's credentials, where it has one.
        public var credentials: String?
        public var version = ""
        public var tongue = Tongue.en
        public var notifier: Notifier
        public var surroundings = Surroundings.real
        /// The networks of a configuration; `epoch` is the database's.
        public var networks: @Sendable (Accepted) -> [NetworkSetup]
        /// Who reads unclear lines a second time, as a configuration wants it; the same one while nothing changes.
        public var adviser: @Sendable (Accepted) -> (any Adviser)? = { _ in nil }
        /// Who looks for hosts in lists outside, as a configuration wants it; the same one while nothing changes.
        public var hostBook: @Sendable (Accepted) -> (any HostBook)? = { _ in nil }
        /// Runs a community's expectations; each that does not hold, in a line.
        public var expect: Rehearsal.Expect = { _, _ in [] }
        /// Further children of the group, such as the control socket.
        public var services: @Sendable (House) -> [any Service] = { _ in [] }
        /// Traps on purpose in the middle of an event; tests only.
        public var trap: (@Sendable (Event) -> Bool)?

        public init(
            configuration: String, state: String, notifier: Notifier,
            networks: @escaping @Sendable (Accepted) -> [NetworkSetup]
        ) {
            self.configuration = configuration
            self.state = state
            self.notifier = notifier
            self.networks = networks
        }
    }

    /// Why she did not start, or had to end. Each has its exit code.
    public enum Failure: Error, Sendable {
        /// 78.
        case configuration([Diagnostic])
        /// 74: nothing can be written.
        case cannotWrite(String)
        /// 74: the database of her state folder cannot be opened or closed; with what the store says.
        case database(StoreError)
        /// 77.
        case refusedEverywhere
        /// 75.
        case noNetworkLeft
        /// 70.
        case fault(String)
    }

    let plan: Plan
    let logger: Logger

    public init(_ plan: Plan, logger: Logger) {
        self.plan = plan
        self.logger = logger
    }

    /// Runs until ordered to stop.
    ///
    /// - Parameter orders: from `Signals.orders()`.
    public func run(orders: AsyncStream<Signals.Order>) async throws(Failure) {
        let store = try openStore()
        let seed = store.identity.seed
        let surroundings = plan.surroundings
        let circumstances: @Sendable () -> Accepted.Circumstances = {
            Accepted.Circumstances(now: surroundings.wall(), textSeed: seed)
        }
        let (accepted, trouble) = try read(circumstances(), store)
        let board = Board()
        board.update {
            $0.configurationTrouble = trouble == nil ? nil : .broken
        }
        let household = try open(accepted, store, board)
        if let trouble { Self.tell(trouble, household) }

        let bell = Bell()
        let (inquiries, lookups) = (Inquiries(), Lookups())
        let loop = Loop(
            stir: { bell.networks?.stir($0) }, wish: { bell.wish($0) }, inquire: { inquiries.ask($0) },
            lookUp: { lookups.ask($0) }, forget: { lookups.forget() },
            last: { bell.networks?.sayUnwritten($0) })
        inquiries.answer { sureness, question in
            try await loop.ask { household throws(Stop) in try household.hear(sureness, about: question) }
        }
        lookups.answer { lookup, question in
            try await loop.ask { household throws(Stop) in try household.hear(lookup, about: question) }
        }
        let networks = Networks(loop: loop, logger: logger, random: surroundings.random)
        let reloader: Reloader
        do {
            reloader = Reloader(
                accepted, plan: plan, loop: loop, board: board, networks: networks, inquiries: inquiries,
                lookups: lookups, reader: try store.reader(), circumstances: circumstances, logger: logger)
        } catch {
            throw .database(error)
        }
        bell.hang(networks, reloader)
        let house = House(
            loop: loop, board: board, reloader: reloader, networks: networks, inquiries: inquiries,
            lookups: lookups, version: plan.version, surroundings: surroundings)
        reloader.want(accepted)
        loop.start(household)
        plan.notifier.ready(board.line)
        logger.notice("started", metadata: ["version": "\(plan.version)", "communities": "\(accepted.policies.count)"])
        try await run(loop, networks, [inquiries, lookups], reloader, house, board, orders)
        do { try store.close() } catch { throw .database(error) }
        logger.notice("stopped")
    }

    private func run(
        _ loop: Loop, _ networks: Networks, _ askers: [any Service], _ reloader: Reloader, _ house: House,
        _ board: Board, _ orders: AsyncStream<Signals.Order>
    ) async throws(Failure) {
        let group = Knot()
        let signals = SignalDesk(
            orders: orders, house: house, notifier: plan.notifier, logger: logger, stop: { await group.stop() })
        // In the order of beginning; they end from the last to the first, the loop after everybody who speaks to it.
        let services: [any Service] =
            [LoopHost(loop: loop)] + askers + [reloader] + plan.services(house)
            + [networks, Watch(loop: loop, board: board, notifier: plan.notifier), signals]
        var configuration = ServiceGroupConfiguration(
            services: services.map {
                // What ends by itself, as the signals' desk does, ends nobody else; what fails ends all.
                ServiceGroupConfiguration.ServiceConfiguration(
                    service: $0, successTerminationBehavior: .ignore, failureTerminationBehavior: .cancelGroup)
            }, logger: logger)
        configuration.maximumGracefulShutdownDuration = .milliseconds(500)
        let serviceGroup = ServiceGroup(configuration: configuration)
        group.tie(serviceGroup)
        do {
            try await serviceGroup.run()
        } catch let stop as Stop {
            switch stop {
            case .cannotWrite(let why):
                logger.critical("a debt cannot be written down: she stops", metadata: ["error": "\(why)"])
                throw .cannotWrite(why)
            }
        } catch let end as NoNetwork {
            switch end {
            case .refused: throw .refusedEverywhere
            case .hindered: throw .noNetworkLeft
            }
        } catch {
            // Somebody took longer than the two seconds allow and was cut short.
            guard !group.isStopping else { return }
            throw .fault("\(error)")
        }
    }
}
