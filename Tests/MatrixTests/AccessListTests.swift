// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Matrix

/// `m.room.server_acl` (client-server API, "Server Access Control Lists"), and what must hold when she writes it (H7).
struct AccessListTests {
    private func list(_ text: String) throws -> AccessList? { AccessList(try JSON(parsing: Array(text.utf8))) }

    @Test func `a server passes when it is allowed and not denied`() throws {
        let list = try #require(try list(#"{"allow":["*"],"deny":["evil.test","*.farm.test"],"x":1}"#))
        #expect(list.admits("home.test") && list.admits("home.test:8448"))
        #expect(!list.admits("evil.test") && !list.admits("a.farm.test") && list.denies("evil.test"))
        #expect(!list.denies("a.farm.test"))
    }

    @Test(arguments: [
        ("home.test:8448", "home.test"), ("home.test", "home.test"), ("192.0.2.7:1", "192.0.2.7"), ("[::1]:1", "[::1]"),
        ("[::1]", "[::1]"), ("home.test:", "home.test:"),
    ])
    func `a server is named without its port`(_ name: String, _ host: String) throws {
        #expect(ByteString(name).withoutPort == ByteString(host))
        let list = try #require(try list(#"{"allow":["*"],"deny":["\#(host)"]}"#))
        #expect(!list.admits(ByteString(name)))
    }

    @Test func `one entry is added or taken out, and the rest stays as it was`() throws {
        let list = try #require(
            try list(#"{"deny":["evil.test"],"allow":["*"],"allow_ip_literals":false,"x":{"y":[1]}}"#))
        let bytes = try #require(list.denying("worse.test"))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text == #"{"allow":["*"],"allow_ip_literals":false,"x":{"y":[1]},"deny":["evil.test","worse.test"]}"#)
        let again = try #require(AccessList(bytes))
        #expect(!again.admits("worse.test") && again.admits("home.test"))
        let back = String(decoding: again.forgiving("worse.test"), as: UTF8.self)
        #expect(back == #"{"allow":["*"],"allow_ip_literals":false,"x":{"y":[1]},"deny":["evil.test"]}"#)
    }

    @Test func `a room without a list lets everybody in, and one that lets nobody in says so`() throws {
        let fresh = try #require(AccessList.everybody.denying("evil.test"))
        #expect(String(decoding: fresh, as: UTF8.self) == #"{"allow":["*"],"deny":["evil.test"]}"#)
        // Nothing allowed is nobody allowed: what is written over that would not let her own server pass.
        for text in ["{}", #"{"allow":[]}"#, #"{"allow":["home.*"],"deny":["*"]}"#] {
            let closed = try #require(try list(text))
            #expect(AccessList(try #require(closed.denying("evil.test")))?.admits("home.test") == false)
        }
    }

    @Test func `what she does not understand is not written over, and there is a limit`() throws {
        for text in [#"{"allow":"*"}"#, #"{"allow":["*",1]}"#, #"{"allow":["*"],"deny":{}}"#, "[]"] {
            #expect(try list(text) == nil, "\(text)")
        }
        let many = (0..<4000).map { #""s\#($0).example""# }.joined(separator: ",")
        #expect(try list(#"{"allow":["*"],"deny":[\#(many)]}"#)?.denying("evil.test") == nil)
    }

    @Test func `who takes her entry out has lifted it`() throws {
        let base = SyncTests()
        var rooms = try base.rooms()
        func access(_ id: String, _ by: String, _ deny: String) -> String {
            #"{"type":"m.room.server_acl","event_id":"\#(id)","state_key":"","sender":"\#(by)","content":{"allow":["*"],"deny":[\#(deny)]}}"#
        }
        let mark = Mark.acl("evil.test")
        #expect(Mark(mark.bytes) == mark)
        rooms.note(mark, in: "!r")
        #expect(
            rooms.take(try base.sync(timeline: access("$1", "@g:h", #""evil.test""#)), .init(at: base.start)).isEmpty)
        let events = rooms.take(try base.sync(timeline: access("$2", "@mod:h", "")), .init(at: base.start))
        let told = events.compactMap { if case .sanctioned(let seen) = $0.kind { seen } else { nil } }
        #expect(told.map(\.mark) == ["acl evil.test"] && told.map(\.what) == [.unbanned] && rooms.marks.isEmpty)
    }
}
