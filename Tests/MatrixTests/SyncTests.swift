// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Matrix

/// Client-server API, "Syncing": recorded shapes of Synapse 1.163.
struct SyncTests {
    let room: ByteString = "!r"
    let start = Timestamp(seconds: 1_800_000_000)

    func rooms(_ users: String = #""@mod:h":50,"@g:h":50"#, version: String = "11") throws -> Rooms {
        var rooms = Rooms(network: NetworkID("m"), own: "@g:h")
        var passage = Rooms.Passage(at: start)
        passage.isFirst = true
        let state = """
            {"type":"m.room.create","state_key":"","sender":"@owner:h","content":{"room_version":"\(version)"}},
            {"type":"m.room.power_levels","state_key":"","sender":"@owner:h","content":{"users":{\(users)}}},
            \(member("@owner:h")),\(member("@mod:h")),\(member("@g:h")),\(member("@alice:h"))
            """
        _ = rooms.take(try sync(timeline: message("$old", "@alice:h", "before"), state: state), passage)
        return rooms
    }
    func member(_ user: String, _ membership: String = "join", id: String = "$s", by: String? = nil) -> String {
        #"{"type":"m.room.member","event_id":"\#(id)","state_key":"\#(user)","sender":"\#(by ?? user)","content":{"membership":"\#(membership)"}}"#
    }
    func message(_ id: String, _ by: String, _ body: String, more: String = "", ts: String = "0") -> String {
        #"{"type":"m.room.message","event_id":"\#(id)","sender":"\#(by)","origin_server_ts":\#(ts),"content":{"msgtype":"m.text","body":"\#(body)"\#(more)}}"#
    }
    func sync(timeline: String, state: String = "", limited: Bool = false) throws -> SyncResponse {
        let text = """
            {"next_batch":"s2","rooms":{"join":{"!r":{"state":{"events":[\(state)]},
            "timeline":{"limited":\(limited),"prev_batch":"p","events":[\(timeline)]}}}}}
            """
        return try #require(SyncResponse(try JSON(parsing: Array(text.utf8)), own: "@g:h") { _ in true })
    }
    func said(_ events: [Event]) -> [String] {
        events.compactMap { if case .said(let message) = $0.kind { message.text.raw } else { nil } }
    }

