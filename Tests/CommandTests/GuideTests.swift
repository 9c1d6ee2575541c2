// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What the guides show is what `check` accepts: whoever copies it has no mistake.
@Suite struct GuideTests {
    private static let guides = [
        "README.md", "docs/admin.md", "docs/admin.fr.md", "docs/operator.md", "docs/operator.fr.md",
        "docs/moderator.md",
        "docs/moderator.fr.md",
    ]

    private static func text(_ path: String) -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return (try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)) ?? ""
    }

    /// Each with the line it begins at.
    private static func snippets(_ guide: String) -> [(line: Int, text: String)] {
        var found: [(line: Int, text: String)] = []
        var isInside = false
        for (index, line) in text(guide).split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                isInside = line == "```toml"
                if isInside { found.append((index + 2, "")) }
            } else if isInside {
                found[found.count - 1].text += line + "\n"
            }
        }
        return found
    }

    /// A snippet is about one thing: the file around it comes from here.
    private static func whole(_ snippet: String) -> String {
        var file =
            snippet.contains("owners")
            ? snippet : "language = \"en\"\nowners = []\ncontact = \"x@y.example\"\n" + snippet
        if !snippet.contains("[network.") { file += "\n[network.libera]\nirc = \"irc.libera.chat\"\n" }
        if !snippet.contains("[community.atelier]\n") {
            let network = snippet.contains("[network.matrix]") ? "matrix/#a:b.example" : "libera/#a"
            file += "\n[community.atelier]\nrooms = [\"\(network)\"]\ndesk = []\n"
        }
        return file
    }

    @Test(arguments: guides)
    func whatIsShownIsAccepted(_ guide: String) throws {
        var program = try Program()
        program.environment["LANG"] = "C.UTF-8"
        try program.write("What is on your needles?\n", to: "questions.txt")
        try program.write("bad.example\n", to: "phishing.txt")
        for snippet in Self.snippets(guide) {
            try program.write(Self.whole(snippet.text), to: "bot.conf")
            let run = try program.run("check")
            #expect(run.exit == 0, "\(guide):\(snippet.line)\n\(run.output)")
        }
    }

    @Test func thereAreSnippetsToCheck() {
        #expect(Self.guides.map { Self.snippets($0).count }.reduce(0, +) >= 17)
    }
}
