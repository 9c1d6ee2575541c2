// SPDX-License-Identifier: Apache-2.0

import Chat
import DNSTestSupport
import Logging
import Synchronization
import Testing

@testable import Dnsbl

/// The desk with a resolver that answers what a test tells it to; its clock is the test's (THREATS J5).
@Suite struct ListDeskTests {
    final class Watch: Sendable {
        private let now = Mutex(TimeSpan.zero)
        var elapsed: TimeSpan { now.withLock { $0 } }
        func pass(_ span: TimeSpan) { now.withLock { $0 = $0 + span } }
    }

    /// A list, in whatever state a test wants it, and what it was asked.
    final class Script: Resolver {
        enum Mood: Sendable { case sound, all, none, refusing, silent, madeUp }
        private let state: Mutex<(mood: Mood, asked: [String])>
        init(_ mood: Mood = .sound) { state = Mutex((mood, [])) }
        var asked: [String] { state.withLock { $0.asked } }
        func set(_ mood: Mood) { state.withLock { $0.mood = mood } }

        func addresses(of name: String) async -> Reply {
            let mood = state.withLock { state in
                state.asked.append(name)
                return state.mood
            }
            switch mood {
            case .sound: return .addresses(Self.has(name) ? [0x7F00_0002] : [])
            case .all: return .addresses([0x7F00_0002])
            case .none: return .addresses([])
            case .refusing: return .addresses([0x7FFF_FFFE])
            case .silent: return .silence
            case .madeUp: return .addresses(Self.has(name) ? [0x7F00_0002] : [0x5DB8_D822])
            }
        }

        private static func has(_ name: String) -> Bool {
            name.hasPrefix("2.0.0.127.") || name.hasPrefix("9.9.9.") || name.hasPrefix("2.0.0.0.0.0.f.7.")
        }
    }

    static let list = "bl.example"
    static let listed = PublicAddress.v4(0x0909_0909)
    static func other(_ number: UInt32 = 1) -> PublicAddress { .v4(0x0808_0000 + number) }

    private func desk(
        _ resolver: any Resolver, lists: [String] = [list], perSecond: Int = 1000, watch: Watch = Watch()
    ) -> ListDesk {
        ListDesk(
            .init(lists: lists, perSecond: perSecond), resolver: resolver, elapsed: { watch.elapsed },
            logger: Logger(label: "test"))
    }

    private func said(_ finding: HostFinding) -> [Event.ListState] {
        finding.news.compactMap { if case .list(_, let state) = $0 { state } else { nil } }
    }

    @Test func aListProvesItselfBeforeItIsAsked() async {
        let script = Script()
        let desk = desk(script)
        let first = await desk.find(Self.listed, in: [Self.list])
        #expect(first.listedBy == [Self.list] && said(first) == [.trusted])
        #expect(script.asked == ["1.0.0.127.bl.example", "2.0.0.127.bl.example", "9.9.9.9.bl.example"])
        let second = await desk.find(Self.other(), in: [Self.list])
        #expect(second.listedBy == [] && said(second).isEmpty)
        #expect(script.asked.count == 4)
    }

    @Test(arguments: [
        (Script.Mood.all, Event.ListState.listsAll), (.none, .listsNone), (.refusing, .refuses),
    ]) func aListGoneBadIsLeftAloneToldOnceAndToldAgainWhenItIsBack(_ mood: Script.Mood, _ why: Event.ListState) async {
        let (script, watch) = (Script(), Watch())
        let desk = desk(script, watch: watch)
        _ = await desk.find(Self.listed, in: [Self.list])
        script.set(mood)
        watch.pass(.minutes(61))
        let bad = await desk.find(Self.listed, in: [Self.list])
        #expect(bad.listedBy == nil && said(bad) == [why])
        let asked = script.asked.count
        let again = await desk.find(Self.other(), in: [Self.list])
        #expect(again.listedBy == nil && said(again).isEmpty && script.asked.count == asked)
        #expect(desk.standing.troubles.map(\.why) == [why])
        watch.pass(.minutes(61))
        #expect(said(await desk.find(Self.other(), in: [Self.list])).isEmpty)
        script.set(.sound)
        watch.pass(.minutes(61))
        let back = await desk.find(Self.listed, in: [Self.list])
        #expect(back.listedBy == [Self.list] && said(back) == [.trusted])
        #expect(desk.standing.troubles.isEmpty)
    }

    @Test func aListThatTurnsBadWithinTheHourIsStoppedByItsNextProof() async {
        let script = Script()
        let desk = desk(script)
        _ = await desk.find(Self.other(1), in: [Self.list])
        script.set(.refusing)
        // A refusal is no opinion, and at once a reason to look.
        #expect(await desk.find(Self.other(2), in: [Self.list]).listedBy == nil)
        #expect(said(await desk.find(Self.other(3), in: [Self.list])) == [.refuses])
    }

