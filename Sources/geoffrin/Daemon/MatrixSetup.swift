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
    let reader: SecretReader
    /// The folder of her state: the account's place in the stream stands there.
    let state: String
    let logger: Logger

    var setup: NetworkSetup {
        NetworkSetup(
            id: entry.name, signature: "\(matrix.homeserver.value)\n\(matrix.token.value)\n\(matrix.isUnlimited)",
            rooms: rooms,
            make: {
                let secret = try reader.read(matrix.token.value)
                // The token is the first line; `login` may have written the device below.
                let token = secret.withBytes { bytes in
                    String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
                }
                let settings = MatrixSettings(
                    homeserver: matrix.homeserver.value, token: token, rooms: rooms.map(\.name),
                    isUnlimited: matrix.isUnlimited)
                return MatrixAdapter(
                    network: entry.name, settings: settings, door: CurlClient(), memory: memory, logger: logger,
                    clock: { .wall })
            })
    }

    /// `matrix-NAME.json`, which only her own user reads.
    private var memory: MatrixMemory {
        let file = PrivateFile(folder: state)
        let name = "matrix-\(entry.name).json"
        return MatrixMemory(load: { file.read(name) }, save: { try file.write(name, $0) })
    }
}
