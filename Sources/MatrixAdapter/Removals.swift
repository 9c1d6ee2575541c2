// SPDX-License-Identifier: Apache-2.0

import Chat
import Matrix

/// The events she took away, or is taking away, the newest `most`: a message goes once, be it for its own sake, with an edit
/// of it, or with a ban. Not kept over a restart: what was on its way then is looked for in the room.
struct Removals {
    static let most = 2048
    private enum Stage { case going, gone }
    private var stages: [ByteString: Stage] = [:]
    private var order: [ByteString] = []
    private var oldest = 0

    func isGone(_ event: ByteString) -> Bool { stages[event] == .gone }
    func isGoingOrGone(_ event: ByteString) -> Bool { stages[event] != nil }

    mutating func begin(_ event: ByteString) {
        guard stages.updateValue(.going, forKey: event) == nil else { return }
        if order.count < Self.most { return order.append(event) }
        stages[order[oldest]] = nil
        order[oldest] = event
        oldest = (oldest + 1) % Self.most
    }
    mutating func end(_ event: ByteString) { if stages[event] != nil { stages[event] = .gone } }
    /// It stands still, as far as she knows.
    mutating func fail(_ event: ByteString) {
        guard stages.removeValue(forKey: event) != nil, let place = order.firstIndex(of: event) else { return }
        order.remove(at: place)
        if oldest > place { oldest -= 1 }
        if oldest >= order.count { oldest = 0 }
    }
}

extension Account {
    /// One redaction, unless she did it already.
    func remove(
        _ event: ByteString, in room: ByteString, _ transaction: ByteString, reason: String?
    ) async throws(ActError) {
        if removals.isGone(event) { return }
        removals.begin(event)
        do throws(ActError) {
            _ = try await send(.redact(room, event, transaction, reason: reason))
        } catch {
            removals.fail(event)
            throw error
        }
        removals.end(event)
    }
}
