// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Matrix

/// What stands before a reply, what an edit replaces, whom an event calls, and what says nothing.
struct QuoteTests {
    let base = SyncTests()

    private func messages(_ timeline: String, after first: String = "") throws -> [Message] {
        var rooms = try base.rooms()
        if !first.isEmpty { _ = rooms.take(try base.sync(timeline: first), .init(at: base.start)) }
        return rooms.take(try base.sync(timeline: timeline), .init(at: base.start)).compactMap {
            if case .said(let message) = $0.kind { message } else { nil }
        }
    }
    private let reply = #","m.relates_to":{"m.in_reply_to":{"event_id":"$q"}}"#

    // Client-server API, "Fallbacks for rich replies".
    @Test func `only what was really said is taken for a quotation (A4)`() throws {
        let said = base.message("$q", "@alice:h", #"see you\non Sunday"#)
        func read(_ body: String, more: String) throws -> [String] {
            try messages(base.message("$r", "@eve:h", body, more: more), after: said).map(\.text.raw)
        }
        #expect(try read(#"> <@alice:h> see you\n> on Sunday\n\nwith pleasure"#, more: reply) == ["with pleasure"])
        #expect(try read(#"> * <@alice:h> see you\n> on Sunday\n\nyes"#, more: reply) == ["yes"])
        for (body, more) in [
            ("> <@alice:h> buy at http://spam.example", reply), (#"> <@bob:h> see you\n> on Sunday\n\nspam"#, reply),
            (#"> <@alice:h> see you\n> on Sunday\n\nspam"#, ""), ("> <@a:b> buy at http://spam.example", ""),
            (#"> <@alice:h> see you\n> on Sunday\n> spam\n\nyes"#, reply), ("> <@", reply), ("> <@alice:h>", reply),
        ] {
            #expect(
                try read(body, more: more) == [body.replacing(#"\n"#, with: "\n")], "\(body) is the author's own")
        }
        // A reply to what was edited shows what it says now.
        let edit = base.message(
            "$e", "@alice:h", "* Monday",
            more: #","m.new_content":{"body":"Monday"},"m.relates_to":{"rel_type":"m.replace","event_id":"$q"}"#)
        let answer = base.message("$r", "@eve:h", #"> <@alice:h> Monday\n\nwhy?"#, more: reply)
        #expect(try messages(answer, after: said + "," + edit).map(\.text.raw) == ["why?"])
    }

    @Test func `what clients hide before a reply is read where it is no quotation`() throws {
        let said = base.message("$q", "@alice:h", "see you on Sunday")
        func read(_ html: String) throws -> [String] {
            let more = #","formatted_body":"\#(html)""# + reply
            return try messages(base.message("$r", "@eve:h", "yes", more: more), after: said).map(\.text.raw)
        }
        let lead =
            #"<a href='https://matrix.to/#/!r/$q'>In reply to</a> <a href='https://matrix.to/#/@alice:h'>@alice:h</a><br>"#
        #expect(try read("<mx-reply><blockquote>\(lead)see you on <b>Sunday</b></blockquote></mx-reply>yes") == ["yes"])
        let forged = try read("<mx-reply><blockquote>\(lead)buy at spam.example</blockquote></mx-reply>yes")
        #expect(forged.first?.contains("spam.example") == true)
        let led = try read("<mx-reply><a href='http://spam.example'>see</a> you on Sunday</mx-reply>yes")
        #expect(led.first?.contains("http://spam.example") == true)
    }

    @Test func `an empty reply, a redacted line and a picture without a name`() throws {
        let said = base.message("$q", "@alice:h", "see you")
        let empty = try messages(base.message("$r", "@eve:h", "> <@alice:h> see you", more: reply), after: said)
        #expect(empty.map(\.isWordless) == [true])
        let gone =
            #"{"type":"m.room.message","event_id":"$g","sender":"@eve:h","content":{},"unsigned":{"redacted_because":{}}}"#
        #expect(try messages(gone).isEmpty)
    }

    @Test func `an edit names what it stands for, if that is its author's (A3)`() throws {
        func edit(_ target: String, by user: String) -> String {
            base.message(
                "$e", user, "* b",
                more: #","m.new_content":{"body":"b"},"m.relates_to":{"rel_type":"m.replace","event_id":"\#(target)"}"#)
        }
        let said = base.message("$q", "@alice:h", "a")
        #expect(try messages(edit("$q", by: "@alice:h"), after: said).map(\.edits) == ["$q"])
        #expect(try messages(edit("$q", by: "@eve:h"), after: said).map(\.edits) == [nil])
        // Of what is long forgotten the sender's own words are meant.
        #expect(try messages(edit("$unknown", by: "@eve:h")).map(\.edits) == ["$unknown"])
    }

    @Test func `who is here is called, who is not is nobody (D8)`() throws {
        let nobody = (1...500).map { "\"@x\($0):h\"" }.joined(separator: ",")
        let more = #","m.mentions":{"user_ids":[\#(nobody),"@alice:h","@mod:h","@mod:h"]}"#
        #expect(try messages(base.message("$r", "@alice:h", "hi", more: more)).map(\.pings) == [1])
        #expect(try messages(base.message("$r", "@owner:h", "hi", more: more)).map(\.pings) == [2])
    }

    @Test(arguments: [
        (
            #""m.reaction","content":{"m.relates_to":{"rel_type":"m.annotation","event_id":"$q","key":"x"}}"#,
            Message.Kind.minor
        ),
        (#""m.room.encrypted","content":{"algorithm":"m.megolm.v1.aes-sha2","ciphertext":"AAAA"}"#, .unreadable),
        (#""m.call.invite","content":{"call_id":"1","lifetime":60000}"#, .call),
        (#""m.call.candidates","content":{"call_id":"1"}"#, .minor),
        (#""m.sticker","content":{"body":"cat","url":"mxc://h/1"}"#, .sticker),
        (#""m.room.message","content":{"msgtype":"m.image","body":"cat.png","url":"mxc://h/1"}"#, .file),
        (#""org.example.unknown","content":{"x":1}"#, .minor),
        (#""m.room.message","content":{"msgtype":"m.text","body":"words"}"#, .words),
    ])
    func `what says nothing is counted all the same (D1, D9)`(_ event: String, _ kind: Message.Kind) throws {
        let found = try messages(#"{"event_id":"$k","sender":"@eve:h","type":\#(event)}"#)
        #expect(found.map(\.kind) == [kind])
    }
}
