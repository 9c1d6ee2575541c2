// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Engine
internal import Logging
internal import Store

/// All that the loop owns: the engines, what they owe, and the books. Owned by one thread; no method waits for
/// anything but the store.
///
/// Each turn takes events in, writes down what was decided, and only then lets anything of it be done. Whatever is
/// lost after any of its commits is found again by `Household.open`: that is what the tests of this target break.
final class Household {
    let store: any JournalStore
    /// Whom engines have let go of in this turn: the journal follows.
    var forgotten: [PersonID] = []
    let surroundings: Surroundings
    let logger: Logger
    var time: TimeKeeper
    /// Of the last event written; the next is not earlier.
    var lastAt: Timestamp
    var sequence: Int64

    var engines: [Engine] = []
    var names: [CommunityID] = []
    var places: [CommunityID: Int] = [:]
    /// Communities that went out of the file: their engines only hear of what is still under way.
    var resting: Set<Int> = []
    var router = Router(rooms: [])
    var deadlines = Deadlines(count: 0)
    var networks: [NetworkID: NetworkState] = [:]

    /// Networks whose servers know what was sent already.
    var transactional: Set<NetworkID> = []

    /// Open debts: an act that is among them is not written again.
    var debts: Set<ActID> = []
    /// Acts of the house itself (alerts about the machine), of which no engine knows.
    var ownActs: Set<ActID> = []
    var ownEpoch: UInt32
    var ownCount: Int64 = 0
    /// Given to a network and not back yet.
    var out: [ActID: OwedAct] = [:]
    /// How often an act without an answer was sent again.
    var repeats: [ActID: Int] = [:]
    /// Sanctions that may stand, and when they are looked for again; as many as are owed.
    var rechecks: [ActID: Recheck] = [:]

    let mark: DeathMark?
    var asides: Set<UInt64> = []
    /// Kills the process on purpose; tests of `DeathMark` only.
    var trap: (@Sendable (Event) -> Bool)?

    /// Names of the messages the journal ended with when this process began; at most `repeatsLooked`.
    var journalled: Set<UInt64> = []

    // Of the turn that is going on.
    var batch = Batch()
    /// What is asked shares its transaction with what is asked next: `endShared` writes.
    var isShared = false
    var fresh: [OwedAct] = []
    var superfluous: [OwedAct] = []
    var closed: Set<ActID> = []
    /// The act that may go, as the engine says in answer to `.due`.
    var granted: OwedAct?
    var touched: Set<Int> = []
    /// Where others see how things are.
    var board: Board?
    var isBoardOld = false
    var publishedAt = Timestamp.distantPast
    /// Printed by `geoffrin owner`, not yet come back.
    var ownerCode: OwnerCode?
    /// What she says of leaving for good, since it was last asked for; at most `retiredMost` lines.
    var retired: [String] = []
    static let retiredMost = 1000
    /// What operators who asked through the socket are told.
    var answers: [String] = []
    /// Orders given at a desk that the shell carries out.
    var wishes: [Wish] = []
    /// Networks that have something to do since last asked.
    var stirred: Set<NetworkID> = []
    /// What engines want read a second time, since last asked.
    var questions: [Question] = []
    /// Hosts to look for in lists outside; whether somebody was forgotten, who may stand in what is remembered of them.
    var lookups: [HostQuestion] = []
    var hasForgotten = false

    /// Places whose journal goes beyond their rows.
    var unwritten: Set<Int> = []
    /// Rows a full disk refused; they go with the next ones.
    var carried: [CarriedKey: StateChange] = [:]
    var pressure = Pressure.none
    var lastInbound: Timestamp
    var lastTick: Timestamp
    var lastExpiry: Timestamp
    var lastRows: Timestamp
    var isDegraded = false
    /// Lines that were not said, by place; one entry a community at most.
    var dropped: [Int: Dropped] = [:]
    /// How the store refused the last batch that it refused.
    var refusal: StoreError?

    enum Wish: Sendable, Hashable {
        /// Read bot.conf again.
        case reload
        /// Take the settings that wait, although they would have hit members.
        case accept
    }

    struct Recheck {
        var act: OwedAct
        var at: Timestamp
    }

    struct CarriedKey: Hashable {
        var community: CommunityID
        var row: StateKey
    }

    init(store: any JournalStore, surroundings: Surroundings, mark: DeathMark?, logger: Logger) {
        self.store = store
        self.surroundings = surroundings
        self.mark = mark
        self.logger = logger
        let identity = store.identity
        time = TimeKeeper(last: identity.lastTime, wall: surroundings.wall(), elapsed: surroundings.elapsed())
        lastAt = identity.lastTime
        sequence = identity.lastSequence
        ownEpoch = UInt32(truncatingIfNeeded: surroundings.random())
        lastInbound = time.now
        lastTick = time.now
        lastExpiry = time.now
        lastRows = time.now
    }

    /// Places of the communities of the file.
    var active: [Int] { engines.indices.filter { !resting.contains($0) } }

    /// Set when the loop is to end after this turn.
    var hasEnded = false

    /// When it wants `tick` to be called, at the latest.
    var nextDeadline: Timestamp { min(deadlines.earliest?.at ?? .distantFuture, lastTick + .seconds(60)) }
    /// How long there is nothing to do, unless something arrives.
    var patience: TimeSpan { max(.zero, nextDeadline - present) }
    var isDue: Bool { present >= nextDeadline }

    /// The time a turn would have that began now; `time.now` stands still while nothing happens.
    var present: Timestamp {
        var time = time
        _ = time.read(wall: surroundings.wall(), elapsed: surroundings.elapsed())
        return time.now
    }

    /// What an adapter brought, in its order. Returns when it is written down.
    func take(_ events: [Event]) throws(Stop) {
        try begin()
        lastInbound = time.now
        // By their places: each would be copied otherwise.
        for place in events.indices {
            if place % Self.seenAhead == 0, engines.count == 1 {
                engines[0].lookAhead(at: events[place...].prefix(Self.seenAhead))
            }
            handle(events[place], only: nil)
        }
        try finish()
    }

    /// Events whose authors are looked for together.
    private static let seenAhead = 16

    /// Wakes the engines that wanted it, and does the house's own chores.
    func tick() throws(Stop) {
        try begin()
        lastTick = time.now
        while let due = deadlines.earliest, due.at <= time.now {
            handle(Event(at: time.now, .ticked), only: due.engine)
            // An engine that still wants the same moment gets it in a second, not in a circle.
            if let again = deadlines.earliest, again.engine == due.engine, again.at <= time.now {
                deadlines.set(due.engine, to: time.now + .seconds(1))
            }
        }
        expireWords()
        if !dropped.isEmpty { tellDropped() }
        recheck()
        try finish()
        try keepHouse()
    }

    /// Reads the clocks at the start of a turn; a clock that was set is an event of every community.
    func begin() throws(Stop) {
        guard let step = time.read(wall: surroundings.wall(), elapsed: surroundings.elapsed()) else { return }
        logger.warning("the machine's clock was set", metadata: ["clock.step.seconds": "\(step.seconds)"])
        for place in engines.indices { handle(Event(at: time.now, .clockStepped(step)), only: place) }
    }

    /// Gives the orders for the shell since the last call.
    func takeWishes() -> [Wish] {
        defer { wishes = [] }
        return wishes
    }

    /// Gives the networks that have something to do since the last call.
    func takeStirred() -> Set<NetworkID> {
        defer { stirred = [] }
        return stirred
    }
}
