// SPDX-License-Identifier: Apache-2.0

import Conf
import Foundation
import Testing

@Test func theSchemaIsJSONAndKnowsEveryBuiltInSetting() throws {
    let json = try JSONSerialization.jsonObject(with: Data(Schema.json().utf8))
    let properties = try #require((json as? [String: Any])?["properties"] as? [String: Any])
    for section in AnySection.builtIn where section.scopes.contains(.top) {
        var table = properties
        for name in section.path.split(separator: ".") {
            table = try #require((table[String(name)] as? [String: Any])?["properties"] as? [String: Any])
        }
        for setting in section.settings { #expect(table[setting.name] != nil, "\(setting.path)") }
    }
}

@Test func theReferenceDescribesEverySetting() {
    let markdown = Reference.markdown()
    let man = Reference.man()
    for setting in AnySection.builtIn.flatMap(\.settings) {
        #expect(markdown.contains("| `\(setting.name)` |"))
        #expect(man.contains(".B \(setting.name.replacingOccurrences(of: "-", with: "\\-"))\n"))
    }
}

@Test func everySettingHasItsSentenceInBothLanguagesAndAnAcceptedDefault() throws {
    for section in AnySection.builtIn {
        for setting in section.settings {
            #expect(setting.about.en.hasSuffix(".") && setting.about.fr.hasSuffix("."), "\(setting.path)")
            let standard = try #require(setting.standard)
            let line = "\(setting.name) = \(standard.toml)\n"
            // What no top level has is said of a community.
            let path = section.scopes.contains(.top) ? section.path : "community.a.\(section.path)"
            let text = path.isEmpty ? line : "[\(path)]\n\(line)"
            let wrong = Configuration.load(text: text, file: "f").diagnostics.filter {
                $0.path.hasSuffix(setting.path) && $0.severity == .error
            }
            #expect(wrong.isEmpty, "\(setting.path): \(wrong.map(\.message.en))")
        }
    }
}

@Test func theCommentsOfAnExampleShowTheDefaults() {
    let comments = AnySection.builtIn.map { Reference.comments(for: $0, .fr) }.joined()
    #expect(comments.contains("# after = \"2m\"  # Le temps laissé aux membres pour saluer"))
}

@Test func frenchHasItsNoBreakSpaces() {
    let all = said("langage = 3\nnick geoffrin\n[welcome]\nafter = 3\nfoo = 1\n[moderation]\nmode = \"atc\"\n", .fr)
    for line in all {
        let plain = [" :", " ;", " ?", " !", "« "].filter { line.contains($0) }
        #expect(plain.isEmpty, "\(line)")
    }
}
