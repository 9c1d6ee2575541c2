// SPDX-License-Identifier: Apache-2.0

public import Chat

/// All that one turn of the loop writes down, in one transaction: everything of it or nothing.
public struct Batch: Sendable {
    /// In the order of their sequence, above every sequence committed before.
    public var events: [JournalRow] = []
    public var decisions: [RecordedDecision] = []
    /// Acts decided: each an id never used before.
    public var debts: [OwedAct] = []
    public var transitions: [DebtTransition] = []
    public var state: [StateChange] = []
    /// Up to where the state rows of a community follow from its events, this batch's state included.
    public var checkpoints: [Checkpoint] = []
    public var policies: [StoredPolicy] = []
    public var adoptions: [Adoption] = []
    public var adapterValues: [AdapterValue] = []
    public var asides: [Aside] = []
    /// For the audit log, in their order.
    public var audit: [AuditEntry] = []

    public init() {}

    /// Empties it and keeps the memory for the next turn.
    public mutating func clear() {
        events.removeAll(keepingCapacity: true)
        decisions.removeAll(keepingCapacity: true)
        debts.removeAll(keepingCapacity: true)
        transitions.removeAll(keepingCapacity: true)
        state.removeAll(keepingCapacity: true)
        checkpoints.removeAll(keepingCapacity: true)
        policies.removeAll(keepingCapacity: true)
        adoptions.removeAll(keepingCapacity: true)
        adapterValues.removeAll(keepingCapacity: true)
        asides.removeAll(keepingCapacity: true)
        audit.removeAll(keepingCapacity: true)
    }

    /// Carries debts or their fate: it is flushed to the disk before `commit` returns, and may not be dropped.
    public var owes: Bool { !debts.isEmpty || !transitions.isEmpty }

    /// Nothing in it but events and state, which a full disk may cost.
    var isEmpty: Bool {
        events.isEmpty && decisions.isEmpty && !owes && state.isEmpty && checkpoints.isEmpty && policies.isEmpty
            && adoptions.isEmpty && adapterValues.isEmpty && asides.isEmpty
            && audit.isEmpty
    }
}

/// One event at its place in the journal.
public struct JournalRow: Sendable, Hashable {
    public var sequence: Int64
    /// Whom it concerns, in the order of `bot.conf`; several for a QUIT seen by several.
    public var communities: [CommunityID]
    public var event: Event

    public init(sequence: Int64, communities: [CommunityID], event: Event) {
        self.sequence = sequence
        self.communities = communities
        self.event = event
    }
}

/// The `index`th decision on the event at `sequence`, in the engine's own bytes.
public struct RecordedDecision: Sendable, Hashable {
    public var sequence: Int64
    public var index: UInt16
    public var body: [UInt8]

    public init(sequence: Int64, index: UInt16, body: [UInt8]) {
        self.sequence = sequence
        self.index = index
        self.body = body
    }
}

/// A row of an engine's state written or, with no body, deleted.
public struct StateChange: Sendable, Hashable {
    public var community: CommunityID
    public var row: StateKey
    /// The version of the part's format.
    public var version: Int32
    public var body: [UInt8]?

    public init(community: CommunityID, row: StateKey, version: Int32, body: [UInt8]?) {
        self.community = community
        self.row = row
        self.version = version
        self.body = body
    }
}

/// A part of the state by its name (`heat`) and a key inside it.
public struct StateKey: Sendable, Hashable {
    public var part: String
    public var key: ByteString
    public init(_ part: String, _ key: ByteString) {
        self.part = part
        self.key = key
    }
}

public struct Checkpoint: Sendable, Hashable {
    public var community: CommunityID
    public var sequence: Int64
    public init(community: CommunityID, sequence: Int64) {
        self.community = community
        self.sequence = sequence
    }
}
