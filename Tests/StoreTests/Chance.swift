// SPDX-License-Identifier: Apache-2.0

import Chat

/// Random values from a seed: the same in every run (SplitMix64).
struct Chance: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    mutating func flip() -> Bool { next() & 1 == 0 }
    mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }
    mutating func maybe<T>(_ value: T) -> T? { flip() ? value : nil }

    mutating func int64() -> Int64 {
        pick([0, 1, -1, 63, 64, -64, -65, .max, .min, Int64(bitPattern: next()), Int64(below(100_000))])
    }
    mutating func string() -> String {
        let letters: [Unicode.Scalar] = ["a", "Z", " ", "é", "e", "\u{301}", "\r", "\n", "\u{0}", "漢", "🧶", "\u{FEFF}"]
        var text = ""
        for _ in 0..<below(40) { text.unicodeScalars.append(pick(letters)) }
        return text
    }
    mutating func bytes() -> ByteString { ByteString((0..<below(30)).map { _ in UInt8(truncatingIfNeeded: next()) }) }
    mutating func peer() -> PeerText { PeerText(string()) }
    mutating func words() -> Utterance { Utterance(string()) }
    mutating func time() -> Timestamp { Timestamp(milliseconds: int64()) }
    mutating func span() -> TimeSpan { TimeSpan(milliseconds: int64()) }
    mutating func network() -> NetworkID { NetworkID(bytes()) }
    mutating func room() -> RoomID { RoomID(network(), bytes()) }
    mutating func member() -> MemberID { MemberID(network(), bytes()) }
    mutating func person() -> PersonID { PersonID(network(), pick([.account, .mxid, .host, .relayed]), bytes()) }
    mutating func actID() -> ActID {
        ActID(epoch: UInt32(truncatingIfNeeded: next()), sequence: int64(), index: UInt16(truncatingIfNeeded: next()))
    }
    mutating func facts() -> Facts {
        Facts(
            isPresent: flip(), rank: pick(Rank.allCases), account: maybe(bytes()), accountIsKnown: flip(),
            user: bytes(),
            host: bytes(), name: peer(), isBot: flip(), isSelf: flip(), ownRank: pick(Rank.allCases),
            roomSize: Int32(truncatingIfNeeded: next()))
    }
    mutating func message() -> Message {
        Message(
            peer(), id: maybe(bytes()), carrier: pick(Message.Carrier.allCases), isPrivate: flip(), isPlayback: flip())
    }
    mutating func receipt() -> Receipt { Receipt(mark: bytes(), endsByItself: flip()) }

    mutating func action() -> Action {
        switch below(13) {
        case 0: .say(words())
        case 1: .whisper(words())
        case 2: .alert(words())
        case 3: .remove(message: bytes(), reason: flip() ? words() : Utterance(""))
        case 4: .mute(maybe(span()), reason: words())
        case 5: .unmute(mark: bytes())
        case 6: .kick(reason: words())
        case 7: .ban(maybe(span()), reason: words())
        case 8: .unban(mark: bytes())
        case 9: .join
        case 10: .lock(span(), mark: bytes())
        case 11: .unlock(mark: bytes())
        default: .leave(reason: words())
        }
    }
    mutating func target() -> Target {
        Target(
            member: member(), person: person(), account: maybe(bytes()), user: bytes(), host: bytes(), name: peer())
    }
    mutating func act() -> OwedAct {
        var act = OwedAct(
            id: actID(), community: CommunityID(string()), room: maybe(room()), network: network(),
            target: maybe(target()), action: action(), lane: pick(Lane.allCases), owedAt: time(),
            expiresAt: maybe(time()), caseNumber: Int32(truncatingIfNeeded: next()))
        (act.isNarrow, act.erases) = (flip(), flip())
        return act
    }
    mutating func actError() -> ActError {
        switch below(11) {
        case 0: .disconnected
        case 1: .tooFast(retryAfter: span())
        case 2: .notAllowed(string())
        case 3: .gone
        case 4: .unsupported
        case 5: .full
        case 6: .refused(string())
        case 7: .busy(retryAfter: span())
        case 8: .unanswered(mark: "q *!*@h")
        case 9: .crowded
        default: .timedOut
        }
    }
    mutating func departure() -> Event.Departure {
        switch below(4) {
        case 0: .parted(peer())
        case 1: .quit(peer())
        case 2: .split(isCertain: flip())
        default: .kicked(by: maybe(member()), reason: peer())
        }
    }
    mutating func kind(_ number: Int) -> Event.Kind {
        switch number {
        case 1: .connected(network())
        case 2: .disconnected(network(), why: string())
        case 3: .synced(members: (0..<below(5)).map { _ in Event.Present(member(), facts()) })
        case 4: .joined(pick([.joined, .netjoin]))
        case 5: .left(departure())
        case 6: .renamed(to: peer())
        case 7: .identified(account: maybe(bytes()))
        case 8: .moved(user: bytes(), host: bytes())
        case 9: .ranked(pick(Rank.allCases), by: maybe(member()))
        case 10: .invited
        case 11: .said(message())
        case 12: .topic(peer(), isHistory: flip())
        case 13: .sanctioned(.init(pick([.muted, .unmuted, .banned, .kicked]), mark: bytes(), target: maybe(member())))
        case 14: .capability(.init(can: [pick(Event.Ability.allCases)], cannot: Event.Ability.allCases))
        case 15: .split(isOpen: flip(), network())
        case 16: .commanded(by: peer(), text: peer())
        case 17: .due(actID(), Reach(facts: maybe(facts()), bystanders: [member(), member()]))
        case 18: .performed(actID(), receipt())
        case 19: .failed(actID(), actError())
        case 20: .expired(actID(), pick([.stale, .unknownFate]))
        case 21: .forgotten(person())
        case 22: .reloaded(fingerprint: next(), changes: [string(), string()])
        case 23: .opened(seed: next())
        case 24: .ticked
        case 25: .clockStepped(span())
        case 26: .claimed(pick([.wrong, .right, .rightToo]))
        case 27: .listed(listing())
        case 28: .unclear(among: [CommunityID(string()), CommunityID(string())])
        case 29: .barred(pick(Event.Bar.allCases))
        case 30: .unidentified(NetworkID("libera"), pick(Event.Unidentified.allCases))
        case 31: .lookedUp(.answered(listedBy: [string(), string()]))
        case 32: .lookedUp(.list(string(), pick(Event.ListState.allCases)))
        default: .opined(.init(question: next(), sureness: Int32(truncatingIfNeeded: next())))
        }
    }
    mutating func listing() -> Listing {
        Listing(
            isWhole: flip(),
            rules: (0..<below(4)).map { _ in
                .init(key: bytes(), kind: pick(Listing.Rule.Kind.allCases), entity: bytes(), reason: peer())
            }, gone: [bytes()], unread: Int32(below(9)))
    }
    mutating func event(_ number: Int? = nil) -> Event {
        let number = number ?? below(33) + 1
        return Event(
            at: time(), age: span(), room: maybe(room()), member: maybe(member()), facts: maybe(facts()), kind(number))
    }
}
