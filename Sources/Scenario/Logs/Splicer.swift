// SPDX-License-Identifier: Apache-2.0

import Chat

/// A log with strangers spliced in who want others punished: they quote, repeat and bait those who talk there (THREATS
/// A1, A4, A10, L4).
///
/// They come in waves, each of people nobody has seen before; in every other wave they all join at once. A wave lasts for
/// 200 lines of people who have said twenty before. Of those lines most are answered: repeated at once by three, quoted, put into
/// the author's mouth, said by three *before* the author does (they can see what comes), repeated with an advert, or
/// answered by five who call the author by name.
struct Splicer {
    private(set) var lines: [LogLine] = []
    /// The strangers, by name.
    private(set) var attackers: Set<String> = []
    private let size: Int
    private var wave = 0
    private var turn = 0
    private var said: [String: [String]] = [:]
    private var counts: [String: Int] = [:]

    /// So many lines of regulars one wave is about.
    static let waveLasts = 200

    /// - Parameters:
    ///   - attackers: people in a wave, five at least.
    ///   - every: messages of the log from one wave to the next.
    init(_ log: [LogLine], attackers size: Int, every: Int) {
        self.size = max(5, size)
        let names = Set(log.map(\.nick))
        var (messages, left) = (0, 0)
        var previous = log.first?.at
        lines.reserveCapacity(log.count * 2)
        for line in log {
            let isTalk = line.kind == .message && !line.nick.isEmpty
            if isTalk {
                messages += 1
                if messages % max(1, every) == 0 {
                    left = Self.waveLasts
                    begin(at: line, besides: names)
                }
            }
            guard isTalk, left > 0, counts[line.nick, default: 0] >= 20 else {
                take(line, isTalk)
                previous = line.at
                continue
            }
            left -= 1
            answer(line, after: previous ?? line.at)
            previous = line.at
        }
    }

    private mutating func take(_ line: LogLine, _ isTalk: Bool) {
        lines.append(line)
        if isTalk {
            counts[line.nick, default: 0] += 1
            said[line.nick] = (said[line.nick] ?? []).suffix(4) + [line.text]
        }
    }

    private mutating func begin(at line: LogLine, besides names: Set<String>) {
        wave += 1
        crowd = []
        var number = wave * size
        while crowd.count < size {
            let name = Drill.name(number * 7)
            number += 1
            if !names.contains(name), attackers.insert(name).inserted { crowd.append(name) }
        }
        guard wave.isMultiple(of: 2) else { return }
        for (place, name) in crowd.enumerated() { add(name, "", like: line, after: place / 4, kind: .join) }
    }
    private var crowd: [String] = []

    private mutating func add(
        _ nick: String, _ text: String, like line: LogLine, after seconds: Int, kind: LogLine.Kind = .message
    ) {
        var own = line
        (own.nick, own.text, own.kind) = (nick, text, kind)
        own.at = own.at + .seconds(Int64(seconds))
        lines.append(own)
    }

    private mutating func next() -> String {
        turn += 1
        return crowd[turn % crowd.count]
    }

    private mutating func answer(_ line: LogLine, after previous: Timestamp) {
        let author = line.nick
        // Deterministic, and not the same for each author.
        let choice = (line.number &* 2_654_435_761) >> 8 & 7
        if choice == 3 {
            var early = line
            early.at = max(previous, line.at - .seconds(5))
            for place in 0..<3 { add(next(), line.text, like: early, after: place) }
        }
        take(line, true)
        switch choice {
        case 0, 1: for place in 1...3 { add(next(), line.text, like: line, after: place) }
        case 2:
            add(next(), "<\(author)> \(line.text)", like: line, after: 1)
            add(next(), "> \(line.text)", like: line, after: 2)
            add(next(), "\(author) said: \(line.text) and everybody is an idiot", like: line, after: 3)
        case 4:
            for (place, words) in Self.bait.enumerated() {
                add(next(), "\(author): \(words)", like: line, after: 1 + place / 2)
            }
        case 5:
            for place in 1...3 {
                add(next(), "\(line.text) https://cheap-\(wave).example/\(author)", like: line, after: place)
            }
        case 6:
            let old = said[author]?.first ?? line.text
            for place in 1...3 { add(next(), old, like: line, after: place) }
            add(next(), "\(author) stop spamming, you idiot", like: line, after: 4)
        default: break
        }
    }

    private static let bait = [
        "are you there?", "answer me", "you are wrong about that, as always", "why do you never answer",
        "say something",
    ]
}
