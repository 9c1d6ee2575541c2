// SPDX-License-Identifier: Apache-2.0

import Chat
import Synchronization

/// A network that answers only when the test lets it.
final class FakeAdapter: Adapter, Sendable {
    struct Seen: Sendable {
        var begun: [OwedAct] = []
        var last: [OwedAct] = []
        var most: (sanctions: Int, words: Int) = (0, 0)
        var now: (sanctions: Int, words: Int) = (0, 0)
        var asked = 0
    }
    let network: NetworkID
    private let isPatient: Bool
    private let seen = Mutex(Seen())
    private let gates: AsyncGate

    /// - Parameter isPatient: its clock says wait, for ever.
    init(_ network: NetworkID, isOpen: Bool = true, isPatient: Bool = false) {
        self.network = network
        self.isPatient = isPatient
        gates = AsyncGate(isOpen: isOpen)
    }

    var begun: [OwedAct] { seen.withLock { $0.begun } }
    var last: [OwedAct] { seen.withLock { $0.last } }
    var most: (sanctions: Int, words: Int) { seen.withLock { $0.most } }
    /// How often it was asked whether something may leave.
    var asked: Int { seen.withLock { $0.asked } }
    func letThrough() { gates.open() }

    func run(emit: @escaping @Sendable ([Event]) async throws -> Void) async throws {
        try await Task.sleep(for: .seconds(3600))
    }

    func perform(_ act: OwedAct) async throws(ActError) -> Receipt {
        seen.withLock { seen in
            seen.begun.append(act)
            if act.lane == .sanction { seen.now.sanctions += 1 } else { seen.now.words += 1 }
            seen.most = (max(seen.most.sanctions, seen.now.sanctions), max(seen.most.words, seen.now.words))
        }
        await gates.pass()
        seen.withLock { seen in
            if act.lane == .sanction { seen.now.sanctions -= 1 } else { seen.now.words -= 1 }
        }
        if Task.isCancelled { throw .disconnected }
        return Receipt()
    }
    func lastWords(_ act: OwedAct) async throws(ActError) -> Receipt {
        seen.withLock { $0.last.append(act) }
        return Receipt()
    }
    func reach(of act: OwedAct) async -> Reach { Reach() }
    func observe(_ act: OwedAct) async -> Receipt? { nil }
    func mark(of act: OwedAct) async -> ByteString { "q *!*@host" }
    func ready(among lanes: [Lane]) async -> [Lane] {
        seen.withLock { $0.asked += 1 }
        return isPatient ? [] : lanes
    }
}

/// Holds whoever comes until it is opened.
final class AsyncGate: Sendable {
    private struct State {
        var isOpen: Bool
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state: Mutex<State>
    init(isOpen: Bool) { state = Mutex(State(isOpen: isOpen)) }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