    @Test func `the first sync tells who is there and judges nothing`() throws {
        var rooms = Rooms(network: NetworkID("m"), own: "@g:h")
        var passage = Rooms.Passage(at: start)
        passage.isFirst = true
        let events = rooms.take(
            try sync(timeline: message("$1", "@alice:h", "old"), state: member("@alice:h")), passage)
        #expect(said(events).isEmpty)
        guard case .synced(let present) = events.first?.kind else { return #expect(Bool(false), "no roster") }
        #expect(present.map(\.member.key) == ["@alice:h"])
    }

    /// https://spec.matrix.org/v1.16/client-server-api/#types: «m.space».
    @Test func `a space is told once as no room, and nothing of it is heard`() throws {
        var rooms = Rooms(network: NetworkID("m"), own: "@g:h")
        let create =
            #"{"type":"m.room.create","state_key":"","sender":"@owner:h","content":{"room_version":"11","type":"m.space"}}"#
        let first = rooms.take(try sync(timeline: member("@g:h", id: "$g"), state: create), .init(at: start))
        #expect(first.map(\.kind) == [.barred(.space)])
        let next = rooms.take(
            try sync(timeline: member("@eve:h", id: "$e") + "," + message("$1", "@eve:h", "hello")), .init(at: start))
        #expect(next.isEmpty)
        #expect(rooms.rosters(at: start).map(\.kind) == [.barred(.space)])
    }

    @Test func `a join in state and timeline happened once, a profile change is none`() throws {
        var rooms = try rooms()
        let join = member("@eve:h", id: "$j")
        let events = rooms.take(try sync(timeline: join + "," + member("@eve:h", id: "$p")), .init(at: start))
        #expect(events.filter { $0.kind == .joined(.joined) }.map(\.member?.key) == ["@eve:h"])
        let again = rooms.take(try sync(timeline: join), .init(at: start))
        #expect(again.isEmpty)
    }

    @Test func `a hole in the present is judged whole, one in the past is not (S1)`() throws {
        for (outage, isPlayback) in [(TimeSpan.seconds(5), false), (.minutes(10), true)] {
            var rooms = try rooms()
            var passage = Rooms.Passage(at: start)
            passage.outage = outage
            let fill = try JSON(parsing: Array(message("$f", "@alice:h", "missed").utf8))
            passage.fills = [room: [try #require(RoomEvent(fill))]]
            let events = rooms.take(try sync(timeline: message("$n", "@alice:h", "seen"), limited: true), passage)
            #expect(said(events) == ["missed", "seen"])
            for case .said(let message) in events.map(\.kind) { #expect(message.isPlayback == isPlayback) }
        }
    }

    @Test func `no server dates its lines out of the present (S2, H8)`() throws {
        for ts in ["0", "-5", "9999999999999999999", "1e308", "\"x\"", "null"] {
            var rooms = try rooms()
            let events = rooms.take(try sync(timeline: message("$n", "@alice:h", "x", ts: ts)), .init(at: start))
            #expect(events.map(\.age) == [.zero])
            var passage = Rooms.Passage(at: start)
            passage.outage = .minutes(3)
            let late = rooms.take(try sync(timeline: message("$m", "@alice:h", "x", ts: ts)), passage)
            #expect(late.allSatisfy { $0.age >= .zero && $0.age <= .minutes(3) })
        }
    }

    @Test func `an edit is its sender's own text, whoever's it claims to be (A3, D2)`() throws {
        var rooms = try rooms()
        let edit = #","m.relates_to":{"rel_type":"m.replace","event_id":"$old"},"m.new_content":{"body":"slur"}"#
        let events = rooms.take(try sync(timeline: message("$e", "@eve:h", "* slur", more: edit)), .init(at: start))
        #expect(said(events) == ["slur"])
        #expect(events.first?.member?.key == "@eve:h")
    }

    @Test func `kick, ban and unban are told with their author`() throws {
        var rooms = try rooms()
        let timeline = [
            member("@alice:h", "ban", id: "$b", by: "@mod:h"), member("@alice:h", "leave", id: "$u", by: "@mod:h"),
        ].joined(separator: ",")
        let events = rooms.take(try sync(timeline: timeline), .init(at: start))
        let seen = events.compactMap { if case .sanctioned(let seen) = $0.kind { seen } else { nil } }
        #expect(seen.map(\.what) == [.banned, .unbanned])
        #expect(seen.first?.mark == "ban @alice:h")
        #expect(events.contains { if case .left(.kicked(let by, _)) = $0.kind { by?.key == "@mod:h" } else { false } })
    }

    @Test func `in a room that turns encrypted she reads nothing more, and says so once (D9)`() throws {
        var rooms = try rooms()
        let on =
            #"{"type":"m.room.encryption","event_id":"$c","state_key":"","sender":"@owner:h","content":{"algorithm":"m.megolm.v1.aes-sha2"}}"#
        let events = rooms.take(
            try sync(timeline: on + "," + message("$x", "@eve:h", "!ban @alice:h")), .init(at: start))
        #expect(said(events).isEmpty)
        let told = events.compactMap { if case .capability(let what) = $0.kind { what } else { nil } }
        #expect(told.count == 1 && told[0].cannot.contains(.say))
    }

    @Test func `a new level is a new rank, hers a new capability`() throws {
        var rooms = try rooms()
        let levels =
            #"{"type":"m.room.power_levels","event_id":"$l","state_key":"","sender":"@owner:h","content":{"users":{"@alice:h":50}}}"#
        let events = rooms.take(try sync(timeline: levels), .init(at: start))
        let ranks = events.compactMap { if case .ranked(let rank, _) = $0.kind { rank } else { nil } }
        #expect(ranks.count == 3 && ranks.contains(.op))
        #expect(events.contains { if case .capability(let can) = $0.kind { can.cannot.contains(.ban) } else { false } })
    }

    @Test func `a tombstone counts by its sender's level (H5)`() throws {
        var rooms = try rooms(#""@mod:h":50"#, version: "12")
        func tomb(_ id: String, _ by: String) -> String {
            #"{"type":"m.room.tombstone","event_id":"\#(id)","state_key":"","sender":"\#(by)","content":{"replacement_room":"!n"}}"#
        }
        _ = rooms.take(try sync(timeline: tomb("$1", "@alice:h") + "," + tomb("$2", "@owner:h")), .init(at: start))
        #expect(rooms.takeUpgrades().map(\.isAllowed) == [false, true])
    }

    @Test func `a room that was closed before she looked is followed too`() throws {
        var rooms = Rooms(network: NetworkID("m"), own: "@g:h")
        let stone =
            #"{"type":"m.room.tombstone","event_id":"$t","state_key":"","sender":"@owner:h","content":{"replacement_room":"!n"}}"#
        let create =
            #"{"type":"m.room.create","event_id":"$c","state_key":"","sender":"@owner:h","content":{"room_version":"12"}}"#
        _ = rooms.take(try sync(timeline: "", state: create + "," + stone), .init(at: start))
        #expect(rooms.takeUpgrades().map(\.replacement) == ["!n"])
        // A moment before: then the stone is the newest that was said.
        var others = Rooms(network: NetworkID("m"), own: "@g:h")
        var passage = Rooms.Passage(at: start)
        passage.isFirst = true
        _ = others.take(try sync(timeline: stone, state: create), passage)
        #expect(others.takeUpgrades().map(\.replacement) == ["!n"])
    }

    @Test func `a million invitations cost nothing, and only the sender opens a door (C3, F6)`() throws {
        var text = #"{"next_batch":"s","rooms":{"invite":{"#
        for n in 0..<20_000 {
            text +=
                #""!\#(n)":{"invite_state":{"events":[{"type":"m.room.member","state_key":"@g:h","sender":"@eve:h","content":{"membership":"invite"}}]}},"#
        }
        text += #""!x":{}},"join":{}}}"#
        let json = try JSON(parsing: Array(text.utf8))
        #expect(json.document.nodes.count < 200_000)
        let sync = try #require(SyncResponse(json, own: "@g:h") { $0.by == "@mod:h" })
        #expect(sync.invitations.isEmpty)
        #expect(sync.ignored + sync.declined.count == 20_001 && sync.declined.count <= 16)
    }

    // MARK: - In private, and by reaction

    @Test func `what stands in a room of two is said in private, by the other one only`() throws {
        var rooms = try rooms()
        rooms.setDirect("!d", with: "@alice:h")
        let text = """
            {"next_batch":"s3","rooms":{"join":{"!d":{"state":{"events":[\(member("@g:h")),\(member("@alice:h"))]},
            "timeline":{"events":[\(message("$1", "@alice:h", "why me?")),\(message("$2", "@eve:h", "ban alice"))]}}}}}
            """
        let sync = try #require(SyncResponse(try JSON(parsing: Array(text.utf8)), own: "@g:h") { _ in true })
        let events = rooms.take(sync, .init(at: start))
        #expect(said(events) == ["why me?"])
        #expect(events.allSatisfy { $0.room == nil && $0.facts?.rank == .unknown })
        #expect(rooms.direct(with: "@alice:h") == "!d")
        #expect(rooms.isKnown(user: "@alice:h") && !rooms.isKnown(user: "@stranger:h"))
    }

    @Test func `what is said where a third reads along is not said in private`() throws {
        var rooms = try rooms()
        rooms.setDirect("!d", with: "@alice:h")
        func take(_ state: String, _ timeline: String) throws -> [String] {
            let text = """
                {"next_batch":"s3","rooms":{"join":{"!d":{"state":{"events":[\(state)]},
                "timeline":{"events":[\(timeline)]}}}}}
                """
            let sync = try #require(SyncResponse(try JSON(parsing: Array(text.utf8)), own: "@g:h") { _ in true })
            return said(rooms.take(sync, .init(at: start)))
        }
        let two = "\(member("@g:h")),\(member("@alice:h"))"
        #expect(try take(two, message("$1", "@alice:h", "why 1")) == ["why 1"])
        #expect(rooms.isPrivate("!d", with: "@alice:h") && rooms.overrun.isEmpty)
        let third = member("@eve:h", "invite", id: "$i", by: "@alice:h")
        #expect(try take("", third + "," + message("$2", "@alice:h", "why 2")) == [])
        #expect(rooms.overrun == ["!d"])
        let gone = member("@eve:h", "leave", id: "$l")
        #expect(try take("", gone + "," + message("$3", "@alice:h", "why 3")) == ["why 3"])
        #expect(rooms.overrun.isEmpty)
    }

    @Test func `one person has one room of two, and the oldest of too many is forgotten`() throws {
        var rooms = try rooms()
        rooms.setDirect("!d", with: "@alice:h")
        rooms.setDirect("!e", with: "@alice:h")
        #expect(rooms.direct(with: "@alice:h") == "!e" && rooms.directs.count == 1)
        for n in 0..<Rooms.directsMost { rooms.setDirect(ByteString("!x\(n)"), with: ByteString("@u\(n):h")) }
        #expect(rooms.directs.count == Rooms.directsMost && rooms.direct(with: "@alice:h") == nil)
    }

    @Test(arguments: [("👍", "ok 7"), ("👎🏽", "no 7"), ("👀", "take 7"), ("🎉", nil)] as [(String, String?)])
    func `a reaction to a case is the word it stands for`(key: String, order: String?) throws {
        var rooms = try rooms()
        rooms.noteCase(CaseMessage(event: "$case", number: 7, room: "!r", changedAt: Timestamp(seconds: 1)))
        let reaction =
            #"{"type":"m.reaction","event_id":"$r","sender":"@mod:h","content":{"m.relates_to":{"rel_type":"m.annotation","event_id":"$case","key":"\#(key)"}}}"#
        let events = rooms.take(try sync(timeline: reaction), .init(at: start))
        // A reaction that orders nothing is an event without words.
        #expect(said(events).filter { !$0.isEmpty } == [order].compactMap { $0 })
    }

    @Test(
        arguments: [
            ("undo", "undo 7"), ("Pourquoi", "pourquoi 7"), ("!no", "no 7"), ("thanks", "thanks"),
            ("undo it please", "undo it please"), ("annule", "annule 7"), ("pourquoi\u{202F}?", "pourquoi 7"),
            ("why?", "why 7"),
        ])
    func `one word in answer to the message of a case is about that case`(text: String, heard: String) throws {
        var rooms = try rooms()
        rooms.noteCase(CaseMessage(event: "$case", number: 7, room: "!r", changedAt: Timestamp(seconds: 1)))
        func answer(_ id: String, to target: String) -> String {
            message(id, "@mod:h", text, more: #","m.relates_to":{"m.in_reply_to":{"event_id":"\#(target)"}}"#)
        }
        let timeline = [answer("$1", to: "$case"), answer("$2", to: "$talk")]
        let events = rooms.take(try sync(timeline: timeline.joined(separator: ",")), .init(at: start))
        #expect(said(events) == [heard, text])
    }

    @Test func `a case whose message somebody took away is told in another one`() throws {
        var rooms = try rooms()
        rooms.noteCase(
            CaseMessage(event: "$case", number: 7, room: "!r", lines: ["[7] mute"], changedAt: start))
        let redaction =
            #"{"type":"m.room.redaction","event_id":"$x","sender":"@mod:h","content":{"redacts":"$case"},"redacts":"$case"}"#
        _ = rooms.take(try sync(timeline: redaction), .init(at: start))
        #expect(rooms.grown(7, in: "!r", by: "[7] taken back", at: start) == nil)
    }

    @Test(
        arguments: [
            ("!mute", "!mute @eve:h"), ("!mute 10m", "!mute @eve:h 10m"),
            ("!Silence 1h too loud", "!Silence @eve:h 1h too loud"),
            ("!ban forever", "!ban @eve:h forever"), ("!mute 10", "!mute @eve:h 10"),
            ("!ban pour toujours", "!ban @eve:h pour toujours"), ("!mute 1h30", "!mute @eve:h 1h30"),
            ("!mute 2d6h loud", "!mute @eve:h 2d6h loud"), ("!mute alice 10m", "!mute alice 10m"),
            // Names that begin with a number, or like a length: whoever complains of them is not meant.
            ("!kick 1alice", "!kick 1alice"), ("!warn 1337", "!warn 1337"), ("!free 2fast", "!free 2fast"),
            ("!ban 4chan", "!ban 4chan"), ("!ban 1h4x0r", "!ban 1h4x0r"), ("!ban 3d0g", "!ban 3d0g"),
            ("!ban foreveralice", "!ban foreveralice"), ("!ban 7h30m5", "!ban 7h30m5"),
            ("!rules", "!rules"), ("mute", "mute"),
        ])
    func `an order without a name, in answer to somebody, is about them`(text: String, heard: String) throws {
        var rooms = try rooms()
        let order = message("$2", "@mod:h", text, more: #","m.relates_to":{"m.in_reply_to":{"event_id":"$1"}}"#)
        let timeline = [message("$1", "@eve:h", "bla bla"), order]
        let events = rooms.take(try sync(timeline: timeline.joined(separator: ",")), .init(at: start))
        #expect(said(events) == ["bla bla", heard])
    }

    @Test func `a reaction to anything else orders nothing`() throws {
        var rooms = try rooms()
        rooms.noteCase(CaseMessage(event: "$case", number: 7, room: "!r", changedAt: Timestamp(seconds: 1)))
        let reaction =
            #"{"type":"m.reaction","event_id":"$r","sender":"@mod:h","content":{"m.relates_to":{"rel_type":"m.annotation","event_id":"$other","key":"👍"}}}"#
        #expect(said(rooms.take(try sync(timeline: reaction), .init(at: start))).allSatisfy(\.isEmpty))
        // Nor one in another room than the case stands in.
        rooms.noteCase(CaseMessage(event: "$other", number: 8, room: "!desk", changedAt: Timestamp(seconds: 1)))
        let again = reaction.replacing("$r", with: "$r2")
        #expect(said(rooms.take(try sync(timeline: again), .init(at: start))).allSatisfy(\.isEmpty))
    }

    @Test func `an edit and what it replaces go together, another's never (A3, D2)`() throws {
        var rooms = try rooms()
        func edit(_ id: String, _ by: String) -> String {
            message(
                id, by, "* b",
                more: #","m.new_content":{"body":"b"},"m.relates_to":{"rel_type":"m.replace","event_id":"$1"}"#)
        }
        let timeline = [message("$1", "@alice:h", "a"), edit("$2", "@alice:h"), edit("$3", "@eve:h")]
        _ = rooms.take(try sync(timeline: timeline.joined(separator: ",")), .init(at: start))
        #expect(rooms.versions(of: "$2", in: room) == ["$2", "$1"])
        #expect(rooms.versions(of: "$1", in: room) == ["$1", "$2"])
        #expect(rooms.versions(of: "$3", in: room) == ["$3"])
        #expect(rooms.versions(of: "$unknown", in: room) == ["$unknown"])
    }
}
