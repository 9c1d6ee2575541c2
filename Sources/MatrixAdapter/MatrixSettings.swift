// SPDX-License-Identifier: Apache-2.0

public import Chat

/// One account on one homeserver.
public struct MatrixSettings: Sendable {
    /// `https://matrix.example.org`, without a slash at its end.
    public var homeserver: String
    public var token: MatrixToken
    /// The rooms of bot.conf as written there: `#alias:server` or `!id`.
    public var rooms: [ByteString]

    /// Rooms in which others keep policy lists: she enters them and hears the lists, nothing else.
    public var lists: [ByteString] = []

    /// The homeserver has lifted its limits for her: she begins fast, and learns from a refusal all the same.
    public var isUnlimited: Bool
    /// What is said to whoever asks her into a room that is not hers; empty: nothing.
    public var declines = ""
    /// What is said in a room of two that is none any more, as she leaves it.
    public var overrun =
        "This is no private room any more: please write to me in a room of exactly two, by invitation only"
    /// How long the homeserver may keep a sync waiting for news. One that has not answered 30 s after that is lost.
    public var longPoll = TimeSpan.seconds(30)

    public init(
        homeserver: String, token: MatrixToken, rooms: [ByteString], isUnlimited: Bool = false
    ) {
        self.homeserver = homeserver
        self.token = token
        self.rooms = rooms
        self.isUnlimited = isUnlimited
    }
}

/// What an account keeps over a restart. Each call returns once it is durable.
public struct MatrixMemory: Sendable {
    /// Whose it is, rooms, private rooms, case messages and marks: at most half a megabyte, written only when something
    /// of it changed.
    public var load: @Sendable () async throws -> [UInt8]?
    public var save: @Sendable ([UInt8]) async throws -> Void
    /// The place in the stream, some hundred bytes, at most once a second; saved only after the batch it follows was
    /// committed, so that a crash between the two gives the batch again, never skips it.
    public var loadPlace: @Sendable () async throws -> [UInt8]?
    public var savePlace: @Sendable ([UInt8]) async throws -> Void
    /// The pair of tokens that was renewed last; durable when it returns, like the place.
    public var loadToken: @Sendable () async throws -> [UInt8]?
    public var saveToken: @Sendable ([UInt8]) async throws -> Void

    public init(
        load: @escaping @Sendable () async throws -> [UInt8]?, save: @escaping @Sendable ([UInt8]) async throws -> Void,
        loadPlace: @escaping @Sendable () async throws -> [UInt8]? = { nil },
        savePlace: @escaping @Sendable ([UInt8]) async throws -> Void = { _ in },
        loadToken: @escaping @Sendable () async throws -> [UInt8]? = { nil },
        saveToken: @escaping @Sendable ([UInt8]) async throws -> Void = { _ in }
    ) {
        self.load = load
        self.save = save
        self.loadPlace = loadPlace
        self.savePlace = savePlace
        self.loadToken = loadToken
        self.saveToken = saveToken
    }
}
