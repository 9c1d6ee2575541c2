// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// Names, hosts, notices: what the scenarios cannot write (THREATS A7, A8, L10).
@Suite struct NamesAndAsides {
    private func signals(_ decisions: [Decision]) -> Set<String> {
        Set(decisions.flatMap { $0.verdict.signals.map(\.name) })
    }

    private func arrive(_ house: inout House, _ key: String, _ name: String, host: String = "") -> [Decision] {
        var facts = house.facts(key)
        facts.name = PeerText(name)
        facts.host = ByteString(host)
        if host.isEmpty { facts.user = "" }
        let made = house.engine.handle(
            Event(at: house.now, room: House.room, member: House.id(key), facts: facts, .joined(.joined)))
        house.decisions += made
        return made
    }

    /// On Matrix a display name is free: the same one may be there twice.
    @Test func theVeryNameOfAModeratorWhoIsHereIsImitation() throws {
        var house = try House()
        var lise = house.facts("lise", rank: .op)
        lise.name = PeerText("Lise")
        house.send(.renamed(to: PeerText("Lise")), room: nil, by: "lise")
        let made = arrive(&house, "@eve:evil.example", "Lise")
        #expect(signals(made) == [Namesakes.name])
        #expect(made.flatMap(\.acts).contains { if case .alert = $0.action { true } else { false } })
        #expect(!made.flatMap(\.acts).contains { $0.action.isSanction })
    }

    @Test func theTeamIsToldOnceADay() throws {
        var house = try House()
        var told = 0
        for i in 0..<3 {
            let made = arrive(&house, "eve", "Iise", host: "eve.example")
            told += made.flatMap(\.acts).count { if case .alert = $0.action { true } else { false } }
            house.send(.left(.parted(PeerText(""))), room: House.room, by: "eve")
            house.now = house.now + .minutes(Int64(10 + i))
        }
        #expect(told == 1)
    }

    /// Whoever stood in a room of thousands before her is told in one line, once, however often she comes back.
    @Test func whoStoodThereBeforeIsToldInOneLine() throws {
        var house = try House()
        let alike = (1...500).map { ("m\($0)", "Iise") }
        let others = (1...2500).map { ("o\($0)", "o\($0)") }
        func enter() {
            house.send(.connected(House.network))
            house.sync([("lise", .op)])
            let present = (alike + others).map { key, name in
                var facts = house.facts(key)
                facts.name = PeerText(name)
                return Event.Present(House.id(key), facts)
            }
            house.send(
                .synced(members: present + [.init(House.id("lise"), house.facts("lise", rank: .op))]), room: House.room)
            house.wait(.minutes(2))
        }
        enter()
        let told = house.says.filter { $0.hasPrefix("Look-alike") }
        #expect(told.count == 1 && told[0].hasPrefix("Look-alikes: 500 in #atelier "), "\(told)")
        #expect(told[0].contains(" and 492 more") && told[0].utf8.count < 400)
        enter()
        #expect(house.says.count { $0.hasPrefix("Look-alike") } == 1)
    }

    @Test func aCloneOrTwoIsNothingAndFourAreOnlyNoted() throws {
        var house = try House()
        var seen: [Set<String>] = []
        for i in 1...5 {
            seen.append(signals(arrive(&house, "c\(i)", "c\(i)", host: "2001:db8:1:2::\(i)")))
            house.now = house.now + .seconds(20)
        }
        #expect(seen[0].isEmpty && seen[2].isEmpty && seen[3] == [Clones.name] && seen[4] == [Clones.name])
        #expect(house.engine.state.cases.isEmpty)
    }

    @Test func whoComesBackIsNoCloneOfOneself() throws {
        var house = try House()
        for _ in 1...4 {
            #expect(signals(arrive(&house, "c", "c", host: "192.0.2.5")).contains(Clones.name) == false)
            house.send(.left(.parted(PeerText(""))), room: House.room, by: "c")
            house.now = house.now + .minutes(1)
        }
    }

    @Test func hostsThatAreNamesAreComparedWhole() {
        #expect(HostRing.net(of: Array("192.0.2.7".utf8)).map(Array.init) == Array("192.0.2".utf8))
        #expect(HostRing.net(of: Array("2001:db8:1:2:3:4:5:6".utf8)).map(Array.init) == Array("2001:db8:1:2".utf8))
        #expect(HostRing.net(of: Array("cpe-12.isp.example".utf8)) == nil)
        #expect(HostRing.net(of: Array("gateway/web/irccloud.com/x-abc".utf8)) == nil)
        #expect(HostRing.net(of: []) == nil)
    }

    @Test func threeQuestionsFromProgramToProgramCountAndThreeNoticesDoNot() throws {
        var house = try House()
        var found: [Set<String>] = []
        for _ in 1...4 {
            found.append(
                signals(
                    house.send(
                        .said(Message(PeerText("VERSION"), carrier: .ctcp)), room: House.room, by: "eve")))
            house.now = house.now + .seconds(8)
        }
        #expect(!found[1].contains("asides") && found[2].contains("asides"))
        for i in 1...3 {
            let made = house.send(
                .said(Message(PeerText("the build \(i) is done"), carrier: .notice)), room: House.room, by: "bob")
            #expect(signals(made).contains("asides") == false)
            house.now = house.now + .seconds(15)
        }
    }

    @Test func noMoreFacesThanThatAreKeptAndTheTeamsStay() {
        var table = FaceTable()
        table.note(1, .init(person: 7, name: PeerText("lise"), isTeam: true))
        for i in 2...UInt64(FaceTable.kept * 2) {
            table.note(i, .init(person: Int32(i), name: PeerText("p\(i)"), isTeam: false))
        }
        #expect(table.count == FaceTable.kept && table.face(1)?.person == 7)
        table.note(1_000_000, .init(person: 8, name: PeerText("margaux"), isTeam: true))
        #expect(table.count == FaceTable.kept && table.face(1_000_000)?.person == 8)
    }
}
