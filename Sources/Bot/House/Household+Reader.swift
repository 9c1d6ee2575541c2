// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Engine

extension Household {
    /// Gives the questions since the last call. Their events are journalled by then.
    func takeQuestions() -> [Question] {
        defer { questions = [] }
        return questions
    }

    /// A second reader has answered: an event like any other, so that a replay hears the same.
    func hear(_ sureness: Int32, about question: Question) throws(Stop) {
        try begin()
        let opinion = Event.Opinion(question: question.id, sureness: sureness)
        handle(Event(at: time.now, room: question.room, member: question.member, .opined(opinion)), only: nil)
        try finish()
    }
}
