// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Matrix

/// Polls in both spellings: "Polls" of the client-server API (v1.7) and MSC3381 before it.
struct VoteTests {
    let own: ByteString = "@g:h"
    let start = Timestamp(seconds: 1_800_000_000)

    private func rooms() throws -> Rooms {
        var rooms = Rooms(network: NetworkID("m"), own: own)
        var passage = Rooms.Passage(at: start)
        passage.isFirst = true
        _ = rooms.take(
            try sync(
                #"{"type":"m.room.member","event_id":"$j","state_key":"@g:h","sender":"@g:h","content":{"membership":"join"}}"#
            ), passage)
        return rooms
    }
    private func sync(_ timeline: String...) throws -> SyncResponse {
        let text = """
            {"next_batch":"s2","rooms":{"join":{"!r":{"timeline":{"events":[\(timeline.joined(separator: ","))]}}}}}
            """
        return try #require(SyncResponse(try JSON(parsing: Array(text.utf8)), own: own) { _ in true })
    }
    private func votes(_ events: [Event]) -> [Vote] {
        events.compactMap { if case .voted(let vote) = $0.kind { vote } else { nil } }
    }
    private func asked(_ id: String, by: String) -> String {
        #"{"type":"org.matrix.msc3381.poll.start","event_id":"\#(id)","sender":"\#(by)","content":{}}"#
    }
    private func vote(_ id: String, on question: String, _ content: String, type: String) -> String {
        #"{"type":"\#(type)","event_id":"\#(id)","sender":"@a:h","content":{"m.relates_to":{"rel_type":"m.reference","event_id":"\#(question)"},\#(content)}}"#
    }

    @Test(
        arguments: [
            ("org.matrix.msc3381.poll.response", #""org.matrix.msc3381.poll.response":{"answers":["2"]}"#, "2"),
            ("m.poll.response", #""m.selections":["2"]"#, "2"),
            ("org.matrix.msc3381.poll.response", #""org.matrix.msc3381.poll.response":{"answers":["2","1"]}"#, "2"),
            ("m.poll.response", #""m.selections":[]"#, ""),
            ("m.poll.response", #""m.selections":[5]"#, nil),
            ("m.poll.response", #""m.selections":"2""#, nil),
            ("m.poll.response", #""body":"2""#, nil),
        ] as [(String, String, String?)])
    func `a vote is read in either spelling, its first selection counts`(
        _ type: String, _ content: String, _ answer: String?
    ) throws {
        var rooms = try rooms()
        let events = rooms.take(
            try sync(asked("$q", by: "@g:h"), vote("$v", on: "$q", content, type: type)), .init(at: start))
        #expect(
            votes(events)
                == (answer.map { [Vote(question: "$q", answer: ByteString($0), id: "$v")] } ?? []))
    }

    @Test func `votes on other people's questions are not hers to count`() throws {
        var rooms = try rooms()
        let events = rooms.take(
            try sync(
                asked("$q", by: "@a:h"), vote("$v", on: "$q", #""m.selections":["1"]"#, type: "m.poll.response")),
            .init(at: start))
        #expect(votes(events).isEmpty)
    }

    @Test func `a vote that is taken away is told as such, whoever took it`() throws {
        for by in ["@a:h", "@mod:h"] {
            var rooms = try rooms()
            _ = rooms.take(
                try sync(
                    asked("$q", by: "@g:h"), vote("$v", on: "$q", #""m.selections":["1"]"#, type: "m.poll.response")),
                .init(at: start))
            let events = rooms.take(
                try sync(
                    #"{"type":"m.room.redaction","event_id":"$x","sender":"\#(by)","content":{"redacts":"$v"}}"#),
                .init(at: start))
            #expect(votes(events) == [Vote(question: "", answer: "", id: "$v")])
        }
    }

    @Test func `she asks in the form that clients show, pings nobody, and names the answers by number`() throws {
        let request = Request.question("!r:h", "t1", "Poll: \"which\"?", answers: ["tea", "<b>"], words: "in words")
        #expect(request.path.contains("/send/org.matrix.msc3381.poll.start/t1"))
        let content = try JSON(parsing: try #require(request.body))
        let poll = try #require(content["org.matrix.msc3381.poll.start"])
        #expect(poll["question"]?["org.matrix.msc1767.text"]?.text == "Poll: \"which\"?")
        #expect(poll["answers"]?.elements.compactMap { $0["id"]?.text } == ["1", "2"])
        #expect(poll["answers"]?.elements.compactMap { $0["org.matrix.msc1767.text"]?.text } == ["tea", "<b>"])
        #expect(content["org.matrix.msc1767.text"]?.text == "in words")
        #expect(content["m.mentions"]?.members.isEmpty == true)
        let end = try JSON(
            parsing: try #require(Request.closing("!r:h", "t2", of: "$q", words: "tea 2").body))
        #expect(end["m.relates_to"]?["event_id"]?.text == "$q" && end["org.matrix.msc1767.text"]?.text == "tea 2")
    }
}
