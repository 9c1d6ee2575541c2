// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Engine

/// Connections, deaths and new settings.
extension Player {
    public mutating func connect(_ network: NetworkID) {
        up.insert(network)
        tell(Event(at: now, .connected(network)))
        for room in rooms where room.network == network {
            if let own = chat.own[network] { chat.enter(own, room, rank: chat.ownRank(in: room)) }
            tell(Event(at: now, room: room, .synced(members: chat.roster(of: room))))
            let capability = Event.Capability(can: settings.can, cannot: settings.cannot)
            tell(Event(at: now, room: room, .capability(capability)))
        }
        pump()
    }

    public mutating func disconnect(_ network: NetworkID, why: String) {
        up.remove(network)
        router.lost(network)
        tell(Event(at: now, .disconnected(network, why: why)))
    }

    private mutating func tell(_ event: Event) {
        var event = event
        for index in places(of: &event) { deliver(event, to: index) }
    }

    /// The process ends and begins again: the engines are made anew from rows and journal, the rosters are told again.
    public mutating func restart(after pause: TimeSpan = .seconds(2)) {
        for network in networks { up.remove(network) }
        router = Self.router(of: policies)
        outboxes = [:]
        rechecks = [:]
        now = now + pause
        for index in seats.indices { revive(index) }
        for network in networks { connect(network) }
        tellListsAgain()
        pump()
    }

    private mutating func revive(_ index: Int) {
        do {
            seats[index].engine = try seats[index].recovered()
            _ = seats[index].engine.takeQuestions()
            _ = seats[index].engine.takeLookups()
            seats[index].hasRestarted = true
        } catch {
            trace.append(.fault("the rows cannot be read again: \(error)", at: now))
            return
        }
        let owed = Set(seats[index].engine.pendingActs.map(\.id))
        let booked = Set(seats[index].debts.keys)
        for id in owed.symmetricDifference(booked).sorted() {
            let side = owed.contains(id) ? "the engine" : "the store"
            trace.append(.fault("after the restart only \(side) knows of the act \(id)", at: now))
        }
        for (id, debt) in seats[index].debts.sorted(by: { $0.key < $1.key }) {
            switch (debt.stage, debt.act.action.isObservable) {
            case (.owed, _): enqueue(debt.act)
            case (.sent, true): lookFor(debt.act, index)
            case (.sent, false):
                seats[index].debts[id] = nil
                trace.append(.dropped(debt.act, .unknownFate, at: now))
                deliver(result(debt.act, .expired(id, .unknownFate)), to: index)
            }
        }
    }

    /// A sanction of unknown fate: done if the room shows it, else owed again.
    mutating func lookFor(_ act: OwedAct, _ index: Int) {
        guard let receipt = observe(act) else {
            seats[index].debts[act.id]?.stage = .owed
            return enqueue(act)
        }
        seats[index].debts[act.id] = nil
        deliver(result(act, .performed(act.id, receipt)), to: index)
    }

    /// Does the room show that the act was done?
    private func observe(_ act: OwedAct) -> Receipt? {
        guard let room = act.room else { return nil }
        let standing = chat.marks[room] ?? []
        switch act.action {
        case .lock: return standing.first { $0.kind == .lock }.map { Receipt(mark: $0.text) }
        case .unlock(let mark): return standing.contains { $0.text == mark } ? nil : Receipt()
        default: break
        }
        guard let target = act.target else { return nil }
        let mask = SimulatedChat.mask(of: target)
        switch act.action {
        case .mute: return standing.first { $0.kind == .mute && $0.markMask == mask }.map { Receipt(mark: $0.text) }
        case .ban: return standing.first { $0.kind == .ban && $0.markMask == mask }.map { Receipt(mark: $0.text) }
        case .kick: return chat.members[target.member]?.ranks[room] == nil ? Receipt() : nil
        case .unmute(let mark), .unban(let mark): return standing.contains { $0.text == mark } ? nil : Receipt()
        case .say, .whisper, .alert, .remove, .join, .leave, .lock, .unlock: return nil
        }
    }

