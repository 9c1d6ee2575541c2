// SPDX-License-Identifier: Apache-2.0

import Chat

/// Who asks something of her, where, and with what right.
struct Request: Sendable {
    enum Place: Sendable, Hashable {
        case room(RoomID)
        case desk(RoomID)
        case privately
        /// The control socket or the terminal.
        case control
    }
    /// What one may ask. The order is that of power.
    enum Authority: UInt8, Sendable, Comparable {
        case member = 1, moderator, owner
        static func < (a: Authority, b: Authority) -> Bool { a.rawValue < b.rawValue }
    }

    var place: Place
    var authority: Authority
    /// Nil for an operator.
    var target: Target?
    var name: PeerText
    /// The words after the command, as they came.
    var arguments: [String]
    /// All that follows the command.
    var rest: String
    /// Whom the first of the words stands for, where it is a mention and no mere name.
    var mentioned: MemberID?
    /// What else may be the name: the first word of several, or what stands in quotes with its quotes.
    var other: String?

    /// Has this authority from before a long absence: may read.
    var isDormant = false
    /// Is done, and nothing is said to it: enough was.
    var isUnanswered = false

    var person: PersonID? { target?.person }
    var by: Words.Value { .who(name, account: target?.account) }
    /// Who is to hear elsewhere than at the desk what became of it: also at a desk that strangers can read, where what
    /// becomes of it is not shown.
    func asker(openDesks: Set<RoomID>) -> Target? {
        switch place {
        case .room, .privately: target
        case .desk(let room): openDesks.contains(room) ? target : nil
        case .control: nil
        }
    }
    var key: FirstKey {
        FirstKey(person: person, name: name, user: target?.user ?? "", host: target?.host ?? "")
    }
    var isForTheTeam: Bool { authority >= .moderator }
    /// «ok then», «take care», «answer me»: at the desk people talk with each other; an order there begins with a number.
    var isDeskTalk: Bool {
        guard case .desk = place else { return false }
        return arguments.first?.utf8.contains { 0x30...0x39 ~= $0 } != true
    }
}

/// Something that can be asked of her, under an English and a French name.
struct Command: Sendable {
    enum Audience: Sendable { case anyone, moderators, owners }

    let en: String
    let fr: String
    let usage: Words.Key
    let audience: Audience
    /// Members may say it in the room with `!`.
    let isForRooms: Bool
    /// Answered only so often; what limits itself is never lost because she has answered enough.
    var isLimited = true
    /// What follows it is a text to be said or passed on: mentions in it are the names they show.
    var takesText = false
    /// Concerns nobody but whoever says it, and is never lost.
    var isAboutOneself = false
    /// Answers in a minute, at most.
    var answersMost = 6
    let run: @Sendable (inout Engine, Request, inout Turn) -> Void

    /// Every command, in the order of the alphabet.
    static let all: [Command] = [
        answer, ban, block, campaigns, care, cases, drop, export, forget, free, help, hush, kick, learned, lists, me,
        mode, mods, move, mute, no, note, now, ok, pause,
        plan, poll, raid,
        reload, resume,
        rules, say, skip, speak, status, take, trust, undo, vote, warn, whoami, why,
    ]

    /// Changes something for others; all else reads, or is about oneself.
    func isOrder(in place: Request.Place) -> Bool {
        switch en {
        case "campaigns", "cases", "plan", "status": false
        case "hush": place.isTeams
        default: audience != .anyone
        }
    }

    /// Begins with a name, or the number of a case.
    var isAboutSomebody: Bool { Self.aboutSomebody.contains(en) }
    private static let aboutSomebody: Set<String> = [
        "ban", "cases", "forget", "free", "kick", "mute", "note", "trust", "warn", "why",
    ]

    static func named(_ word: String) -> Command? {
        // No name is longer: a line of 2 KiB is not folded to learn that.
        guard word.utf8.count <= 32 else { return nil }
        return byName[ByteString(fold(word))]
    }

    /// A name written in several words, the whole line: «qui suis-je ?», «who am i».
    static func named(apart line: String) -> Command? {
        guard line.utf8.count <= 32 else { return nil }
        return byName[ByteString(fold(line).filter { $0 != " " })]
    }

    private static let byName: [ByteString: Command] = {
        var found: [ByteString: Command] = [:]
        for command in all {
            for name in [command.en, fold(command.fr)] where found[ByteString(name)] == nil {
                found[ByteString(name)] = command
            }
        }
        // What is proposed begins with «Yes: ok 41», and is answered so.
        for word in ["yes", "oui"] { found[ByteString(word)] = .ok }
        for command in all {
            let order = ByteString(imperative(of: fold(command.fr)))
            if found[order] == nil { found[order] = command }
        }
        return found
    }()

    /// «annule» for «annuler», «reprends» for «reprendre»: people give orders in the imperative.
    private static func imperative(of verb: String) -> String {
        if verb.hasSuffix("er") { return String(verb.dropLast()) }
        if verb.hasSuffix("dre") { return verb.dropLast(2) + "s" }
        return verb.hasSuffix("nir") ? verb.dropLast() + "s" : verb
    }

    /// Accents, case and typographic apostrophes do not matter.
    static func fold(_ word: String) -> String {
        String(decoding: TextView(PeerText(word), seed: 0).folded, as: UTF8.self)
    }
}
