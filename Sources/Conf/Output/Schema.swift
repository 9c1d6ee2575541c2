// SPDX-License-Identifier: Apache-2.0

/// The JSON Schema (draft 2020-12) of bot.conf, for editors that complete and check TOML.
public struct Schema {
    private let tongue: Tongue

    /// - Parameters:
    ///   - sections: those declared elsewhere; the built-in ones are always in it.
    ///   - tongue: of the descriptions.
    public static func json(sections: [AnySection] = [], _ tongue: Tongue = .en) -> String {
        Self(tongue: tongue).json(AnySection.builtIn + sections)
    }

    private func json(_ sections: [AnySection]) -> String {
        let community = object(
            CommunityEntry.keys.map(member) + members(of: sections, in: .community) + content + [("words", words)])
        let room = object(Keys.room.map(member) + members(of: sections, in: .room) + [("words", words)])
        let top =
            Keys.top.map(member) + members(of: sections, in: .top)
            + [
                ("network", named(object(NetworkEntry.keys.map(member)))), ("community", named(community)),
                ("room", named(room)),
            ] + content + [("words", words)]
        return JSON.object([
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")), ("title", .text("bot.conf")),
            ("type", .text("object")), ("properties", .object(top)), ("additionalProperties", .flag(false)),
        ]).printed
    }

    private var content: [(String, JSON)] {
        [
            ("rule", list(object(Keys.rule.map(member)))), ("prompt", list(object(Keys.prompt.map(member)))),
            ("bank", named(object(Keys.bank.map(member)))), ("list", named(object(Keys.list.map(member)))),
            ("expect", list(object(Keys.expect.map(member)))),
        ]
    }

    private var words: JSON { .object([("type", .text("object"))]) }

    // MARK: - Sections

    /// Settings and sub-sections of one scope, nested by the dots of their paths.
    private func members(of sections: [AnySection], in scope: AnySection.Scopes) -> [(String, JSON)] {
        members(of: sections.filter { !$0.scopes.isDisjoint(with: scope) }, at: [])
    }

    private func members(of sections: [AnySection], at path: [String]) -> [(String, JSON)] {
        var out: [(String, JSON)] = []
        var below: [String] = []
        for section in sections {
            let components = section.components
            if components == path {
                out += section.settings.map(member)
            } else if components.starts(with: path), !below.contains(components[path.count]) {
                below.append(components[path.count])
            }
        }
        return out + below.map { ($0, object(members(of: sections, at: path + [$0]))) }
    }

    // MARK: - Values

    private func member(_ setting: AnySetting) -> (String, JSON) {
        var parts = type(setting.kind)
        let expected = Sentence(en: " Expected: ", fr: " Attendu : ")
        let about = setting.about + expected + setting.kind.phrase
        parts.append(("description", .text(about[tongue] + ".")))
        if let standard = setting.standard, let json = json(standard) { parts.append(("default", json)) }
        return (setting.name, .object(parts))
    }

    private func type(_ kind: SettingKind) -> [(String, JSON)] {
        switch kind {
        case .whole(let bounds, _):
            [
                ("type", .text("integer")), ("minimum", .whole(bounds.lowerBound)),
                ("maximum", .whole(bounds.upperBound)),
            ]
        case .flag: [("type", .text("boolean"))]
        case .choice(let names): [("enum", .array(names.map { .text($0) }))]
        case .span: text(pattern: "^([0-9]+[smhdwy])+$")
        case .step: text(pattern: "^(note|word|remove|kick|propose|(mute|ban) ([0-9]+[smhdwy])+)$")
        case .text(let most): [("type", .text("string")), ("maxLength", .whole(Int64(most)))]
        case .webAddress: text(pattern: "^https?://.+$")
        case .secret: text(pattern: "^(secret|file|env):.+$")
        case .hours, .rate: [("type", .text("string"))]
        case .texts, .domains, .steps: [("type", .text("array")), ("items", .object([("type", .text("string"))]))]
        case .words: [("type", .array([.text("string"), .text("array"), .text("object")]))]
        case .optional(let kind):
            [
                (
                    "anyOf",
                    .array([
                        .object(type(kind)), .object([("const", .text("off"))]), .object([("const", .flag(false))]),
                    ])
                )
            ]
        case .structure(_, let shape): type(shape)
        }
    }

    private func type(_ shape: SettingKind.Shape) -> [(String, JSON)] {
        switch shape {
        case .text: [("type", .text("string"))]
        case .textOrTexts: [("type", .array([.text("string"), .text("array")]))]
        case .texts: [("type", .text("array")), ("items", .object([("type", .text("string"))]))]
        case .flag: [("type", .text("boolean"))]
        case .table: [("type", .text("object"))]
        case .whole: [("type", .text("integer"))]
        case .words: [("type", .array([.text("string"), .text("array"), .text("object")]))]
        }
    }

    private func json(_ value: SettingValue) -> JSON? {
        switch value {
        case .off: nil
        case .whole(let number): .whole(number)
        case .flag(let flag): .flag(flag)
        case .text(let text): .text(text)
        case .texts(let texts): .array(texts.map { .text($0) })
        case .steps(let steps): .array(steps.map { .text($0.description) })
        case .step(let step): .text(step.description)
        case .span(let span): .text(span.text)
        case .hours(let hours): .text(hours.description)
        case .rate(let rate): .text(rate.description)
        case .words: nil
        }
    }

    private func text(pattern: String) -> [(String, JSON)] {
        [("type", .text("string")), ("pattern", .text(pattern))]
    }
    private func object(_ members: [(String, JSON)]) -> JSON {
        .object([("type", .text("object")), ("properties", .object(members)), ("additionalProperties", .flag(false))])
    }
    private func named(_ value: JSON) -> JSON {
        .object([("type", .text("object")), ("additionalProperties", value)])
    }
    private func list(_ value: JSON) -> JSON { .object([("type", .text("array")), ("items", value)]) }
}
