// SPDX-License-Identifier: Apache-2.0

import Chat
import Matrix

// What is kept over a restart.
extension MatrixAdapter {
    func remembered() async throws -> Place {
        var place = Place()
        guard let bytes = try await memory.load(), let json = try? JSON(parsing: bytes) else { return place }
        place.user = json["user"]?.string ?? ""
        place.savedBeside = bytes
        if let bytes = try await memory.loadPlace(), let json = try? JSON(parsing: bytes),
            json["user"]?.string == place.user
        {
            place.since = json["since"]?.string
            place.lastGood = json["good"]?.integer.map { min(clock(), Timestamp(milliseconds: $0)) }
        }
        for (name, id) in json["rooms"]?.members ?? [] {
            if let id = id.string, id.isRoom { await account.pin(name, to: id) }
        }
        for (room, user) in json["direct"]?.members ?? [] {
            if let user = user.string, user.isUser, room.isRoom { await account.restoreDirect(room, with: user) }
        }
        for told in json["cases"]?.elements ?? [] {
            if let event = told["event"]?.string, let number = told["case"]?.integer.flatMap({ Int32(exactly: $0) }) {
                await account.restore(
                    CaseMessage(
                        event: event, number: number, room: told["room"]?.string ?? "", changedAt: .distantPast))
            }
        }
        for (room, list) in json["marks"]?.members ?? [] where room.isRoom {
            for mark in list.elements.compactMap({ $0.string.flatMap { Mark($0) } }) {
                await account.restore(mark, in: room)
            }
        }
        return place
    }

    /// Writes the place once a second at most: after a crash what follows it comes again, and the journal knows it. What
    /// is kept beside it is written when it has changed, before the place, and not put together otherwise.
    func save(_ place: inout Place, atOnce: Bool = false) async throws {
        let now = clock()
        place.isUnsaved = true
        let revision = await account.revision
        if revision != place.savedRevision {
            let beside = await account.keepsakes(of: place.user).bytes
            if beside != place.savedBeside { try await memory.save(beside) }
            place.savedBeside = beside
            place.savedRevision = revision
        }
        if !atOnce, let saved = place.savedAt, saved <= now, now - saved < .seconds(1) { return }
        var members: [(String, Written)] = [("user", .string(place.user))]
        if let since = place.since { members.append(("since", .string(since))) }
        if let good = place.lastGood { members.append(("good", .integer(good.milliseconds))) }
        try await memory.savePlace(Written.object(members).bytes)
        place.savedAt = now
        place.isUnsaved = false
    }
}
