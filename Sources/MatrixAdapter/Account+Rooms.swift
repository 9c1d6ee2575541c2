// SPDX-License-Identifier: Apache-2.0

import Chat
import Matrix

/// Where she is to be and is not, and when she tries again.
struct Entry {
    /// Rooms the homeserver said she is in, before the first sync shows them.
    var joined: Set<ByteString> = []
    /// bot.conf's names of rooms she was shown out of: not entered again unless somebody invites her.
    var expelled: Set<ByteString> = []
    /// Rooms that came into bot.conf since this account began.
    var wanted: [ByteString] = []
    var next = Timestamp.distantPast
    var failures: Int64 = 0
    /// When an invitation was last refused with words.
    var declinedAt: Timestamp?
    /// What keeps her out of rooms, by bot.conf's names; each is told once.
    var bars: [ByteString: Event.Bar] = [:]
    var untoldBars: Set<ByteString> = []
}

// Entering the rooms of bot.conf, and leaving them.
extension Account {
    func join(_ room: ByteString, as name: ByteString, via: [ByteString]) async throws(ActError) {
        let answer = try await send(.join(room, via: via))
        guard let id = answer["room_id"]?.string, id.isRoom else { throw .refused("no room id") }
        pin(name, to: id)
        entry.joined.insert(id)
        entry.expelled.remove(name)
        unbar(name)
    }

    private func unbar(_ name: ByteString) {
        entry.bars[name] = nil
        entry.untoldBars.remove(name)
    }

    /// She could not come in: told when it is for another reason than before. What may pass by itself is no reason yet.
    private func noteBar(_ name: ByteString, _ error: ActError) {
        guard let bar = Event.Bar(joining: error), entry.bars[name] != bar else { return }
        entry.bars[name] = bar
        entry.untoldBars.insert(name)
    }

    /// What keeps her out and was not told yet; `all`: whatever does, to a core that forgot it with the connection.
    func takeBars(all: Bool = false) -> [Event] {
        defer { entry.untoldBars = [] }
        return entry.bars.sorted { $0.key < $1.key }.filter { all || entry.untoldBars.contains($0.key) }.map {
            Event(at: clock(), room: RoomID(network, $0.key), .barred($0.value))
        }
    }

    /// She was shown out, which is told already.
    func note(bars events: [Event]) {
        for event in events {
            guard let name = event.room?.name else { continue }
            switch event.kind {
            case .barred(let bar): entry.bars[name] = bar
            // In by an invitation, or before the answer to her request was here.
            case .synced: unbar(name)
            default: break
            }
        }
    }

    /// The rooms of bot.conf she is not in.
    var missing: [ByteString] {
        (settings.rooms + settings.lists + entry.wanted).filter { name in
            guard !entry.expelled.contains(name) else { return false }
            guard let id = ids[name] ?? (name.isRoom ? name : nil) else { return true }
            return !rooms.isKnown(id) && !entry.joined.contains(id)
        }
    }

    /// Asks once which rooms she is in already: joining them again costs of a budget that is small.
    func lookAround() async {
        // Without an answer she joins them all again, which is harmless.
        guard let answer = try? await ask(.joinedRooms) else { return }
        entry.joined = Set((answer["joined_rooms"]?.elements ?? []).prefix(10_000).compactMap(\.string))
    }

    /// Enters what is missing, when it is time: 30 s, 1, 2 … 10 min after it failed. Returns what failed.
    func enterRooms() async -> [(room: ByteString, error: ActError)] {
        guard entry.next <= clock() else { return [] }
        let missing = missing
        guard !missing.isEmpty else { return [] }
        var failed: [(room: ByteString, error: ActError)] = []
        for name in missing {
            let id = ids[name] ?? name
            do throws(ActError) {
                try await join(id, as: name, via: [name.server].compactMap { $0 })
            } catch {
                failed.append((name, error))
                noteBar(name, error)
                // The others would be refused too.
                if case .tooFast = error { break }
                if case .busy = error { break }
            }
        }
        entry.failures = failed.isEmpty ? 0 : entry.failures + 1
        entry.next = clock() + min(.minutes(10), .seconds(15 << min(6, entry.failures)))
        return failed
    }

    /// She is asked into a room: it may be one she is missing, also one whose alias nobody could tell her. Tried at most
    /// once a minute for that.
    func hear(_ invitation: SyncResponse.Invitation) {
        for (name, id) in ids where id == invitation.room { entry.expelled.remove(name) }
        if settings.rooms.contains(invitation.room) { entry.expelled.remove(invitation.room) }
        guard !missing.isEmpty else { return }
        entry.failures = min(entry.failures, 2)
        entry.next = min(entry.next, clock() + .seconds(entry.failures == 0 ? 0 : 60))
    }

    func isWanted(_ room: ByteString) -> Bool {
        settings.rooms.contains(room) || settings.lists.contains(room) || ids.values.contains(room)
    }

    func note(_ departure: SyncResponse.Departure) {
        entry.joined.remove(departure.room)
        for (name, id) in ids where id == departure.room { entry.expelled.insert(name) }
        if settings.rooms.contains(departure.room) { entry.expelled.insert(departure.room) }
        guard departure.event?.isBan == false else { return }
        // Banned before: from here an invitation is enough.
        for (name, bar) in entry.bars where bar == .banned && (ids[name] ?? name) == departure.room {
            entry.bars[name] = .shown
            entry.untoldBars.insert(name)
        }
    }

    // MARK: - Upgrades

    /// Follows rooms to what replaces them, where who said so might, and the new room knows the old one (THREATS H5).
    func followUpgrades() async {
        for upgrade in rooms.takeUpgrades() where upgrade.isAllowed {
            guard let name = ids.first(where: { $0.value == upgrade.room })?.key else { continue }
            let via = [upgrade.by.server].compactMap { $0 }
            guard (try? await send(.join(upgrade.replacement, via: via))) != nil else { continue }
            let create = try? await ask(.creation(of: upgrade.replacement))
            // Made by whoever closed the old one, as far as the homeserver tells.
            guard (create?["content"] ?? create)?["predecessor"]?["room_id"]?.string == upgrade.room,
                create?["sender"].map({ $0.string == upgrade.by }) ?? true
            else {
                _ = try? await send(.leave(upgrade.replacement, reason: nil))
                continue
            }
            rooms.names[upgrade.room] = nil
            pin(name, to: upgrade.replacement)
        }
    }
}

extension Event.Bar {
    /// Why a homeserver does not let her in (client-server API, "Joining rooms"); nil for what may pass by itself.
    init?(joining error: ActError) {
        switch error {
        case .refused("M_BAD_STATE"): self = .banned
        case .notAllowed(let words): self = words.contains("banned") ? .banned : .inviteOnly
        case .gone: self = .missing
        case .refused, .unsupported: self = .refused
        case .disconnected, .tooFast, .full, .crowded, .busy, .timedOut, .unanswered: return nil
        }
    }
}
