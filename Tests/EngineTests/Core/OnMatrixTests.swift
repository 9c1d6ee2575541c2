// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// One community on Matrix: what is otherwise there.
struct MatrixHouse {
    var engine: Engine
    var now = House.start
    var acts: [OwedAct] = []

    static let network = NetworkID("matrix")
    static let room = RoomID(network, "#atelier:hs.test")
    static let desk = RoomID(network, "#desk:hs.test")

    /// Why the next sanction is not done.
    var refusal: ActError?

    init(_ language: String = "en", desks: [String] = ["#desk:hs.test"]) throws {
        let conf = """
            language = "\(language)"
            timezone = "Europe/Paris"
            owners   = ["matrix/@margaux:hs.test"]
            [network.matrix]
            matrix = "https://hs.test"
            token  = "secret:matrix"
            [community.atelier]
            rooms = ["matrix/#atelier:hs.test"]
            desk  = [\(desks.map { "\"matrix/\($0)\"" }.joined(separator: ", "))]
            moderators = ["matrix/@lise:hs.test"]
            [moderation]
            mode = "act"
            """
        engine = Engine(policy: try House.policy(conf), epoch: 1)
        send(.opened(seed: 42))
        send(.reloaded(fingerprint: 1, changes: []))
        send(.connected(Self.network))
        for room in [Self.room, Self.desk] {
            let people = ["geoffrin", "lise"] + (room == Self.room ? ["zed", "sam1"] : [])
            send(.synced(members: people.map { Event.Present(Self.id($0), Self.facts($0)) }), room: room)
        }
        now = now + .seconds(30)
    }

    static func id(_ name: String) -> MemberID { MemberID(network, ByteString("@\(name):hs.test")) }
    static func facts(_ name: String) -> Facts {
        var facts = Facts(
            rank: name == "geoffrin" ? .op : .member, account: ByteString("@\(name):hs.test"), user: "",
            host: "hs.test",
            name: PeerText(name), ownRank: .op, roomSize: 4)
        facts.isSelf = name == "geoffrin"
        return facts
    }

    mutating func send(_ kind: Event.Kind, room: RoomID? = nil, by name: String? = nil) {
        hear(Event(at: now, room: room, member: name.map(Self.id), facts: name.map(Self.facts), kind))
    }

    mutating func hear(_ event: Event) {
        let made = engine.handle(event)
        for decision in made where decision.rule != "due" { for act in decision.acts { perform(act) } }
    }

    private mutating func perform(_ act: OwedAct) {
        let reach = Reach(facts: act.target.map { Self.facts($0.name.raw) })
        let due = engine.handle(Event(at: now, room: act.room, .due(act.id, reach)))
        guard due.contains(where: { $0.acts.contains { $0.id == act.id } }) else { return }
        if act.action.isSanction, let refusal { return send(.failed(act.id, refusal), room: act.room) }
        acts.append(act)
        let user = act.target?.member.key.text ?? ""
        let mark =
            switch act.action {
            case .ban: "ban \(user)"
            case .mute: "mute - \(user)"
            default: ""
            }
        send(.performed(act.id, Receipt(mark: ByteString(mark))), room: act.room)
    }

    mutating func order(_ text: String) { send(.said(Message(PeerText(text))), room: Self.desk, by: "lise") }

    var lines: [String] { acts.compactMap(\.line) }
}

extension OwedAct {
    fileprivate var line: String? {
        switch action {
        case .say(let words), .whisper(let words), .alert(let words): words.text
        default: nil
        }
    }
}

@Suite struct OnMatrix {
    func farewell(_ language: String) throws -> [String] {
        var house = try MatrixHouse(language)
        house.order("mute zed 1h")
        house.order("ban sam1 1h")
        return house.engine.farewell(at: house.now).flatMap(\.acts).compactMap(\.line)
    }

