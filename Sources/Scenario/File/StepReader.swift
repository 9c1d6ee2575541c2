// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Engine

/// The grammar of one step: `[TIME] [ROOM] DEED`.
enum StepReader {
    typealias Problem = ScenarioParser.Problem

    // TIME = HH:MM[:SS] | YYYY-MM-DD HH:MM[:SS] | +SPAN | nothing
    static func when(_ cursor: inout LineCursor) throws(Problem) -> ScenarioFile.When {
        let word = cursor.peek
        if let day = day(word) {
            _ = cursor.word()
            guard let seconds = clock(cursor.word()) else {
                throw Problem(what: "expected a time such as 09:00 after the date")
            }
            return .date(day: day, seconds: seconds)
        }
        if let seconds = clock(word) {
            _ = cursor.word()
            return .clock(seconds)
        }
        if word.hasPrefix("+") {
            _ = cursor.word()
            guard let span = TimeSpan.parse(String(word.unicodeScalars.dropFirst())) else {
                throw Problem(what: "expected a duration such as +2m, found «\(word)»")
            }
            return .after(span)
        }
        return .now
    }

    /// Seconds of the day.
    private static func clock(_ word: String) -> Int64? {
        let parts = word.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ $0.count == 2 }) else { return nil }
        let numbers = parts.compactMap { Int64(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == parts.count, (0..<24).contains(numbers[0]),
            numbers.dropFirst().allSatisfy({ (0..<60).contains($0) })
        else { return nil }
        return numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
    }

    private static func day(_ word: String) -> Int? {
        let parts = word.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4 else { return nil }
        let numbers = parts.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == 3, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]) else { return nil }
        return CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]).daysSinceEpoch
    }

    /// A room in front of the deed: `#tricot`, `libera/#tricot`.
    static func room(_ cursor: inout LineCursor) -> String? {
        let word = cursor.peek
        guard word.hasPrefix("#") || word.utf8.contains(UInt8(ascii: "#")) && word.utf8.contains(UInt8(ascii: "/")),
            !word.hasPrefix("<")
        else { return nil }
        return cursor.word()
    }

    static func deed(_ cursor: inout LineCursor) throws(Problem) -> Deed {
        cursor.skipSpace()
        if cursor.take("-->") { return try join(&cursor) }
        if cursor.take("<--") { return .part(try nick(&cursor), cursor.remainder()) }
        if cursor.take("...") { return .wait }
        if cursor.take("<") {
            guard let name = cursor.upTo(">") else { throw Problem(what: "expected «<nick> text»") }
            return .say(name, cursor.remainder(), .message)
        }
        if cursor.take("* ") { return .say(try nick(&cursor), cursor.remainder(), .action) }
        if cursor.take("-- ") { return try change(&cursor) }
        if cursor.take("/") { return try life(&cursor) }
        if cursor.take("!") { return .fail(try error(&cursor)) }
        return try named(&cursor)
    }

    private static func nick(_ cursor: inout LineCursor) throws(Problem) -> String {
        let name = cursor.word()
        guard !name.isEmpty else { throw Problem(what: "expected a nickname") }
        return LineCursor.unescaped(name)
    }

    private static func join(_ cursor: inout LineCursor) throws(Problem) -> Deed {
        var persons: [ScenarioFile.Person] = []
        while !cursor.peek.isEmpty {
            let word = cursor.word()
            let isAttribute = word.utf8.contains(UInt8(ascii: "=")) || word == "bot"
            if isAttribute, !persons.isEmpty {
                if let problem = persons[persons.count - 1].set(word) { throw Problem(what: problem) }
            } else {
                persons.append(ScenarioFile.Person(name: LineCursor.unescaped(word)))
            }
        }
        if persons.isEmpty { throw Problem(what: "expected who comes in: «--> eve»") }
        return .join(persons)
    }

    // -- NICK is now NICK | logs in as ACCOUNT | logs out | has host USER@HOST
    private static func change(_ cursor: inout LineCursor) throws(Problem) -> Deed {
        let name = try nick(&cursor)
        let verb = cursor.word() + " " + cursor.word()
        switch verb {
        case "is now": return .rename(name, to: try nick(&cursor))
        case "logs in":
            guard cursor.word() == "as" else { throw Problem(what: "expected «-- eve logs in as ACCOUNT»") }
            return .identify(name, account: cursor.word())
        case "logs out ", "logs out": return .identify(name, account: nil)
        case "has host":
            let parts = cursor.word().split(separator: "@", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw Problem(what: "expected «-- eve has host user@host»") }
            return .move(name, user: parts[0], host: parts[1])
        default: throw Problem(what: "expected «is now», «logs in as», «logs out» or «has host» after \(name)")
        }
    }

    private static func life(_ cursor: inout LineCursor) throws(Problem) -> Deed {
        let word = cursor.word()
        switch word {
        case "restart": return .restart
        case "disconnect": return .disconnect
        case "connect": return .connect
        case "reload": return .reload(cursor.remainder())
        case "crash":
            let stage = cursor.word()
            guard let crash = stage.isEmpty ? .owed : Player.Crash(rawValue: stage) else {
                throw Problem(what: "expected «/crash owed», «/crash sent» or «/crash done»")
            }
            return .crash(crash)
        default: throw Problem(what: "expected /restart /crash /reload FILE /disconnect /connect, found «/\(word)»")
        }
    }

    /// How the next act fails.
    private static func error(_ cursor: inout LineCursor) throws(Problem) -> ActError {
        let word = cursor.word()
        switch word {
        case "", "refused": return .refused("no")
        case "disconnected": return .disconnected
        case "tooFast": return .tooFast(retryAfter: TimeSpan.parse(cursor.word()) ?? .seconds(5))
        case "busy": return .busy(retryAfter: TimeSpan.parse(cursor.word()) ?? .seconds(5))
        case "notAllowed": return .notAllowed("op")
        case "gone": return .gone
        case "unsupported": return .unsupported
        case "full": return .full
        case "crowded": return .crowded
        case "timedOut": return .timedOut
        case "unanswered": return .unanswered(mark: cursor.word() == "shown" ? Player.shown : "")
        default:
            let known = "refused disconnected tooFast busy notAllowed gone unsupported full crowded timedOut unanswered"
            throw Problem(what: "expected \(known), found «\(word)»")
        }
    }

    private static func named(_ cursor: inout LineCursor) throws(Problem) -> Deed {
        let verb = cursor.word()
        switch verb {
        case "notice": return .say(try nick(&cursor), cursor.remainder(), .notice)
        case "quit": return .quit(try nick(&cursor), cursor.remainder())
        case "kick": return .kick(by: try nick(&cursor), try nick(&cursor), cursor.remainder())
        case "mode": return try mode(&cursor)
        case "topic": return .topic(try nick(&cursor), cursor.remainder())
        case "knock": return .knock(try nick(&cursor), cursor.remainder())
        case "invite": return .invite(try nick(&cursor))
        case "barred":
            let word = cursor.word()
            guard let bar = Event.Bar.allCases.first(where: { "\($0)" == word }) else {
                let known = Event.Bar.allCases.map { "\($0)" }.joined(separator: " ")
                throw Problem(what: "expected «barred» and one of \(known), found «\(word)»")
            }
            return .bar(bar)
        case "unidentified":
            let word = cursor.word()
            guard let why = Event.Unidentified.allCases.first(where: { "\($0)" == word }) else {
                let known = Event.Unidentified.allCases.map { "\($0)" }.joined(separator: " ")
                throw Problem(what: "expected «unidentified» and one of \(known), found «\(word)»")
            }
            return .unidentified(why)
        case "split":
            if cursor.peek == "over" { return .splitOver }
            return .split(try names(&cursor), isCertain: true)
        case "split?": return .split(try names(&cursor), isCertain: false)
        case "netjoin": return .netjoin(try names(&cursor))
        case "private": return .whisper(try addressed(&cursor), cursor.remainder())
        case "desk": return .desk(try addressed(&cursor), cursor.remainder())
        case "command": return .command(cursor.remainder())
        case "clock":
            let word = cursor.word()
            guard word.hasPrefix("+"), let span = TimeSpan.parse(String(word.unicodeScalars.dropFirst())) else {
                throw Problem(what: "expected «clock +1y»")
            }
            return .clock(span)
        case "list": return try list(&cursor)
        case "vote":
            let name = try nick(&cursor)
            guard let number = Int(cursor.word()), 0...99 ~= number else {
                throw Problem(what: "expected «vote bob 2»")
            }
            return .vote(name, number)
        case "reader":
            guard let percent = Int32(cursor.word()) else {
                throw Problem(what: "expected how sure the second reader is, of 100: «reader 87» or «reader 87 eve»")
            }
            let name = cursor.word()
            let (sureness, isTooMuch) = percent.multipliedReportingOverflow(by: 10)
            return .opine(isTooMuch ? .max : sureness, about: name.isEmpty ? nil : LineCursor.unescaped(name))
        case "lookup":
            let name = try nick(&cursor)
            return .lookUp(name, listedBy: cursor.remainder().split(separator: " ").map(String.init))
        case "dnsbl":
            let list = cursor.word()
            let states: [String: Event.ListState] = [
                "all": .listsAll, "none": .listsNone, "refuses": .refuses, "silent": .silent, "back": .trusted,
            ]
            guard let state = states[cursor.word()] else {
                throw Problem(what: "expected «dnsbl LIST all», or none, refuses, silent, back")
            }
            return .hostList(list, state)
        case "late":
            guard let span = TimeSpan.parse(cursor.word()) else {
                throw Problem(what: "expected «late 20m <nick> text»")
            }
            let name = try quoted(&cursor)
            return .late(span, name, cursor.remainder())
        case "edit":
            let name = try quoted(&cursor)
            return .edit(name, cursor.remainder())
        case "shows":
            let kinds: [String: Message.Kind] = [
                "file": .file, "sticker": .sticker, "minor": .minor, "call": .call, "unreadable": .unreadable,
            ]
            guard let kind = kinds[cursor.word()] else {
                throw Problem(what: "expected «shows file <nick> text», or sticker, minor, call, unreadable")
            }
            let name = try quoted(&cursor)
            return .show(name, kind, cursor.remainder())
        case "pings":
            guard let count = Int(cursor.word()), (1...1000).contains(count) else {
                throw Problem(what: "expected «pings 20 <nick> text»")
            }
            let name = try quoted(&cursor)
            return .ping(count, name, cursor.remainder())
        case "playback":
            let name = try quoted(&cursor)
            return .playback(name, cursor.remainder())
        default: throw Problem(what: "expected what happens, such as «--> eve» or «<eve> hello», found «\(verb)»")
        }
    }

    // list + user @eve:evil.example spam | list - server evil.example | list + 30 user @x{n}:evil.example
    private static func list(_ cursor: inout LineCursor) throws(Problem) -> Deed {
        let sign = cursor.word()
        var word = cursor.word()
        var count = 1
        if let number = Int(word), (1...10_000).contains(number) {
            count = number
            word = cursor.word()
        }
        let kinds: [String: Listing.Rule.Kind] = ["user": .user, "server": .server, "room": .room]
        guard sign == "+" || sign == "-", let kind = kinds[word] else {
            throw Problem(what: "expected «list + user @eve:evil.example reason», or server, room, and - for less")
        }
        let entity = cursor.word()
        let reason = cursor.remainder()
        let rules = (1...count).map { n in
            let name = ByteString(entity.replacing("{n}", with: "\(n)"))
            return Listing.Rule(key: name, kind: kind, entity: name, reason: PeerText(reason))
        }
        return .list(rules, isMore: sign == "+")
    }

    private static func quoted(_ cursor: inout LineCursor) throws(Problem) -> String {
        cursor.skipSpace()
        guard cursor.take("<"), let name = cursor.upTo(">") else { throw Problem(what: "expected «<nick> text»") }
        return name
    }

    private static func addressed(_ cursor: inout LineCursor) throws(Problem) -> String {
        cursor.skipSpace()
        guard let name = cursor.upTo(":") else { throw Problem(what: "expected «nick: text»") }
        return name
    }

    private static func names(_ cursor: inout LineCursor) throws(Problem) -> [String] {
        var names: [String] = []
        while !cursor.peek.isEmpty { names.append(try nick(&cursor)) }
        if names.isEmpty { throw Problem(what: "expected nicknames") }
        return names
    }

    // mode MOD ±o|h|v NICK, mode MOD ±b|q MASK
    private static func mode(_ cursor: inout LineCursor) throws(Problem) -> Deed {
        let by = try nick(&cursor)
        let letters = cursor.word()
        if letters == "-R" { return .mark(by: by, .unlocked, "R") }
        let target = try nick(&cursor)
        switch letters {
        case "+o": return .rank(by: by, target, .op)
        case "+h": return .rank(by: by, target, .halfop)
        case "+v": return .rank(by: by, target, .voice)
        case "-o", "-h", "-v": return .rank(by: by, target, .member)
        case "+b": return .mark(by: by, .banned, target)
        case "-b": return .mark(by: by, .unbanned, target)
        case "+q": return .mark(by: by, .muted, target)
        case "-q": return .mark(by: by, .unmuted, target)
        default: throw Problem(what: "expected +o -o +h -h +v -v +b -b +q -q, found «\(letters)»")
        }
    }
}
