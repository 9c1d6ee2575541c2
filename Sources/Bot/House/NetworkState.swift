// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Engine

/// One network as the loop sees it: what is owed there, and whether anything can be done about it.
///
/// Acts for a room wait until its roster is whole: before, nothing is known of their targets, and a sanction would be
/// dropped as if its target had gone.
struct NetworkState: Sendable {
    var outbox = Outbox()
    var isConnected = false
    /// Refused for good: it is not tried again.
    var isRefused = false
    var since: Timestamp
    /// Why it is down; empty when it is not.
    var why = ""
    /// What she is called there; on Matrix her id.
    var own = ""
    /// Rooms she cannot be in, and why.
    var barred: [RoomID: Event.Bar] = [:]
    /// Desks that are encrypted.
    var sealed: Set<RoomID> = []
    /// Rooms whose roster is whole.
    private(set) var synced: Set<RoomID> = []
    private var parked: [RoomID: [OwedAct]] = [:]
    private var parkedCount = 0
    /// Sent before a crash; looked for once their room is whole, or at once where they have none.
    private var doubtful: [OwedAct] = []
    private var looks: [OwedAct] = []
    /// Kinds of acts of which the server takes no more for now, and until when.
    private var heldUntil: [OwedAct.Kind: Timestamp] = [:]
    /// When private lines left that nobody had asked for.
    private var greeted: [Timestamp] = []
    /// Of those at most this many a minute, over all rooms and communities: more is what spammers do, and networks treat
    /// it so (THREATS B10). What waits past its time is dropped, as all words are.
    static let greetings = 5
    /// The server asked to be left alone until then.
    var quietUntil: Timestamp = .distantPast

    init(since: Timestamp) { self.since = since }

    /// Acts waiting in any way.
    var waiting: Int { outbox.count + parkedCount + doubtful.count + looks.count }
    /// Something could be done now, if the connection's clock allows.
    var hasWork: Bool { isConnected && (outbox.count > 0 || !looks.isEmpty) }
    var isFull: Bool { outbox.count + parkedCount >= Outbox.capacity }

    /// Takes an act in; returns those it made superfluous.
    mutating func owe(_ act: OwedAct) -> [OwedAct] {
        if let room = act.room, act.needsRoster, !synced.contains(room) {
            guard !isFull else { return outbox.owe(act) }
            if parked[room, default: []].contains(where: { $0.id == act.id }) { return [] }
            parked[room, default: []].append(act)
            parkedCount += 1
            return []
        }
        return outbox.owe(act)
    }

    mutating func doubt(_ act: OwedAct) { doubtful.append(act) }

    /// Acts of this kind have to wait; all others go on.
    mutating func hold(_ kind: OwedAct.Kind, until: Timestamp) {
        heldUntil[kind] = max(heldUntil[kind] ?? .distantPast, until)
    }

    /// The roster of a room is whole; returns acts that became superfluous on their way into the outbox.
    mutating func sync(_ room: RoomID) -> [OwedAct] {
        synced.insert(room)
        barred[room] = nil
        looks += doubtful.filter { $0.room == room || $0.room == nil }
        doubtful.removeAll { $0.room == room || $0.room == nil }
        guard let waiting = parked.removeValue(forKey: room) else { return [] }
        parkedCount -= waiting.count
        return waiting.flatMap { outbox.owe($0) }
    }

    /// She is out of a room: what is owed there waits for her return.
    mutating func leave(_ room: RoomID) { synced.remove(room) }

    mutating func disconnect() {
        isConnected = false
        synced = []
    }

    /// The next thing to do on lanes that may send now, beside what is under way. Acts whose room is not whole are set
    /// aside on the way.
    mutating func next(among lanes: [Lane], beside busy: [OwedAct] = [], at now: Timestamp) -> Errand? {
        guard isConnected, now >= quietUntil else { return nil }
        if let place = looks.firstIndex(where: { lanes.contains($0.lane) }) { return .look(looks.remove(at: place)) }
        heldUntil = heldUntil.filter { $0.value > now }
        greeted.removeAll { $0 + .minutes(1) <= now }
        var held = Set(heldUntil.keys)
        if greeted.count >= Self.greetings || held.contains(.whisper) { held.insert(.greeting) }
        while let act = outbox.next(among: lanes, but: held, beside: busy) {
            guard let room = act.room, act.needsRoster, !synced.contains(room) else {
                if act.kind == .greeting { greeted.append(now) }
                return .act(act)
            }
            parked[room, default: []].append(act)
            parkedCount += 1
        }
        return nil
    }

    mutating func expired(at now: Timestamp) -> [OwedAct] {
        var gone = outbox.expired(at: now)
        for (room, acts) in parked {
            let late = acts.filter { ($0.expiresAt ?? .distantFuture) <= now }
            guard !late.isEmpty else { continue }
            gone += late
            parkedCount -= late.count
            let kept = acts.filter { ($0.expiresAt ?? .distantFuture) > now }
            parked[room] = kept.isEmpty ? nil : kept
        }
        return gone.sorted { $0.id < $1.id }
    }

    /// Nothing but time keeps this act from leaving.
    func canReach(_ act: OwedAct) -> Bool {
        guard isConnected, let room = act.room, act.needsRoster else { return isConnected }
        return synced.contains(room)
    }

    mutating func withdraw(_ ids: Set<ActID>) {
        outbox.withdraw(ids)
        for (room, acts) in parked {
            let kept = acts.filter { !ids.contains($0.id) }
            parkedCount -= acts.count - kept.count
            parked[room] = kept.isEmpty ? nil : kept
        }
        doubtful.removeAll { ids.contains($0.id) }
        looks.removeAll { ids.contains($0.id) }
    }
}

extension OwedAct {
    /// Needs to know who is in its room; coming in does not.
    var needsRoster: Bool { action != .join }
    /// Leaves something standing in the room.
    var leavesMark: Bool {
        switch action {
        case .mute, .ban, .lock: true
        case .say, .whisper, .alert, .remove, .unmute, .kick, .unban, .join, .leave, .unlock: false
        }
    }
    /// Words: said once or never.
    var isWords: Bool {
        switch action {
        case .say, .whisper, .alert: true
        case .remove, .mute, .unmute, .kick, .ban, .unban, .join, .leave, .lock, .unlock: false
        }
    }
}
