// SPDX-License-Identifier: Apache-2.0

public import Chat

/// One network as bot.conf wants it: how to make its adapter, and what would make another one necessary.
public struct NetworkSetup: Sendable {
    public var id: NetworkID
    /// Everything about the connection that cannot change while it stands; equal: the adapter stays.
    public var signature: String
    /// Its server knows what was sent already by the act's own id: words whose fate is unknown can be sent again.
    public var knowsTransactions: Bool
    /// Sanctions that may be under way at once, where nothing is known of the server.
    public static let few = 8
    /// Sanctions that may be under way at once.
    public var sideBySide: Int
    /// Where she is to be.
    public var rooms: [RoomID]
    /// Tells an adapter that stays what became of its rooms: a desk, a key.
    public var tell: @Sendable (any Adapter) async -> Void = { _ in }
    /// Makes the adapter; throws when something it needs, such as a secret, cannot be had.
    public var make: @Sendable () throws -> any Adapter

    public init(
        id: NetworkID, signature: String, rooms: [RoomID], knowsTransactions: Bool = false, sideBySide: Int = few,
        make: @escaping @Sendable () throws -> any Adapter
    ) {
        self.id = id
        self.knowsTransactions = knowsTransactions
        self.sideBySide = sideBySide
        self.signature = signature
        self.rooms = rooms
        self.make = make
    }
}
