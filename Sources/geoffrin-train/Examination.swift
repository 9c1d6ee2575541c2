// SPDX-License-Identifier: Apache-2.0

import Glibc
import Language

/// What a model is worth on sources it did not learn from.
struct Examination {
    let folder: String
    let without: Set<String>
    let options: Program.Options
    private var reader: Reader

    init(_ options: Program.Options) throws {
        self.options = options
        guard let folder = options["data"] else { throw Lines.Missing(path: "--data") }
        self.folder = folder
        without = options.list("without")
        reader = Reader(try Program.model(options))
    }

    struct Scored {
        var label: String
        var logits: Logits
        var idiom: Idiom
    }

    private mutating func scored(_ file: String, every: Int = 1, but known: Set<UInt64> = []) throws -> [Scored] {
        try Source(file: file, meaning: .ham, licence: "").read(from: folder).compactMap { row in
            guard every == 1 || stableHash(row.text) % UInt64(every) == 0 else { return nil }
            guard known.isEmpty || !known.contains(Self.letters(row.text)) else { return nil }
            let reading = row.text.withUnsafeBufferPointer { reader.read($0) }
            return Scored(label: row.label, logits: reading.logits, idiom: reading.idiom)
        }
    }

    /// What a text is without case and signs: pieces of one set were cleaned in different ways.
    private static func letters(_ text: [UInt8]) -> UInt64 {
        stableHash(text.map { $0 | 0x20 }.filter { $0 &- 97 < 26 || $0 &- 48 < 10 }.prefix(200))
    }

    private func alike(_ files: Set<String>) throws -> Set<UInt64> {
        var found: Set<UInt64> = []
        for file in files {
            for row in try Source(file: file, meaning: .ham, licence: "").read(from: folder) {
                found.insert(Self.letters(row.text))
            }
        }
        return found
    }

    mutating func run() throws {
        let ham = try scored("ham_irc_zig", every: 4)
        let toxicHam = ham.map { $0.logits[.toxic] }
        let spamHam = ham.map { $0.logits[.spam] }
        let (hundred, thousand) = (
            Measure.threshold(toxicHam, oneIn: 100), Measure.threshold(toxicHam, oneIn: 1000)
        )
        print(
            "ordinary IRC: \(ham.count) lines; toxic 1/100 at \(hundred), 1/1000 at \(thousand); en \(Measure.shown(Double(ham.count { $0.idiom == .en }) / Double(ham.count)))"
        )
        print("| source | AUC | recall at 1/100 | at 1/1000 | innocents flagged at 1/1000 |")
        print("|---|---|---|---|---|")
        func row(_ name: String, _ bad: [Int32], _ good: [Int32], _ one: Int32, _ two: Int32) {
            print(
                "| \(name) | \(Measure.shown(Measure.auc(bad, good))) | \(Measure.shown(Measure.share(bad, over: one))) | \(Measure.shown(Measure.share(bad, over: two))) | \(Measure.shown(Measure.share(good, over: two))) |"
            )
        }
        let game = try scored("chat_tox_en_gametox")
        let gameGood = game.filter { $0.label == "0" }.map { $0.logits[.toxic] }
        row("game chat", game.filter { $0.label != "0" }.map { $0.logits[.toxic] }, gameGood, hundred, thousand)
        row(
            "game chat, insults", game.filter { $0.label == "1" }.map { $0.logits[.toxic] }, gameGood, hundred, thousand
        )
        var files = [
            "tox_en_founta", "tox_fr_ftr", "tox_fr_sexism", "tox_de_germeval_train", "tox_en_jigsaw_ak",
            "tox_en_jigsaw_nat", "tox_en_davidson",
            "tox_fr_toxifrench_agree", "tox_fr_mlma", "chat_tox_en_discord_automod", "tox_es_hateval",
            "tox_it_haspeede", "tox_pt_fortuna",
        ]
        let learnt = Set(Source.teaching.map(\.file)).subtracting(without)
        files.removeAll { learnt.contains($0) }
        // Their labels taught another head.
        files += ["tox_en_measuring_hate", "tox_en_dynhate"]
        let known = try alike(learnt.filter { $0.contains("jigsaw") || $0.contains("wikitox") })
        for file in files {
            let all = try scored(file, but: file.contains("jigsaw") ? known : [])
            row(
                file, all.filter { $0.label == "1" }.map { $0.logits[.toxic] },
                all.filter { $0.label == "0" }.map { $0.logits[.toxic] }, hundred, thousand)
            if file.contains("_fr_") || file.contains("_de_") {
                let codes = Idiom.allCases.map { idiom in
                    "\(idiom.code) \(all.count { $0.idiom == idiom } * 100 / max(1, all.count))%"
                }
                print("<!-- \(codes.joined(separator: " ")) -->")
            }
        }
        for name in without.sorted() where name.hasSuffix("/5") && !name.contains("six") {
            let all = try scored(String(name.dropLast(2)), every: 5)
            let lane: Head = name.hasPrefix("spam") ? .spam : .toxic
            row(
                name, all.filter { $0.label == "1" }.map { $0.logits[lane] },
                all.filter { $0.label == "0" }.map { $0.logits[lane] }, hundred, thousand)
        }
        if without.contains("tox_en_jigsaw_six/5") {
            try six(but: alike(learnt.filter { $0.hasSuffix("jigsaw_nat") || $0.contains("wikitox") }))
        }
        let spamThresholds = (Measure.threshold(spamHam, oneIn: 100), Measure.threshold(spamHam, oneIn: 1000))
        for file in [
            "spam_en_yt_psy", "spam_en_yt_lmfao", "spam_en_yt_katyperry", "spam_en_sms", "spam_fr_sms_mt",
            "spam_de_sms_mt", "spam_ru_tg_mona",
        ] where !learnt.contains(file) {
            let all = try scored(file)
            row(
                file, all.filter { $0.label == "1" }.map { $0.logits[.spam] },
                all.filter { $0.label == "0" }.map { $0.logits[.spam] }, spamThresholds.0, spamThresholds.1)
        }
        let telegram = try scored("spam_ru_tg_talyguryn")
        let good = try scored("spam_ru_tg_mona").filter { $0.label == "0" }
        row(
            "talyguryn / mona ham", telegram.map { $0.logits[.spam] }, good.map { $0.logits[.spam] }, spamThresholds.0,
            spamThresholds.1)
        let waves = try scored("spam_irc_waves")
        row("IRC waves / IRC ham", waves.map { $0.logits[.spam] }, spamHam, spamThresholds.0, spamThresholds.1)
        let hate = try scored("tox_fr_ftr")
        row(
            "fr_ftr, identity head", hate.filter { $0.label == "1" }.map { $0.logits[.identity] },
            hate.filter { $0.label == "0" }.map { $0.logits[.identity] }, 0, 0)
        if let path = options["innocents"] {
            let lines = try Lines.read(path)
            var flagged: [String] = []
            for line in lines where !line.isEmpty && line.first != UInt8(ascii: "#") {
                let reading = Array(line).withUnsafeBufferPointer { reader.read($0) }
                let bound = reader.model.threshold(.toxic, reading.idiom, .calm, oneIn: 1000)
                if reading.logits[.toxic] >= max(bound, thousand) {
                    flagged.append(String(decoding: line, as: UTF8.self))
                }
            }
            print("innocents: \(flagged.count) of \(lines.count) flagged")
            for line in flagged { print("  \(line)") }
        }
    }

