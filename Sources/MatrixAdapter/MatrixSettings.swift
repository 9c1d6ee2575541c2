// SPDX-License-Identifier: Apache-2.0

public import Chat

/// One account on one homeserver.
public struct MatrixSettings: Sendable {
    /// `https://matrix.example.org`, without a slash at its end.
    public var homeserver: String
    public var token: String
    /// The rooms of bot.conf as written there: `#alias:server` or `!id`.
    public var rooms: [ByteString]

    /// The homeserver has lifted its limits for her: she begins fast, and learns from a refusal all the same.
    public var isUnlimited: Bool

    public init(
        homeserver: String, token: String, rooms: [ByteString], isUnlimited: Bool = false
    ) {
        self.homeserver = homeserver
        self.token = token
        self.rooms = rooms
        self.isUnlimited = isUnlimited
    }
}

/// Where the account's place in the stream is kept. `save` returns once it is durable; it is called only after the batch
/// it follows was committed, so that a crash between the two gives the batch again, never skips it.
public struct MatrixMemory: Sendable {
    public var load: @Sendable () async throws -> [UInt8]?
    public var save: @Sendable ([UInt8]) async throws -> Void
    public init(
        load: @escaping @Sendable () async throws -> [UInt8]?, save: @escaping @Sendable ([UInt8]) async throws -> Void
    ) {
        self.load = load
        self.save = save
    }
}
