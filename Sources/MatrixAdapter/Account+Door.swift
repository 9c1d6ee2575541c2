// SPDX-License-Identifier: Apache-2.0

import Chat
import Matrix

/// Closing a room to strangers and opening it again. The rule is read each time, never taken from her own copy: what a
/// person has set stays.
extension Account {
    private func rule(of room: ByteString) async throws(ActError) -> JSON? {
        let content: JSON
        do throws(ActError) {
            content = try await send(.state(room, "m.room.join_rules"))
        } catch {
            // A room without the event lets in who is invited.
            if error == .gone { return nil }
            throw error
        }
        guard content.kind == .object, content.length <= Door.longest else {
            throw .refused("the join rules cannot be read")
        }
        return content
    }

    func closeDoor(_ act: OwedAct, _ room: ByteString) async throws(ActError) -> Receipt {
        try maySet("m.room.join_rules", in: room)
        await beginTurn(in: room)
        defer { endTurn(in: room) }
        guard let content = try await rule(of: room) else { return Receipt() }
        // Closed by her already: the rule of before is what it says.
        if let before = Door.before(content) { return stands(before, room) }
        guard !Door.isClosed(content) else { return Receipt() }
        let id = ByteString("\(act.id)")
        _ = try await send(.setState(room, "m.room.join_rules", "", Door.closing(content, act: id)))
        return stands(content, room)
    }

    private func stands(_ before: JSON, _ room: ByteString) -> Receipt {
        let mark = Mark.lock(before: ByteString(Array(before.raw)))
        rooms.note(mark, in: room)
        return Receipt(mark: mark.bytes)
    }

    func openDoor(_ mark: Mark?, _ room: ByteString) async throws(ActError) -> Receipt {
        await beginTurn(in: room)
        defer { endTurn(in: room) }
        if let content = try await rule(of: room), let before = Door.before(content) {
            _ = try await send(.setState(room, "m.room.join_rules", "", Array(before.raw)))
        }
        if let mark { rooms.forget(mark, in: room) }
        return Receipt()
    }

    /// The rule says whose it is.
    func observeDoor(_ act: OwedAct, _ room: ByteString) async -> Receipt? {
        guard let content = try? await ask(.state(room, "m.room.join_rules")) else { return nil }
        let before = Door.before(content)
        switch act.action {
        case .lock:
            guard let before, Door.act(content) == ByteString("\(act.id)") else { return nil }
            return stands(before, room)
        case .unlock: return before == nil ? Receipt() : nil
        case .say, .whisper, .alert, .remove, .mute, .unmute, .kick, .ban, .unban, .join, .leave: return nil
        }
    }
}
