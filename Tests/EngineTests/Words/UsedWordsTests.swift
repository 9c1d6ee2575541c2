// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Engine

/// Words that nobody says are not kept.
@Suite struct UsedWords {
    /// Not said yet, by the issue that will say them.
    private static let waiting: [Int: [String]] = [
        3: ["invite.accepted", "network.back"],
        4: ["desk.matrix"],
        6: ["word.tone"],
        7: ["unanswered.room", "unanswered.helper", "remind.set", "remind.due"],
    ]

    @Test func everyKeyIsSaidOrWaitsForItsIssue() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        var source = ""
        for file in files where file.hasSuffix(".swift") && !file.hasSuffix("Words+Key.swift") {
            source += try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        }
        let said = Set(source.matches(of: /\.([a-z][A-Za-z]+)\b/).map { String($0.1) })
        let quoted = Set(source.matches(of: /"([a-z][a-z.]+)"/).map { String($0.1) })
        let silent = Words.Key.allCases.filter { key in
            let name = key.rawValue
            // A reason's key is made of what a detector calls it.
            let part = ["reason.", "public."].first { name.hasPrefix($0) }.map { String(name.dropFirst($0.count)) }
            return !said.contains("\(key)") && !quoted.contains(name) && part.map(quoted.contains) != true
        }
        #expect(Set(silent.map(\.rawValue)) == Set(Self.waiting.values.joined()))
    }
}