    private mutating func six(but known: Set<UInt64>) throws {
        let all = try scored("tox_en_jigsaw_six", every: 5, but: known)
        var sum = 0.0
        for (place, head) in [Head.toxic, .severe, .obscene, .threat, .insult, .identity].enumerated() {
            func bit(_ label: String) -> Bool { Array(label.utf8)[place] == UInt8(ascii: "1") }
            let value = Measure.auc(
                all.filter { bit($0.label) }.map { $0.logits[head] },
                all.filter { !bit($0.label) }.map { $0.logits[head] })
            sum += value
            print("| jigsaw six: \(head.name) | \(Measure.shown(value)) | | | |")
        }
        print("| jigsaw six: mean | \(Measure.shown(sum / 6)) | | | |")
    }

    /// Recall of abusive lines in each costume beside the clean ones, and what the same does to innocents.
    mutating func costumes() throws {
        let bad = try Source(file: "chat_tox_en_gametox", meaning: .ham, licence: "").read(from: folder).filter {
            $0.label == "1"
        }.prefix(2000).map(\.text)
        let ham = try Source(file: "ham_irc_zig", meaning: .ham, licence: "").read(from: folder).filter {
            stableHash($0.text) % 12 == 0
        }.map(\.text)
        let bound = Measure.threshold(
            ham.map { text in text.withUnsafeBufferPointer { reader.read($0) }.logits[.toxic] }, oneIn: 100)
        let caught = bad.filter { text in text.withUnsafeBufferPointer { reader.read($0) }.logits[.toxic] >= bound }
        let clean = Double(caught.count) / Double(bad.count)
        print("clean: recall \(Measure.shown(clean)) at 1 in 100 ordinary lines")
        print("| costume | recall | of clean | innocents, of clean |")
        print("|---|---|---|---|")
        for costume in Costume.allCases {
            var chance = Chance(11)
            let seen = bad.map { text in costume.dress(text, percent: 100, &chance) }
            let recall =
                Double(seen.count { text in text.withUnsafeBufferPointer { reader.read($0) }.logits[.toxic] >= bound })
                / Double(bad.count)
            let dressed = ham.map { text in costume.dress(text, percent: 100, &chance) }
            let wrong =
                Double(
                    dressed.count { text in text.withUnsafeBufferPointer { reader.read($0) }.logits[.toxic] >= bound })
                / Double(ham.count)
            print(
                "| \(costume.rawValue) | \(Measure.shown(recall)) | \(Measure.shown(recall / clean)) | \(Measure.shown(wrong * 100)) |"
            )
        }
    }
}
