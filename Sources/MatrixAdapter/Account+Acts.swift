// SPDX-License-Identifier: Apache-2.0

import Chat
import Matrix

extension Account {
    func perform(_ act: OwedAct) async throws(ActError) -> Receipt {
        let transaction = ByteString("\(act.id)")
        if case .join = act.action {
            guard let name = act.room?.name else { throw .gone }
            // Where it does not work now it is tried again.
            if !settings.rooms.contains(name), !entry.wanted.contains(name) { entry.wanted.append(name) }
            try await join(ids[name] ?? name, as: name, via: [])
            return Receipt()
        }
        if case .whisper(let words) = act.action { return try await whisper(act, words.text) }
        guard let room = id(of: act.room) else { throw .unsupported }
        let user = act.target?.member.key
        switch act.action {
        case .say(let words):
            // Plain words in an encrypted room would be a leak.
            guard !rooms.isEncrypted(room) else { throw .unsupported }
            switch words.form {
            case .question(let question, let answers):
                let answer = try await send(
                    .question(room, transaction, question, answers: answers, words: words.text))
                return Receipt(mark: answer["event_id"]?.string ?? "")
            case .closing(let question):
                _ = try await send(.closing(room, transaction, of: question, words: words.text))
            case nil:
                // Only who asked is called by the answer: a welcome pings nobody.
                let called = act.lane == .answer ? user.map { [$0] } ?? [] : []
                _ = try await send(.notice(room, transaction, words.text, mentions: called))
            }
            return Receipt()
        case .alert(let words):
            guard !rooms.isEncrypted(room) else { throw .unsupported }
            try await tellDesk(words, of: act.caseNumber, in: room, transaction)
            return Receipt()
        case .whisper: throw .unsupported
        case .remove(let message, let reason):
            // Servers answer 200 for what is no event, too.
            guard message.isEventID else { throw .gone }
            // The message itself last: where it is gone, all of it is (`observe`).
            for (n, version) in rooms.versions(of: message, in: room).enumerated().reversed() {
                let own = n == 0 ? transaction : ByteString("\(act.id).\(n)")
                let said = reason.text.isEmpty ? nil : reason.text
                try await remove(version, in: room, own, reason: said)
            }
            return Receipt()
        case .kick(let reason):
            try mayTouch(user, .kick, room)
            // A ban puts out by itself: the kick behind it has nothing left to do ("Banning users in a room").
            if let user, rooms.isBanned(user, in: room) { throw .gone }
            do { _ = try await send(.kick(room, user ?? "", reason: reason.text)) } catch .refused("M_BAD_STATE") {
                throw .gone
            }
            return Receipt()
        case .ban where act.target?.isServer == true: return try await bar(user ?? "", in: room)
        case .ban(_, let reason):
            try mayTouch(user, .ban, room)
            _ = try await send(.ban(room, user ?? "", reason: reason.text, erases: act.erases))
            rooms.note(.ban(user ?? ""), in: room)
            if act.erases { planSweep(of: user ?? "", in: room, reason: reason.text) }
            return Receipt(mark: Mark.ban(user ?? "").bytes)
        case .unban(let mark):
            if case .acl(let server) = Mark(mark) {
                try await unbar(server, in: room)
                return Receipt()
            }
            guard case .ban(let user) = Mark(mark) else { return Receipt() }
            // Not banned any more: done.
            do { _ = try await send(.unban(room, user)) } catch .refused("M_BAD_STATE") {}
            rooms.forget(.ban(user), in: room)
            return Receipt()
        case .mute:
            try mayTouch(user, .kick, room)
            let mark = try await setLevel(of: user ?? "", in: room, to: nil)
            if let mark = Mark(mark) { rooms.note(mark, in: room) }
            return Receipt(mark: mark)
        case .unmute(let mark):
            guard case .mute(let user, let before) = Mark(mark) else { return Receipt() }
            _ = try await setLevel(of: user, in: room, to: .some(before))
            rooms.forget(.mute(user, before: before), in: room)
            return Receipt()
        case .lock: return try await closeDoor(act, room)
        case .unlock(let mark): return try await openDoor(Mark(mark), room)
        case .leave(let reason):
            _ = try await send(.leave(room, reason: reason.text))
            if let name = act.room?.name { entry.wanted.removeAll { $0 == name } }
            return Receipt()
        case .join: throw .unsupported
        }
    }

