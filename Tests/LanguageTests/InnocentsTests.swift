// SPDX-License-Identifier: Apache-2.0

import Foundation
import Language
import Testing

@Suite("innocents by name")
struct InnocentsTests {
    @Test("five hundred innocent lines: few are flagged at one in a thousand")
    func innocents() throws {
        var reader = Reader(try #require(Model.embedded))
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Innocents")
        var count = 0
        var flagged: [String] = []
        for name in ["drawn.txt", "written.txt"] {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            for line in text.split(separator: "\n") where !line.hasPrefix("#") {
                count += 1
                let reading = reader.read(String(line))
                let bound = reader.model.threshold(.toxic, reading.idiom, .calm, oneIn: 1000)
                if reading.logits[.toxic] >= bound { flagged.append(String(line)) }
            }
        }
        #expect(count >= 500)
        // 2 in 100; docs/language.md says where the model stands.
        #expect(flagged.count * 1000 <= count * 20, "\(flagged)")
    }
}
