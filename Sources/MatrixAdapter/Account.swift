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
    var ids: [ByteString: ByteString] = [:]
    private var budget: SendBudget
    /// When rooms of two were made.
    var newDirects: [Timestamp] = []

    init(network: NetworkID, settings: MatrixSettings, door: any HTTPDoor, clock: @escaping @Sendable () -> Timestamp) {
        self.network = network
        self.settings = settings
        self.door = door
        self.clock = clock
        budget = SendBudget(isUnlimited: settings.isUnlimited)
        rooms = Rooms(network: network, own: "")
    }

    /// What was restored belongs to this account.
    func begin(as own: ByteString, isSame: Bool) {
        guard rooms.own != own else { return }
        var fresh = Rooms(network: network, own: own)
        if isSame {
            for (room, user) in rooms.directs { fresh.setDirect(room, with: user) }
            for (event, number) in rooms.cases { fresh.noteCase(number, told: event) }
        }
        fresh.names = rooms.names
        rooms = fresh
    }

    func restoreDirect(_ room: ByteString, with user: ByteString) { rooms.setDirect(room, with: user) }
    func restoreCase(_ number: Int32, told event: ByteString) { rooms.noteCase(number, told: event) }

    func pin(_ name: ByteString, to id: ByteString) {
        ids[name] = id
        rooms.names[id] = name
    }

    func id(of room: RoomID?) -> ByteString? {
        guard let room, room.network == network else { return nil }
        return ids[room.name] ?? (room.name.isRoom ? room.name : nil)
    }

    func read(_ json: JSON) -> SyncResponse? { SyncResponse(json, own: rooms.own, mayInvite: mayAccept) }

    func take(_ sync: SyncResponse, _ passage: Rooms.Passage) -> [Event] { rooms.take(sync, passage) }

    func isReady(for lane: Lane) -> Bool { budget.isReady(for: lane, at: clock()) }

    /// One request, with the token. - Throws: `Complaint` for every status that is not 2xx, `HTTPError`, `JSONFault`.
    nonisolated func ask(_ request: Request, limits: HTTPLimits = HTTPLimits(), bytes: Int = 8 << 20) async throws
        -> JSON
    {
        var limits = limits
        limits.body = bytes
        var headers = [("authorization", "Bearer " + settings.token), ("accept", "application/json")]
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
        json.bytes = bytes
        return try JSON(parsing: response.body, limits: json)
    }

    /// One request of an act: charged to the budget, its failure translated.
    func send(_ request: Request) async throws(ActError) -> JSON {
        do {
            let json = try await ask(request)
            if request.isMetered { budget.sent(at: clock()) }
            return json
        } catch let complaint as Complaint {
            if complaint.status == 429 {
                let wait = complaint.retryAfter ?? .seconds(5)
                budget.refused(retryAfter: wait, at: clock())
                throw .tooFast(retryAfter: min(.minutes(10), wait))
            }
            if complaint.isPassing { throw .tooFast(retryAfter: .seconds(2)) }
            switch complaint.code {
            case "M_FORBIDDEN": throw .notAllowed(complaint.text)
            case "M_NOT_FOUND": throw .gone
            case "M_UNRECOGNIZED": throw .unsupported
            default: throw .refused(complaint.code)
            }
        } catch let error as HTTPError {
            // What cannot have arrived was not done: nobody need wonder whether it stands.
            throw error == .closed || !error.mayHaveArrived ? .disconnected : .timedOut
        } catch {
            throw .timedOut
        }
    }
}
