// SPDX-License-Identifier: Apache-2.0

public import Chat

/// What a store is and how it was found.
public struct StoreIdentity: Sendable, Hashable {
    /// Random, made with the database and after each restore: no act id is ever used twice.
    public var epoch: UInt32
    /// The seed of every choice she makes, for `.opened(seed:)`.
    public var seed: UInt64
    /// The highest sequence written; 0 in an empty journal.
    public var lastSequence: Int64
    /// When the last event was received; the loop never goes below.
    public var lastTime: Timestamp
    /// Nothing had ever been written.
    public var isNew: Bool
    /// The last owner closed it.
    public var wasClean: Bool
    /// Older than what this place has already written: a backup was put back. Its open debts have expired, and she
    /// asks before she acts (THREATS K8).
    public var isRestored: Bool

    public init(
        epoch: UInt32, seed: UInt64, lastSequence: Int64 = 0, lastTime: Timestamp = .distantPast, isNew: Bool = true,
        wasClean: Bool = true, isRestored: Bool = false
    ) {
        self.epoch = epoch
        self.seed = seed
        self.lastSequence = lastSequence
        self.lastTime = lastTime
        self.isNew = isNew
        self.wasClean = wasClean
        self.isRestored = isRestored
    }
}

/// What a commit had to leave out.
public struct CommitOutcome: Sendable, Hashable {
    public var pressure: Pressure
    /// Events that were counted instead of kept: over a quota, or for want of space.
    public var counted: Int
    public init(pressure: Pressure = .none, counted: Int = 0) {
        self.pressure = pressure
        self.counted = counted
    }
}

/// What is no longer written, as space runs out: each level includes those above (THREATS F7).
public enum Pressure: Int, Sendable, Comparable, CaseIterable {
    case none = 0
    /// From 90 % of the ceiling: statistics, where an owner names any; it is told.
    case noStatistics
    /// From 95 %: texts.
    case noTexts
    /// At the ceiling: events without a decision, and state.
    case decisionsOnly
    /// The disk refuses: all but debts.
    case debtsOnly

    public static func < (a: Pressure, b: Pressure) -> Bool { a.rawValue < b.rawValue }

    /// - Parameters: bytes used and allowed.
    static func of(used: Int64, ceiling: Int64) -> Pressure {
        guard ceiling > 0 else { return .none }
        let percent = used / max(ceiling / 100, 1)
        return percent >= 100 ? .decisionsOnly : percent >= 95 ? .noTexts : percent >= 90 ? .noStatistics : .none
    }
}

/// How long things are kept; what is older goes. Texts go before features, features before decisions.
public struct Retention: Sendable, Hashable {
    /// What people wrote before this is erased.
    public var texts: Timestamp
    /// Events before this are deleted unless something was decided on them.
    public var features: Timestamp
    /// Everything before this is deleted.
    public var decisions: Timestamp

    public init(texts: Timestamp, features: Timestamp, decisions: Timestamp) {
        self.texts = texts
        self.features = features
        self.decisions = decisions
    }

    /// 7 days, 90 days, 1 year: what is promised.
    public init(now: Timestamp) {
        self.init(texts: now - .days(7), features: now - .days(90), decisions: now - .days(365))
    }
}
