// SPDX-License-Identifier: Apache-2.0

import Chat
import Engine

/// A pretended second reader, and pretended lists of hosts: what they are asked is shown, their answers are events.
extension Player {
    static let questionsMost = 64

    mutating func takeQuestions(of index: Int) {
        for question in seats[index].engine.takeQuestions() {
            trace.append(.asked(question, at: now))
            inquiries = (inquiries + [(question, seats[index].engine.policy.community)]).suffix(Self.questionsMost)
        }
    }

    mutating func takeLookups(of index: Int) {
        for question in seats[index].engine.takeLookups() {
            let name = chat.members[question.member]?.name ?? PeerText("")
            trace.append(.lookedUp(question, name, at: now))
            lookups = (lookups + [(question, seats[index].engine.policy.community)]).suffix(Self.questionsMost)
        }
    }

    /// Lists answer for somebody; false where none was asked.
    mutating func answer(listedBy lists: [String], about who: MemberID) -> Bool {
        guard let place = lookups.firstIndex(where: { $0.question.member == who }) else { return false }
        let (question, community) = lookups.remove(at: place)
        send(Event(at: now, room: question.room, member: who, .lookedUp(.answered(listedBy: lists))), to: community)
        return true
    }

    /// Answers the oldest open question, or the oldest about `who`; false where there is none.
    mutating func answer(_ sureness: Int32, about who: MemberID?, isNamed: Bool) -> Bool {
        guard let place = inquiries.firstIndex(where: { !isNamed || $0.question.member == who }) else { return false }
        let (question, community) = inquiries.remove(at: place)
        let opinion = Event.Opinion(question: question.id, sureness: sureness)
        send(Event(at: now, room: question.room, member: question.member, .opined(opinion)), to: community)
        return true
    }
}
