// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Matrix

/// Client-server API, "User and room mentions": a mention is a link to matrix.to around a name.
struct PillTests {
    func carried(_ body: String, _ html: String) throws -> Carried {
        let content = Written.object([
            ("msgtype", .text("m.text")), ("body", .text(body)), ("formatted_body", .text(html)),
        ])
        let event = Written.object([
            ("type", .text("m.room.message")), ("sender", .text("@lise:hs.test")), ("event_id", .text("$1")),
            ("content", content),
        ])
        let read = try #require(RoomEvent(try JSON(parsing: event.bytes)))
        return try #require(Carried(read))
    }
    let bob = #"<a href="https://matrix.to/#/@bob:hs.test">Bob</a>"#

    @Test(arguments: ["kick Bob", "kick @bob:hs.test", "kick [Bob](https://matrix.to/#/@bob:hs.test)"])
    func `a mention reads as the name it shows, and stands for somebody`(_ body: String) throws {
        let carried = try carried(body, "kick \(bob)")
        #expect(carried.parts == ["kick Bob"])
        #expect(carried.mentioned == [Message.Pill("@bob:hs.test", start: 5, length: 3)])
    }

    @Test func `an escaped link and one of the matrix scheme are mentions too`() throws {
        let html =
            #"<a href="https://matrix.to/#/%40bob%3Ahs.test?via=hs.test">Bob</a> <a href='matrix:u/lise:hs.test'>Lise</a>"#
        let carried = try carried("Bob Lise", html)
        #expect(carried.parts == ["Bob Lise"])
        #expect(carried.mentioned.map(\.user) == ["@bob:hs.test", "@lise:hs.test"])
    }

    @Test func `a room's mention is no link; a room that is not shown is named`() throws {
        let shown = try carried("see #a:hs.test", ##"see <a href="https://matrix.to/#/#a:hs.test">#a:hs.test</a>"##)
        #expect(shown.parts == ["see #a:hs.test"])
        let hidden = try carried("see here", ##"see <a href="https://matrix.to/#/#a:hs.test">here</a>"##)
        #expect(hidden.parts == ["see here", "#a:hs.test"])
    }

    @Test(arguments: [
        "https://evil.test/@bob:hs.test", "https://matrix.to/#/@bob:hs.test/https://evil.test",
        "https://matrix.to/#/!room:hs.test/$event", "https://matrix.to/#/@bob",
        "https://matrix.to.evil.test/#/@bob:hs.test",
    ])
    func `any other link is one`(_ link: String) throws {
        let carried = try carried("kick Bob", #"kick <a href="\#(link)">Bob</a>"#)
        #expect(carried.parts == ["kick Bob", link])
        #expect(carried.mentioned.isEmpty)
    }

    /// What only the formatted half says is judged, and orders nothing.
    @Test func `who is mentioned where the plain half says something else is nobody of an order`() throws {
        let carried = try carried("kick Max", "kick \(bob)")
        #expect(carried.parts == ["kick Max", "kick Bob"])
        #expect(carried.mentioned.isEmpty)
        let empty = try self.carried("kick Max", #"kick <a href="https://matrix.to/#/@bob:hs.test"></a>Max"#)
        #expect(empty.parts == ["kick Max"])
        #expect(empty.mentioned.isEmpty)
    }
}
