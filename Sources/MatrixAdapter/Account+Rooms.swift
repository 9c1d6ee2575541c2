// SPDX-License-Identifier: Apache-2.0

import Chat
import Matrix

/// Where she is to be and is not, and when she tries again.
struct Entry {
    /// Rooms the homeserver said she is in, before the first sync shows them.
    var joined: Set<ByteString> = []
    /// bot.conf's names of rooms she was shown out of: not entered again unless somebody invites her.
    var expelled: Set<ByteString> = []
    /// Where aliases lead that do not let her in yet, by bot.conf's names.
    var addresses: [ByteString: ByteString] = [:]
    /// What replaces rooms of hers and has not let her in, by its id.
    var upgrades: [ByteString: Successor] = [:]
    /// Rooms that came into bot.conf since this account began.
    var wanted: [ByteString] = []
    var next = Timestamp.distantPast
    var failures: Int64 = 0
    /// When an invitation last made her try at once.
    var heardAt: Timestamp?
    /// When an invitation was last refused with words.
    var declinedAt: Timestamp?
    /// What keeps her out of rooms, by bot.conf's names; each is told once.
    var bars: [ByteString: Event.Bar] = [:]
    var untoldBars: Set<ByteString> = []

    struct Successor {
        var upgrade: Rooms.Upgrade
        var failures: Int64 = 0
        /// When she tries again by herself; nil where only people can mend it.
        var next: Timestamp?
    }
}

// Entering the rooms of bot.conf, and leaving them.
extension Account {
    func join(_ room: ByteString, as name: ByteString, via: [ByteString]) async throws(ActError) {
        let answer = try await send(.join(room, via: via))
        guard let id = answer["room_id"]?.string, id.isRoom else { throw .refused("no room id") }
        pin(name, to: id)
        entry.joined.insert(id)
        entry.expelled.remove(name)
        entry.addresses[name] = nil
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
        var missing = missing
        guard !missing.isEmpty else { return [] }
        // Begun elsewhere each time: a room on a server that answers nobody keeps her out of no other.
        let first = Int(entry.failures) % missing.count
        missing = Array(missing[first...] + missing[..<first])
        var failed: [(room: ByteString, error: ActError)] = []
        var passing = 0
        for name in missing {
            let id = ids[name] ?? name
            do throws(ActError) {
                try await join(id, as: name, via: [name.server].compactMap { $0 })
            } catch {
                failed.append((name, error))
                noteBar(name, error)
                switch error {
                // The others would be refused too.
                case .busy: passing = Self.passingMost
                // So they would where it is the homeserver itself that fails, and not the room's.
                case .tooFast, .timedOut, .disconnected: passing += 1
                // Whoever may let her in will invite her to the room, not to its alias.
                case .notAllowed: await askTheWay(to: name)
                default: break
                }
                if passing >= Self.passingMost { break }
            }
        }
        entry.failures = failed.isEmpty ? 0 : entry.failures + 1
        entry.next = clock() + Self.wait(after: entry.failures)
        return failed
    }

    /// Failures that may pass by themselves, after which she tries no more rooms for now.
    private static let passingMost = 3
    /// Aliases asked for at once.
    private static let addressesMost = 16

    private func askTheWay(to name: ByteString) async {
        guard !name.isRoom, ids[name] == nil, let answer = try? await ask(.address(of: name)) else { return }
        entry.addresses[name] = answer["room_id"]?.string
    }

    /// An invitation to a room that no alias of hers is known to lead to: it may have been made since.
    func askTheWay() async { for name in missing.prefix(Self.addressesMost) { await askTheWay(to: name) } }

    /// She is asked into a room: it may be one she is missing, also one whose alias nobody could tell her. Tried at most
    /// once a minute for that.
    func hear(_ invitation: SyncResponse.Invitation) {
        for (name, id) in ids where id == invitation.room { entry.expelled.remove(name) }
        if settings.rooms.contains(invitation.room) { entry.expelled.remove(invitation.room) }
        guard !missing.isEmpty else { return }
        entry.failures = min(entry.failures, 2)
        // Another homeserver can say so of any room, as often as it likes: each time would cost a request for every room.
        if isWanted(invitation.room), entry.heardAt.map({ clock() - $0 >= .minutes(1) }) ?? true {
            entry.heardAt = clock()
            entry.next = clock()
        }
        entry.next = min(entry.next, clock() + .seconds(entry.failures == 0 ? 0 : 60))
    }

    func isWanted(_ room: ByteString) -> Bool {
        settings.rooms.contains(room) || settings.lists.contains(room) || ids.values.contains(room)
            || entry.addresses.values.contains(room) || entry.upgrades[room] != nil
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

    /// Follows rooms to what replaces them, where who said so might.
    func followUpgrades() async {
        for upgrade in rooms.takeUpgrades() where upgrade.isAllowed { await follow(upgrade) }
        for (_, one) in entry.upgrades.sorted(by: { $0.key < $1.key }) where one.next.map({ $0 <= clock() }) ?? false {
            await follow(one.upgrade)
        }
    }

    /// The new room has to know the old one (THREATS H5). One for those invited lets her in once somebody invites her.
    func follow(_ upgrade: Rooms.Upgrade) async {
        guard let name = ids.first(where: { $0.value == upgrade.room })?.key else { return }
        // Has a name in bot.conf itself, which it would lose.
        if ids.values.contains(upgrade.replacement) || settings.rooms.contains(upgrade.replacement) { return }
        let via = [upgrade.by.server].compactMap { $0 }
        do throws(ActError) { _ = try await send(.join(upgrade.replacement, via: via)) } catch {
            keep(upgrade, after: error)
            return noteBar(name, error)
        }
        entry.upgrades[upgrade.replacement] = nil
        let create = try? await ask(.creation(of: upgrade.replacement))
        // Made by whoever closed the old one, as far as the homeserver tells.
        guard (create?["content"] ?? create)?["predecessor"]?["room_id"]?.string == upgrade.room,
            create?["sender"].map({ $0.string == upgrade.by }) ?? true
        else {
            _ = try? await send(.leave(upgrade.replacement, reason: nil))
            return
        }
        rooms.names[upgrade.room] = nil
        pin(name, to: upgrade.replacement)
        unbar(name)
    }
    private static let upgradesMost = 64

    /// Tried again as rooms of bot.conf are, where it failed for what may pass by itself.
    private func keep(_ upgrade: Rooms.Upgrade, after error: ActError) {
        var successor = entry.upgrades[upgrade.replacement] ?? Entry.Successor(upgrade: upgrade)
        guard successor.failures > 0 || entry.upgrades.count < Self.upgradesMost else { return }
        successor.upgrade = upgrade
        successor.failures += 1
        successor.next = Event.Bar(joining: error) == nil ? clock() + Self.wait(after: successor.failures) : nil
        entry.upgrades[upgrade.replacement] = successor
    }

    /// 15 s, 30 s, 1 min … 10 min.
    private static func wait(after failures: Int64) -> TimeSpan { min(.minutes(10), .seconds(15 << min(6, failures))) }
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
