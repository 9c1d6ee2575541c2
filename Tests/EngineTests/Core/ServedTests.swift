// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

/// Programs that a room asks, and who only looks like one.
@Suite struct ServedTests {
    /// So many questions, each answered by `robo`, who says as much whether they are orders or not.
    private func converse(
        _ house: inout House, _ turns: Int, every pause: TimeSpan,
        _ question: (Int, inout House) -> (by: String, text: String)
    ) {
        for turn in 1...turns {
            let asked = question(turn, &house)
            house.say(asked.by, asked.text)
            house.now = house.now + .seconds(2)
            house.say("robo", "this is what stands on the page of that number, and it is worth a look: \(turn * 7)")
            house.wait(pause)
        }
    }

    private func house() throws -> House {
        var house = try House()
        for name in ["ann", "robo"] { house.join(name) }
        return house
    }

    /// Sixty questions of the team, five a day.
    private func house(isAsked: Bool) throws -> House {
        var house = try house()
        converse(&house, 60, every: .hours(5)) { turn, _ in
            (turn.isMultiple(of: 2) ? "lise" : "margaux", isAsked ? "!page \(turn)" : "what is on page \(turn)")
        }
        #expect(house.sanctions.isEmpty)
        return house
    }

    private func askFast(_ house: inout House, sign: String) {
        for word in ["hats", "gloves", "socks", "scarves", "shawls", "jumpers", "bags", "rugs"] {
            house.say("ann", sign + word)
            house.now = house.now + .seconds(1)
            house.say("robo", "Sorry, I do not know that one - try searching on http://pages.example/find")
            house.now = house.now + .seconds(3)
        }
    }

    @Test func whatIsAskedForIsNoRepetition() throws {
        var house = try house(isAsked: true)
        askFast(&house, sign: "!")
        #expect(house.engine.decisionsOn("robo", house).isEmpty)
    }

    /// The same talk without the sign that programs are asked by; and the same program when nobody asks it any more.
    @Test func whatNobodyAskedForIs() throws {
        var house = try house(isAsked: false)
        askFast(&house, sign: "!")
        #expect(!house.engine.decisionsOn("robo", house).isEmpty)
        var other = try self.house(isAsked: true)
        askFast(&other, sign: "about ")
        #expect(!other.engine.decisionsOn("robo", other).isEmpty)
    }

    /// Who answers fast from the first hour on has been about for no time.
    @Test func nobodyBecomesOneInAnHour() throws {
        var house = try house()
        converse(&house, 80, every: .seconds(40)) { turn, _ in ("lise", "!page \(turn)") }
        askFast(&house, sign: "!")
        #expect(!house.engine.decisionsOn("robo", house).isEmpty)
    }

    /// Answers to one's own second names, each of them new, make no program.
    @Test func noProgramOfOnesOwn() throws {
        var house = try house()
        converse(&house, 60, every: .hours(5)) { turn, house in
            house.join("who\(turn)")
            return ("who\(turn)", "!page \(turn)")
        }
        askFast(&house, sign: "!")
        #expect(!house.engine.decisionsOn("robo", house).isEmpty)
    }

    @Test func aMeanThatForgets() {
        var served = Served()
        var needed = 0
        while !served.isServant {
            served.count(true)
            needed += 1
        }
        #expect((45...60).contains(needed))
        for _ in 1...10_000 { served.count(true) }
        var spoken = 0
        while served.isServant {
            served.count(false)
            spoken += 1
        }
        #expect((2...8).contains(spoken))
        for _ in 1...100_000 { served.count(false) }
        #expect(served == .none)
        // Two of three: who talks where programs are asked all the time.
        for line in 1...3_000 {
            served.count(!line.isMultiple(of: 3))
            #expect(!served.isServant)
        }
    }

    @Test func ordersAreSignsWithALetter() {
        for text in ["!theme", ".weather nice", "~info", "@topic", "!Ubuntu | bob"] {
            #expect(ProgramOrders.isOrder(text))
        }
        for text in ["", "!", "!!", "...", ". . .", "!1", "theme", " !theme", "~ 5 %", "@"] {
            #expect(!ProgramOrders.isOrder(text))
        }
    }

    /// What a record keeps of it outlives a restart, and a record of before it is still read.
    @Test func itOutlivesARestart() throws {
        var record = PersonRecord(
            id: PersonID(House.network, .account, "robo"), name: PeerText("robo"), firstSeen: House.start,
            lastSeen: House.start)
        let before = record.packed
        for _ in 1...100 { record.served.count(true) }
        #expect(try PersonRecord(packed: record.packed).served == record.served)
        #expect(try PersonRecord(packed: before).served == .none)
        #expect(record.packed.starts(with: before))
    }
}

extension Engine {
    /// What was decided about somebody who said it, notes included.
    fileprivate func decisionsOn(_ name: String, _ house: House) -> [Decision] {
        house.decisions.filter { $0.name.raw == name && $0.verdict.score > 0 }
    }
}
