// SPDX-License-Identifier: Apache-2.0

/// The reference of bot.conf, from the descriptions of its keys.
public enum Reference {
    /// One header and the keys under it.
    struct Chapter {
        var header: String
        var about: Sentence
        var keys: [AnySetting]
    }

    static func chapters(_ sections: [AnySection]) -> [Chapter] {
        let all = AnySection.builtIn + sections
        let basics = all.filter(\.path.isEmpty).flatMap(\.settings)
        let structure: [Chapter] = [
            Chapter(
                header: "",
                about: Sentence(
                    en: "At the top, before the first [section].", fr: "En haut, avant la première [section]."),
                keys: basics + Keys.top),
            Chapter(
                header: "[network.NAME]", about: Sentence(en: "One IRC network.", fr: "Un réseau IRC."),
                keys: NetworkEntry.keys),
            Chapter(
                header: "[community.NAME]",
                about: Sentence(
                    en:
                        "One community: its rooms and its team. The settings of the other sections can stand in it too, "
                        + "as [community.NAME.welcome], and for one room as [room.\"network/#room\".welcome].",
                    fr: "Une communauté : ses salons et son équipe."), keys: CommunityEntry.keys),
            Chapter(
                header: "[room.\"network/#room\"]",
                about: Sentence(
                    en: "One room: what it alone has, beside settings and words of its own.",
                    fr: "Un salon : ce que lui seul a, en plus de ses propres réglages et mots."), keys: Keys.room),
        ]
        let content: [Chapter] = [
            Chapter(
                header: "[[rule]]", about: Sentence(en: "A rule of your own.", fr: "Une règle à soi."), keys: Keys.rule),
            Chapter(
                header: "[[prompt]]",
                about: Sentence(
                    en: "A moment at which she speaks unasked.", fr: "Un moment où elle parle d'elle-même."),
                keys: Keys.prompt),
            Chapter(
                header: "[bank.NAME]", about: Sentence(en: "Prompts to draw from.", fr: "Des relances où puiser."),
                keys: Keys.bank),
            Chapter(
                header: "[list.NAME]",
                about: Sentence(en: "A list, @NAME in rules.", fr: "Une liste, @NOM dans les règles."), keys: Keys.list),
            Chapter(
                header: "[[expect]]",
                about: Sentence(
                    en: "A test of this file, in this file.", fr: "Un test de ce fichier, dans ce fichier."),
                keys: Keys.expect),
        ]
        let settings = all.filter { !$0.path.isEmpty }.map {
            Chapter(header: "[\($0.path)]", about: $0.about, keys: $0.settings)
        }
        return structure + settings + content
    }

    /// In Markdown.
    public static func markdown(sections: [AnySection] = []) -> String {
        var out = "# bot.conf\n"
        for chapter in chapters(sections) {
            out +=
                "\n## " + (chapter.header.isEmpty ? "The top" : "`\(chapter.header)`") + "\n\n\(chapter.about.en)\n\n"
            out += "| key | expected | default | |\n|---|---|---|---|\n"
            for key in chapter.keys {
                let cells = [key.kind.phrase.en, key.standard.map { "`\($0.toml)`" } ?? "", key.about.en]
                out += "| `\(key.name)` | " + cells.map(cell).joined(separator: " | ") + " |\n"
            }
        }
        return out
    }

    /// The keys as the body of a man page: macros of man(7), to stand under a heading of their own.
    public static func man(sections: [AnySection] = []) -> String {
        var out = ""
        for chapter in chapters(sections) {
            out += ".SS " + roff(chapter.header.isEmpty ? "The top of the file" : chapter.header) + "\n"
            out += roff(chapter.about.en) + "\n"
            for key in chapter.keys {
                out += ".TP\n.B \(roff(key.name))\n\(roff(key.about.en)) Expected: \(roff(key.kind.phrase.en))."
                if let standard = key.standard { out += " Default: \(roff(standard.toml))." }
                out += "\n"
            }
        }
        return out
    }

    /// Every setting with its default, as comments: what an example file can show of a section.
    public static func comments(for section: AnySection, _ tongue: Tongue) -> String {
        var out = section.path.isEmpty ? "" : "# [\(section.path)]  # \(section.about[tongue])\n"
        for setting in section.settings {
            let value = setting.standard?.toml ?? "…"
            out += "# \(setting.name) = \(value)  # \(setting.about[tongue])\n"
        }
        return out
    }

    private static func cell(_ text: String) -> String {
        String(
            text.unicodeScalars.reduce(into: String.UnicodeScalarView()) { out, scalar in
                if scalar == "|" { out.append("\\") }
                out.append(scalar)
            })
    }

    /// groff_char(7): backslash, hyphen and a leading dot or quote mean something else to it.
    private static func roff(_ text: String) -> String {
        var out = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            switch scalar {
            case "\\": out += "\\e"
            case "-": out += "\\-"
            case "." where index == 0, "'" where index == 0: out += "\\&\(scalar)"
            case "…": out += "\\&..."
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
