// SPDX-License-Identifier: Apache-2.0

import Chat

/// The last lines of a room while two or three talk to each other fast: what is needed to see that it grows heated.
/// Empty at other times. Not kept over a restart.
struct Exchange: Sendable {
    struct Line: Sendable {
        var person: Int32
        var at: Timestamp
        /// Says *you*.
        var isAddressed: Bool
        /// In capitals, or abusive as the model reads it.
        var isHeated: Bool
    }
    private(set) var lines: [Line] = []
    /// Heated lines since a calm word, while its effect is measured.
    private(set) var heatedSince: Int32 = 0
    /// When that counting began; nil where nothing is measured, or nothing was seen of it.
    private(set) var countedFrom: Timestamp?

    static let kept = 10
    /// All of them within this time.
    static let within = TimeSpan.minutes(3)
    static let peopleMost = 3
    static let addressedLeast = 4
    static let heatedLeast = 4
    static let turnsLeast = 5
    /// So fast that it need not become faster still.
    static let fast = TimeSpan.seconds(25)

    mutating func note(_ line: Line) {
        if lines.count >= Self.kept { lines.removeFirst() }
        lines.append(line)
        count(line)
    }

    mutating func count(_ line: Line) {
        if line.isHeated, countedFrom != nil { heatedSince = min(heatedSince, .max - 1) + 1 }
    }

    /// Other people came in, or it became slow.
    mutating func end() { if !lines.isEmpty { lines.removeAll(keepingCapacity: true) } }

    mutating func beginCounting(at now: Timestamp) {
        countedFrom = now
        heatedSince = 0
        end()
    }
    mutating func endCounting() { countedFrom = nil }

    /// Two or three, in turns, ever faster, saying *you*, in capitals or with abuse, and not one of them alone.
    var isHeated: Bool {
        guard lines.count == Self.kept, let first = lines.first, let last = lines.last,
            last.at - first.at <= Self.within
        else { return false }
        var turns = 0
        var addressed = 0
        var heated = 0
        var people: [Int32] = []
        var heatedPeople: [Int32] = []
        for (place, line) in lines.enumerated() {
            if place > 0, lines[place - 1].person != line.person { turns += 1 }
            if line.isAddressed { addressed += 1 }
            if line.isHeated {
                heated += 1
                if !heatedPeople.contains(line.person) { heatedPeople.append(line.person) }
            }
            if !people.contains(line.person) { people.append(line.person) }
        }
        guard (2...Self.peopleMost).contains(people.count), turns >= Self.turnsLeast,
            addressed >= Self.addressedLeast, heated >= Self.heatedLeast, heatedPeople.count >= 2
        else { return false }
        let half = Self.kept / 2
        let before = lines[half - 1].at - first.at
        let after = last.at - lines[half].at
        return after <= Self.fast || after.milliseconds * 4 <= before.milliseconds * 3
    }
}

/// The words with which one person speaks to another, English and French.
struct HeatedWords: Sendable {
    private let second: PhraseTable
    init(seed: UInt64) {
        second = PhraseTable(
            "you u ur your yours yourself youre tu toi te ton ta tes vous votre vos".split(separator: " ").map {
                TextView(PeerText(String($0)), seed: seed).words.map(\.hash)
            })
    }
    func isAddressed(_ view: TextView) -> Bool { second.isIn(view.words) }
}
