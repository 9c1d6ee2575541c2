// SPDX-License-Identifier: Apache-2.0

import Chat
import Engine

/// One community at the player's table: its engine, and what a store would hold of it.
struct Seat: Sendable {
    var engine: Engine
    let epoch: UInt32
    var rooms: Set<RoomID>
    var networks: [NetworkID]
    /// State rows written so far, as the store would keep them.
    var rows: [RowKey: StateRow] = [:]
    /// Events and decisions after the rows were written: what a start has to recover.
    var tail: [Entry] = []
    /// The whole journal, where the player was asked to keep one.
    var journal: [Entry] = []
    /// Policies taken over, by the place in the journal before which that was.
    var adoptions: [Int: Policy] = [:]
    let firstPolicy: Policy
    /// Made anew from rows and journal at least once.
    var hasRestarted = false
    var debts: [ActID: Debt] = [:]

    struct RowKey: Hashable, Comparable, Sendable {
        var part: String
        var key: [UInt8]
        static func < (a: RowKey, b: RowKey) -> Bool {
            a.part == b.part ? a.key.lexicographicallyPrecedes(b.key) : a.part < b.part
        }
    }

    struct Entry: Sendable {
        var event: Event
        var decisions: [Decision]
        /// A past that was given, not lived through: the decisions are not the engine's own.
        var isPast = false
    }

    struct Debt: Sendable {
        enum Stage: Sendable { case owed, sent }
        var act: OwedAct
        var stage = Stage.owed
    }

    init(policy: Policy, epoch: UInt32) {
        engine = Engine(policy: policy, epoch: epoch)
        self.epoch = epoch
        firstPolicy = policy
        rooms = []
        networks = []
        takeRooms(of: policy)
    }

    mutating func takeRooms(of policy: Policy) {
        let all = policy.roomsAndDesk
        rooms = Set(all)
        networks = []
        for room in all where !networks.contains(room.network) { networks.append(room.network) }
    }

    /// Writes the changed rows, as the loop does now and then, and begins a new tail.
    mutating func checkpoint() {
        for row in engine.takeDirtyRows() {
            let key = RowKey(part: row.part, key: row.key)
            rows[key] = row.body == nil ? nil : row
        }
        tail = []
    }

    var storedRows: [StateRow] { rows.sorted { $0.key < $1.key }.map(\.value) }

    /// The engine a new process would have: rows, then the journal after them.
    func recovered() throws(PackedError) -> Engine {
        var fresh = Engine(policy: engine.policy, epoch: epoch)
        try fresh.restore(storedRows)
        for entry in tail { fresh.recover(entry.event, recorded: entry.decisions) }
        return fresh
    }
}
