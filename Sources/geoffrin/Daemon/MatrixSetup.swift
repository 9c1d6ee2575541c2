// SPDX-License-Identifier: Apache-2.0

internal import Bot
internal import Chat
internal import Conf
internal import Curl
internal import IRCAdapter
internal import Logging
internal import MatrixAdapter

/// From a `[network.NAME]` with `matrix` to an adapter.
struct MatrixSetup: Sendable {
    let entry: NetworkEntry
    let matrix: NetworkEntry.Matrix
    let rooms: [RoomID]
    let lists: [RoomID]
    /// Said to whoever asks her elsewhere.
    let declines: String
    /// Said in a room of two that is none any more; nil: in English.
    let overrun: String?
    let reader: SecretReader
    /// The folder of her state: the account's place in the stream stands there.
    let state: String
    let logger: Logger
    let isTrial: Bool

    var setup: NetworkSetup {
        NetworkSetup(
            id: entry.name,
            signature: "\(matrix.homeserver.value)\n\(matrix.token.value)\n\(matrix.isUnlimited)\n\(lists)",
            rooms: rooms, knowsTransactions: true,
            // Without limits of the homeserver the disk is what is waited for, and it takes many as easily as one.
            sideBySide: matrix.isUnlimited ? 32 : NetworkSetup.few,
            make: {
                let secret = try reader.read(matrix.token.value)
                let token = secret.withBytes { MatrixToken(secret: $0) }
                var settings = MatrixSettings(
                    homeserver: matrix.homeserver.value, token: token, rooms: rooms.map(\.name),
                    isUnlimited: matrix.isUnlimited)
                settings.declines = declines
                if let overrun { settings.overrun = overrun }
                settings.lists = lists.map(\.name)
                return MatrixAdapter(
                    network: entry.name, settings: settings, door: CurlClient(), memory: memory, logger: logger,
                    clock: { .wall })
            })
    }

    /// `matrix-NAME.json` with `matrix-NAME.place` and, where tokens end, `matrix-NAME.token`, which only her own user
    /// reads.
    private var memory: MatrixMemory {
        let file = PrivateFile(folder: state)
        let (name, place) = ("matrix-\(entry.name).json", "matrix-\(entry.name).place")
        let token = "matrix-\(entry.name).token"
        let isTrial = isTrial
        return MatrixMemory(
            load: { isTrial ? nil : file.read(name) }, save: { if !isTrial { try file.write(name, $0) } },
            loadPlace: { isTrial ? nil : file.read(place) }, savePlace: { if !isTrial { try file.write(place, $0) } },
            loadToken: { file.read(token) }, saveToken: { try file.write(token, $0) })
    }
}
