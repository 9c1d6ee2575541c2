// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// The minima that are kept say what computing all of them again would say.
@Suite struct KeptDeadlines {
    private static let prompts = """
        [bank.questions]
        prompts = ["One?", "Two?", "Three?", "Four?", "Five?"]
        [[prompt]]
        name = "daily"
        cron = "30 9 * * *"
        from = "questions"
        [[prompt]]
        name = "often"
        cron = "*/20 * * * *"
        text = "And you?"
        [[prompt]]
        name = "lull"
        lull = "45m"
        from = "questions"
        """

    /// What `refreshDeadlines` makes of what is kept, and what it makes of nothing.
    private func kept(_ house: House) -> (Timestamp?, Timestamp?) {
        var warm = house.engine
        warm.refreshDeadlines()
        var cold = house.engine
        cold.state.deadlines = Deadlines(lookedAt: house.engine.state.deadlines.lookedAt)
        cold.refreshDeadlines()
        return (warm.nextDeadline, cold.nextDeadline)
    }

    private func step(_ house: inout House, _ choice: Int, _ n: Int) {
        let name = "guest\(n % 7)"
        switch choice {
        case 0...3: house.say(name, "a few words of mine, number \(n)")
        case 4: house.join(name)
        case 5: house.send(.left(.parted(PeerText(""))), room: House.room, by: name)
        case 6: house.wait(.minutes(Int64(n % 90 + 1)))
        case 7: house.order(["move 1 11:00", "skip 1", "hush 30m", "hush off", "pause 1h", "pause off"][n % 6])
        case 8: house.flood(name)
        case 9: house.order("lift \(n % 9 + 1)")
        case 10: house.send(.clockStepped(.minutes(Int64(n % 20))))
        case 11: house.isHolding.toggle()
        case 12: house.sync([("bob", .member), ("lise", .member)])
        default: house.send(.ticked)
        }
        house.now = house.now + .seconds(Int64(n % 40))
    }

    @Test(arguments: 1...12) func theyEqualThoseComputedAgain(_ seed: UInt64) throws {
        var house = try House(House.conf(Self.prompts))
        var random = seed
        func next(_ most: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % most
        }
        for turn in 1...120 {
            step(&house, next(14), next(1000))
            let (warm, cold) = kept(house)
            #expect(warm == cold, "seed \(seed), turn \(turn)")
            if !house.isHolding, !house.held.isEmpty { house.release() }
        }
        #expect(house.engine.nextDeadline != nil)
    }

    /// What falls due at the very moment it arises is done at once, not at the next look twenty seconds later.
    @Test func whatIsDueAtOnceWakesHerAtOnce() throws {
        var house = try House(House.conf("[welcome]\nafter = \"0s\""))
        house.sync([("bob", .member), ("lise", .member)])
        house.wait(.seconds(1))
        house.join("eve")
        #expect(house.engine.nextDeadline == house.now)
        house.send(.ticked)
        #expect(house.says.contains { $0.contains("eve") })
    }

    /// What is overdue and cannot be done hides nothing that comes due meanwhile, and makes no busy loop.
    @Test func whatCannotBeDoneHidesNothing() {
        var due = Deadlines.Minimum.fresh
        let now = House.start
        for span in [-50, 5, 90, -3] { due.consider(now + .seconds(Int64(span)), at: now) }
        #expect(due.moment == now + .seconds(5))
        #expect(due.overdue == now - .seconds(3))
        #expect(!due.isOver(at: now) && due.isOver(at: now + .seconds(5)))
    }

    /// A sanction changes no schedule: no calendar is asked at a decision.
    @Test func aDecisionLeavesTheMomentsOfPromptsAlone() throws {
        var house = try House(House.conf(Self.prompts))
        house.say("bob", "so")
        // What is kept is believed, so a false moment shows whether it was computed again.
        let wrong = House.start + .days(300)
        house.engine.state.deadlines.moments.moment = wrong
        let before = house.decisions.count
        house.flood("mallory")
        #expect(house.decisions.count > before)
        #expect(house.engine.state.deadlines.moments.moment == wrong)
        house.order("skip 1")
        #expect(house.engine.state.deadlines.moments.moment.map { $0 < wrong } == true)
    }
}