    /// What the desk hears of a case grows in one message, which reactions answer.
    private func tellDesk(
        _ words: Utterance, of number: Int32, in room: ByteString, _ transaction: ByteString
    ) async throws(ActError) {
        let text = words.text
        if number != 0, let grown = rooms.grown(number, in: room, by: text, at: clock()) {
            _ = try await send(.edit(room, transaction, of: grown.event, to: grown.lines.joined(separator: "\n")))
            rooms.noteCase(grown)
            return
        }
        let answer = try await send(.notice(room, transaction, text, veiled: words.veiled))
        guard number != 0, let event = answer["event_id"]?.string else { return }
        rooms.noteCase(CaseMessage(event: event, number: number, room: room, lines: [text], changedAt: clock()))
    }

    /// Her level must be the higher one, whatever the server would let her do.
    private func mayTouch(_ user: ByteString?, _ power: PowerLevels.Power, _ room: ByteString) throws(ActError) {
        guard let user, user.isUser else { throw .gone }
        guard let levels = rooms.levels(room) else { throw .disconnected }
        guard levels.may(rooms.own, power, to: user) else { throw .lacking(levels, power, of: rooms.own, to: user) }
    }

    func maySet(_ type: ByteString, in room: ByteString) throws(ActError) {
        guard let levels = rooms.levels(room) else { throw .disconnected }
        guard levels.may(rooms.own, .state(type)) else { throw .lacking(levels, .state(type), of: rooms.own) }
    }

    /// Reads the levels, changes one user's, writes them (THREATS H10): never from her own copy, and one after the other.
    /// `level` nil: the level of the mute; `.some(nil)`: none of its own. Returns the mark that gives back what was before.
    private func setLevel(
        of user: ByteString, in room: ByteString, to level: Int64??
    ) async throws(ActError) -> ByteString {
        await beginTurn(in: room)
        defer { endTurn(in: room) }
        let content = try await send(.state(room, "m.room.power_levels"))
        guard content.kind == .object else { throw .refused("the levels cannot be read") }
        let now = PowerLevels(create: rooms.creation(room), content: content)
        guard now.may(rooms.own, .state("m.room.power_levels"), to: user) else {
            throw .lacking(now, .state("m.room.power_levels"), of: rooms.own, to: user)
        }
        let before = now.users[user]
        let wanted: Int64? = if let level { level } else { now.muted }
        if before != wanted {
            let changed = PowerLevels.changing(content, user, to: wanted)
            _ = try await send(.setState(room, "m.room.power_levels", "", changed))
        }
        return Mark.mute(user, before: before == now.muted ? nil : before).bytes
    }

    func reach(of act: OwedAct) -> Reach {
        guard let room = id(of: act.room), let user = act.target?.member.key else { return Reach() }
        if act.target?.isServer == true {
            return Reach(bystanders: rooms.present(from: user, in: room).map { MemberID(network, $0) })
        }
        return Reach(facts: rooms.facts(user, in: room))
    }

    func mark(of act: OwedAct) -> ByteString {
        guard let user = act.target?.member.key else { return "" }
        if act.target?.isServer == true { return Mark.acl(user).bytes }
        switch act.action {
        case .ban: return Mark.ban(user).bytes
        case .mute:
            guard let room = id(of: act.room), let levels = rooms.levels(room) else { return "" }
            return Mark.mute(user, before: levels.users[user]).bytes
        default: return ""
        }
    }

    /// Looks in the room itself. Words carry their transaction id: sent again, the server knows them.
    func observe(_ act: OwedAct) async -> Receipt? {
        guard let room = id(of: act.room) else { return nil }
        let user = act.target?.member.key ?? ""
        if act.target?.isServer == true, case .ban = act.action {
            guard let content = try? await ask(.state(room, "m.room.server_acl")),
                AccessList(content)?.denies(user) == true
            else { return nil }
            rooms.note(.acl(user), in: room)
            return Receipt(mark: Mark.acl(user).bytes)
        }
        switch act.action {
        case .ban, .kick:
            let content = try? await ask(.state(room, "m.room.member", user))
            guard let membership = content?["membership"]?.string else { return nil }
            if case .ban = act.action {
                guard membership == "ban" else { return nil }
                rooms.note(.ban(user), in: room)
                return Receipt(mark: Mark.ban(user).bytes)
            }
            return membership == "join" ? nil : Receipt()
        case .mute:
            guard let content = try? await ask(.state(room, "m.room.power_levels")) else { return nil }
            let levels = PowerLevels(create: rooms.creation(room), content: content)
            guard levels.users[user] == levels.muted else { return nil }
            rooms.note(.mute(user, before: nil), in: room)
            return Receipt(mark: Mark.mute(user, before: nil).bytes)
        case .lock, .unlock: return await observeDoor(act, room)
        case .remove(let message, _):
            guard let event = (try? await ask(.event(room, message))).flatMap({ RoomEvent($0) }) else { return nil }
            return event.isRedacted ? Receipt() : nil
        default: return nil
        }
    }
}
