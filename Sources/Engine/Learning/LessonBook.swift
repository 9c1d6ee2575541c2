// SPDX-License-Identifier: Apache-2.0

import Chat
import Language

/// The lessons of one community, oldest first: `Lesson.most` at most.
struct LessonBook: Sendable {
    private(set) var all: [Lesson] = []
    /// What was made of them is old: to be made anew before the next line is read.
    var isStale = false
    /// How many ordinary lines they would flag, as last made.
    var flagged = 0

    var isEmpty: Bool { all.isEmpty }
    subscript(_ number: Int32) -> Lesson? { all.first { $0.caseNumber == number } }

    /// A case gives one lesson, its latest. When full, the oldest goes of whoever taught most.
    /// - Returns: the cases whose rows have changed.
    mutating func add(_ lesson: Lesson) -> [Int32] {
        all.removeAll { $0.caseNumber == lesson.caseNumber }
        all.append(lesson)
        isStale = true
        guard all.count > Lesson.most else { return [lesson.caseNumber] }
        let hands = Self.hands(all)
        var counts: [Int: Int] = [:]
        for hand in hands { counts[hand, default: 0] += 1 }
        let most = counts.values.max() ?? 0
        let place = hands.firstIndex { counts[$0] == most } ?? 0
        return [lesson.caseNumber, all.remove(at: place).caseNumber]
    }

    /// - Returns: the cases whose lessons are gone.
    mutating func remove(where isGone: (Lesson) -> Bool) -> [Int32] {
        let gone = all.filter(isGone).map(\.caseNumber)
        guard !gone.isEmpty else { return [] }
        all.removeAll(where: isGone)
        isStale = true
        return gone
    }

    /// Who taught is forgotten: their lessons count for nothing any more, for nobody agrees with anybody through them.
    /// - Returns: the cases whose lessons have changed.
    mutating func forget(teacher: UInt64) -> [Int32] {
        var changed: [Int32] = []
        for place in all.indices where all[place].teacher.person == teacher {
            all[place].teacher = .nobody
            changed.append(all[place].caseNumber)
        }
        if !changed.isEmpty { isStale = true }
        return changed
    }

    /// Taken from the store, in any order.
    mutating func restore(_ lessons: [Lesson]) {
        all = lessons.sorted { ($0.at, $0.caseNumber) < ($1.at, $1.caseNumber) }
        isStale = !all.isEmpty
    }

    /// Of each lesson the hand it came from, as a number; below zero for nobody's. One that shares its person with one and
    /// its place with another makes all of them one hand.
    static func hands(_ lessons: [Lesson]) -> [Int] {
        var known: [(teacher: Lesson.Teacher, hand: Int)] = []
        for teacher in lessons.map(\.teacher) where teacher != .nobody {
            if known.contains(where: { $0.teacher == teacher }) { continue }
            let same = Set(known.filter { $0.teacher.isSame(teacher) }.map(\.hand))
            let hand = same.min() ?? known.count
            for place in known.indices where same.contains(known[place].hand) { known[place].hand = hand }
            known.append((teacher, hand))
        }
        return lessons.map { lesson in known.first { $0.teacher == lesson.teacher }?.hand ?? -1 }
    }

    func lore(_ model: Model) -> Lore {
        let hands = Self.hands(all)
        return Lore(
            zip(all, hands).map { Lore.Lesson(isFine: $0.isFine, teacher: $1, pieces: $0.pieces) }, model)
    }
}
