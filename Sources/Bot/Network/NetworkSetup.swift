// SPDX-License-Identifier: Apache-2.0

public import Chat

/// One network as bot.conf wants it: how to make its adapter, and what would make another one necessary.
public struct NetworkSetup: Sendable {
    public var id: NetworkID
    /// Everything about the connection that cannot change while it stands; equal: the adapter stays.
    public var signature: String
    /// Where she is to be.
    public var rooms: [RoomID]
    /// Makes the adapter; throws when something it needs, such as a secret, cannot be had.
    public var make: @Sendable () throws -> any Adapter

    public init(id: NetworkID, signature: String, rooms: [RoomID], make: @escaping @Sendable () throws -> any Adapter) {
        self.id = id
        self.signature = signature
        self.rooms = rooms
        self.make = make
    }
}
