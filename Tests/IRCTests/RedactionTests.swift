// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

// https://ircv3.net/specs/extensions/message-redaction: «REDACT <target> <targetmsgid> [<reason>]».
@Suite struct RedactionTests {
    private static let caps = "message-tags echo-message draft/message-redaction"

    private func abilities(_ wire: Wire) -> [[Event.Ability]] {
        wire.kinds.compactMap { if case .capability(let what) = $0 { what.can } else { nil } }
    }

    @Test func aLineIsTakenBackWhereTheServerOffersIt() {
        var wire = Wire(room: "eve!e@h", caps: Self.caps)
        wire.receive("@msgid=abc:12 :eve!e@h PRIVMSG #tricot :spam")
        #expect(wire.messages.first?.id == "abc:12")
        wire.perform(.remove(message: "abc:12"), on: "eve")
        wire.pass(.seconds(3))
        #expect(wire.lines == ["REDACT #tricot abc:12"])
        #expect(wire.fates.isEmpty)
        wire.receive(":geoffrin!s@h REDACT #tricot abc:12")
        #expect(wire.fates == [.performed(Receipt())])
    }

    @Test func itIsOneOfHerPowersThereAndNowhereElse() {
        var wire = Wire(room: "mod!m@h", caps: Self.caps)
        wire.receive(":mod!m@h MODE #tricot -o geoffrin")
        wire.receive(":mod!m@h MODE #tricot +o geoffrin")
        #expect(abilities(wire).map { $0.contains(.remove) } == [false, true])
        var old = Wire(room: "mod!m@h")
        old.receive(":mod!m@h MODE #tricot -o geoffrin")
        old.receive(":mod!m@h MODE #tricot +o geoffrin")
        #expect(abilities(old).map { $0.contains(.remove) } == [false, false])
        old.perform(.remove(message: "abc"), on: "mod")
        #expect(old.fates == [.failed(.unsupported)])
    }

    @Test(arguments: [
        ("UNKNOWN_MSGID", ActError.gone), ("REDACT_FORBIDDEN", .notAllowed("op")), ("INVALID_TARGET", .gone),
        ("REDACT_WINDOW_EXPIRED", .refused("the server keeps the line")),
    ])
    func aRefusalIsTold(_ code: String, _ error: ActError) {
        var wire = Wire(room: "eve!e@h", caps: Self.caps)
        wire.perform(.remove(message: "abc"), on: "eve")
        wire.pass(.seconds(3))
        wire.receive(":irc.test FAIL REDACT \(code) #tricot abc :No")
        #expect(wire.fates == [.failed(error)])
    }

    // What stands in a tag is a stranger's: it makes no second parameter and no second line.
    @Test(arguments: ["", "a b", ":x", "a\rb", "a\u{0}b"]) func anIdentifierThatIsNoneIsNotSent(_ id: String) {
        var wire = Wire(room: "eve!e@h", caps: Self.caps)
        wire.perform(.remove(message: ByteString(id)), on: "eve")
        wire.pass(.seconds(3))
        #expect(wire.lines.isEmpty)
        #expect(wire.fates.count == 1)
    }

    @Test func whatAModeratorTakesBackIsSeenAndWhatAnAuthorTakesBackIsNoSanction() {
        var wire = Wire(room: "@mod!m@h eve!e@h", caps: Self.caps)
        wire.receive(":eve!e@h REDACT #tricot abc :oops")
        #expect(wire.kinds.isEmpty)
        wire.receive(":mod!m@h REDACT #tricot abc :spam")
        #expect(wire.kinds == [.sanctioned(Event.Observed(.removed, mark: "abc", target: nil))])
    }
}
