// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Language

/// Learning from the team's verdicts: `ok` says that a line is not wanted, `no` and `undo` that it is fine. Nothing
/// counts before two moderators agree, nor what would flag ordinary talk (THREATS E2).
extension Engine {
    /// So much of a line's words has to be taught for a lesson to have an effect, in thousandths.
    static let taughtEnough: Int32 = 500

    /// Called where somebody of the team judges a case; only from there (THREATS E7).
    mutating func learn(from found: Case, isFine: Bool, _ request: Request, _ draft: inout Draft) {
        guard let model = policy.model, reader != nil, found.isLesson else { return }
        let former = state.lessons[found.number]
        let teacher = Lesson.Teacher(request.key, seed: policy.textSeed)
        let today = state.lessons.all.count {
            $0.teacher.isSame(teacher) && draft.at - $0.at < .days(1) && $0.caseNumber != found.number
        }
        let pieces = pieces(of: found)
        guard today < Lesson.perDay, !pieces.isEmpty else {
            // Nothing more is learnt, but nothing stays either that was just called wrong.
            if let former, former.isFine != isFine { draft.change(.unlearned(found.number)) }
            return
        }
        var lesson = Lesson(
            caseNumber: found.number, person: found.person, teacher: teacher, at: draft.at, isFine: isFine,
            pieces: pieces)
        if state.lessons.isStale { relearn() }
        let before = reader?.lore
        var book = state.lessons
        _ = book.add(lesson)
        let after = book.lore(model)
        let values: [Words.Slot: Words.Value] = [.case: .number(Int(found.number))]
        if after.flagged > state.lessons.flagged {
            lesson.isRefused = true
            lesson.pieces = []
            draft.announce(words(.learnedRefused, values), request, policy)
        } else {
            let (was, now) = (before?.share(of: pieces, model) ?? 0, after.share(of: pieces, model))
            if now >= Self.taughtEnough, was < Self.taughtEnough {
                draft.announce(words(.learnedAgreed, values), request, policy)
            } else if now <= -Self.taughtEnough, was > -Self.taughtEnough {
                draft.announce(words(.learnedFine, values), request, policy)
            }
        }
        draft.change(.taught(lesson))
    }

    /// Takes back what a case taught where there is nothing else to take back. False where it taught nothing.
    mutating func unlearn(_ found: Case, _ request: Request, _ turn: inout Turn) -> Bool {
        guard state.lessons[found.number] != nil else { return false }
        var draft = Draft("command undo", self, at: turn.at, room: found.room, person: found.person, name: found.name)
        draft.caseNumber = found.number
        draft.change(.unlearned(found.number))
        draft.announce(
            words(.learnedUndone, [.case: .number(Int(found.number)), .by: request.by]), request, policy)
        take(draft, in: &turn)
        return true
    }

    private mutating func pieces(of found: Case) -> [UInt32] {
        var seen: Set<UInt32> = []
        for line in found.lines.suffix(Lesson.lines) {
            for piece in reader?.pieces(of: OwnWords.of(line.text.raw)) ?? [] { seen.insert(piece) }
        }
        return Array(seen.sorted().prefix(Lore.lessonLimit))
    }

    /// What the lessons come to, made anew: after one was added or lost, a restart, another model.
    mutating func relearn() {
        state.lessons.isStale = false
        guard let model = policy.model else { return }
        let lore = state.lessons.isEmpty ? nil : state.lessons.lore(model)
        state.lessons.flagged = lore?.flagged ?? 0
        reader?.lore = lore.flatMap { $0.count > 0 ? $0 : nil }
    }

    mutating func applyLearning(_ change: Change) {
        switch change {
        case .taught(let lesson): state.dirty.lessons.formUnion(state.lessons.add(lesson))
        case .unlearned(let number):
            state.dirty.lessons.formUnion(state.lessons.remove { number == nil || $0.caseNumber == number })
        default: break
        }
    }

    /// Somebody's words are forgotten, and what was learnt from them; what they taught loses its teacher.
    mutating func forgetLessons(of person: PersonID) {
        state.dirty.lessons.formUnion(state.lessons.remove { $0.person == person })
        let teacher = Lesson.Teacher.hash(person, seed: policy.textSeed)
        state.dirty.lessons.formUnion(state.lessons.forget(teacher: teacher))
    }

    /// Lessons are features: kept as long as these (`[memory] features`).
    mutating func forgetLessons(before: Timestamp) {
        guard let first = state.lessons.all.first, first.at < before else { return }
        state.dirty.lessons.formUnion(state.lessons.remove { $0.at < before })
    }

    /// How many words and pairs of words have an effect.
    var taughtCount: Int {
        if state.lessons.isEmpty { return 0 }
        if !state.lessons.isStale { return reader?.lore?.count ?? 0 }
        return policy.model.map { state.lessons.lore($0).count } ?? 0
    }
}

extension Case {
    /// It was about what was said, and still holds it.
    fileprivate var isLesson: Bool {
        guard !accusesNobody, !isOrder, !lines.isEmpty else { return false }
        return verdict.signals.contains { signal in
            Lesson.sources.contains(signal.name) && signal.score > 0 || signal.reason.key.hasPrefix("rule")
        }
    }
}
