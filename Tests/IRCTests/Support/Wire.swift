// SPDX-License-Identifier: Apache-2.0

import Chat

@testable import IRC

/// A session driven by a transcript: lines in, lines and events out, time only where the test says so.
struct Wire {
    var session: Session
    var now = Timestamp(seconds: 1_800_000_000)
    var events: [Event] = []
    var lines: [String] = []
    var settled: [SessionOutput.Settled] = []
    var ending: Ending?
    /// What servers said over TLS of how long they demand it.
    var demands: [TimeSpan] = []
    /// The server answers USERHOST at once, and nobody sees the question; these are operators of the network.
    var answersUserHost = true
    var opers: Set<String> = []

    static let network = NetworkID("test")

    static func settings() -> SessionSettings {
        var settings = SessionSettings(nick: "geoffrin", user: "salon", realName: "Geoffrin")
        settings.rooms = [SessionSettings.Room("#tricot")]
        return settings
    }

    init(_ settings: SessionSettings = Wire.settings(), isEncrypted: Bool = true) {
        session = Session(network: Wire.network, settings: settings, epoch: 7, firstSerial: 0, chance: 1)
        session.begin(at: now, isEncrypted: isEncrypted)
        collect()
    }

    /// Registered, in #tricot as an operator, with these others there.
    init(
        room names: String, caps: String = "",
        support: String = "PREFIX=(ohv)@%+ CHANMODES=b,k,l,imnpstT CASEMAPPING=ascii"
    ) {
        self.init()
        receive(":irc.test CAP * LS :\(caps)")
        if !caps.isEmpty { receive(":irc.test CAP * ACK :\(caps)") }
        receive(":irc.test 001 geoffrin :Welcome")
        receive(":irc.test 005 geoffrin \(support) :are supported by this server")
        receive(":irc.test 376 geoffrin :End")
        receive(":geoffrin!salon@bot.host JOIN #tricot")
        receive(":irc.test 353 geoffrin = #tricot :@geoffrin \(names)")
        receive(":irc.test 366 geoffrin #tricot :End")
        pass(.seconds(60))
        forget()
    }

    mutating func receive(_ line: String) { receive(Array(line.utf8)) }

    mutating func receive(_ line: [UInt8]) {
        line.lend { session.receive($0, at: now) }
        collect()
    }

    mutating func pass(_ span: TimeSpan) {
        let end = now + span
        while session.nextDeadline <= end {
            now = max(now, session.nextDeadline)
            session.tick(at: now)
            collect()
            if ending != nil { break }
        }
        now = end
    }

    mutating func perform(_ action: Action, on name: String? = nil, lane: Lane = .sanction, sequence: Int64 = 1) {
        session.perform(act(action, on: name, lane: lane, sequence: sequence), at: now)
        collect()
    }

    func act(_ action: Action, on name: String? = nil, lane: Lane = .sanction, sequence: Int64 = 1) -> OwedAct {
        OwedAct(
            id: ActID(epoch: 7, sequence: sequence, index: 0), community: CommunityID("atelier"), room: room,
            network: Wire.network, target: name.map(target), action: action, lane: lane, owedAt: now, expiresAt: nil,
            caseNumber: 0)
    }

    var room: RoomID { RoomID(Wire.network, "#tricot") }

    /// The target that a debt would name, taken from the roster now.
    func target(_ name: String) -> Target {
        guard let slot = Array(name.utf8).lend({ session.roster.slot(of: $0) }) else {
            return Target(
                member: MemberID(Wire.network, "none"), person: PersonID(Wire.network, .host, "none"), account: nil,
                user: "", host: "", name: PeerText(name))
        }
        let presence = session.roster.presences[Int(slot)]
        return Target(
            member: presence.id, person: PersonID(Wire.network, .host, presence.host), account: presence.account,
            user: presence.user, host: presence.host, name: presence.name)
    }

    func facts(_ name: String) -> Facts? {
        Array(name.utf8).lend { session.roster.slot(of: $0) }.map {
            session.roster.facts($0, in: session.roster.room(room), session.support.modes)
        }
    }

    mutating func collect() {
        let output = session.take()
        events += output.events
        settled += output.settled
        ending = ending ?? output.ending
        if let duration = output.secureFor { demands.append(duration) }
        for line in output.lines.map({ String(decoding: $0.bytes.dropLast(2), as: UTF8.self) }) {
            guard answersUserHost, line.hasPrefix("USERHOST ") else {
                lines.append(line)
                continue
            }
            let replies = line.split(separator: " ").dropFirst().map {
                "\($0)\(opers.contains(String($0)) ? "*" : "")=+user@host"
            }
            receive(":irc.test 302 geoffrin :" + replies.joined(separator: " "))
        }
    }

    mutating func forget() {
        events = []
        lines = []
        settled = []
    }

    var kinds: [Event.Kind] { events.map(\.kind) }
    var texts: [String] { kinds.compactMap { if case .said(let message) = $0 { message.text.raw } else { nil } } }
    var messages: [Message] { kinds.compactMap { if case .said(let message) = $0 { message } else { nil } } }
    var departures: [Event.Departure] { kinds.compactMap { if case .left(let how) = $0 { how } else { nil } } }
    var arrivals: [Event.Arrival] { kinds.compactMap { if case .joined(let how) = $0 { how } else { nil } } }
    var fates: [SessionOutput.Fate] { settled.map(\.fate) }
}

/// Chance with a seed, for tests that try many inputs.
struct Seeded: RandomNumberGenerator {
    private var mix: SplitMix
    init(_ seed: UInt64) { mix = SplitMix(seed: seed) }
    mutating func next() -> UInt64 { mix.next() }
}
