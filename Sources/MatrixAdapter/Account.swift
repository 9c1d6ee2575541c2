// SPDX-License-Identifier: Apache-2.0

import Chat
import Curl
import Matrix

/// What one account knows and may send. An actor: syncs and acts meet here; nothing in it waits for the loop.
actor Account {
    let network: NetworkID
    let settings: MatrixSettings
    let door: any HTTPDoor
    let clock: @Sendable () -> Timestamp
    var rooms: Rooms
    /// bot.conf's name of a room → its id, pinned at first use.
    var ids: [ByteString: ByteString] = [:] { didSet { idsRevision &+= 1 } }
    private var idsRevision = 0
    /// What banned people wrote and a homeserver did not take away by itself: see `Account+Sweep`.
    var sweeps = Sweeps()
    var removals = Removals()
    private var budget: SendBudget
    private let tokens: Tokens
    /// What she sent and has not seen come back, at most 64; with it, since when the stream brings nothing new and not it.
    private var echoes: [ByteString: Timestamp?] = [:]
    /// Entering rooms: see `Account+Rooms`.
    var entry = Entry()
    /// Of rooms whose state is being changed.
    var turns = StateTurns()
    /// When rooms of two were made.
    var newDirects: [Timestamp] = []
    /// Rooms of two that no sync has shown yet.
    var justMade: Set<ByteString> = []

    init(
        network: NetworkID, settings: MatrixSettings, door: any HTTPDoor, memory: MatrixMemory,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.network = network
        self.settings = settings
        self.door = door
        self.clock = clock
        budget = SendBudget(isUnlimited: settings.isUnlimited)
        tokens = Tokens(
            settings.token, homeserver: settings.homeserver, door: door, memory: memory, clock: clock)
        rooms = Rooms(network: network, own: "")
        rooms.listNames = Set(settings.lists)
    }

    /// What was restored belongs to this account.
    func begin(as own: ByteString, isSame: Bool) {
        guard rooms.own != own else { return }
        var fresh = Rooms(network: network, own: own)
        if isSame {
            for (room, user) in rooms.directs { fresh.setDirect(room, with: user) }
            for message in rooms.cases { fresh.noteCase(message) }
            for (room, marks) in rooms.marks { for mark in marks { fresh.note(mark, in: room) } }
        }
        fresh.names = rooms.names
        fresh.listNames = rooms.listNames
        rooms = fresh
    }

    func restoreDirect(_ room: ByteString, with user: ByteString) { rooms.setDirect(room, with: user) }
    func restore(_ mark: Mark, in room: ByteString) { rooms.note(mark, in: room) }
    func restore(_ message: CaseMessage) { rooms.noteCase(message) }

    func pin(_ name: ByteString, to id: ByteString) {
        ids[name] = id
        rooms.names[id] = name
    }

    func id(of room: RoomID?) -> ByteString? {
        guard let room, room.network == network else { return nil }
        return ids[room.name] ?? (room.name.isRoom ? room.name : nil)
    }

    func read(_ json: JSON) -> SyncResponse? { SyncResponse(json, own: rooms.own, mayInvite: mayAccept) }

    func take(_ sync: SyncResponse, _ passage: Rooms.Passage) -> [Event] {
        hearEchoes(sync, at: passage.at)
        for departure in sync.left { note(departure) }
        let events = rooms.take(sync, passage)
        note(bars: events)
        return events
    }

    /// Asks what holds of what the last sync did not show of hers, and tells what was lifted. Without an answer nothing
    /// is: it is asked again after the next look at the whole state.
    func settleDoubts() async -> [Event] {
        var events: [Event] = []
        for doubt in rooms.takeDoubts() {
            guard let content = try? await ask(doubt.mark.question(in: doubt.room)) else { continue }
            events += rooms.settle(doubt, content, at: clock())
        }
        return events
    }

    /// Whether a timeline begins behind a hole although what came before it in the room is known.
    func hasHole(before joined: SyncResponse.Joined) -> Bool {
        joined.isLimited && rooms.remembers(joined.room) && !knows(joined.timeline, in: joined.room)
    }

    /// Whether any of them came already.
    func knows(_ events: [RoomEvent], in room: ByteString) -> Bool { events.contains { rooms.knows($0.id, in: room) } }

    /// Differs whenever what is kept beside the place may.
    var revision: Int { rooms.revision &+ idsRevision }

    /// What is kept beside the place.
    func keepsakes(of user: ByteString) -> Written {
        let marks = rooms.marks.sorted { $0.key < $1.key }
        return [
            "user": .string(user),
            "rooms": .object(ids.sorted { $0.key < $1.key }.map { ($0.key.text, .string($0.value)) }),
            "direct": .object(rooms.directs.map { ($0.key.text, .string($0.value)) }),
            "cases": .list(
                rooms.cases.map {
                    ["event": .string($0.event), "case": .integer(Int64($0.number)), "room": .string($0.room)]
                }),
            "marks": .object(marks.map { ($0.key.text, .list($0.value.map { .string($0.bytes) })) }),
        ]
    }

    func rosters() -> [Event] { rooms.rosters(at: clock()) }

    private func hearEchoes(_ sync: SyncResponse, at now: Timestamp) {
        guard !echoes.isEmpty else { return }
        for joined in sync.joined {
            // In a hole anything may have passed.
            if joined.isLimited { echoes = [:] }
            for event in joined.timeline where event.sender == rooms.own { echoes[event.id] = nil }
        }
        // One that still brings what she does not know may have hers further on; one that stood still lacks nothing yet.
        // (Of lists no event is remembered.)
        let isBehind = sync.joined.contains { joined in
            !rooms.isList(joined.room)
                && joined.timeline.contains { $0.sender != rooms.own && !rooms.knows($0.id, in: joined.room) }
        }
        for (id, lackedAt) in echoes {
            if isBehind { echoes[id] = .some(nil) } else if lackedAt == nil { echoes[id] = .some(now) }
        }
    }

    /// A stream that flows and for a minute brings neither what she said nor anything new goes round in a circle: known
    /// of Synapse (element-hq/synapse#20080). True at most once an hour.
    func isStuck(lastStuck: Timestamp?) -> Bool {
        let now = clock()
        guard let oldest = echoes.values.compactMap(\.self).min(), now - oldest > .seconds(60) else { return false }
        echoes = [:]
        return lastStuck.map { now - $0 >= .hours(1) } ?? true
    }

    func isReady(for lane: Lane) -> Bool { budget.isReady(for: lane, at: clock()) }
    func ready(among lanes: [Lane]) -> [Lane] { lanes.filter(isReady) }

    /// One request, with the token; with another one once, where the first has ended and can be renewed.
    /// - Throws: `Complaint` for every status that is not 2xx, `HTTPError`, `JSONFault`.
    nonisolated func ask(_ request: Request, limits: HTTPLimits = HTTPLimits(), bytes: Int = 8 << 20) async throws
        -> JSON
    {
        var limits = limits
        limits.body = bytes
        let token = try await tokens.current()
        do {
            return try await ask(request, limits, token)
        } catch let complaint as Complaint where complaint.isLoggedOut && complaint.isSoftLogout {
            guard let fresh = try await tokens.renewed(insteadOf: token) else { throw complaint }
            return try await ask(request, limits, fresh)
        }
    }

    private nonisolated func ask(_ request: Request, _ limits: HTTPLimits, _ token: String) async throws -> JSON {
        var headers = [("authorization", "Bearer " + token), ("accept", "application/json")]
        if request.body != nil { headers.append(("content-type", "application/json")) }
        let response = try await door.send(
            HTTPRequest(
                request.method, settings.homeserver + request.path, headers: headers.map { (name: $0.0, value: $0.1) },
                body: request.body, limits: limits))
        guard (200..<300).contains(response.status) else {
            throw Complaint(
                status: response.status, body: response.body, retryAfterHeader: response.header("retry-after"))
        }
        var json = JSONLimits()
        json.bytes = limits.body
        return try JSON(parsing: response.body, limits: json)
    }

    /// One request of an act: charged to the budget, its failure translated.
    func send(_ request: Request) async throws(ActError) -> JSON {
        do {
            let json = try await ask(request)
            if request.isMetered { budget.sent(at: clock()) }
            // A sync may bring it before the answer is here: what came already is not waited for.
            if let event = json["event_id"]?.string, echoes.count < 64, !rooms.hasSeen(event) {
                echoes[event] = .some(nil)
            }
            return json
        } catch let complaint as Complaint {
            if complaint.status == 429 {
                // A homeserver has several buckets, and redactions may have their own: what was refused waits, and
                // nothing else but talk, which leaves the reserve to sanctions.
                let wait = complaint.retryAfter ?? .seconds(5)
                if request.isMetered { budget.refused(retryAfter: wait, at: clock()) }
                throw .busy(retryAfter: min(.minutes(10), wait))
            }
            // A token that has ended ends the sync too, which says so; what is owed stays owed.
            if complaint.isLoggedOut { throw .tooFast(retryAfter: .seconds(5)) }
            if complaint.isPassing { throw .tooFast(retryAfter: .seconds(1)) }
            switch complaint.code {
            case "M_FORBIDDEN": throw .notAllowed(complaint.text)
            case "M_NOT_FOUND": throw .gone
            case "M_UNRECOGNIZED": throw .unsupported
            default: throw .refused(complaint.code)
            }
        } catch let error as HTTPError {
            if error == .closed { throw .disconnected }
            // What cannot have arrived was not done: nobody need wonder whether it stands.
            throw error.mayHaveArrived ? .timedOut : .tooFast(retryAfter: .seconds(1))
        } catch {
            throw .timedOut
        }
    }
}
