// SPDX-License-Identifier: Apache-2.0

import Chat

/// What services are asked, one after the other, to give her name back. No two packages of services have the same
/// commands; the one that worked comes first from then on. Those that do not know one say so, in words.
struct Regaining: Sendable {
    enum Step: Sendable {
        /// The index of a command.
        case ask(Int)
        case nick
    }

    static let pause = TimeSpan.seconds(5)
    static let spacing = TimeSpan.seconds(60)
    /// Atheme; Anope; older ones, and a name that services themselves hold.
    static let commands: [StaticString] = ["REGAIN", "RECOVER", "GHOST", "RELEASE"]

    private var steps: [Step] = []
    private var asked: Int?
    private var known: Int?
    private var began = Timestamp.distantPast
    private var isExhausted = false
    var isUnderWay: Bool { !steps.isEmpty }

    /// When the first step may be taken: at most one attempt a minute, and none after all of them came to nothing, until
    /// something has changed.
    mutating func begin(at now: Timestamp) -> Timestamp {
        isExhausted = false
        return max(now, began + Self.spacing)
    }

    /// The next step; nil where services have been asked all there is.
    mutating func next(at now: Timestamp) -> Step? {
        if steps.isEmpty {
            guard !isExhausted else { return nil }
            began = now
            isExhausted = true
            let order = known.map { [$0] } ?? Array(Self.commands.indices)
            // Who is told to go is not gone at once; REGAIN and RECOVER give the name themselves.
            steps = order.flatMap { [.ask($0), .nick] }
            asked = nil
        }
        let step = steps.removeFirst()
        if case .ask(let command) = step { asked = command }
        return step
    }

    mutating func succeed() {
        known = asked ?? known
        steps = []
        asked = nil
    }

    /// She had the name and lost it.
    mutating func allow() { isExhausted = false }

    /// A connection ends: what worked is kept.
    mutating func restart() {
        let (known, began) = (known, began)
        self = Regaining()
        (self.known, self.began) = (known, began)
    }
}
