// SPDX-License-Identifier: Apache-2.0

import Chat
import Matrix

// Keeping servers out (client-server API, "Server Access Control Lists"): one entry is added or taken out, of the list as
// it is at that moment, and everything else stays as it was (THREATS H7, H10).
extension Account {
    func bar(_ server: ByteString, in room: ByteString) async throws(ActError) -> Receipt {
        try maySet("m.room.server_acl", in: room)
        await beginTurn(in: room)
        defer { endTurn(in: room) }
        let list = try await accessList(room)
        guard !list.denies(server) else { return Receipt() }
        guard let own = rooms.own.server, let changed = list.denying(server) else { throw .full }
        // Ours must pass afterwards: a list that nobody passes closes a room for ever.
        guard server != own, AccessList(changed)?.admits(own) == true else {
            throw .refused("our own server would be out")
        }
        _ = try await send(.setState(room, "m.room.server_acl", "", changed))
        let mark = Mark.acl(server)
        rooms.note(mark, in: room)
        return Receipt(mark: mark.bytes)
    }

    /// Takes out what she put in; what others changed meanwhile stays.
    func unbar(_ server: ByteString, in room: ByteString) async throws(ActError) {
        try maySet("m.room.server_acl", in: room)
        await beginTurn(in: room)
        defer { endTurn(in: room) }
        let list = try await accessList(room)
        if list.denies(server) { _ = try await send(.setState(room, "m.room.server_acl", "", list.forgiving(server))) }
        rooms.forget(.acl(server), in: room)
    }

    private func accessList(_ room: ByteString) async throws(ActError) -> AccessList {
        let content: JSON
        do throws(ActError) {
            content = try await send(.state(room, "m.room.server_acl"))
        } catch .gone {
            return .everybody
        }
        guard let list = AccessList(content) else { throw .refused("the list of servers cannot be read") }
        return list
    }
}
