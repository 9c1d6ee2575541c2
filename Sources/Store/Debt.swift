// SPDX-License-Identifier: Apache-2.0

public import Chat

/// An act decided, and what became of it: `owed → sent → settled | expired | unknown`.
public struct Debt: Sendable, Hashable {
    public enum State: UInt8, Sendable, CaseIterable {
        /// Written down, not yet given to the network.
        case owed = 1
        /// Given to the network: after a crash it is looked for in the room before it is repeated.
        case sent
        case settled
        case expired
        /// Words whose fate nobody can tell: shown at the desk, never repeated.
        case unknown

        /// Something is still to be done.
        public var isOpen: Bool { self == .owed || self == .sent }
    }

    public var act: OwedAct
    public var state: State
    public var receipt: Receipt?
    public var sentAt: Timestamp?

    public init(act: OwedAct, state: State, receipt: Receipt? = nil, sentAt: Timestamp? = nil) {
        self.act = act
        self.state = state
        self.receipt = receipt
        self.sentAt = sentAt
    }
}

/// A debt goes on to another state. `sent` is committed before the bytes leave.
public struct DebtTransition: Sendable, Hashable {
    public var id: ActID
    public var state: Debt.State
    public var receipt: Receipt?
    public var at: Timestamp

    public init(_ id: ActID, to state: Debt.State, receipt: Receipt? = nil, at: Timestamp) {
        self.id = id
        self.state = state
        self.receipt = receipt
        self.at = at
    }
}
