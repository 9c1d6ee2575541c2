// SPDX-License-Identifier: Apache-2.0

internal import Chat

/// What is known of lists, and of hosts in them: a state machine that is told the time and says what to do.
struct ListMemory: Sendable {
    /// A list proves itself before it is asked, and once in this time.
    static let proven = TimeSpan.hours(1)
    /// A list that failed its proof is proved again after this long.
    static let distrusted = TimeSpan.hours(1)
    /// Questions without an answer in a row after which a list is left alone.
    static let patience = 3
    /// The first rest; each that follows without an answer in between is twice as long.
    static let rest = TimeSpan.minutes(1)
    static let longestRest = TimeSpan.minutes(30)
    /// Rests in a row from which the desk hears of it: it has not answered for three minutes.
    static let restsTold = 3
    /// Answers kept; the oldest go.
    static let most = 10_000

    /// One list, as far as it knows one kind of address.
    struct Key: Hashable {
        var list: String
        var family: Family
    }

    enum Trust: Sendable {
        case unknown
        case proven(until: TimeSpan)
        case off(Event.ListState, until: TimeSpan)
    }

    private struct Standing {
        var trust = Trust.unknown
        var failures = 0
        var rests = 0
        /// What was last said of it.
        var said: Event.ListState?
    }

    private struct Entry: Hashable {
        var list: String
        var address: PublicAddress
    }

    private var standings: [Key: Standing] = [:]
    private var answers: [Entry: (isListed: Bool, until: TimeSpan)] = [:]
    private var order: [Entry] = []
    /// When questions left, of the last second.
    private var sent: [TimeSpan] = []

    // MARK: - Answers

    var count: Int { answers.count }

    func answer(_ list: String, _ address: PublicAddress, at now: TimeSpan) -> Bool? {
        guard let known = answers[Entry(list: list, address: address)], known.until > now else { return nil }
        return known.isListed
    }

    mutating func remember(_ list: String, _ address: PublicAddress, _ isListed: Bool, until: TimeSpan) {
        let entry = Entry(list: list, address: address)
        if answers.updateValue((isListed, until), forKey: entry) == nil { order.append(entry) }
        guard order.count > Self.most else { return }
        let gone = order.prefix(Self.most / 8)
        for entry in gone { answers[entry] = nil }
        order.removeFirst(gone.count)
    }

    mutating func forgetAnswers() {
        answers = [:]
        order = []
    }

    /// One more question within the second; false where it would be one too many.
    mutating func spend(_ perSecond: Int, at now: TimeSpan) -> Bool {
        sent.removeAll { now - $0 >= .seconds(1) }
        guard sent.count < perSecond else { return false }
        sent.append(now)
        return true
    }

    // MARK: - Lists

    enum Step { case ask, prove, leave }

    func step(_ key: Key, at now: TimeSpan) -> Step {
        switch standings[key]?.trust ?? .unknown {
        case .unknown: .prove
        case .proven(let until): until > now ? .ask : .prove
        case .off(_, let until): until > now ? .leave : .prove
        }
    }

    /// What the two controls say of a list (RFC 5782 §5): one must be there, the other not.
    static func verdict(present: Opinion, absent: Opinion) -> Event.ListState {
        if present == .silent || absent == .silent { return .silent }
        if present == .refused || absent == .refused { return .refuses }
        if absent == .listed { return .listsAll }
        return present == .listed ? .trusted : .listsNone
    }

    /// Books a proof; what is worth telling, if anything.
    mutating func settle(_ key: Key, proof: Event.ListState, at now: TimeSpan) -> Event.ListState? {
        switch proof {
        case .silent: return fail(key, at: now)
        case .trusted:
            standings[key, default: Standing()].trust = .proven(until: now + Self.proven)
            standings[key]?.failures = 0
            standings[key]?.rests = 0
        case .listsAll, .listsNone, .refuses:
            standings[key, default: Standing()].trust = .off(proof, until: now + Self.distrusted)
            // Many lists know no IPv6 at all: that is no fault of theirs.
            if key.family == .v6, proof == .listsNone { return nil }
        }
        return say(proof, of: key)
    }

    /// Books what came of a question; what is worth telling, if anything.
    mutating func settle(_ key: Key, _ opinion: Opinion, at now: TimeSpan) -> Event.ListState? {
        switch opinion {
        case .listed, .unlisted, .nonsense: standings[key]?.failures = 0
        // It has to prove itself before it is asked again.
        case .refused: standings[key, default: Standing()].trust = .unknown
        case .silent: return fail(key, at: now)
        }
        return nil
    }

    private mutating func fail(_ key: Key, at now: TimeSpan) -> Event.ListState? {
        var standing = standings[key] ?? Standing()
        defer { standings[key] = standing }
        standing.failures += 1
        // Once it rested each attempt may add a rest: it proves itself first.
        guard standing.failures >= Self.patience else { return nil }
        let span = min(Self.longestRest, Self.rest * (1 << Int64(min(standing.rests, 8))))
        standing.rests = min(standing.rests + 1, 100)
        standing.trust = .off(.silent, until: now + span)
        guard standing.rests >= Self.restsTold, standing.said != .silent else { return nil }
        standing.said = .silent
        return .silent
    }

    /// What is said of a list is said once.
    private mutating func say(_ state: Event.ListState, of key: Key) -> Event.ListState? {
        // The first good word about IPv6 is none: nothing bad was said.
        let before = standings[key]?.said ?? (key.family == .v6 ? .trusted : nil)
        standings[key]?.said = state
        return before == state ? nil : state
    }

    /// Lists that are left alone, why, and how long still; in the order of `lists`.
    func troubles(_ lists: [String], at now: TimeSpan) -> [(list: String, why: Event.ListState, span: TimeSpan)] {
        lists.compactMap { list in
            guard case .off(let why, let until)? = standings[Key(list: list, family: .v4)]?.trust else { return nil }
            return (list, why, max(.zero, until - now))
        }
    }
}
