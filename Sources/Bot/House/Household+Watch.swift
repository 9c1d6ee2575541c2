// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Engine
internal import Logging
internal import Store

extension Household {
    /// What the loop itself takes from an event: which networks and rooms can be acted in.
    func watch(_ event: Event) {
        switch event.kind {
        case .connected(let network):
            // Whoever read that it was away reads that it is back.
            let wasAway = networks[network].map { !$0.isConnected && !$0.why.isEmpty } ?? false
            logger.log(
                level: wasAway ? .notice : .info, wasAway ? "a network is reached again" : "a network is reached",
                metadata: ["network.name": "\(network)"])
            isBoardOld = true
            networks[network]?.isConnected = true
            networks[network]?.since = time.now
            networks[network]?.why = ""
            stirred.insert(network)
        case .disconnected(let network, let why):
            isBoardOld = true
            networks[network]?.disconnect()
            networks[network]?.since = time.now
            networks[network]?.why = why
            router.lost(network)
        case .synced(let members):
            guard let room = event.room else { return }
            if let own = members.first(where: { $0.facts.isSelf }) {
                let user = own.facts.account.flatMap { $0.bytes.first == UInt8(ascii: "@") ? $0.text : nil }
                let called = user ?? own.facts.name.raw
                // Whom to invite, where a room does not let her in.
                if networks[room.network]?.own != called { isBoardOld = true }
                networks[room.network]?.own = called
            }
            isBoardOld = isBoardOld || networks[room.network]?.barred[room] != nil
            superfluous += networks[room.network]?.sync(room) ?? []
            stirred.insert(room.network)
        case .left:
            if let room = event.room, event.facts?.isSelf == true { networks[room.network]?.leave(room) }
        case .joined, .renamed, .identified, .moved, .ranked, .invited, .said, .topic, .sanctioned, .split,
            .commanded, .due, .performed, .failed, .expired, .forgotten, .reloaded, .opened, .ticked, .clockStepped,
            .claimed, .listed, .voted, .unclear, .opined, .lookedUp, .unidentified:
            break
        case .capability(let capability):
            if let room = event.room { noteSealed(capability.cannot.contains(.read), room) }
        case .barred(let bar):
            isBoardOld = true
            if let room = event.room { networks[room.network]?.barred[room] = bar }
        }
    }

    /// Nobody reads at an encrypted desk what she does, and no order given there reaches her: whoever runs her hears it.
    private func noteSealed(_ isSealed: Bool, _ room: RoomID) {
        let isDesk = isSealed && isDesk(room)
        guard networks[room.network]?.sealed.contains(room) == !isDesk else { return }
        isBoardOld = true
        guard isDesk else {
            networks[room.network]?.sealed.remove(room)
            return
        }
        networks[room.network]?.sealed.insert(room)
        logger.warning(
            "the desk is encrypted: she can neither read nor write there; name a room without encryption in bot.conf",
            metadata: ["room": "\(room)"])
    }

    /// Of those noted, what is a desk still: a reload may take one away.
    func sealedDesks(on network: NetworkID) -> Set<RoomID> { networks[network]?.sealed.filter(isDesk) ?? [] }

    private func isDesk(_ room: RoomID) -> Bool { active.contains { engines[$0].policy.desk.contains(room) } }

    /// Says something of the house at a community's desk. Written as debts of its own, of which no engine knows.
    ///
    /// - Parameter besides: a network that cannot carry it.
    func alert(_ place: Int, besides: NetworkID? = nil, _ say: (Words) -> Utterance) {
        let policy = engines[place].policy
        for room in policy.desk where room.network != besides {
            oweOwn(.alert(say(policy.words)), in: room, lane: .sanction, expires: .hours(1))
        }
    }

    func alertAll(besides: NetworkID? = nil, _ say: (Words) -> Utterance) {
        for place in active { alert(place, besides: besides, say) }
    }

    /// Publishes when something about the networks changed, and at most twice a second for the rest.
    func publishIfOld() {
        guard isBoardOld || time.now - publishedAt >= .milliseconds(500) else { return }
        publish()
    }

    /// Puts how things are on the board.
    func publish() {
        let pictures = networks.keys.sorted().compactMap { id in
            networks[id].map { state in
                Board.Network(
                    id: id,
                    state: state.isRefused
                        ? .refused : state.isConnected ? .connected : state.why.isEmpty ? .connecting : .away,
                    since: state.since, why: state.why, waiting: state.waiting, own: state.own, barred: state.barred,
                    sealed: sealedDesks(on: id))
            }
        }
        isBoardOld = false
        publishedAt = time.now
        let (sequence, isDegraded, pressure) = (sequence, isDegraded, pressure)
        board?.update {
            $0.networks = pictures
            $0.sequence = sequence
            $0.isDegraded = isDegraded
            $0.space = pressure
        }
    }

    /// Less space is left, or more again: the desks are told what is no longer kept.
    func changed(_ pressure: Pressure) {
        let before = self.pressure
        self.pressure = pressure
        isBoardOld = true
        let what = ["journal.pressure": "\(pressure)"] as Logger.Metadata
        guard pressure > before else {
            return logger.notice(
                pressure == .none
                    ? "there is room for the journal again" : "there is a little room for the journal again",
                metadata: what)
        }
        logger.warning(
            pressure >= .decisionsOnly
                ? "the disk is full, or the journal at its ceiling: only decisions are kept, see Disk in the operator's guide"
                : "the disk or the journal is nearly full: less is kept, see Disk in the operator's guide",
            metadata: what)
        if pressure == .debtsOnly { return alertAll { $0.say(.journalDisk, [.fix: .own("bot.conf [memory]")]) } }
        let percent =
            switch pressure {
            case .none, .noStatistics: 90
            case .noTexts: 95
            case .decisionsOnly, .debtsOnly: 100
            }
        alertAll { words in
            var kept: [Words.Value] = [.phrase(.journalTexts)]
            if pressure >= .decisionsOnly { kept.append(.phrase(.journalEvents)) }
            return words.say(
                pressure >= .noTexts ? .journalNearly : .journalSoon,
                [.percent: .number(percent), .what: .list(kept), .fix: .own("bot.conf [memory]")])
        }
    }
}
