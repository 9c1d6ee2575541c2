// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// What a line is read for before it is known which community it is meant for.
extension Engine {
    /// Somebody wrote a line that several communities could mean: asked once, here.
    mutating func decideUnclear(_ among: [CommunityID], _ turn: inout Turn) {
        guard let facts = turn.event.facts, let member = turn.event.member, let number = turn.person,
            let last = among.last
        else { return }
        let person = state.persons[number].id
        let request = Request(
            place: turn.event.room.map { .desk($0) } ?? .privately,
            authority: authority(of: person, member: member, at: turn.at), target: Target(member, person, facts),
            name: facts.name, arguments: [], rest: "")
        guard mayAnswer(request, at: turn.at) else { return }
        answer(
            .commandWhich,
            [
                .names: .list(among.prefix(12).map { .own($0.description) }), .word: .own(last.description),
            ], request, &turn)
    }

    /// «potager: mute eve», «potager : muter eve»: the name in front, and the rest. Nil where there is no such name.
    static func label(of text: String) -> (label: String, rest: String)? {
        let scalars = text.unicodeScalars
        func isSpace(_ s: Unicode.Scalar) -> Bool { s == " " || s == "\t" || s == "\u{A0}" || s == "\u{202F}" }
        guard let end = scalars.prefix(66).firstIndex(where: { isSpace($0) || $0 == ":" }), end > scalars.startIndex,
            let colon = scalars[end...].prefix(3).firstIndex(where: { !isSpace($0) }), scalars[colon] == ":"
        else { return nil }
        let rest = scalars[scalars.index(after: colon)...].drop(while: isSpace)
        guard !rest.isEmpty else { return nil }
        return (String(scalars[..<end]), String(rest))
    }

    func isCalled(_ name: String) -> Bool { policy.community.name.asciiLowercased == ByteString(name).asciiLowercased }

    /// The number of «potager-41» where this is potager.
    func ownCase(_ word: String) -> String? {
        guard let dash = word.utf8.lastIndex(of: UInt8(ascii: "-")), isCalled(String(word[..<dash])) else { return nil }
        let digits = word[word.utf8.index(after: dash)...]
        return Int32(digits) == nil ? nil : String(digits)
    }

    /// A case of this number, or somebody of this name.
    func knows(_ word: String) -> Bool {
        if let number = Self.caseNumber(word) { return knows(number) }
        if case .none = find(word) { return false }
        return true
    }

    /// Whether there is a case or a raid of this number, for orders from the host too.
    public func knows(_ number: Int32) -> Bool {
        state.cases[number] != nil || state.rooms.contains { $0.raid?.number == number }
            || state.sanctions.values.contains { $0.caseNumber == number }
    }

    /// Whether a name or an account may mean somebody, or several, for orders from the host.
    public func knows(anybodyCalled name: String) -> Bool {
        if let number = Int32(name), state.cases[number] != nil { return true }
        if case .none = find(name) { return false }
        return true
    }

    func hasRoom(named word: String) -> Bool {
        let wanted = ByteString(word).asciiLowercased
        return policy.rooms.contains {
            ByteString($0.displayName).asciiLowercased == wanted || $0.room.name.asciiLowercased == wanted
                || ByteString($0.room.description).asciiLowercased == wanted
        }
    }

    /// When she last did something to somebody here; nil when that is over for good (seven days).
    func lastDone(to target: Target, at now: Timestamp) -> Timestamp? {
        let request = Request(
            place: .privately, authority: .member, target: target, name: target.name, arguments: [], rest: "")
        guard let found = latestCase(of: request), found.hasActed, now - found.changedAt <= .days(7) else { return nil }
        return found.changedAt
    }
}
