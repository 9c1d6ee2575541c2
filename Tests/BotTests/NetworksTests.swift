// SPDX-License-Identifier: Apache-2.0

import Chat
import Logging
import Testing

@testable import Bot

/// Which ends of networks are the end of the daemon, and with which exit code.
@Suite struct NetworksTests {
    /// How a network of the test ends.
    enum Fate: Sendable { case refuses, isHindered, cannotBeMade, stays }

    private struct Adapting: Adapter {
        let network: NetworkID
        let fate: Fate
        func run(emit: @escaping @Sendable ([Event]) async throws -> Void) async throws {
            switch fate {
            case .refuses: throw Refusal("the password is wrong")
            case .isHindered: throw Obstacle("no such certificate")
            case .cannotBeMade, .stays: try await Task.sleep(for: .seconds(3600))
            }
        }
        func perform(_ act: OwedAct) async throws(ActError) -> Receipt { Receipt() }
        func lastWords(_ act: OwedAct) async throws(ActError) -> Receipt { Receipt() }
        func reach(of act: OwedAct) async -> Reach { Reach() }
        func observe(_ act: OwedAct) async -> Receipt? { nil }
        func mark(of act: OwedAct) async -> ByteString { "" }
        func ready(among lanes: [Lane]) async -> [Lane] { lanes }
    }

    private func setup(_ name: String, _ fate: Fate) -> NetworkSetup {
        let id = NetworkID(name)
        return NetworkSetup(id: id, signature: name, rooms: []) {
            if fate == .cannotBeMade { throw Obstacle("no such secret") }
            return Adapting(network: id, fate: fate)
        }
    }

    private func networks(_ loop: Loop) -> Networks {
        Networks(loop: loop, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, random: { 1 })
    }

    private func house() throws -> Loop {
        let stage = try Stage()
        let loop = Loop(stir: { _ in })
        nonisolated(unsafe) let household = stage.household
        loop.start(household)
        return loop
    }

    @Test(
        arguments: [
            ([.refuses], .refused), ([.refuses, .refuses], .refused), ([.isHindered], .hindered),
            ([.cannotBeMade], .hindered), ([.refuses, .cannotBeMade], .hindered), ([.isHindered, .refuses], .hindered),
        ] as [([Fate], NoNetwork)])
    func whenNoneIsLeftSheEnds(_ fates: [Fate], _ end: NoNetwork) async throws {
        let loop = try house()
        let networks = networks(loop)
        networks.want(fates.enumerated().map { setup("n\($0.offset)", $0.element) })
        await #expect(throws: end) { try await networks.run() }
        try await loop.ask { $0.hasEnded = true }
    }

    @Test func oneThatIsLeftIsEnough() async throws {
        let loop = try house()
        let networks = networks(loop)
        networks.want([setup("loop", .stays), setup("other", .refuses), setup("third", .cannotBeMade)])
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await networks.run()
                return false
            }
            group.addTask {
                // The desks, on the network that is left, are told of both.
                while try await (loop.ask { $0.ownActs.count }) < 2 { await Task.yield() }
                return true
            }
            let wasEnough = try await group.next()
            #expect(wasEnough == true)
            group.cancelAll()
        }
        try await loop.ask { $0.hasEnded = true }
    }
}
