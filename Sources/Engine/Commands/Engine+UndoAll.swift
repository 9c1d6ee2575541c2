// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// `undo --by lise --since 2h`: whose, and from when.
struct UndoingOfOne {
    let name: String
    /// A length of time, or a time of day.
    let since: String

    /// Nil where this is another order; without `--since` a day.
    init?(_ request: Request) {
        var words = request.arguments[...]
        func takes(_ names: [String]) -> Bool {
            guard let word = words.first else { return false }
            // Phones make one long dash of two.
            let bare = word.unicodeScalars.drop { $0 == "-" || $0 == "\u{2013}" || $0 == "\u{2014}" }
            return names.contains(Command.fold(String(String.UnicodeScalarView(bare))))
        }
        guard takes(["by", "par", "de"]) else { return nil }
        words.removeFirst()
        guard let name = words.popFirst() else { return nil }
        self.name = name
        if takes(["since", "depuis"]) { words.removeFirst() }
        since = words.joined(separator: " ")
    }
}

extension Engine {
    /// Takes back all that one moderator had her do: a stolen account's evening in one line (THREATS I1).
    mutating func undoAll(of wanted: UndoingOfOne, _ request: Request, _ turn: inout Turn) {
        guard let since = moment(wanted.since, before: turn.at) else {
            return answer(.commandForm, [.form: .phrase(.usageUndo)], request, &turn)
        }
        guard let (hand, who) = hand(wanted.name) else {
            return answer(.nameUnknownFar, [.word: .peer(PeerText(wanted.name), limit: 40)], request, &turn)
        }
        let deeds = state.core.deeds.filter { $0.by == hand && $0.at >= since }
        var cases: [Case] = []
        var raids: [Int32] = []
        for number in Set(deeds.map(\.number)).sorted() where number != 0 {
            if let found = state.cases[number] {
                if found.hasActed, found.judgement != .undone, found.judgement != .wrong { cases.append(found) }
            } else {
                raids.append(number)
            }
        }
        let trusted = Set(deeds.compactMap(\.trusted)).filter { person in
            state.persons.number(of: person).map { state.persons[$0].trustedByHand == true } ?? false
        }.sorted()
        let count = cases.count + raids.count + trusted.count
        let values: [Words.Slot: Words.Value] = [
            .who: who, .by: request.by, .since: .moment(since, now: turn.at, policy.zone), .count: .number(cases.count),
            .limit: .number(Self.undoneMost), .n: .number(trusted.count),
            .list: .list(cases.prefix(20).map { .number(Int($0.number)) }),
        ]
        guard count > 0 else { return answer(.undoAllNone, values, request, &turn) }
        // What others did one takes back in any number only as an owner: else a stolen account undid everybody's work.
        guard request.authority == .owner || hand == request.person || count <= Self.undoneMost else {
            return answer(.undoAllMany, values, request, &turn)
        }
        var told: Set<PersonID> = []
        for found in cases { takeBack(found, judgement: .undone, besides: &told, isOneOfMany: true, request, &turn) }
        var draft = draft("undo all", request, turn)
        for number in raids { _ = liftBans(number, &draft) }
        for person in trusted { draft.change(.trusted(person, nil)) }
        draft.announce(words(.undoAllDone, values), request, policy)
        take(draft, in: &turn)
    }
    /// So much of somebody else's a moderator takes back alone at once.
    static let undoneMost = 5

    /// A length of time back from now, or a time of day that is past.
    private func moment(_ text: String, before now: Timestamp) -> Timestamp? {
        if text.isEmpty { return now - .hours(24) }
        if let span = DurationText.parse(text) { return now - span }
        guard let next = MomentText.parse(text, now: now, in: policy.zone) else { return nil }
        let before = next - .days(1)
        return before <= now ? before : nil
    }

    /// Somebody who had her do something: by name among those here, else by account, though they be of the team no more.
    private func hand(_ name: String) -> (PersonID, Words.Value)? {
        if case .one(let target) = find(name) { return (target.person, .who(target.name, account: target.account)) }
        let wanted = ByteString(name).asciiLowercased
        guard let person = state.core.deeds.last(where: { $0.by.key.asciiLowercased == wanted })?.by else { return nil }
        return (person, .peer(PeerText(person.key.text), limit: 60))
    }

    /// What was taken back, as a test for bot.conf: it stays so from then on.
    func proposeExpectation(_ found: Case, _ request: Request, _ draft: inout Draft) {
        guard !found.isOrder, !found.accusesNobody, found.score > 0 || !found.verdict.signals.isEmpty,
            let text = found.lastText
        else { return }
        // One line alone would never have come to this: a test of it holds whatever the settings.
        let alone = found.verdict.signals.filter { !$0.takesOthers }.reduce(0) { $0 + $1.score }
        let word = policy.indexOfRoom[found.room].map { policy.rooms[$0].scale.thresholds.word } ?? 1
        if found.verdict.signals.contains(where: \.takesOthers), alone < word {
            return draft.answer(words(.undoExpectNone, [.case: .number(Int(found.number))]), request)
        }
        let author = policy.author(of: found)
        // The file says so already.
        if policy.expectsNothing(of: text.raw, by: author) { return }
        let values: [Words.Slot: Words.Value] = [
            .case: .number(Int(found.number)),
            .text: .peer(PeerText(Self.tomlText(text.raw)), limit: 200),
            .who: .own(author),
        ]
        let isShort = text.raw.unicodeScalars.count <= 140
        draft.answer(words(isShort ? .undoExpect : .undoExpectLong, values), request)
    }

    /// As TOML writes it between double quotes.
    private static func tomlText(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { out.append("\\") }
            out.append(scalar)
        }
        return String(out)
    }
}
