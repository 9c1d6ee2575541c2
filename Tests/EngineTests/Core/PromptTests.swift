// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

@Suite struct PromptPlans {
    private static let daily = """
        [bank.questions]
        prompts = ["One?", "Two?", "Three?", "Four?", "Five?"]
        [[prompt]]
        name = "daily"
        cron = "30 9 * * *"
        from = "questions"
        """

    /// Lets a day pass in which people talk every hour.
    private func pass(_ house: inout House, days: Int = 1) {
        for _ in 1...(days * 24) {
            house.wait(.minutes(60))
            house.say("bob", "so")
        }
    }

    private func prompts(_ house: House) -> [OwedAct] { house.acts.filter { $0.lane == .prompt } }

    @Test func aPromptMovedForwardIsSaidOnce() throws {
        var house = try House(House.conf(Self.daily))
        house.say("bob", "so")
        house.order("move 1 9:10")
        house.wait(.minutes(15))
        #expect(prompts(house).count == 1)
        house.say("bob", "so")
        house.wait(.hours(2))
        #expect(prompts(house).count == 1)
        pass(&house)
        #expect(prompts(house).count == 2)
    }

    @Test func skippingTheSecondLeavesTheFirst() throws {
        var house = try House(House.conf(Self.daily))
        house.say("bob", "so")
        house.order("skip 2")
        house.wait(.hours(2))
        #expect(prompts(house).count == 1)
        house.say("bob", "so")
        pass(&house)
        #expect(prompts(house).count == 1)
        pass(&house)
        #expect(prompts(house).count == 2)
    }

    @Test func aPromptPutOffIsSaidAtItsNewMomentAndOnce() throws {
        var house = try House(House.conf(Self.daily))
        house.say("bob", "so")
        house.order("move 1 11:00")
        house.wait(.hours(1))
        #expect(prompts(house).isEmpty)
        house.wait(.hours(2))
        #expect(prompts(house).count == 1)
    }

    @Test func twoPromptsOfOneMomentAreNotTwoLinesInARow() throws {
        var house = try House(
            House.conf(Self.daily + "\n[[prompt]]\nname = \"other\"\ncron = \"30 9 * * *\"\ntext = \"And you?\"\n"))
        house.say("bob", "so")
        house.isHolding = true
        house.wait(.minutes(31))
        #expect(house.held.count { $0.lane == .prompt } == 1)
    }

    @Test func aPromptWaitsUntilSomebodyHasSpokenAfterAWelcome() throws {
        var house = try House(House.conf(Self.daily))
        house.say("bob", "so")
        house.now = House.start + .minutes(27)
        house.join("eve")
        house.wait(.minutes(8))
        #expect(house.says.contains { $0.contains("eve") })
        #expect(prompts(house).isEmpty)
        house.say("eve", "thank you")
        house.wait(.minutes(5))
        #expect(prompts(house).count == 1)
    }

    @Test func aBankIsExhaustedBeforeItRepeats() throws {
        var house = try House(House.conf(Self.daily))
        house.say("bob", "so")
        pass(&house, days: 5)
        let texts = prompts(house).map { act in if case .say(let words) = act.action { words.text } else { "" } }
        #expect(texts.count == 5)
        #expect(Set(texts).count == 5)
    }

    @Test func aLullIsNoticedAgainAfterTalk() throws {
        var house = try House(
            House.conf(
                "[animation]\nmost = \"5 a day\"\n[[prompt]]\nname = \"lull\"\nlull = \"1h\"\ntext = \"What is on your needles?\"\n"
            ))
        house.say("bob", "so")
        house.wait(.hours(2))
        #expect(prompts(house).count == 1)
        house.say("bob", "a scarf")
        var woken = false
        while let due = house.engine.nextDeadline, due <= House.start + .hours(8), prompts(house).count < 2 {
            house.now = max(house.now, due)
            house.send(.ticked)
            woken = true
        }
        #expect(woken)
        #expect(prompts(house).count == 2)
    }

    @Test func aPromptMissedForAnHourIsNotSaidLate() throws {
        var house = try House(House.conf(Self.daily))
        house.say("bob", "so")
        house.send(.disconnected(House.network, why: "test"))
        house.now = House.start + .minutes(90)
        house.reconnect(["bob", "lise"])
        house.wait(.minutes(30))
        #expect(prompts(house).isEmpty)
    }

    @Test func aPromptMissedByTenMinutesIsCaughtUpOnce() throws {
        var house = try House(House.conf(Self.daily))
        house.say("bob", "so")
        house.send(.disconnected(House.network, why: "test"))
        house.now = House.start + .minutes(38)
        house.reconnect(["bob", "lise"])
        house.wait(.minutes(30))
        #expect(prompts(house).count == 1)
    }
}

@Suite struct PassedOver {
    private static let daily = """
        [animation]
        most = "1 a day"
        [[prompt]]
        name = "early"
        cron = "30 9 * * *"
        text = "One?"
        [[prompt]]
        name = "late"
        cron = "30 10 * * *"
        text = "Two?"
        """

    @Test func theDeskLearnsWhyAPromptWasNotSaid() throws {
        var house = try House(House.conf(Self.daily))
        house.say("bob", "so")
        house.wait(.hours(1))
        house.say("bob", "so")
        house.wait(.hours(2))
        #expect(house.says.contains("Not said: late (10:30), enough prompts for now."))
    }

    @Test func thePlanShowsItForAWeek() throws {
        var house = try House(House.conf(Self.daily))
        house.say("bob", "so")
        house.wait(.hours(1))
        house.say("bob", "so")
        house.wait(.hours(2))
        house.order("skip 1")
        house.says = []
        house.order("plan")
        #expect(house.says.contains { $0.hasPrefix("Not said: late") })
    }

    @Test func aHushIsNotReproached() throws {
        var house = try House(House.conf(Self.daily))
        house.say("bob", "so")
        house.order("hush 5h")
        house.wait(.hours(4))
        #expect(!house.says.contains { $0.hasPrefix("Not said") })
        house.order("plan")
        #expect(house.says.contains { $0.hasPrefix("Not said: early") })
    }
}
