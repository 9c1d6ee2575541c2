// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Matrix

struct ParsingTests {
    func json(_ text: String) throws -> JSON { try JSON(parsing: Array(text.utf8)) }

    @Test func `a million brackets are refused, not recursed into (G2)`() {
        for open in ["[", #"{"a":"#] {
            #expect(throws: JSONFault.tooDeep) { try json(String(repeating: open, count: 1_000_000)) }
        }
        #expect(throws: Never.self) { try json(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)) }
    }

    @Test(arguments: [
        "", "{", "[1,", #"{"a"}"#, #"{"a":1,}"#, "[1 2]", "nul", "truE", #""abc"#, "{}x", "-", #"{1:2}"#, "[,]",
    ])
    func `what is no JSON is refused`(_ text: String) { #expect(throws: JSONFault.self) { try json(text) } }

    @Test(
        arguments: [
            ("0", 0), ("-1", -1), ("42", 42), ("1e3", 1000), ("12.9", 12), ("1200e-2", 12), ("1e308", 1 << 53),
            ("-1e308", -(1 << 53)), ("9223372036854775807", 1 << 53), ("99999999999999999999999", 1 << 53), ("1e-9", 0),
            ("0e99999999999", 0), ("0.5e1", 5),
        ] as [(String, Int64)])
    func `numbers are whole and clamped (L7)`(_ text: String, _ value: Int64) throws {
        #expect(try json(text).integer == value)
    }

    @Test func `escapes, lone surrogates and NUL`() throws {
        #expect(try json(#""a\ud83d\udc4db""#).text == "a👍b")
        #expect(try json(#""a\ud83db""#).text == "a\u{FFFD}b")
        #expect(try json(#""a\u0000b\"\\\/\n""#).text == "a\u{FFFD}b\"\\/\n")
        #expect(try json("\"a\u{0}b\"").text == "a\u{FFFD}b")
    }

    @Test func `of equal keys the first counts, and keys are bytes (L1)`() throws {
        #expect(try json(#"{"a":1,"a":2}"#)["a"]?.integer == 1)
        let two = try json("{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(two[named: "e\u{301}"]?.integer == 2)
        #expect(try json(#"{"\u0061":7}"#)["a"]?.integer == 7)
    }

    @Test func `what she writes reads back as it was (L3)`() throws {
        let text = "\"\\\n\r\t\u{1}</script>\u{2028}é👍"
        let back = try JSON(parsing: Written.object([("k\"", .text(text)), ("n", .integer(-5))]).bytes)
        #expect(back[named: "k\""]?.text == text)
        #expect(back["n"]?.integer == -5)
    }

    /// Room version 12 (MSC4289, MSC4291): no server in the id, creators above every level.
    @Test func `identifiers of every version`() {
        #expect(ByteString("!vnUufsK41k").isRoom && ByteString("!vnUufsK41k").server == nil)
        #expect(ByteString("!a:h:8448").server == "h:8448")
        #expect(!ByteString("@x").isUser && !ByteString("@a b:h").isUser && ByteString("@a:h").localpart == "a")
        #expect(ByteString("!a/b:é").percentEncoded == "%21a%2Fb%3A%C3%A9")
    }

    @Test func `levels are read key by key; creators of version 12 stand above all (S3)`() throws {
        let create = (ByteString("@owner:h"), try json(#"{"room_version":"12","additional_creators":["@second:h",5]}"#))
        let content = try json(
            #"{"users":{"@eve:x":"1e9","@mod:h":"50","@n:h":1e400,"bad":3},"ban":{},"users_default":0}"#)
        let levels = PowerLevels(create: create, content: content)
        #expect(
            levels.level(of: "@owner:h") == PowerLevels.creator && levels.level(of: "@second:h") == PowerLevels.creator)
        #expect(levels.level(of: "@eve:x") == 0 && levels.rank(of: "@eve:x") == .member)
        #expect(levels.level(of: "@mod:h") == 50 && levels.badKeys == 3)
        #expect(levels.may("@mod:h", .ban, to: "@eve:x") && !levels.may("@mod:h", .ban, to: "@owner:h"))
        let old = PowerLevels(create: (ByteString("@owner:h"), try json("{}")), content: nil)
        #expect(old.level(of: "@owner:h") == 100)
    }

    @Test func `a room where everybody may ban has no operators for it`() throws {
        let levels = PowerLevels(create: nil, content: try json(#"{"ban":0,"kick":0}"#))
        #expect(levels.rank(of: "@eve:x") == .member)
    }

    @Test func `one level changes, everything unknown stays (H10)`() throws {
        let content = try json(#"{"x.y":{"deep":[1.5]},"users":{"@a:h":100,"@b:h":"7"},"ban":50}"#)
        let muted = try JSON(parsing: PowerLevels.changing(content, "@eve:h", to: -1))
        #expect(muted["users"]?[named: "@eve:h"]?.integer == -1 && muted["users"]?[named: "@a:h"]?.integer == 100)
        #expect(muted["x.y"].map { String(decoding: $0.raw, as: UTF8.self) } == #"{"deep":[1.5]}"#)
        let back = try JSON(parsing: PowerLevels.changing(muted, "@eve:h", to: nil))
        #expect(back["users"]?.members.map(\.key) == ["@a:h", "@b:h"])
    }

    @Test func `markup becomes what is read and where it leads (D1)`() {
        let html = HTMLText(
            #"<mx-reply>quoted</mx-reply>Free&nbsp;&#x42;TC <a title=">" href="https://spam.example/?a&amp;b">here</a><br>now 1 < 2"#
        )
        #expect(html.text == "Free\u{A0}BTC here\nnow 1 < 2")
        #expect(html.links == ["https://spam.example/?a&b"])
        #expect(SafeHTML("<a href=\"x\">&'\n").html == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;<br>")
    }

    @Test(arguments: [
        #"{"msgtype":"m.text","body":"SPAM"}"#, #"{"msgtype":"m.notice","body":"SPAM"}"#,
        #"{"body":"x","formatted_body":"<span data-mx-spoiler='SPAM'>y</span>"}"#,
        #"{"body":"x","formatted_body":"<img alt='SPAM'>"}"#, #"{"body":"x","formatted_body":"<img title='SPAM'>"}"#,
        #"{"msgtype":"m.location","body":"x","m.location":{"description":"SPAM"}}"#,
        #"{"msgtype":"m.location","body":"x","org.matrix.msc3488.location":{"description":"SPAM"}}"#,
        #"{"body":"x","formatted_body":"<b>SP</b>AM"}"#, #"{"body":"x","formatted_body":"<a href='SPAM'>y</a>"}"#,
        #"{"msgtype":"m.image","body":"x","filename":"SPAM"}"#, #"{"geo_uri":"SPAM"}"#,
        #"{"m.poll":{"question":{"m.text":[{"body":"SPAM"}]}}}"#,
        #"{"org.matrix.msc3381.poll.start":{"answers":[{"org.matrix.msc1767.text":"SPAM"}]}}"#,
        ##"{"body":"x","m.new_content":{"body":"SPAM"},"m.relates_to":{"rel_type":"m.replace","event_id":"$e"}}"##,
    ])
    func `every carrier yields its text (D1)`(_ content: String) throws {
        for type in ["m.room.message", "unknown.type"] {
            let event = try #require(RoomEvent(json(#"{"type":"\#(type)","sender":"@e:h","content":\#(content)}"#)))
            #expect(Carried(event)?.parts.contains("SPAM") == true)
        }
    }

    @Test func `reactions are one whatever their colour, mentions the union of both kinds (D8)`() throws {
        #expect(Relation.folded("👍\u{FE0F}") == "👍" && Relation.folded("👍🏽") == "👍")
        let mentions = Mentions(
            try json(
                ##"{"m.mentions":{"user_ids":["@a:h","@a:h",4]},"formatted_body":"<a href=\"https://matrix.to/#/%40b:h\">b</a>"}"##
            ))
        #expect(mentions.users == ["@a:h", "@b:h"] && !mentions.isRoom)
    }

    @Test func `a complaint is read whatever sent it`() {
        let limit = Complaint(
            status: 429, body: Array(#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":4439}"#.utf8),
            retryAfterHeader: "5")
        #expect(limit.retryAfter == .milliseconds(4439) && limit.isPassing)
        #expect(Complaint(status: 502, body: Array("<html>".utf8), retryAfterHeader: nil).isPassing)
        #expect(
            !Complaint(status: 403, body: Array(#"{"errcode":"M_FORBIDDEN"}"#.utf8), retryAfterHeader: nil).isPassing)
        #expect(Complaint(status: 429, body: [], retryAfterHeader: "999999999").retryAfter == .hours(1))
    }

    @Test func `no bytes trap`() throws {
        var seed: UInt64 = 1
        func next(_ n: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: (seed >> 33) % UInt64(n))
        }
        let words = [
            "{", "}", "[", "]", ":", ",", "\"a\"", "\"rooms\"", "\"join\"", "\"!r\"", "1e9", "\"\\ud83d\"", "<", "&#",
            ";", "null", "\\", "\"",
        ]
        for _ in 0..<3000 {
            let bytes = Array((0..<next(40)).map { _ in words[next(words.count)] }.joined().utf8)
            Fuzz.json(bytes)
            Fuzz.sync(bytes)
            Fuzz.html(bytes)
        }
    }
}
