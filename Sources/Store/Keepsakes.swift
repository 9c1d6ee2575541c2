// SPDX-License-Identifier: Apache-2.0

public import Chat

/// All that a policy was made of, by its fingerprint; kept while the journal holds rows judged by it.
public struct StoredPolicy: Sendable, Hashable {
    public var fingerprint: UInt64
    public var body: [UInt8]
    public init(fingerprint: UInt64, body: [UInt8]) {
        self.fingerprint = fingerprint
        self.body = body
    }
}

/// From `sequence` on, this community is judged by this policy.
public struct Adoption: Sendable, Hashable {
    public var community: CommunityID
    public var sequence: Int64
    public var fingerprint: UInt64
    public init(community: CommunityID, sequence: Int64, fingerprint: UInt64) {
        self.community = community
        self.sequence = sequence
        self.fingerprint = fingerprint
    }
}

/// What an adapter keeps for itself (a sync token, a learnt limit), by the account it belongs to; nil deletes.
public struct AdapterValue: Sendable, Hashable {
    public var account: String
    public var key: String
    public var value: [UInt8]?
    public init(account: String, key: String, value: [UInt8]?) {
        self.account = account
        self.key = key
        self.value = value
    }
}

/// An event that killed the process and is skipped from then on (THREATS L8).
public struct Aside: Sendable, Hashable {
    /// Of the batch or event, as the shell marks it.
    public var hash: UInt64
    /// `Event.Kind.number`.
    public var kind: UInt8
    public var room: RoomID?
    public var at: Timestamp
    public init(hash: UInt64, kind: UInt8, room: RoomID?, at: Timestamp) {
        self.hash = hash
        self.kind = kind
        self.room = room
        self.at = at
    }
}
