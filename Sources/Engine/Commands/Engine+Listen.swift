// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// How she is addressed, and by whom.
extension Engine {
    /// Hears a command in what was said. False when the message is no business of hers and is to be judged as talk.
    mutating func listen(to message: Message, _ turn: inout Turn) -> Bool {
        guard let facts = turn.event.facts, let member = turn.event.member, let number = turn.person else {
            return false
        }
        // Never a robot, never a notice: two bots must not talk (THREATS B8, FIELD rule 23).
        guard message.carrier == .message, !facts.isBot else { return isDesk(turn.event.room) }
        if !policy.relaySet.isEmpty, policy.relaySet.contains(state.persons[number].id) { return false }
        let place: Request.Place
        let text: String
        let line = OrderLine(message)
        if message.isPrivate {
            place = .privately
            text = heard(line, in: nil, on: member.network)
        } else if let room = turn.event.room, policy.deskSet.contains(room) {
            place = .desk(room)
            text = heard(line, in: room, on: room.network)
        } else if let room = turn.event.room, turn.room != nil,
            let words = order(line, in: room)
        {
            place = .room(room)
            text = words
        } else {
            return false
        }
        let person = state.persons[number].id
        let target = Target(member, person, facts)
        let words = withoutLabel(text, place)
        var request = Request(
            place: place, authority: authority(of: person, member: member, at: turn.at), target: target,
            name: facts.name,
            arguments: [], rest: words)
        if request.authority > .member, state.persons[number].isDormant {
            // What the room gives them now they have; what an old list gives waits for a confirmation.
            request.isDormant = !holdsRank(member)
            if !request.isDormant { request.authority = .moderator }
        }
        if message.edits != nil { return hearEdited(request, line.shown(words), &turn) }
        return obey(request, words, line, &turn)
    }

    /// An order is obeyed once: what its line is changed into later is none (and was perhaps carried out already).
    private mutating func hearEdited(_ request: Request, _ text: String, _ turn: inout Turn) -> Bool {
        if case .room = request.place { return false }
        let word = text.unicodeScalars.prefix { !Self.isBlank($0) }
        if Command.named(String(String.UnicodeScalarView(word))) != nil, mayAnswer(request, at: turn.at) {
            answer(.commandEdited, request, &turn)
        }
        return true
    }

    /// What was said to her, without her name and what she ignores at both ends: in private, and at desks.
    func heard(_ line: OrderLine, in desk: RoomID?, on network: NetworkID) -> String {
        if let rest = byMention(line, network: network) { return rest }
        return stripped(desk.flatMap { addressed(line.text, network: $0.network) } ?? line.text)
    }

    /// What follows a mention of her at the head of a line.
    private func byMention(_ line: OrderLine, network: NetworkID) -> String? {
        guard let (user, rest) = line.head(of: line.text),
            state.presences[MemberID(network, user)]?.facts.isSelf == true
        else { return nil }
        return stripped(rest)
    }

    /// «potager: status» is «status» for potager (ADR 0043).
    private func withoutLabel(_ text: String, _ place: Request.Place) -> String {
        if case .room = place { return text }
        guard let (label, rest) = Self.label(of: text), isCalled(label) else { return text }
        return stripped(rest)
    }

    private func isDesk(_ room: RoomID?) -> Bool { room.map { policy.deskSet.contains($0) } ?? false }

    /// `!word …`, or her name first. Nil when it is neither.
    private func order(_ line: OrderLine, in room: RoomID) -> String? {
        if let rest = byMention(line, network: room.network) { return rest }
        let text = line.text
        if text.unicodeScalars.first == "!" {
            let rest = String(text.unicodeScalars.dropFirst())
            // Any other `!word` belongs to somebody else's bot.
            guard let word = rest.unicodeScalars.split(whereSeparator: { $0 == " " }).first else { return nil }
            if Command.named(String(word)) != nil || Command.named(apart: rest) != nil { return rest }
            return voteOrder(stripped(rest), in: room)
        }
        return addressed(text, network: room.network)
    }

