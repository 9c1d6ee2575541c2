// SPDX-License-Identifier: Apache-2.0

import Chat

/// Programs that a room asks: `!theme`, and somebody says what they know of it, the same words and the same addresses each
/// time. Such a line is judged by what it says, not by how often, how alike or with how many links: somebody asked for it.
extension Engine {
    /// Counts a line as an order, as an answer to one, or as neither; whether it is one that was asked for: said by somebody
    /// who has been about as long as a regular and hardly speaks but when regulars ask, or about the very word that one of
    /// these asked. What newcomers order makes nobody a program: that could be one's own second name.
    mutating func isAskedFor(
        _ message: Message, _ view: TextView, by number: Int32, isRegular: Bool, in index: Int, _ turn: Turn
    ) -> Bool {
        guard turn.carried == nil, message.edits == nil, message.carrier.isTalk, !message.isPrivate else {
            return false
        }
        if turn.mentions == 0, let word = view.words.first, ProgramOrders.isOrder(message.text.raw) {
            state.rooms[index].programOrders.order(
                by: number, about: word.hash, isRegular: isRegular, at: turn.at)
            return false
        }
        let answer = state.rooms[index].programOrders.answer(view, by: number, at: turn.at)
        // Nearly always: nobody gives orders here, and this one answered none.
        if answer == nil, state.persons[number].served == .none { return false }
        let isServant = state.persons[number].served.isServant && turn.standing != .newcomer
        if answer?.isRegular != false { state.persons[number].served.count(answer != nil) }
        return answer.map { $0.isToTheWord || isServant } ?? false
    }
}

/// The latest orders that members gave to programs in a room. Not written to disk.
struct ProgramOrders: Sendable {
    /// Newest last; `kept` at most, the oldest go.
    private var orders: [Order] = []

    private struct Order: Sendable {
        var by: Int32
        /// Of the word asked about; nil once somebody has answered with it.
        var word: UInt64?
        var isRegular: Bool
        var at: Timestamp
        var answers: UInt8 = 0
    }

    static let kept = 4
    /// What an answer may have much of. Whom it leads to, what it says and what newcomers bring together counts as ever.
    static let spared: Set = [Duplicate.name, Flood.name, Links.name]
    /// Programs answer at once, in a few lines; slow networks, and logs that tell minutes only, take longer.
    static let answeredWithin = TimeSpan.seconds(30)
    static let answersMost: UInt8 = 3

    /// What programs are asked by; people are called by `@`, too.
    static let signs = Array("!.~@".utf8)
    static let plainSigns = Array("!.".utf8)

    /// `!theme`, `.weather nice`, `~info`, `@topic`: one of the signs, and a letter.
    static func isOrder(_ text: String, by signs: [UInt8] = signs) -> Bool {
        var bytes = text.utf8.makeIterator()
        guard let sign = bytes.next(), signs.contains(sign), let letter = bytes.next() else { return false }
        return (0x61...0x7A).contains(letter | 0x20)
    }

    mutating func order(by person: Int32, about word: UInt64, isRegular: Bool, at now: Timestamp) {
        if orders.count >= Self.kept { orders.removeFirst() }
        orders.append(Order(by: person, word: word, isRegular: isRegular, at: now))
    }

    /// Whether this line may answer the newest order of somebody else that waits for one, whose order that was, and whether it
    /// is the first to name what a regular asked about; nil where it answers nothing.
    mutating func answer(
        _ view: TextView, by person: Int32, at now: Timestamp
    ) -> (isRegular: Bool, isToTheWord: Bool)? {
        if orders.isEmpty { return nil }
        orders.removeAll { now - $0.at > Self.answeredWithin }
        guard let place = orders.lastIndex(where: { $0.by != person && $0.answers < Self.answersMost }) else {
            return nil
        }
        orders[place].answers += 1
        guard orders[place].isRegular, let word = orders[place].word,
            view.words.contains(where: { $0.hash == word })
        else { return (orders[place].isRegular, false) }
        // Once: who comes second answers nobody's question.
        orders[place].word = nil
        return (true, true)
    }
}

/// What part of somebody's latest lines answered an order: a mean that forgets, each line a thirty-second part of it.
struct Served: Sendable, Hashable {
    /// 65,535 for all of them.
    private(set) var part: UInt16 = 0

    static let none = Served()

    init(part: UInt16 = 0) { self.part = part }

    mutating func count(_ isAnswer: Bool) {
        if isAnswer { part += (.max - part) >> 5 } else { part -= max(part >> 5, min(part, 1)) }
    }

    /// Four lines of five, which takes fifty answers to begin with. People who talk where programs are asked all the time stay
    /// below two in three; such programs are above nineteen in twenty.
    var isServant: Bool { part >= 52_428 }
}
