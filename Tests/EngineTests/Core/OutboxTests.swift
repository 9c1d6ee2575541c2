// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

@Suite struct OutboxTests {
    private func act(_ n: Int64, _ action: Action) -> OwedAct {
        let network = NetworkID("n")
        let name = ByteString("guest\(n)")
        return OwedAct(
            id: ActID(epoch: 1, sequence: n, index: 0), community: CommunityID("c"),
            room: RoomID(network, "#r"), network: network,
            target: Target(
                member: MemberID(network, name), person: PersonID(network, .host, name), account: nil, user: name,
                host: name, name: PeerText(name.text)),
            action: action, lane: .sanction, owedAt: Timestamp(seconds: n), expiresAt: nil, caseNumber: 1)
    }

    /// However many sanctions wait, what ends has its turn: a list that only grows is full one day.
    @Test func releasesHaveTheirTurnAmongSanctions() {
        var box = Outbox()
        for n in 1...6 { _ = box.owe(act(Int64(n), .mute(nil, reason: Utterance("spam")))) }
        for n in 7...9 { _ = box.owe(act(Int64(n), .unmute(mark: ByteString("b *!*@\(n)")))) }
        var order = ""
        while let next = box.next(among: [.sanction]) { order += next.action.isRelease ? "r" : "s" }
        #expect(order == "ssrssrssr")
    }

    /// Whoever asked waits for it; an answer needs more room on the connection's clock than a line for the desk.
    @Test func anAnswerHasItsTurnAmongLinesForTheDesk() {
        var box = Outbox()
        for n in 1...5 { _ = box.owe(act(Int64(n), .alert(Utterance("[\(n)]")))) }
        for n in 6...7 {
            var answer = act(Int64(n), .whisper(Utterance("\(n)")))
            answer.lane = .answer
            _ = box.owe(answer)
        }
        func next(_ lanes: Lane...) -> Int64? { box.next(among: lanes)?.id.sequence }
        #expect(next(.sanction) == 1 && next(.sanction) == 2)
        #expect(next(.sanction) == nil && box.givesWay(.sanction))
        // A sanction never waits for words.
        _ = box.owe(act(8, .mute(nil, reason: Utterance("spam"))))
        #expect(next(.sanction) == 8)
        #expect(next(.sanction, .answer) == 6 && next(.sanction, .answer) == 3 && next(.sanction, .answer) == 4)
        #expect(next(.sanction, .answer) == 7 && next(.sanction) == 5)
    }

    @Test func withoutReleasesNothingWaits() {
        var box = Outbox()
        for n in 1...3 { _ = box.owe(act(Int64(n), .mute(nil, reason: Utterance("spam")))) }
        var count = 0
        while box.next(among: [.sanction]) != nil { count += 1 }
        #expect(count == 3)
    }

    /// Where a full list makes room, the old mark goes before the new one, whatever else waits.
    @Test func whatARoomIsMadeForComesBehindTheRelease() {
        var box = Outbox()
        var release = act(9, .unban(mark: ByteString("b *!*@old")))
        release.id = ActID(epoch: 1, sequence: 9, index: 0)
        var ban = act(9, .ban(nil, reason: Utterance("spam")))
        ban.id = ActID(epoch: 1, sequence: 9, index: 1)
        ban.community = CommunityID("another")
        for n in 1...3 { _ = box.owe(act(Int64(n), .ban(nil, reason: Utterance("spam")))) }
        _ = box.owe(release)
        _ = box.owe(ban)
        var order: [Int64] = []
        while let next = box.next(among: [.sanction]) { order.append(next.action.isRelease ? 0 : next.id.sequence) }
        #expect(order == [1, 2, 0, 9, 3])
    }

    /// Nor does it leave while the release is under way, or held back itself by another act on whom it lifts.
    @Test func whatARoomIsMadeForWaitsForTheRelease() {
        var box = Outbox()
        var release = act(9, .unban(mark: ByteString("b *!*@old")))
        release.target = act(1, .kick(reason: Utterance("spam"))).target
        var ban = act(9, .ban(nil, reason: Utterance("spam")))
        ban.id = ActID(epoch: 1, sequence: 9, index: 1)
        for act in [release, ban] { _ = box.owe(act) }
        let kick = act(1, .kick(reason: Utterance("spam")))
        #expect(box.next(among: [.sanction], beside: [kick]) == nil)
        #expect(box.next(among: [.sanction]) == release)
        #expect(box.next(among: [.sanction], beside: [release]) == nil)
        #expect(box.next(among: [.sanction]) == ban)
    }

    /// Two acts on one person go one after the other, and so do two on a door; side by side with everybody else's.
    @Test(arguments: [
        (Action.ban(nil, reason: Utterance("spam")), Action.kick(reason: Utterance("spam")), Int64(1)),
        (.unmute(mark: "b *!*@1"), .mute(nil, reason: Utterance("spam")), Int64(1)),
        (.lock(.minutes(10), mark: ""), .unlock(mark: "R"), Int64(2)),
    ])
    func whatTouchesTheSameWaits(_ first: Action, _ second: Action, _ other: Int64) {
        var box = Outbox()
        let (first, second) = (act(1, first), act(other, second))
        let beside = act(3, .mute(nil, reason: Utterance("spam")))
        for act in [second, beside] { _ = box.owe(act) }
        #expect(box.next(among: [.sanction], beside: [first]) == beside)
        #expect(box.next(among: [.sanction], beside: [first]) == nil)
        #expect(box.next(among: [.sanction], beside: [beside]) == second)
    }
}