    /// What follows her name and a colon, comma or space.
    private func addressed(_ text: String, network: NetworkID) -> String? {
        guard let name = state.networks[network]?.ownKey, !name.isEmpty else { return nil }
        var bytes = text.utf8.makeIterator()
        for byte in name {
            guard let next = bytes.next(), next | 0x20 == byte else { return nil }
        }
        guard let after = bytes.next(), after == 0x3A || after == 0x2C else { return nil }
        return stripped(String(decoding: text.utf8.dropFirst(name.count + 1), as: UTF8.self))
    }

    /// Without spaces at either end, and without a leading `!`.
    private func stripped(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        func isAround(_ scalar: Unicode.Scalar) -> Bool { Self.isBlank(scalar) || scalar == "\u{202F}" }
        while let last = scalars.last, isAround(last) { scalars.removeLast() }
        scalars = Array(scalars.drop(while: isAround))
        if scalars.first == "!" { scalars.removeFirst() }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result)
    }

    /// What somebody may ask, by account and by rank in this community; never by name (law L5).
    func authority(of person: PersonID, member: MemberID, at now: Timestamp) -> Request.Authority {
        if policy.ownerSet.contains(person) || state.core.claimedOwner == person { return .owner }
        if policy.moderatorSet.contains(person) { return .moderator }
        if holdsRank(member) { return .moderator }
        if person.kind != .host, let number = state.persons.number(of: person),
            state.persons[number].lastRanked > .distantPast, now - state.persons[number].lastRanked <= Guards.rankLasts
        {
            return .moderator
        }
        return .member
    }

    /// Has rank in a room of hers at this moment.
    private func holdsRank(_ member: MemberID) -> Bool {
        state.presences[member]?.rooms.contains { policy.indexOfRoom[$0.room] != nil && $0.rank.isModerator } ?? false
    }

    mutating func obey(operator by: PeerText, _ text: PeerText, _ turn: inout Turn) {
        let request = Request(place: .control, authority: .owner, target: nil, name: by, arguments: [], rest: text.raw)
        // From the host only: nobody at a desk can send her away for good.
        if ByteString(stripped(text.raw)) == "retire" { return retire(by: by, &turn) }
        _ = obey(request, stripped(text.raw), OrderLine(text.raw), &turn)
    }

    /// Finds the command and its right to be asked; every mistake gets one line with the nearest right form.
    private mutating func obey(_ request: Request, _ text: String, _ line: OrderLine, _ turn: inout Turn) -> Bool {
        var words = Self.words(of: text)
        guard let word = words.first else { return request.place.isTeams }
        var named = Command.named(word)
        if named == nil {
            named = Command.named(apart: text)
            words.removeLast(words.count - 1)
        }
        guard let command = named else {
            return misunderstand(request, line.shown(word), line.shown(text), &turn)
        }
        var request = request
        request.arguments = words.dropFirst().map(line.shown)
        request.rest = words.count > 1 ? Self.rest(of: text, after: 1) : ""
        if !command.takesText, let network = request.target?.member.network,
            let (user, after) = line.head(of: request.rest)
        {
            // Whom the mention is of, not what it shows: three may be called Lise, and a name may hold a space.
            request.mentioned = MemberID(network, user)
            request.rest = "\(user.text) \(after)"
            request.arguments = Self.words(of: Self.rest(of: request.rest, after: 1)).map(line.shown)
            request.arguments.insert(user.text, at: 0)
        }
        request.rest = line.shown(request.rest)
        if command.isAboutSomebody, request.mentioned == nil { takeWhole(name: &request) }
        let text = line.shown(text)
        if let named = request.arguments.first, let number = ownCase(named) {
            // «potager-41», as cases are called where several communities meet.
            request.arguments[0] = number
            let rest = Self.rest(of: request.rest, after: 1)
            request.rest = rest.isEmpty ? number : "\(number) \(rest)"
        }
        if case .room = request.place, !command.isForRooms, request.authority == .member { return false }
        if isRatherAnAnswer(command, request), appeal(request, text, &turn) { return true }
        guard !command.isLimited || mayAnswer(request, most: command.answersMost, at: turn.at) else {
            if command.isAboutOneself { obeySilently(command, request, &turn) } else { fallSilent(request, &turn) }
            return true
        }
        switch command.audience {
        case .anyone: break
        case .moderators where request.authority < .moderator:
            answer(.commandDenied, request, &turn)
            return true
        case .owners where request.authority < .owner:
            answer(.commandOwners, request, &turn)
            return true
        case .moderators, .owners: break
        }
        if request.isDormant, command.isOrder(in: request.place) {
            answer(.commandDormant, [.name: .name(request.name)], request, &turn)
            return true
        }
        command.run(&self, request, &turn)
        return true
    }

    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\u{A0}"
    }
    private static func words(of text: String) -> [String] {
        text.unicodeScalars.split(whereSeparator: isBlank).map(String.init)
    }

    /// The text after the first `count` words, spaces inside kept.
    static func rest(of text: String, after count: Int) -> String {
        var scalars = Substring(text).unicodeScalars
        for _ in 0..<count {
            scalars = scalars.drop(while: isBlank)
            scalars = scalars.drop { !isBlank($0) }
        }
        return String(String.UnicodeScalarView(scalars.drop(while: isBlank)))
    }

    /// The command that a moderator's line at the desk was meant to be: alone and of five letters at least, or followed
    /// by nothing but the number of a case or the name of somebody here.
    private func slip(_ word: String, _ request: Request, _ text: String) -> String? {
        guard request.isForTheTeam, word.utf8.count <= 32 else { return nil }
        let rest = Self.rest(of: text, after: 1)
        let folded = Command.fold(word)
        if rest.isEmpty {
            guard folded.utf8.count >= 5 else { return nil }
        } else {
            let first = String(rest.unicodeScalars.prefix { $0 != " " })
            guard rest.utf8.count <= 80 else { return nil }
            if Int32(first) == nil { guard case .one = find(first) else { return nil } }
        }
        return Suggestion.nearest(to: folded, among: Command.all.flatMap { [$0.en, $0.fr] })
    }

    /// Not a command. In private it may be an answer to a notice: any answer *is* the appeal.
    private mutating func misunderstand(_ request: Request, _ word: String, _ text: String, _ turn: inout Turn) -> Bool
    {
        switch request.place {
        case .room: return false
        case .desk:
            // People talk with each other there: only what can be nothing but an order, with a slip in it, is answered.
            if let near = slip(word, request, text) {
                answer(.commandUnknown, [.word: .peer(PeerText(word), limit: 40), .near: .own(near)], request, &turn)
            }
            return true
        case .privately:
            if appeal(request, text, &turn) { return true }
            guard mayAnswer(request, at: turn.at) else {
                fallSilent(request, &turn)
                return true
            }
        case .control: break
        }
        guard word.utf8.count <= 64 else { return true }
        tellUnknown(word, request, &turn)
        return true
    }

    /// No command is called so; the nearest, or all.
    mutating func tellUnknown(_ word: String, _ request: Request, _ turn: inout Turn) {
        let names = Command.all.map { policy.words.language == .fr ? $0.fr : $0.en }
        if let near = Suggestion.nearest(to: Command.fold(word), among: names) {
            answer(.commandUnknown, [.word: .peer(PeerText(word), limit: 40), .near: .own(near)], request, &turn)
        } else {
            answer(.commandUnknownFar, [.word: .peer(PeerText(word), limit: 40)], request, &turn)
        }
    }
}

extension Request.Place {
    var isRoom: Bool { if case .room = self { true } else { false } }
    var isTeams: Bool {
        switch self {
        case .desk, .control: true
        case .room, .privately: false
        }
    }
}
