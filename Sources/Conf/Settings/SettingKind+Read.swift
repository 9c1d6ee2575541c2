// SPDX-License-Identifier: Apache-2.0

internal import Chat

extension SettingKind {
    /// The value of a node; nil when it is refused, which has then been said.
    func read(_ node: Node, _ path: String, _ findings: inout Findings) -> SettingValue? {
        switch self {
        case .whole(let bounds, _):
            guard case .whole(let number) = node.content, bounds.contains(number) else { break }
            return .whole(number)
        case .flag:
            guard case .flag(let flag) = node.content else { break }
            return .flag(flag)
        case .span, .text, .choice, .step, .hours, .rate:
            guard case .text(let text) = node.content else { break }
            return readText(text, node, path, &findings)
        case .texts(let maxCount, let maxBytes):
            return findings.texts(node, path, self, maxCount: maxCount, maxBytes: maxBytes).map {
                .texts($0.map(\.value))
            }
        case .domains(let maxCount, let maxBytes):
            let texts = findings.texts(node, path, self, maxCount: maxCount, maxBytes: maxBytes)
            return texts.map { .texts($0.compactMap { Domain.read($0, path, &findings) }) }
        case .webAddress: return Self.readAddress(node, path, &findings)
        case .secret:
            let name = path.utf8.split(separator: 0x2E).first.map { String(decoding: $0, as: UTF8.self) } ?? ""
            return NetworkEntry.secret(node, path, name, &findings).map { .text($0.value.description) }
        case .steps: return Self.readSteps(node, path, &findings).map { .steps($0.map(\.value)) }
        case .words(let placeholders, let maxBytes):
            return WordsReader(placeholders: placeholders, maxBytes: maxBytes).read(node, path, &findings).map {
                .words($0)
            }
        case .optional(let kind):
            if case .text("off") = node.content { return .off }
            if case .flag(false) = node.content, !kind.isFlag { return .off }
            return kind.read(node, path, &findings)
        case .structure: return nil
        }
        findings.error(node.at, path, expected(node))
        return nil
    }

    private var isFlag: Bool {
        if case .flag = self { true } else { false }
    }

    /// `expected …, found …`.
    func expected(_ node: Node) -> Sentence {
        var hint = Sentence("")
        switch (self, node.content) {
        case (.span(let bounds), .whole(let number)) where number > 0 && number < 100_000:
            let usual = bounds.lowerBound >= .hours(1) ? "d" : "m"
            // One that would be taken: 120, where an hour is the most, were seconds.
            let unit =
                [usual, "s", "h", "d"].first { TimeSpan.parse("\(number)\($0)").map(bounds.contains) ?? false } ?? usual
            hint = Sentence(
                en: "; a duration has a unit and quotes: \"\(number)\(unit)\"",
                fr: " ; une durée a une unité et des guillemets : \"\(number)\(unit)\"")
        case (.texts, .text(let text)), (.domains, .text(let text)), (.steps, .text(let text)):
            hint = Sentence(
                en: "; write [\(Shown.quoted(text))]", fr: " ; écrire [\(Shown.quoted(text))]")
        case (.rate, .whole(let number)) where (1...99).contains(number):
            hint = Sentence(en: "; write \"\(number) a day\"", fr: " ; écrire \"\(number) par jour\"")
        case (.whole, .text(let text)):
            if let number = Int64(text) {
                hint = Sentence(en: "; write \(number) without quotes", fr: " ; écrire \(number) sans guillemets")
            }
        case (.flag, .text("true")), (.flag, .text("false")):
            hint = Sentence(en: "; without quotes", fr: " ; sans guillemets")
        case (.flag, .text(let word)):
            let flag =
                ["yes", "Yes", "oui", "Oui", "on", "vrai", "True", "1"].contains(word)
                ? "true" : ["no", "No", "non", "Non", "off", "faux", "False", "0"].contains(word) ? "false" : nil
            if let flag {
                hint = Sentence(en: "; write \(flag), without quotes", fr: " ; écrire \(flag), sans guillemets")
            }
        default: break
        }
        return phrase.expected(found: node.found) + hint
    }

    private func readText(_ text: String, _ node: Node, _ path: String, _ findings: inout Findings) -> SettingValue? {
        switch self {
        case .text(let most):
            guard let text = findings.plainText(node, path, maxBytes: most) else { return nil }
            return .text(text.value)
        case .choice(let names):
            if let name = names.first(where: { $0.utf8.elementsEqual(text.utf8) }) { return .text(name) }
            findings.error(node.at, path, expected(node) + Suggestion.hint(for: text, among: names))
            return nil
        case .span(let bounds):
            if let span = TimeSpan.parse(text), bounds.contains(span) { return .span(span) }
            let hint = TimeSpan.parse(text) == nil ? TimeSpan.hint(text) : Sentence("")
            findings.error(node.at, path, expected(node) + hint)
        case .step:
            switch Step.parse(text) {
            case .success(let step): return .step(step)
            case .failure(let error): findings.error(node.at, path, error.sentence)
            }
        case .hours:
            if let hours = DailyHours.parse(text) { return .hours(hours) }
            findings.error(node.at, path, expected(node))
        case .rate:
            if let rate = Rate.parse(text) { return .rate(rate) }
            findings.error(node.at, path, expected(node))
        case .whole, .flag, .texts, .words, .steps, .domains, .webAddress, .secret, .optional, .structure: break
        }
        return nil
    }

    private static func readAddress(_ node: Node, _ path: String, _ findings: inout Findings) -> SettingValue? {
        guard let text = findings.plainText(node, path, maxBytes: WebAddress.longest) else { return nil }
        do throws(WebAddress.Problem) {
            return .text(try WebAddress(text.value).text)
        } catch {
            let hint =
                switch error {
                case .malformed: Sentence("")
                case .named:
                    Sentence(
                        en: "; this machine is written as its number: http://127.0.0.1:8080/…",
                        fr: " ; cette machine s'écrit par son numéro : http://127.0.0.1:8080/…")
                case .readable:
                    Sentence(
                        en: "; http:// is for this machine or house, by its number: write https://",
                        fr: " ; http:// n'est que pour cette machine ou la maison, par son numéro : écrire https://")
                }
            findings.error(node.at, path, SettingKind.webAddress.expected(node) + hint)
            return nil
        }
    }

    static func readSteps(_ node: Node, _ path: String, _ findings: inout Findings) -> [Located<Step>]? {
        guard let texts = findings.texts(node, path, .steps, maxCount: 16, maxBytes: 64) else { return nil }
        var steps: [Located<Step>] = []
        for text in texts {
            switch Step.parse(text.value) {
            case .success(let step): steps.append(Located(step, at: text.at))
            case .failure(let error): findings.error(text.at, path, error.sentence)
            }
        }
        return steps
    }
}

extension TimeSpan {
    static func hint(_ text: String) -> Sentence {
        if let guess = guess(text) { return Sentence(en: "; write \"\(guess)\"", fr: " ; écrire \"\(guess)\"") }
        return Sentence(
            en: "; units are s, m, h, d, w, y: \"45m\", \"1h30m\"",
            fr: " ; les unités sont s, m, h, d, w, y : \"45m\", \"1h30m\"")
    }
}

extension Sentence {
    /// `expected <self>, found <what>`.
    func expected(found: Sentence) -> Sentence {
        Sentence(en: "expected \(en), found \(found.en)", fr: "attendu : \(fr) ; trouvé : \(found.fr)")
    }
}
