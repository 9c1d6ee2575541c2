// SPDX-License-Identifier: Apache-2.0

internal import Bot
internal import Chat
internal import Conf
internal import Logging

/// From a `[network.NAME]` with `matrix` to an adapter.
struct MatrixSetup: Sendable {
    let entry: NetworkEntry
    let matrix: NetworkEntry.Matrix
    let rooms: [RoomID]
    let reader: SecretReader
    let logger: Logger

    var setup: NetworkSetup {
        NetworkSetup(
            id: entry.name, signature: "\(matrix.homeserver.value)\n\(matrix.token.value)", rooms: rooms,
            make: {
                _ = try reader.read(matrix.token.value)
                throw Refusal("Matrix cannot be connected to yet")
            })
    }
}
