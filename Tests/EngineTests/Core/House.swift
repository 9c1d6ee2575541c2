// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// One community on one network with a room, a desk and time of its own: events in, what she does out.
struct House {
    var engine: Engine
    var now: Timestamp
    var says: [String] = []
    var acts: [OwedAct] = []
    var decisions: [Decision] = []
    var events: [(Event, [Decision])] = []
    /// The network is away: what is owed waits in `held`.
    var isHolding = false
    var held: [OwedAct] = []
    /// What was written, as a database would hold it.
    var stored: [StoredKey: StateRow] = [:]
    /// Where somebody comes from, if not from a host of their name.
    var hosts: [String: String] = [:]
    /// What becomes of a release.
    var releaseFails = false

    static let network = NetworkID("libera")
    static let room = RoomID(network, "#atelier")
    static let desk = RoomID(network, "#modos")
    /// Monday 2026-01-05 08:00 UTC, 9:00 in Paris.
    static let start = Timestamp(seconds: 1_767_600_000)

    static func conf(_ more: String = "", mode: String = "act", preset: String = "standard") -> String {
        """
        language = "en"
        timezone = "Europe/Paris"
        owners   = ["libera/margaux"]
        contact  = "bonjour@atelier.example"
        [network.libera]
        irc  = "irc.libera.chat"
        nick = "geoffrin"
        [community.atelier]
        rooms = ["libera/#atelier"]
        desk  = ["libera/#modos"]
        moderators = ["libera/lise"]
        [moderation]
        mode = "\(mode)"
        preset = "\(preset)"
        \(more)
        """
    }

    static func policy(_ conf: String, files: [String: String] = [:]) throws -> Policy {
        let (configuration, diagnostics) = Configuration.load(text: conf, file: "bot.conf", sections: Policy.sections)
        let loaded = try #require(configuration, "\(diagnostics.map { $0.printed(.en) })")
        let (policies, mistakes) = Policy.compile(
            loaded, files: files, now: start, textSeed: 7, isRehearsal: false)
        #expect(mistakes.isEmpty, "\(mistakes.map { $0.printed(.en) })")
        return try #require(policies.first)
    }

    init(_ conf: String = House.conf(), files: [String: String] = [:]) throws {
        engine = Engine(policy: try Self.policy(conf, files: files), epoch: 1)
        now = Self.start
        send(.opened(seed: 42))
        send(.reloaded(fingerprint: 1, changes: []))
        send(.connected(Self.network))
        sync([("bob", .member), ("lise", .member)])
        now = now + .seconds(30)
    }

    mutating func sync(_ people: [(String, Rank)]) {
        for room in [Self.room, Self.desk] {
            var members = people.filter { room != Self.desk || $0.0 == "lise" }.map {
                Event.Present(Self.id($0.0), facts($0.0, rank: $0.1))
            }
            var own = facts("geoffrin", rank: .op)
            own.isSelf = true
            members.append(Event.Present(Self.id("geoffrin"), own))
            send(.synced(members: members), room: room)
        }
    }

    static func id(_ name: String) -> MemberID { MemberID(network, ByteString(name)) }

    func facts(_ name: String, rank: Rank = .member) -> Facts {
        let accounts = ["lise", "margaux", "alice"]
        return Facts(
            rank: rank, account: accounts.contains(name) ? ByteString(name) : nil, user: ByteString(name),
            host: ByteString(hosts[name] ?? "\(name).example"),
            name: PeerText(name), ownRank: .op, roomSize: 10)
    }

    @discardableResult
    mutating func send(_ kind: Event.Kind, room: RoomID? = nil, by name: String? = nil, rank: Rank = .member)
        -> [Decision]
    {
        let event = Event(
            at: now, room: room, member: name.map(Self.id), facts: name.map { facts($0, rank: rank) }, kind)
        let made = engine.handle(event)
        events.append((event, made))
        decisions += made
        for decision in made where decision.rule != "due" {
            for act in decision.acts { owe(act) }
        }
        return made
    }

    /// Acts are done at once: asked again, then performed.
    private mutating func owe(_ act: OwedAct) {
        if isHolding {
            held.append(act)
            return
        }
        ask(act)
    }

    /// What was held goes now.
    mutating func release() {
        isHolding = false
        let acts = held
        held = []
        for act in acts { ask(act) }
    }

    private mutating func ask(_ act: OwedAct) {
        let reach = Reach(facts: act.target.map { facts($0.name.raw) })
        let due = send(.due(act.id, reach), room: act.room)
        guard due.contains(where: { $0.acts.contains { $0.id == act.id } }) else { return }
        acts.append(act)
        switch act.action {
        case .say(let words), .whisper(let words), .alert(let words): says.append(words.text)
        case .remove, .mute, .unmute, .kick, .ban, .unban, .join, .leave, .lock, .unlock: break
        }
        if releaseFails, act.action.isRelease {
            send(.failed(act.id, .notAllowed("o")), room: act.room)
            return
        }
        send(.performed(act.id, Receipt(mark: ByteString("q \(act.target?.host.text ?? "")"))), room: act.room)
    }

    @discardableResult
    mutating func say(_ name: String, _ text: String, rank: Rank = .member, room: RoomID = House.room) -> [Decision] {
        send(.said(Message(PeerText(text))), room: room, by: name, rank: rank)
    }

    /// So many lines, five a second.
    mutating func flood(_ name: String, _ lines: Int = 20, _ text: String = "buy my things now") {
        for i in 1...lines {
            say(name, "\(text) \(i)")
            now = now + .milliseconds(200)
        }
    }

    /// At the desk, by a moderator.
    @discardableResult
    mutating func order(_ text: String) -> [Decision] { say("lise", text, room: House.desk) }

    mutating func join(_ name: String) { send(.joined(.joined), room: Self.room, by: name) }

    mutating func whisper(_ name: String, _ text: String) {
        send(.said(Message(PeerText(text), isPrivate: true)), by: name)
    }

    /// Lets time pass, waking her when she wants to be woken.
    mutating func wait(_ span: TimeSpan) {
        let end = now + span
        var turns = 0
        while let due = engine.nextDeadline, due <= end, turns < 10_000 {
            now = max(now, due)
            send(.ticked)
            turns += 1
        }
        now = end
        send(.ticked)
    }

    var sanctions: [OwedAct] { acts.filter { $0.action.isSanction } }
    var releases: [OwedAct] { acts.filter { $0.action.isRelease } }
}
