// SPDX-License-Identifier: Apache-2.0

import Chat
import Matrix

// Writing to one person alone.
extension Account {
    /// New rooms of two in an hour, for all people together: nobody makes her invite the world (THREATS F1).
    static let newDirectsMost = 10
    /// And of them at most so many for answers: what somebody must hear of a case never waits behind curiosity.
    static let newForAnswersMost = 4

    /// In the room of two that there is; a new one is made only for what somebody must hear of themselves, a case, or
    /// has just asked for.
    func whisper(_ act: OwedAct, _ text: String) async throws(ActError) -> Receipt {
        guard let user = act.target?.member.key, user.isUser else { throw .gone }
        let room: ByteString
        if let known = rooms.direct(with: user), rooms.isPrivate(known, with: user) || isJustMade(known) {
            room = known
        } else {
            guard act.caseNumber != 0 || act.lane == .answer else { throw .unsupported }
            room = try await makeDirect(
                with: user, most: act.caseNumber != 0 ? Self.newDirectsMost : Self.newForAnswersMost)
        }
        guard !rooms.isEncrypted(room) else { throw .unsupported }
        do {
            _ = try await send(.notice(room, ByteString("\(act.id)"), text))
        } catch .notAllowed {
            // She is no longer in it.
            rooms.forgetDirect(room)
            throw .gone
        }
        return Receipt()
    }

    private func makeDirect(with user: ByteString, most: Int) async throws(ActError) -> ByteString {
        let now = clock()
        newDirects.removeAll { now - $0 >= .hours(1) }
        // Not «too fast»: that would hold up the sanctions of the whole network.
        guard newDirects.count < most else { throw .crowded }
        newDirects.append(now)
        let answer: JSON
        do throws(ActError) {
            answer = try await send(.createDirect(with: user))
        } catch {
            // None was made: the same act comes again.
            if case .busy = error { newDirects.removeLast() }
            throw error
        }
        guard let room = answer["room_id"]?.string, room.isRoom else { throw .refused("no room id") }
        rooms.setDirect(room, with: user)
        justMade.insert(room)
        return room
    }

    /// She made it, and no sync has shown it yet: nobody else can have been let in.
    private func isJustMade(_ room: ByteString) -> Bool { justMade.contains(room) && !rooms.isKnown(room) }

    /// Leaves each room of two that is none any more, open or with a third in it, and says why: what somebody hears of
    /// a case is for them alone. A word that is owed makes another one.
    func leaveOverrun() async {
        justMade = justMade.filter { !rooms.isKnown($0) }
        for room in rooms.overrun.prefix(Self.newDirectsMost) where !isWanted(room) {
            guard isReady(for: .prompt) else { return }
            // Tried again with the next sync.
            _ = try? await send(.leave(room, reason: settings.overrun))
        }
    }

    /// Somebody who is in one of her rooms asks for a word in private.
    func mayAccept(_ invitation: SyncResponse.Invitation) -> Bool {
        invitation.isDirect && !isWanted(invitation.room) && !invitation.isEncrypted
            && rooms.isKnown(user: invitation.by)
    }

    func accept(_ invitation: SyncResponse.Invitation) async {
        if invitation.isDirect { rooms.setDirect(invitation.room, with: invitation.by) }
        let via = [invitation.by.server].compactMap { $0 }
        guard (try? await send(.join(invitation.room, via: via))) == nil else { return }
        rooms.forgetDirect(invitation.room)
    }

    /// Somebody of her rooms who asks for a word in an encrypted room of two hears why not. Of all others one a minute
    /// hears whom to write to, when nothing else needs the budget (THREATS F6); the rest stay unanswered.
    func decline(_ invitation: SyncResponse.Invitation) async {
        if let successor = entry.upgrades[invitation.room] { return await follow(successor.upgrade) }
        hear(invitation)
        guard !isWanted(invitation.room) else { return }
        if invitation.isDirect, invitation.isEncrypted, rooms.isKnown(user: invitation.by) {
            let reason = "I cannot read encrypted rooms: please write to me in a room of two without encryption"
            _ = try? await send(.leave(invitation.room, reason: reason))
            return
        }
        let now = clock()
        guard !settings.declines.isEmpty, entry.declinedAt.map({ now - $0 >= .minutes(1) }) ?? true,
            isReady(for: .prompt)
        else { return }
        entry.declinedAt = now
        await askTheWay()
        guard !isWanted(invitation.room) else { return hear(invitation) }
        _ = try? await send(.leave(invitation.room, reason: settings.declines))
    }
}
