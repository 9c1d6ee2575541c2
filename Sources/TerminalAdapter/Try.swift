// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf
public import Scenario
import Engine

/// A conversation with her in a terminal: one room, its desk, and whoever is typed into being.
///
/// Values only: what is typed goes in by `feed`, time by `advance`, and what the room shows comes out. The same input
/// at the same times gives the same bytes.
public struct Try: Sendable {
    /// What is to be printed.
    public enum Line: Sendable, Equatable {
        /// On standard output: what happens in the room.
        case room(String)
        /// On standard error: what helps whoever types.
        case hint(String)
    }

    public private(set) var isOver = false
    var player: Player
    let stage: Stage
    let room: RoomID
    let desk: RoomID?
    let show: TerminalShow
    static let you = "you"

    /// Monday 2026-01-05, noon UTC: around which a piped conversation is played.
    public static let monday = Timestamp(seconds: 1_767_614_400)

    /// - Parameters:
    ///   - text: a bot.conf; nil for the one she brings along.
    ///   - file: its name, for mistakes.
    ///   - tongue: of the one she brings along.
    ///   - now: nil to begin on Monday 2026-01-05 at 09:00 in the configured zone.
    ///   - model: the bytes of a model file that the bot.conf names.
    ///   - reading: the text of a file that the bot.conf names.
    public init(
        _ text: String?, file: String = "bot.conf", tongue: Tongue = .en, now: Timestamp? = nil,
        model: (String) -> [UInt8]? = { _ in nil }, reading: (String) -> String? = { _ in nil }
    ) throws(Stage.Refusal) {
        stage = try Stage.prepare(
            text ?? DefaultConf.text(tongue), file: file, now: now ?? Self.monday, acts: true, model: model,
            reading: reading)
        let first = stage.policies[0]
        room = first.rooms[0].room
        desk = first.desk.first
        show = TerminalShow(tongue: stage.tongue, zone: stage.zone, ownName: stage.ownName, room: room, desk: desk)
        var settings = Player.Settings()
        settings.ownName = stage.ownName
        let start = now ?? Self.nine(stage.zone)
        // She has been there for a while: what people do is judged from the first line.
        player = Player(policies: stage.policies, now: start - .minutes(10), settings: settings)
        player.seat(Self.you, room)
        seatOwner()
        player.begin()
        _ = player.takeTrace()
        player.advance(to: start)
        _ = player.takeTrace()
    }

    private static func nine(_ zone: Zone) -> Timestamp {
        zone.moment(LocalTime(day: CivilDate(year: 2026, month: 1, day: 5).daysSinceEpoch, minuteOfDay: 9 * 60))
    }

    public var now: Timestamp { player.now }
    /// When she will do something by herself, if at all.
    public var nextDeadline: Timestamp? { player.nextDeadline }

    /// What to print before the first line.
    public var opening: [Line] { show.opening.map { .hint($0) } }

    /// Lets time pass.
    public mutating func advance(to moment: Timestamp) -> [Line] {
        player.advance(to: moment)
        return shown()
    }

    /// Takes one typed line in.
    public mutating func feed(_ line: String) -> [Line] {
        switch TerminalLine(line) {
        case .nothing: return []
        case .said(let text): return say(Self.you, text, .message)
        case .saidBy(let name, let text): return say(name, text, .message)
        case .actedBy(let name, let text): return say(name, text, .action)
        case .joined(let name):
            player.join(name, room)
            return shown()
        case .left(let name):
            guard isHere(name) else { return [.hint(show.notHere(name))] }
            player.part(name, room)
            return shown()
        case .wait(let text):
            guard let span = TimeSpan.parse(text), span <= .days(400) else { return [.hint(show.waitForm)] }
            return advance(to: player.now + span)
        case .desk(let text): return order(text)
        case .whispered(let text):
            player.whisper(Self.you, room.network, text)
            return shown()
        case .restart:
            player.restart()
            return [.hint(show.restarted)] + shown()
        case .help: return show.opening.map { .room($0) }
        case .quit:
            isOver = true
            return []
        case .unknown(let word): return [.hint(show.unknown(word))]
        }
    }

    private func isHere(_ name: String) -> Bool {
        player.chat.member(named: name, on: room.network)?.ranks[room] != nil
    }

    private mutating func say(_ name: String, _ text: String, _ carrier: Message.Carrier) -> [Line] {
        // Whoever speaks without having come in was there all along: known to her, and no newcomer to greet.
        if !isHere(name) { player.join(name, room, how: .netjoin) }
        player.say(name, room, Message(PeerText(text), carrier: carrier))
        return shown()
    }

    // MARK: - The owner, at the desk

    private mutating func seatOwner() {
        guard let desk, let owner = owner else { return }
        let id = player.chat.connect(ownerName(owner), on: desk.network)
        player.chat.change(id) { $0.account = owner.key }
        player.chat.enter(id, desk)
    }

    private var owner: PersonID? {
        stage.policies[0].owners.first { $0.network == desk?.network && $0.kind == .account }
    }
    private func ownerName(_ owner: PersonID) -> String { owner.key.text }

    private mutating func order(_ text: String) -> [Line] {
        guard !text.isEmpty else { return [.hint(show.deskForm)] }
        if let desk, let owner {
            player.say(ownerName(owner), desk, Message(PeerText(text)))
        } else {
            let event = Event(at: player.now, .commanded(by: PeerText(Self.you), text: PeerText(text)))
            player.send(event, to: stage.policies[0].community)
        }
        return shown()
    }

    private mutating func shown() -> [Line] { player.takeTrace().flatMap { show.lines($0) } }
}
