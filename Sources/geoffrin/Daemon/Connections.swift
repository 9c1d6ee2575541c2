// SPDX-License-Identifier: Apache-2.0

internal import Bot
internal import Chat
internal import Conf
internal import Engine
internal import Foundation
internal import Logging

/// From the networks of bot.conf to their adapters.
struct Connections: Sendable {
    let environment: [String: String]
    /// The folder of her state.
    let state: String
    let logger: Logger
    /// Makes the keys of presences this process's own.
    let epoch: UInt32
    /// Only to look: her place in a homeserver's stream is neither used nor moved.
    var isTrial = false

    func setups(_ accepted: Accepted) -> [NetworkSetup] {
        let configuration = accepted.configuration
        let folder = URL(fileURLWithPath: configuration.file).deletingLastPathComponent().path
        let reader = SecretReader(directory: folder, environment: environment)
        return configuration.networks.map { entry in
            var rooms: [RoomID] = []
            for policy in accepted.policies {
                for room in policy.roomsAndDesk
                where room.network == entry.name && !rooms.contains(room) {
                    rooms.append(room)
                }
            }
            let contact = accepted.policies.first { $0.rooms.contains { $0.room.network == entry.name } }?.contact ?? ""
            if let matrix = entry.matrix {
                let words = accepted.policies.first { $0.rooms.contains { $0.room.network == entry.name } }?.words
                let declines = words?.say(
                    contact.isEmpty ? .inviteDeclinedBare : .inviteDeclined, [.contact: .own(contact)])
                let lists = accepted.policies.flatMap(\.lists).filter { $0.network == entry.name }
                return MatrixSetup(
                    entry: entry, matrix: matrix, rooms: rooms, lists: lists, declines: declines?.text ?? "",
                    overrun: words?.say(.inviteOverrun).text,
                    reader: reader, state: state, logger: logger, isTrial: isTrial
                ).setup
            }
            let desks = Set(accepted.policies.flatMap(\.desk))
            return IRCSetup(
                entry: entry, contact: contact, rooms: rooms, desks: desks,
                keys: configuration.roomKeys.mapValues(\.value), folder: folder, reader: reader, state: state,
                logger: logger, epoch: epoch
            ).setup
        }
    }
}
