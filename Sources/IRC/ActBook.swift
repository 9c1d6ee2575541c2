// SPDX-License-Identifier: Apache-2.0

import Chat

/// Acts under way: what the room must show before each counts as done.
struct ActBook: Sendable {
    enum Expectation: Sendable, Hashable {
        case mode(isAdded: Bool, SanctionDialect.Mark)
        /// A mode of the room without an argument.
        case flag(isAdded: Bool, UInt8)
        case kick(MemberID)
        /// Her own line, come back.
        case echo
        case written
        /// A line taken back, by its msgid.
        case redaction(ByteString)
        case join
        case part
    }

    struct Pending: Sendable {
        var act: OwedAct
        var room: Int32?
        var expects: [Expectation]
        var receipt = Receipt()
        var wasSent = false
        /// Nothing is sent before the server has said whether the target is an operator of the network.
        var isHeld = false
        var deadline: Timestamp
        /// What else would hit the same person and nobody besides: tried in turn where the server refuses the mask.
        var alternatives: [SanctionDialect.Mark] = []
        /// She could not do it; it may happen all the same.
        var isPowerless = false
        /// The server is asked to end it by itself.
        var isTimed = false
        /// When the list itself is read, because no echo came: a mode that is set already makes none.
        var askListAt = Timestamp.distantFuture
    }

    /// A list being read: `MODE room b`.
    struct ListQuery: Sendable {
        enum Purpose: Sendable {
            case confirm(ActID), observe(OwedAct, [SanctionDialect.Mark])
            /// To know what stands.
            case keep
        }
        var room: Int32
        var letter: UInt8
        var purpose: Purpose
        var entries: [BanBook.Entry] = []
        var deadline: Timestamp

        /// No act waits for it.
        var isForTheBooks: Bool { if case .keep = purpose { true } else { false } }
    }

    static let capacity = 256
    /// From the bytes leaving to the room showing it.
    static let patience = TimeSpan.seconds(15)
    /// For the server to say who is an operator of the network: one that does not answer protects nobody.
    static let doubt = TimeSpan.seconds(3)
    /// Waiting for the clock, before any byte left.
    static let queueing = TimeSpan.seconds(45)
    static let entryCapacity = 4096

    private(set) var pending: [Pending] = []
    var queries: [ListQuery] = []
    /// To be observed once their room is known again; at most `capacity`.
    var unobserved: [OwedAct] = []

    var isFull: Bool { pending.count >= Self.capacity }

    mutating func add(_ act: Pending) { pending.append(act) }

    subscript(_ index: Int) -> Pending {
        get { pending[index] }
        set { pending[index] = newValue }
    }

    func index(of act: ActID) -> Int? { pending.firstIndex { $0.act.id == act } }

    mutating func remove(at index: Int) -> Pending { pending.remove(at: index) }

    mutating func removeAll() -> [Pending] {
        queries.removeAll()
        defer { pending.removeAll() }
        return pending
    }

    /// The first act that expects something of this kind, in a room where one is given.
    func first(in room: Int32?, _ matches: (Expectation) -> Bool) -> Int? {
        pending.firstIndex { act in
            act.wasSent && (room == nil || act.room == room) && act.expects.contains(where: matches)
        }
    }

    var deadline: Timestamp {
        var next = Timestamp.distantFuture
        for act in pending { next = min(next, act.deadline, act.askListAt) }
        for query in queries { next = min(next, query.deadline) }
        return next
    }
}
