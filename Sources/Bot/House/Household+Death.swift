// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Engine
internal import Logging
internal import Store

extension Household {
    /// Deaths in a row with the same event in hand after which it is set aside although no fault was seen: something
    /// from outside, such as the system short of memory, may kill for an event's sake.
    static let strikes: UInt32 = 3

    /// Sets the event aside that brought the former process down.
    func judgeDeath() throws(StartFailure) {
        do { asides = Set(try store.asides().map(\.hash)) } catch { throw .store(error) }
        guard let found = mark?.found, found.wasFault || found.strikes >= Self.strikes else { return }
        asides.insert(found.hash)
        batch.asides.append(Aside(hash: found.hash, kind: found.kind, room: found.room, at: time.now))
        logger.error(
            "an event brought the former process down and is set aside",
            metadata: ["event.hash": "\(found.hash)", "event.kind": "\(found.kind)"])
    }

    /// Longer than anybody leaves her off without thinking of it: more likely the clock is wrong.
    static let gap = TimeSpan.days(30)

    /// The clock stands weeks ahead of what was last written: what stands is not lifted all at once on its word, but goes
    /// on for as long as was left, and the desks are told (THREATS K11).
    func tellOfGap() {
        let identity = store.identity
        guard !identity.isNew, identity.lastTime > .distantPast, time.now - identity.lastTime > Self.gap else { return }
        let gap = time.now - identity.lastTime
        logger.warning(
            "the clock stands far ahead of the journal: what stands goes on for as long as was left",
            metadata: ["clock.gap.seconds": "\(gap.seconds)"])
        for place in engines.indices { handle(Event(at: time.now, .clockStepped(gap)), only: place) }
    }

    /// Tells the desks what happened while she was away, where that concerns them.
    func tellOfDeath(recovered count: Int) {
        let identity = store.identity
        if !identity.wasClean, !identity.isNew, count > 0 {
            let span = time.now - identity.lastTime
            alertAll { $0.say(.restartCrash, [.span: .duration(max(.seconds(1), span)), .count: .number(count)]) }
        }
        guard let aside = batch.asides.last else { return }
        let concerned = aside.room.flatMap { router.community(of: $0) }.map { [$0] } ?? Array(engines.indices)
        for place in concerned {
            alert(place) { words in
                words.say(
                    .poisonAside,
                    [
                        .kind: .own(Event.Kind.name(of: aside.kind)),
                        .room: aside.room.map { .room($0) } ?? .own("–"),
                        .id: .own(String(aside.hash, radix: 36)),
                    ])
            }
        }
    }
}

extension Event.Kind {
    /// The number's word, for the desk: `said`. As `number` counts them.
    static func name(of number: UInt8) -> String {
        let names = [
            "connected", "disconnected", "synced", "joined", "left", "renamed", "identified", "moved", "ranked",
            "invited", "said", "topic", "sanctioned", "capability", "split", "commanded", "due", "performed", "failed",
            "expired", "forgotten", "reloaded", "opened", "ticked", "clockStepped", "claimed", "listed", "barred",
            "unclear",
        ]
        switch number {
        case 40: return "voted"
        case 41: return "opined"
        case 42: return "unidentified"
        case 43: return "lookedUp"
        case 1...UInt8(names.count): return names[Int(number) - 1]
        default: return "event \(number)"
        }
    }
}
