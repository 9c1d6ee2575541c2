// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

/// Marks that several newcomers bring (docs/decisions/0037), and whose words make one the community's own (0038).
@Suite struct CampaignsOfNewcomers {
    /// An old account: a regular by its lines.
    private func regular(_ name: String, in house: inout House, since days: Int) throws {
        let sock = house.engine.state.persons.number(
            of: PersonID(House.network, .host, ByteString("\(name)@\(name).example")))
        let number: Int32 = try #require(sock)
        house.engine.state.persons[number].messages = 40
        house.engine.state.persons[number].firstSeen = house.now - .days(Int64(days))
    }

    private func bring(_ text: String, by names: [String], to house: inout House) -> Int {
        for name in names {
            house.join(name)
            house.now = house.now + .seconds(90)
        }
        for name in names {
            house.say(name, text)
            house.now = house.now + .seconds(20)
        }
        return house.engine.state.sanctions.count
    }

    /// THREATS E1: a sock that has been about for long says the advert first; nobody ever answered it.
    @Test func anOldAccountThatNobodyAnsweredShieldsNoCampaign() throws {
        var house = try House()
        house.join("sock")
        house.say("sock", "hello")
        try regular("sock", in: &house, since: 10)
        house.say("sock", "see http://wool.example")
        #expect(bring("look http://wool.example/a", by: ["e1", "e2", "e3"], to: &house) == 1)
    }

    @Test func whomTwoOthersHaveAnsweredMakesAnAddressTheirOwn() throws {
        var house = try House()
        for (name, days) in [("ann", 10), ("ben", 20), ("cat", 30)] {
            house.join(name)
            house.say(name, "hello from \(name)")
            try regular(name, in: &house, since: days)
        }
        house.say("ben", "hello ann")
        house.say("cat", "ann: hello")
        house.say("ann", "see http://wool.example")
        #expect(bring("look http://wool.example/a", by: ["e1", "e2", "e3"], to: &house) == 0)
    }

    /// Socks of one day thank each other.
    @Test func whoCameTogetherVouchesForNobody() throws {
        var house = try House()
        for name in ["ann", "ben", "cat"] {
            house.join(name)
            house.say(name, "hello from \(name)")
            try regular(name, in: &house, since: 10)
        }
        house.say("ben", "hello ann")
        house.say("cat", "ann: hello")
        house.say("ann", "see http://wool.example")
        #expect(bring("look http://wool.example/a", by: ["e1", "e2", "e3"], to: &house) == 1)
    }

    // MARK: - Marks

    private func marks(_ text: String) -> [String] {
        let view = TextView(PeerText(text), seed: 1)
        guard MarkScanner.mayFind(in: view) else { return [] }
        let trusted = DomainSet([Domain(written: "ravelry.com")].compactMap { $0 })
        return MarkScanner(view: view, trusted: trusted, seed: 1).marks().map(\.label)
    }

    @Test(arguments: [
        ("go to http://www.Wool.example/a?b", ["wool.example"]),
        ("wool[.]example here hxxp://wool[.]example/a", ["wool.example"]),
        ("T.me/Free, t.me/+abC!", ["t.me/Free", "t.me/+abC"]),
        (
            "https://discord.gg/abc?x=1 and https://discord.com/invite/abc",
            ["discord.gg/abc", "discord.com/invite/abc"]
        ),
        ("https://www.youtube.com/watch?v=abc&t=1", ["youtube.com/watch?v=abc"]),
        ("https://github.com", []), ("see https://ravelry.com/x", []), ("http://127.0.0.1/x", []),
        ("join #FreeWool.", ["#freewool"]), ("bug #123 and C#", []),
        ("come to https://matrix.to/#/#Wool:x.example", ["#wool:x.example"]),
        ("https://matrix.to/#/@ann:x.example", []),
        ("to bc1q9h5yjqka3mz8f2x7w4c6r5t0u9e8d7s6l", ["bc1q9h5yjqka3mz8f2x7w4c6r5t0u9e8d7s6l"]),
        ("write to @yarnqueen!", ["@yarnqueen"]), ("mail me@wool.example", []), ("@bob", []),
        ("call +33 1 or +33123456789", ["33123456789"]), ("in 2026 or 12345678", []), ("id 123456789", ["123456789"]),
        ("bonjour à tous, comment allez-vous", []),
    ])
    func whatIsRareInALine(_ text: String, _ expected: [String]) { #expect(marks(text) == expected) }

    /// L10: ten thousand marks of strangers push out no campaign and nothing that regulars said.
    @Test func strangersMarksPushOutStrangersMarksOnly() {
        var table = CampaignTable()
        let start = Timestamp(seconds: 1_800_000_000)
        func person(_ number: Int) -> PersonID { PersonID(House.network, .host, ByteString("e\(number)@x")) }
        func hear(_ key: Int, _ who: Int, _ seconds: Int) -> CampaignTable.Sighting? {
            let mark = Mark(.site, Array("s\(key).example".utf8), seed: 1)
            return table.hear(
                mark, from: person(who), isFresh: true, shingles: .none, needed: 3, at: start + .seconds(Int64(seconds))
            )
        }
        let own = Mark(.site, Array("own.example".utf8), seed: 1)
        table.know(own.key, at: start)
        for who in 1...3 { _ = hear(0, who, who) }
        for key in 1...10_000 { _ = hear(key, key, 10 + key / 10) }
        #expect(table.marks.count <= CampaignTable.marksKept)
        #expect(table.running(at: start + .seconds(1100)).map(\.entry.label) == ["s0.example"])
        #expect(table.known.at[own.key] != nil)
        #expect(hear(0, 4, 1100)?.people == 4)
    }
}
