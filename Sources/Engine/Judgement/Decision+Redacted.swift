// SPDX-License-Identifier: Apache-2.0

public import Chat

extension Decision {
    /// The same decision without the words and the name of a person who is to be forgotten; nil where it is not about
    /// them. What it changed stays, so that it can still be recovered: a sanction stands until its end (THREATS K9). So do
    /// words owed since `fresh`, which may yet have to be said.
    public func redacted(of forgotten: PersonID, fresh: Timestamp) -> Decision? {
        guard person == forgotten || changes.contains(where: { $0.isAbout(forgotten) }) else { return nil }
        var kept = self
        if person == forgotten { kept.name = PeerText("") }
        kept.answer = []
        // What she said of it names them too.
        kept.acts = acts.map { act in
            guard act.owedAt < fresh else { return act }
            var act = act
            act.action = act.action.withoutWords
            return act
        }
        kept.changes = changes.map { $0.isAbout(forgotten) || person == forgotten ? $0.redacted : $0 }
        return kept
    }
}

extension Change {
    fileprivate func isAbout(_ who: PersonID) -> Bool {
        switch self {
        case .caseOpened(let found): found.person == who
        case .noted(let person, _, by: _, at: _): person == who
        case .taught(let lesson): lesson.person == who
        case .held(let held): held.person == who
        case .joined(_, let accused): accused.target.person == who
        case .poll(.opened(let record)): record.poll.by == who
        case .poll(.voted(_, let record)): record.ballot.person == who
        default: false
        }
    }

    /// Without texts by people.
    fileprivate var redacted: Change {
        switch self {
        case .caseOpened(var found):
            found.lines = []
            found.name = PeerText("")
            found.appeal = found.appeal.map { _ in PeerText("") }
            return .caseOpened(found)
        case .caseGrown(let number, let step, let proposed, let verdict, let score, let acts, lines: _, let at):
            return .caseGrown(
                number, step: step, proposed: proposed, verdict: verdict, score: score, acts: acts, lines: [], at: at)
        case .joined(let number, var accused):
            accused.target.name = PeerText("")
            return .joined(number, accused)
        case .caseAppealed(let number, _, let at): return .caseAppealed(number, PeerText(""), at: at)
        case .noted(let person, _, by: let by, at: let at): return .noted(person, PeerText(""), by: by, at: at)
        case .taught(var lesson):
            lesson.pieces = []
            return .taught(lesson)
        case .held(let held): return .held(held.nobodys)
        case .poll(.opened(var record)):
            record.poll.by = nil
            record.poll.name = PeerText("")
            return .poll(.opened(record))
        case .poll(.voted(let number, var record)):
            record.ballot.choice = -1
            record.ballot.id = ""
            return .poll(.voted(number, record))
        default: return self
        }
    }
}