    @Test func whatStandsIsLiftedByHandAsClientsShowIt() throws {
        let english = try farewell("en").joined()
        #expect(
            english.contains(
                "in the settings of #atelier:hs.test, roles: give @zed:hs.test its level back; in #atelier:hs.test, members: unban @sam1:hs.test"
            ), "\(english)")
        #expect(!english.contains("/mode"))
        let french = try farewell("fr").joined()
        #expect(french.contains("rendre son niveau à @zed:hs.test"), "\(french)")
        #expect(french.contains("lever le bannissement de @sam1:hs.test"), "\(french)")
    }

    @Test func whatCouldNotBeLiftedIsSaidAlike() throws {
        let house = try MatrixHouse()
        func said(_ mark: ByteString) -> String {
            house.engine.words(.deskFailedByhand, [.byhand: house.engine.byHand(mark, in: MatrixHouse.room)]).text
        }
        #expect(said("ban @sam1:hs.test").contains("unban @sam1:hs.test"))
        #expect(said("acl evil.test").contains("take evil.test off what it denies"))
        #expect(said("").contains("roles: those banned"))
        for mark: ByteString in ["", "ban @a:b", "mute 10 @a:b", "lock {}", "acl a", "q x"] {
            #expect(!said(mark).contains("/mode"))
        }
    }

    @Test func aTimedBanTellsItsEnd() throws {
        var house = try MatrixHouse()
        house.order("ban sam1 1h")
        let sanctions = house.acts.filter { $0.action.isSanction }
        guard case .ban(_, let reason)? = sanctions.first?.action else { return #expect(Bool(false)) }
        #expect(reason.text.contains(", until 10:00 (case 1)"), "\(reason.text)")
    }

    @Test func aBanWithoutEndTellsNone() throws {
        var house = try MatrixHouse()
        house.order("ban sam1 forever")
        guard case .ban(nil, let reason)? = house.acts.first(where: { $0.action.isSanction })?.action else {
            return #expect(Bool(false))
        }
        #expect(!reason.text.contains("until"))
    }
}

/// ADR 0023: in encrypted rooms she says once what she cannot read, sends nothing plain, obeys nothing plain.
@Suite struct Encrypted {
    func house() throws -> MatrixHouse {
        var house = try MatrixHouse()
        house.send(
            .capability(
                Event.Capability(can: [.whisper, .mute, .kick, .ban], cannot: [.say, .remove, .timedBan, .read])),
            room: MatrixHouse.room)
        return house
    }

    @Test func theDeskHearsItOnce() throws {
        var house = try house()
        let told = "#atelier:hs.test is encrypted: I cannot read what is said there, and I write nothing there"
        #expect(house.lines.count { $0.contains(told) } == 1)
        #expect(!house.lines.contains { $0.contains("remove a message") || $0.contains("I am in") })
        house.send(
            .capability(
                Event.Capability(can: [.whisper, .mute, .kick, .ban], cannot: [.say, .remove, .timedBan, .read])),
            room: MatrixHouse.room)
        #expect(house.lines.count { $0.contains(told) } == 1)
    }

    @Test(arguments: ["say hello", "say #atelier:hs.test hello", "poll Which day? | Monday | Tuesday"])
    func nothingIsSaidThereNorToldSo(_ order: String) throws {
        var house = try house()
        house.order(order)
        #expect(house.lines.last == "Nothing said in #atelier:hs.test: encrypted, and I write nothing there.")
        #expect(!house.acts.contains { $0.room == MatrixHouse.room })
        #expect(house.engine.state.polls.isEmpty)
    }

    @Test func statusSaysIt() throws {
        var house = try house()
        house.order("status")
        #expect(house.lines.contains { $0.contains("encrypted, I can neither read nor write there") })
    }

    @Test func nobodyIsGreetedThere() throws {
        var house = try house()
        house.send(.joined(.joined), room: MatrixHouse.room, by: "eve")
        house.now = house.now + .minutes(30)
        house.send(.ticked)
        #expect(!house.acts.contains { $0.room == MatrixHouse.room })
    }
}
