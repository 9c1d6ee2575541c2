// SPDX-License-Identifier: Apache-2.0

public import Chat

/// One event as the journal gives it back, with what was decided then.
public struct JournalEntry: Sendable, Hashable {
    public var sequence: Int64
    public var communities: [CommunityID]
    public var event: Event
    public var decisions: [RecordedDecision]

    public init(sequence: Int64, communities: [CommunityID], event: Event, decisions: [RecordedDecision] = []) {
        self.sequence = sequence
        self.communities = communities
        self.event = event
        self.decisions = decisions
    }
}

/// Which part of the journal is wanted.
public struct JournalQuery: Sendable, Hashable {
    /// Only sequences above this one.
    public var after: Int64
    /// Only events received from here on.
    public var from: Timestamp?
    /// Only events received before.
    public var to: Timestamp?
    public var community: CommunityID?
    /// Entries a page, at most 10,000.
    public var limit: Int

    public init(
        after: Int64 = 0, from: Timestamp? = nil, to: Timestamp? = nil, community: CommunityID? = nil, limit: Int = 1024
    ) {
        self.after = after
        self.from = from
        self.to = to
        self.community = community
        self.limit = min(max(limit, 1), 10_000)
    }
}

/// A page of the journal, oldest first.
public struct JournalPage: Sendable, Hashable {
    public var entries: [JournalEntry]
    /// Rows that could not be read: told, skipped, never a reason not to start.
    public var unreadable: [Int64]
    /// Ask again with `after` set to this; nil at the end.
    public var next: Int64?

    public init(entries: [JournalEntry] = [], unreadable: [Int64] = [], next: Int64? = nil) {
        self.entries = entries
        self.unreadable = unreadable
        self.next = next
    }
}

/// The state rows of one community, and the last event they include.
public struct StoredState: Sendable, Hashable {
    public struct Row: Sendable, Hashable {
        public var key: StateKey
        public var version: Int32
        public var body: [UInt8]
        public init(key: StateKey, version: Int32, body: [UInt8]) {
            self.key = key
            self.version = version
            self.body = body
        }
    }
    /// In the order of part, then key bytes.
    public var rows: [Row]
    /// 0 when nothing was ever written.
    public var checkpoint: Int64

    public init(rows: [Row] = [], checkpoint: Int64 = 0) {
        self.rows = rows
        self.checkpoint = checkpoint
    }
}
