// SPDX-License-Identifier: Apache-2.0

import Chat
import Curl
import Logging
import Matrix
import Synchronization
import Testing

@testable import MatrixAdapter

/// A homeserver by heart: answers in order, and what was asked.
final class ScriptedDoor: HTTPDoor {
    let script: Mutex<[(String, HTTPResponse)]>
    let asked = Mutex<[HTTPRequest]>([])

    init(_ script: [(String, Int, String)]) {
        self.script = Mutex(script.map { ($0.0, HTTPResponse(status: $0.1, body: Array($0.2.utf8))) })
    }
    /// The first answer left whose words the path holds; without one, the token is refused for good.
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        asked.withLock { $0.append(request) }
        return script.withLock { script in
            guard let index = script.firstIndex(where: { request.url.contains($0.0) }) else {
                return HTTPResponse(status: 401, body: Array(#"{"errcode":"M_UNKNOWN_TOKEN"}"#.utf8))
            }
            return script.remove(at: index).1
        }
    }
    func paths(_ words: String) -> [String] { asked.withLock { $0.map(\.url).filter { $0.contains(words) } } }
}

/// Gives tokens and knows none of them.
final class ForgetfulDoor: HTTPDoor {
    let asked = Mutex(0)
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        asked.withLock { $0 += 1 }
        func answer(_ status: Int, _ text: String) -> HTTPResponse {
            HTTPResponse(status: status, body: Array(text.utf8))
        }
        if request.url.contains("whoami") { return answer(200, AdapterTests.whoami.2) }
        if request.url.contains("/join/") { return answer(200, AdapterTests.join.2) }
        guard request.url.contains("/sync") else { return answer(200, "{}") }
        return request.url.contains("since=")
            ? answer(400, #"{"errcode":"M_UNKNOWN","error":"Invalid stream token"}"#)
            : answer(200, AdapterTests.batch("s1", "old", id: "$1"))
    }
}

/// Moves when told.
final class Clock: Sendable {
    private let now = Mutex(Timestamp(seconds: 1_800_000_000))
    var time: Timestamp { now.withLock { $0 } }
    func pass(_ span: TimeSpan) { now.withLock { $0 = $0 + span } }
}

struct AdapterTests {
    static let whoami = ("whoami", 200, #"{"user_id":"@g:h"}"#)
    static let join = ("/join/", 200, #"{"room_id":"!r"}"#)
    static func batch(_ next: String, _ body: String, id: String) -> String {
        """
        {"next_batch":"\(next)","rooms":{"join":{"!r":{"state":{"events":[
        {"type":"m.room.create","state_key":"","sender":"@o:h","content":{"room_version":"12"}},
        {"type":"m.room.power_levels","state_key":"","sender":"@o:h","content":{"users":{"@g:h":50,"@mod:h":50}}},
        {"type":"m.room.member","state_key":"@g:h","sender":"@g:h","content":{"membership":"join"}}]},
        "timeline":{"events":[{"type":"m.room.message","event_id":"\(id)","sender":"@eve:h","content":{"body":"\(body)"}}]}}}}}
        """
    }

    func play(
        _ script: [(String, Int, String)], remembered: String? = nil, isUnlimited: Bool = false,
        rooms: [ByteString] = ["#r:h"], declines: String = "",
        clock: @escaping @Sendable () -> Timestamp = { Timestamp(seconds: 1_800_000_000) }
    ) async -> (
        MatrixAdapter, ScriptedDoor, [Event], [String]
    ) {
        let door = ScriptedDoor(script)
        let log = Mutex<[String]>([])
        let heard = Mutex<[Event]>([])
        var settings = MatrixSettings(
            homeserver: "http://h", token: MatrixToken(access: "t"), rooms: rooms, isUnlimited: isUnlimited)
        settings.declines = declines
        let adapter = MatrixAdapter(
            network: NetworkID("m"), settings: settings,
            door: door,
            memory: MatrixMemory(
                load: { remembered.map { Array($0.utf8) } },
                save: { bytes in log.withLock { $0.append("kept " + String(decoding: bytes, as: UTF8.self)) } },
                loadPlace: { remembered.map { Array($0.utf8) } },
                savePlace: { bytes in
                    log.withLock { $0.append("saved " + String(decoding: bytes, as: UTF8.self)) }
                }),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: clock, pause: { _ in }, chance: { 0 })
        await #expect(throws: Refusal.self) {
            try await adapter.run { events in
                heard.withLock { $0 += events }
                log.withLock { $0.append("committed") }
            }
        }
        return (adapter, door, heard.withLock { $0 }, log.withLock { $0 })
    }
    func said(_ events: [Event]) -> [String] {
        events.compactMap { if case .said(let message) = $0.kind { message.text.raw } else { nil } }
    }
    func act(_ action: Action, on user: ByteString, caseNumber: Int32 = 0) -> OwedAct {
        let network = NetworkID("m")
        return OwedAct(
            id: ActID(epoch: 1, sequence: 2, index: 3), community: CommunityID("c"), room: RoomID(network, "#r:h"),
            network: network,
            target: Target(
                member: MemberID(network, user), person: PersonID(network, .account, user), account: user, user: "",
                host: "", name: PeerText("eve")),
            action: action, lane: .sanction, owedAt: Timestamp(seconds: 1), expiresAt: nil, caseNumber: caseNumber)
    }

    func erasing(_ act: OwedAct) -> OwedAct {
        var act = act
        act.erases = true
        return act
    }

    @Test func `the first sync judges nothing, the second does, and the place is kept after the commit`() async {
        let (_, door, events, log) = await play([
            Self.whoami, Self.join, ("sync", 200, Self.batch("s1", "old", id: "$1")),
            ("sync", 502, "<html>bad gateway"), Self.whoami, Self.join,
            ("sync", 200, Self.batch("s2", "new", id: "$2")),
        ])
        #expect(said(events) == ["new"])
        #expect(events.compactMap(\.room).allSatisfy { $0.name == "#r:h" })
        #expect(door.paths("since=s1").count == 2)
        #expect(log.contains { $0.contains(#""since":"s2""#) })
        let places = log.filter { !$0.hasPrefix("kept") }
        for (n, line) in places.enumerated() where line.hasPrefix("saved") { #expect(places[n - 1] == "committed") }
        // What is beside the place did not change after the first: it is written once.
        #expect(log.count { $0.hasPrefix("kept") } == 1)
    }

    @Test func `of somebody banned at most twenty messages go, newest first, where the homeserver leaves them`()
        async throws
    {
        let messages = (1...30).map {
            #"{"type":"m.room.message","event_id":"$\#($0)","sender":"@eve:h","content":{"body":"x"}}"#
        }
        let batch = AdapterTests.batch("s1", "old", id: "$0").replacing(
            #""timeline":{"events":["#, with: #""timeline":{"events":[\#(messages.joined(separator: ",")),"#)
        let standing = ("/event/", 200, messages[29])
        let redactions = (0..<40).map { _ in ("/redact/", 200, #"{"event_id":"$r"}"#) }
        let now = Clock()
        let (adapter, door, _, _) = await play(
            [Self.whoami, Self.join, ("sync", 200, batch), ("/ban", 200, "{}"), standing] + redactions,
            clock: { now.time })
        _ = try await adapter.perform(erasing(act(.ban(nil, reason: Utterance("spam")), on: "@eve:h")))
        for _ in 0..<10 { await adapter.account.sweep() }
        // The ban took one, and below six of ten nothing but sanctions leaves.
        #expect(door.paths("/redact/").count == 4)
        for _ in 0..<100 {
            now.pass(.seconds(5))
            await adapter.account.sweep()
        }
        let gone = door.paths("/redact/")
        #expect(gone.count == 20)
        #expect(gone.first?.contains("/redact/%240/") == true && gone.last?.contains("/redact/%2412/") == true)
    }

    private func actOnServer(_ action: Action, _ server: ByteString) -> OwedAct {
        var act = act(action, on: server)
        act.target = Target(server: server, on: NetworkID("m"))
        return act
    }

    @Test func `a server is kept out by one entry, never our own, and let in by taking that one out`() async throws {
        let (adapter, door, _, _) = await play([
            Self.whoami, Self.join, ("sync", 200, Self.batch("s1", "old", id: "$1")),
            ("server_acl", 404, #"{"errcode":"M_NOT_FOUND"}"#), ("server_acl", 200, #"{"event_id":"$a"}"#),
            ("server_acl", 200, #"{"allow":["*"],"deny":["evil.test","other.test"]}"#),
            ("server_acl", 200, #"{"event_id":"$b"}"#),
            ("server_acl", 200, #"{"allow":[],"deny":[]}"#),
        ])
        func body() -> String { String(decoding: door.asked.withLock { $0.last?.body } ?? [], as: UTF8.self) }
        let ban = Action.ban(nil, reason: Utterance("no"))
        let reach = await adapter.reach(of: actOnServer(ban, "evil.test"))
        #expect(reach.bystanders.isEmpty && reach.facts == nil)
        let receipt = try await adapter.perform(actOnServer(ban, "evil.test"))
        #expect(receipt.mark == "acl evil.test")
        #expect(body() == #"{"allow":["*"],"deny":["evil.test"]}"#)
        // Somebody else wrote meanwhile: that stays.
        _ = try await adapter.perform(actOnServer(.unban(mark: receipt.mark), "evil.test"))
        #expect(body() == #"{"allow":["*"],"deny":["other.test"]}"#)
        await #expect(throws: ActError.refused("our own server would be out")) {
            try await adapter.perform(self.actOnServer(ban, "evil.test"))
        }
    }

    @Test func `what the homeserver takes away with the ban is left to it`() async throws {
        let redacted =
            #"{"type":"m.room.message","event_id":"$1","sender":"@eve:h","content":{},"unsigned":{"redacted_because":{}}}"#
        let (adapter, door, _, _) = await play([
            Self.whoami, Self.join, ("sync", 200, Self.batch("s1", "old", id: "$1")), ("/ban", 200, "{}"),
            ("/event/", 200, redacted),
        ])
        _ = try await adapter.perform(erasing(act(.ban(nil, reason: Utterance("spam")), on: "@eve:h")))
        await adapter.account.sweep()
        await adapter.account.sweep()
        #expect(door.paths("/event/").count == 1 && door.paths("/redact/").isEmpty)
    }

    @Test func `a token the server does not know begins anew and judges nothing old`() async {
        let (_, door, events, _) = await play(
            [
                Self.whoami, Self.join, ("sync", 400, #"{"errcode":"M_UNKNOWN","error":"Invalid stream token"}"#),
                Self.whoami, Self.join, ("sync", 200, Self.batch("s9", "old", id: "$1")),
            ], remembered: ##"{"user":"@g:h","since":"gone","rooms":{"#r:h":"!r"}}"##)
        #expect(said(events).isEmpty)
        #expect(door.paths("since=gone").count == 1)
    }

    @Test func `a server that takes back each token is asked fewer than twenty times a minute`() async throws {
        let door = ForgetfulDoor()
        let now = Mutex(Timestamp(seconds: 1_800_000_000))
        let adapter = MatrixAdapter(
            network: NetworkID("m"),
            settings: MatrixSettings(homeserver: "http://h", token: MatrixToken(access: "t"), rooms: ["#r:h"]),
            door: door, memory: MatrixMemory(load: { nil }, save: { _ in }),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: { now.withLock { $0 } },
            pause: { span in
                let isOver = now.withLock { now in
                    now = now + span
                    return now >= Timestamp(seconds: 1_800_000_600)
                }
                if isOver { throw CancellationError() }
            }, chance: { 0 })
        try await adapter.run { _ in }
        #expect(door.asked.withLock { $0 } < 200)
        #expect(door.asked.withLock { $0 } > 10)
    }

    @Test func `after a restart what was missed is judged, with its age bounded by our absence`() async {
        let (_, door, events, _) = await play(
            [Self.whoami, Self.join, ("sync", 200, Self.batch("s2", "missed", id: "$2"))],
            remembered: ##"{"user":"@g:h","since":"s1","rooms":{"#r:h":"!r"}}"##)
        #expect(door.paths("full_state=true").count == 1)
        #expect(said(events) == ["missed"])
        #expect(events.allSatisfy { $0.age <= .hours(24) })
    }

    @Test func `acts carry their id, and nobody of her level or above is touched`() async throws {
        let (adapter, door, _, _) = await play([
            Self.whoami, Self.join, ("sync", 200, Self.batch("s1", "old", id: "$1")), ("/ban", 200, "{}"),
            ("/send/", 200, #"{"event_id":"$x"}"#), ("/redact/", 429, #"{"retry_after_ms":4000}"#),
        ])
        let receipt = try await adapter.perform(erasing(act(.ban(nil, reason: Utterance("spam")), on: "@eve:h")))
        #expect(receipt.mark == "ban @eve:h")
        // One above theirs, where there is such a level.
        for (user, mark) in [("@mod:h", "level 50 of 51"), ("@o:h", "creator")] as [(ByteString, String)] {
            await #expect(throws: ActError.notAllowed(mark)) {
                try await adapter.perform(act(.ban(nil, reason: Utterance("spam")), on: user))
            }
        }
        _ = try await adapter.perform(act(.say(Utterance("hello")), on: "@eve:h"))
        #expect(door.paths("/send/m.room.message/1-2.3").count == 1)
        await #expect(throws: ActError.busy(retryAfter: .seconds(4))) {
            try await adapter.perform(act(.remove(message: "$1"), on: "@eve:h"))
        }
        // What else a sanction needs is not held up by it; talk is.
        #expect(await adapter.ready(among: [.sanction]) == [.sanction])
        #expect(await adapter.ready(among: [.answer]).isEmpty)
    }

    @Test func `a mute writes one key of the levels as they are now`() async throws {
        let (adapter, door, _, _) = await play([
            Self.whoami, Self.join, ("sync", 200, Self.batch("s1", "old", id: "$1")),
            (
                "m.room.power_levels", 200,
                #"{"x":1,"state_default":50,"events":{"m.room.power_levels":50},"users":{"@g:h":50}}"#
            ),
            ("m.room.power_levels", 200, "{}"),
        ])
        let receipt = try await adapter.perform(act(.mute(nil, reason: Utterance("spam")), on: "@eve:h"))
        #expect(receipt.mark == "mute - @eve:h")
        let body = door.asked.withLock { $0.last?.body } ?? []
        #expect(String(decoding: body, as: UTF8.self).contains(#""users":{"@g:h":50,"@eve:h":-1}"#))
    }

    @Test func `a proxy's 401 is no end of the token`() {
        #expect(!Complaint(status: 401, body: Array("<html>".utf8), retryAfterHeader: nil).isLoggedOut)
        let hard = Array(#"{"errcode":"M_UNKNOWN_TOKEN"}"#.utf8)
        #expect(Complaint(status: 401, body: hard, retryAfterHeader: nil).isLoggedOut)
    }

    @Test func `a homeserver that never answered is away with a reason, told once`() async {
        let (_, _, events, _) = await play([
            ("whoami", 502, "<html>"), ("whoami", 502, "<html>"), Self.whoami, Self.join,
            ("sync", 200, Self.batch("s1", "old", id: "$1")),
        ])
        let first = events.prefix { if case .connected = $0.kind { false } else { true } }
        #expect(first.count == 1)
        guard case .disconnected(_, let why) = first.first?.kind else { return #expect(Bool(false), "\(events)") }
        #expect(why.contains("502"), "\(why)")
    }

    @Test func `a broken sync is no absence, three are, and who is where is told again`() async {
        let broken = ("sync", 502, "<html>bad gateway")
        let (_, door, events, _) = await play([
            Self.whoami, Self.join, ("sync", 200, Self.batch("s1", "old", id: "$1")), broken,
            ("sync", 200, Self.batch("s2", "new", id: "$2")), broken, broken, broken, Self.whoami,
            ("sync", 200, Self.batch("s3", "newer", id: "$3")),
        ])
        func count(_ fits: (Event.Kind) -> Bool) -> Int { events.count { fits($0.kind) } }
        // The last one is the end of the token.
        #expect(count { if case .disconnected = $0 { true } else { false } } == 2)
        #expect(count { if case .connected = $0 { true } else { false } } == 2)
        #expect(count { if case .synced = $0 { true } else { false } } == 2)
        #expect(said(events) == ["new", "newer"])
        #expect(door.paths("/join/").count == 1)
    }

    @Test func `a long poll has thirty seconds more than the server, and not one`() async {
        let (_, door, _, _) = await play([
            Self.whoami, Self.join, ("sync", 200, Self.batch("s1", "old", id: "$1")),
        ])
        let poll = door.asked.withLock { $0 }.last { $0.url.contains("timeout=30000") }
        #expect(poll?.limits.total == .seconds(60) && poll?.limits.body == 32 << 20)
    }

    @Test func `notices that find no room of two hold up nobody's sanction`() async throws {
        let rooms = (0..<12).map { ("createRoom", 200, #"{"room_id":"!d\#($0)"}"#) }
        let (adapter, _, _, _) = await play(
            [Self.whoami, Self.join, ("sync", 200, Self.batch("s1", "old", id: "$1"))] + rooms
                + (0..<12).map { _ in ("/send/", 200, #"{"event_id":"$x"}"#) })
        for n in 0..<12 {
            let notice = act(.whisper(Utterance("muted")), on: ByteString("@p\(n):h"), caseNumber: 7)
            if n < Account.newDirectsMost {
                _ = try await adapter.perform(notice)
            } else {
                await #expect(throws: ActError.crowded) { try await adapter.perform(notice) }
            }
        }
        #expect(await adapter.ready(among: [.sanction]) == [.sanction])
    }

    @Test func `reading and joining are not charged to the budget`() {
        #expect(!Request.whoAmI.isMetered && !Request.join("#a:h", via: []).isMetered)
        #expect(!Request.createDirect(with: "@a:h").isMetered)
        #expect(Request.leave("!a", reason: nil).isMetered && Request.kick("!a", "@e:h", reason: "").isMetered)
    }

    @Test func `where the server has lifted its limits she talks on, until it refuses`() {
        var budget = SendBudget(isUnlimited: true)
        var now = Timestamp(seconds: 1)
        for _ in 0..<100 {
            let isReady = budget.isReady(for: .answer, at: now)
            #expect(isReady)
            budget.sent(at: now)
            now = now + .milliseconds(20)
        }
        for _ in 0..<20 { budget.refused(retryAfter: .zero, at: now) }
        #expect(budget.perSecond == SendBudget.slowest)
        let isReady = budget.isReady(for: .answer, at: now + .seconds(2))
        #expect(!isReady)
    }

    @Test func `talk leaves six of ten for sanctions (F1)`() {
        var budget = SendBudget()
        let now = Timestamp(seconds: 1)
        func isReady(_ lane: Lane, at moment: Timestamp) -> Bool { budget.isReady(for: lane, at: moment) }
        for _ in 0..<4 { budget.sent(at: now) }
        #expect(isReady(.answer, at: now))
        budget.sent(at: now)
        #expect(!isReady(.answer, at: now) && isReady(.sanction, at: now))
        budget.refused(retryAfter: .hours(9), at: now)
        #expect(!isReady(.answer, at: now + .minutes(9)) && isReady(.sanction, at: now + .minutes(9)))
        #expect(isReady(.answer, at: now + .minutes(11)))
    }
}