    @Test func silenceIsNoOpinionAndIsLeftAloneForLongerEachTime() async {
        let (script, watch) = (Script(.silent), Watch())
        let desk = desk(script, watch: watch)
        for _ in 0..<ListMemory.patience { #expect(await desk.find(Self.listed, in: [Self.list]).listedBy == nil) }
        let asked = script.asked.count
        _ = await desk.find(Self.listed, in: [Self.list])
        #expect(script.asked.count == asked)
        watch.pass(.seconds(61))
        #expect(said(await desk.find(Self.listed, in: [Self.list])).isEmpty)
        #expect(script.asked.count == asked + 1)
        watch.pass(.seconds(61))
        _ = await desk.find(Self.listed, in: [Self.list])
        #expect(script.asked.count == asked + 1)
        watch.pass(.seconds(61))
        #expect(said(await desk.find(Self.listed, in: [Self.list])) == [.silent])
        watch.pass(.minutes(31))
        #expect(said(await desk.find(Self.listed, in: [Self.list])).isEmpty)
        script.set(.sound)
        watch.pass(.minutes(31))
        let back = await desk.find(Self.listed, in: [Self.list])
        #expect(back.listedBy == [Self.list] && said(back) == [.trusted])
    }

    @Test func aResolverThatMakesNamesUpIsNoOpinion() async {
        let desk = desk(Script(.madeUp))
        #expect(await desk.find(Self.other(), in: [Self.list]).listedBy == nil)
        #expect(await desk.find(Self.listed, in: [Self.list]).listedBy == [Self.list])
    }

    @Test func aListWithoutIPv6IsAskedAboutTheOtherKindOnly() async {
        let script = Script(.none)
        let desk = desk(script)
        let six = await desk.find(.v6(0x2606_4700_0000_0000, 1), in: [Self.list])
        #expect(six.listedBy == nil && six.news.isEmpty)
        script.set(.sound)
        #expect(await desk.find(Self.listed, in: [Self.list]).listedBy == [Self.list])
    }

    @Test func answersAreKeptForAnHourAndNoMoreThanSoMany() async {
        let (script, watch) = (Script(), Watch())
        let desk = desk(script, perSecond: .max, watch: watch)
        for _ in 0..<5 { _ = await desk.find(Self.listed, in: [Self.list]) }
        #expect(script.asked.count == 3 && desk.standing.remembered == 4)
        watch.pass(.minutes(61))
        _ = await desk.find(Self.listed, in: [Self.list])
        #expect(script.asked.count == 6)
        for number in 0..<UInt32(ListMemory.most + 10) {
            if number % 100 == 0 { watch.pass(.seconds(1)) }
            _ = await desk.find(Self.other(number), in: [Self.list])
        }
        #expect(desk.rememberedCount <= ListMemory.most)
        desk.forget()
        #expect(desk.rememberedCount == 0)
    }

    @Test func moreThanSoManyInASecondAreNotAsked() async {
        let (script, watch) = (Script(), Watch())
        let desk = desk(script, perSecond: 10, watch: watch)
        for number in 0..<100 { _ = await desk.find(Self.other(UInt32(number)), in: [Self.list]) }
        #expect(desk.standing.asked == 10 && desk.standing.refused == 90)
        watch.pass(.seconds(1))
        #expect(await desk.find(Self.other(500), in: [Self.list]).listedBy == [])
    }

    @Test func nobodyIsAskedThatTheFileDoesNotName() async {
        let script = Script()
        let finding = await desk(script).find(Self.listed, in: ["other.example"])
        #expect(finding.listedBy == nil && script.asked.isEmpty)
    }

    // MARK: - Over a real socket

    private func overTheWire(_ answer: @escaping @Sendable (String) -> ScriptedDNSServer.Answer) async throws
        -> (finding: HostFinding, asked: [String])
    {
        let server = try ScriptedDNSServer(answer)
        defer { server.stop() }
        let desk = desk(SystemResolver(server: 0x7F00_0001, port: server.port, seconds: 1))
        return (await desk.find(Self.listed, in: [Self.list]), server.asked)
    }

    private static func sound(_ name: String, _ then: ScriptedDNSServer.Answer) -> ScriptedDNSServer.Answer {
        switch name {
        case "1.0.0.127.bl.example": .nowhere
        case "2.0.0.127.bl.example": .addresses([0x7F00_0002])
        default: then
        }
    }

    @Test func overTheWireAHostIsListed() async throws {
        let (finding, asked) = try await overTheWire { Self.sound($0, .addresses([0x7F00_0004, 0x7F00_000B])) }
        #expect(finding.listedBy == [Self.list])
        #expect(asked == ["1.0.0.127.bl.example", "2.0.0.127.bl.example", "9.9.9.9.bl.example"])
    }

    @Test(arguments: [ScriptedDNSServer.Answer.nowhere, .addresses([])]) func overTheWireAHostIsNotListed(
        _ answer: ScriptedDNSServer.Answer
    ) async throws {
        #expect(try await overTheWire { Self.sound($0, answer) }.finding.listedBy == [])
    }

    // SERVFAIL, NOTIMP, REFUSED, and nothing at all.
    @Test(arguments: [ScriptedDNSServer.Answer.failure(2), .failure(4), .failure(5), .silence])
    func overTheWireAFailureIsNoOpinion(_ answer: ScriptedDNSServer.Answer) async throws {
        let (finding, asked) = try await overTheWire { Self.sound($0, answer) }
        #expect(finding.listedBy == nil && said(finding) == [.trusted])
        #expect(asked.last == "9.9.9.9.bl.example")
    }

    @Test func overTheWireAListThatHasEverybodyIsNotBelieved() async throws {
        let (finding, asked) = try await overTheWire { _ in .addresses([0x7F00_0002]) }
        #expect(finding.listedBy == nil && said(finding) == [.listsAll])
        #expect(!asked.contains("9.9.9.9.bl.example"))
    }

    @Test func whoIsCancelledDoesNotWaitForAnAnswer() async throws {
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let server = try ScriptedDNSServer { _ in
            begin.yield()
            return .silence
        }
        defer { server.stop() }
        // An hour, were it not for being cancelled.
        let resolver = SystemResolver(server: 0x7F00_0001, port: server.port, seconds: 3600)
        let asking = Task { await resolver.addresses(of: "9.9.9.9.bl.example") }
        for await _ in begun { break }
        asking.cancel()
        #expect(await asking.value == .silence)
    }
}