    /// `kill -9` just after the commit of an event.
    mutating func die(_ crash: Crash) {
        if crash != .owed {
            // The first act that would have left: marked as sent; whether it arrived is the difference.
            for network in networks where up.contains(network) {
                guard let act = outboxes[network]?.next(among: Lane.allCases),
                    let index = seats.firstIndex(where: { $0.engine.policy.community == act.community })
                else { continue }
                seats[index].debts[act.id]?.stage = .sent
                if crash == .done {
                    _ = leaveStanding(act)
                    trace.append(.performed(act, at: now))
                }
                break
            }
        }
        restart()
    }

    /// Takes new settings over, as a reload does.
    public mutating func adopt(_ policies: [Policy], changes: [String]) {
        for index in seats.indices {
            guard let policy = policies.first(where: { $0.community == seats[index].engine.policy.community })
            else { continue }
            seats[index].checkpoint()
            seats[index].engine.adopt(policy)
            seats[index].takeRooms(of: policy)
            if settings.keepsJournal { seats[index].adoptions[seats[index].journal.count] = policy }
            deliver(Event(at: now, .reloaded(fingerprint: policy.fingerprint, changes: changes)), to: index)
        }
        let kept = self.policies
        router.replace(rooms: kept.map(\.roomsAndDesk), lists: kept.map(\.lists))
        for room in rooms {
            guard let own = chat.own[room.network], chat.members[own]?.ranks[room] == nil else { continue }
            chat.enter(own, room, rank: chat.ownRank(in: room))
            tell(Event(at: now, room: room, .synced(members: chat.roster(of: room))))
        }
        pump()
    }

    /// Puts other settings in force without telling anybody: for logs whose stamps differ in fineness.
    mutating func swap(_ policies: [Policy]) {
        for (index, policy) in policies.enumerated() where index < seats.count { seats[index].engine.adopt(policy) }
    }

    /// Gives one engine a decision as if it had been recorded: how a scenario gives people their past.
    public mutating func record(_ changes: [Change]) {
        for index in seats.indices {
            let decision = Decision(rule: "past", changes: changes)
            let event = Event(at: now, .ticked)
            seats[index].engine.recover(event, recorded: [decision])
            keep(Seat.Entry(event: event, decisions: [decision], isPast: true), at: index)
        }
    }

    /// Gives people a past that she heard, before the playing begins: short lines of each on several days, of which
    /// nothing came. By them they have become regulars, as `PersonRecord.standing` has it.
    mutating func relive(_ members: [MemberID], in room: RoomID) {
        let first = now - .days(6)
        for line in 0..<24 {
            for (place, id) in members.enumerated() {
                let name = chat.members[id]?.name.raw ?? ""
                var event = event(id, room, .said(Message(PeerText("line \(line) of \(name)"))))
                event.at = first + .hours(5) * Int64(line) + .minutes(1) * Int64(place)
                for index in places(of: &event) {
                    seats[index].engine.recover(event, recorded: [])
                    keep(Seat.Entry(event: event, decisions: [], isPast: true), at: index)
                }
            }
        }
    }

    private mutating func keep(_ entry: Seat.Entry, at index: Int) {
        if settings.keepsJournal { seats[index].journal.append(entry) }
        if settings.canRestart { seats[index].tail.append(entry) }
    }

    /// Moves the wall clock; nothing is due in between.
    public mutating func stepClock(_ span: TimeSpan) {
        now = now + span
        send(Event(at: now, .clockStepped(span)))
    }
}

extension Player {
    /// What her acts left standing in all rooms, as the servers keep it.
    public var standingMarks: [String] {
        rooms.flatMap { room in (chat.marks[room] ?? []).map { "\(room) \($0.text)" } }
    }

    /// Acts owed or of unknown fate.
    public var openDebts: Int { seats.reduce(0) { $0 + $1.debts.count } }
}
