// SPDX-License-Identifier: Apache-2.0

/// One playing of a scenario: what happened, step by step, and where that differs from what the file expects.
public struct ScenarioRun: Sendable {
    public let file: ScenarioFile
    /// What happened under each step, as the file would write it.
    public internal(set) var happened: [[String]] = []
    public internal(set) var differences: [Difference] = []
    /// The player as the last step left it, with its journal.
    public internal(set) var player: Player

    public struct Difference: Sendable, Equatable {
        public var line: Int
        /// Lines with `-` (expected, did not happen), `+` (happened, was not expected) or a space before them.
        public var lines: [String]
    }

    /// Plays a scenario.
    ///
    /// - Parameters:
    ///   - model: the bytes of a model file that the settings name, beside the scenario; nil when there is none.
    ///   - reading: the text of a file beside the scenario; nil when there is none.
    public static func play(
        _ file: ScenarioFile, model: @escaping (String) -> [UInt8]? = { _ in nil },
        reading: @escaping (String) -> String?
    ) throws(ScenarioMistake) -> ScenarioRun {
        var performance = try Performance(file, model: model, reading: reading)
        try performance.play()
        return performance.run
    }

    /// The differences for people, located.
    public var report: String {
        differences.map { difference in
            let step = file.lines[difference.line - 1]
            return "\(file.path):\(difference.line): \(step)\n" + difference.lines.map { "    \($0)\n" }.joined()
        }.joined()
    }

    /// The file with what happened in place of what was expected; lines of which only the beginning was expected stay.
    public var updated: String {
        var out: [String] = []
        let isExpectation = Set(file.steps.flatMap { $0.expected.map(\.line) })
        var steps: [Int: Int] = [:]
        for (index, step) in file.steps.enumerated() { steps[step.line] = index }
        for (index, line) in file.lines.enumerated() where !isExpectation.contains(index + 1) {
            out.append(line)
            guard let step = steps[index + 1], step < happened.count else { continue }
            out += written(step).map { "       " + $0 }
        }
        return out.joined(separator: "\n") + "\n"
    }

    private func written(_ step: Int) -> [String] {
        let expected = file.steps[step].expected.map(\.text)
        return happened[step].map { line in expected.first { $0 != line && Self.fits(line, $0) } ?? line }
    }

    /// `expected` is the line, or ends in `…` and begins like it.
    static func fits(_ line: String, _ expected: String) -> Bool {
        if line.utf8.elementsEqual(expected.utf8) { return true }
        guard expected.unicodeScalars.last == "…" else { return false }
        let beginning = expected.unicodeScalars.dropLast()
        return line.unicodeScalars.starts(with: beginning)
    }

    mutating func compare(_ step: Int) {
        let expected = file.steps[step].expected.map(\.text)
        let found = happened[step]
        let fits = expected.count == found.count && zip(found, expected).allSatisfy { Self.fits($0, $1) }
        if fits { return }
        var lines: [String] = []
        // The longest run of lines in common, from both ends; enough for lists this short.
        var start = 0
        while start < min(expected.count, found.count), Self.fits(found[start], expected[start]) { start += 1 }
        var end = 0
        while end < min(expected.count, found.count) - start,
            Self.fits(found[found.count - 1 - end], expected[expected.count - 1 - end])
        { end += 1 }
        lines += found[..<start].map { "  " + $0 }
        lines += expected[start..<(expected.count - end)].map { "- " + $0 }
        lines += found[start..<(found.count - end)].map { "+ " + $0 }
        lines += found[(found.count - end)...].map { "  " + $0 }
        differences.append(Difference(line: file.steps[step].line, lines: lines))
    }
}
