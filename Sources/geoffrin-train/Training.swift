// SPDX-License-Identifier: Apache-2.0

import Glibc
import Language

/// From labelled files to one model file.
struct Training {
    let options: Program.Options
    let folder: String
    let without: Set<String>
    private var normaliser = Normaliser()

    init(_ options: Program.Options) throws {
        self.options = options
        guard let folder = options["data"] else { throw Lines.Missing(path: "--data") }
        self.folder = folder
        without = options.list("without")
    }

    /// Ordinary lines kept out of training: a tenth of each ham source, for innocents and thresholds.
    static func isHeldOut(_ text: [UInt8]) -> Bool { stableHash(text) % 10 == 0 }

    mutating func run() throws {
        var samples: [Sample] = []
        var card: [String] = []
        var apart: [Sample] = []
        var common = CommonCount()
        let teacher = try Teacher(options["teacher"])
        for source in Source.teaching where !without.contains(source.file) {
            var found = try source.samples(from: folder)
            if source.meaning.isHam {
                let keep = UInt64(options["ham"] ?? "") ?? 3
                found.removeAll { Self.isHeldOut($0.text) || stableHash($0.text) / 16 % keep != 0 }
            }
            if without.contains("\(source.file)/5") { found.removeAll { Source.isFifth($0.text) } }
            common.add(found, source.idiom)
            soften(&found)
            let taught = teacher.teach(&found, of: source)
            card.append("| \(source.file) | \(found.count) | \(source.licence) | \(taught) |")
            samples += found
        }
        if let talk = options["talk"] {
            var made = try Talk.read(folder: talk)
            for index in made.indices { made[index].weight = Float(options["own"] ?? "") ?? 1.5 }
            card.append("| own talk | \(made.count) | Apache-2.0 | – |")
            apart = made.filter(\.isApart)
            samples += made.filter { !$0.isApart }
            samples += lonelyWords(samples)
        }
        tell("\(samples.count) samples")
        let lexicon = hiddenWords(try words())
        let said = common.words
        // Without the known words: what is learnt is what is left where they do not help.
        normaliser = Normaliser(lexicon: Lexicon(lexicon.map { Array($0.utf8) }))
        let lessons = lessons(samples)
        let more = self.lessons(apart)
        tell("\(lessons.count) lessons and \(more.count) apart")
        var trainer = Trainer(bits: UInt32(options["bits"] ?? "") ?? 17)
        if let rate = Float(options["rate"] ?? "") { trainer.rate = rate }
        if let decay = Float(options["decay"] ?? "") { trainer.decay = decay }
        trainer.weighRarity(lessons)
        trainer.learn(lessons, apart: more, epochs: Int(options["epochs"] ?? "") ?? 3, seed: 1, tell: tell)
        let (rows, biases, scales) = trainer.quantised()
        let blank = Calibration.blank
        var writer = ModelWriter(
            bits: trainer.bits, rows: rows, biases: biases, scales: scales, words: lexicon, common: said,
            calibration: blank)
        let model = try Model(bytes: writer.bytes())
        var calibration = Calibration(model, folder, without: without)
        writer.calibration = try calibration.table()
        let bytes = writer.bytes()
        let path = options["out"] ?? "model.bin"
        try ModelWriter.write(bytes, to: path)
        if let cardPath = options["card"] {
            try ModelWriter.write(Array(card.joined(separator: "\n").utf8), to: cardPath)
        }
        tell("\(path): \(bytes.count) bytes, checksum \(String(try Model(bytes: bytes).checksum, radix: 16))")
    }

    /// Lines labelled for abuse alone are hardly spam, those labelled for spam alone hardly abuse: half a wish of that.
    private func soften(_ samples: inout [Sample]) {
        let abuse = [Head.toxic, .severe, .obscene, .threat, .insult, .identity, .sexual, .selfHarm]
        for index in samples.indices {
            let isSpam = samples[index].wishes[Head.spam.rawValue] > 0
            if samples[index].mask[Head.spam.rawValue] == 0 {
                if samples[index].isListed { continue }
                samples[index].mask[Head.spam.rawValue] = 0.3
            } else if !isSpam, samples[index].mask[Head.toxic.rawValue] == 0 {
                for head in abuse { samples[index].mask[head.rawValue] = 0.3 }
            }
        }
    }

    /// Words that people hide letters of: what the lists call bad, in small ASCII letters.
    private func words() throws -> [(word: String, weight: Int)] {
        var found: [(String, Int)] = []
        for source in Source.teaching where source.file.hasPrefix("words_") && !without.contains(source.file) {
            guard source.file.hasSuffix("_en") || source.file.hasSuffix("_fr") else { continue }
            for row in try source.read(from: folder) {
                found.append((String(decoding: row.text, as: UTF8.self), Int(Double(row.label) ?? 2)))
            }
        }
        return found
    }

    private func hiddenWords(_ words: [(word: String, weight: Int)]) -> [String] {
        // The commonest first, since the first that fits is taken.
        let first = [
            "fuck", "fucking", "fucker", "fucked", "fucks", "shit", "shitty", "bullshit", "bitch", "bitches", "cunt",
            "ass",
            "asshole", "dick", "dickhead", "pussy", "nigger", "nigga", "faggot", "fag", "retard", "retarded", "whore",
            "slut", "bastard", "kill", "rape", "idiot", "stupid", "moron", "cock", "damn", "motherfucker", "suck",
            "sucks",
            "crap", "penis", "sex", "porn", "kys", "merde", "pute", "putain", "connard", "connasse", "salope", "encule",
            "batard", "salaud", "bite", "couille", "couilles", "nique", "niquer", "pd", "tapette", "conne", "con",
            "fdp",
            "ntm", "bouffon", "abruti", "cretin", "debile", "loser", "trash", "noob", "idiots", "stupide", "fils",
        ]
        // Ordinary words that a hidden letter makes look like one of the list, and that are said far more often.
        let ordinary = [
            "where", "byte", "node", "passing", "spec", "specs", "count", "chunk", "touch", "feed", "teach", "wink",
            "wheres",
            "gripe", "rope", "coin", "cook", "crop", "seat", "ties", "cent", "laser", "duke", "deck", "slot", "batches",
            "binder",
            "coming", "passed", "bobo", "bobos", "hose", "carp", "fletch", "cono", "trad", "niger", "trap", "boss",
            "socks", "sack", "dock", "cents", "hosted", "faked",
        ]
        var known = Set(first + ordinary)
        var out = first + ordinary
        for (word, weight) in words where weight >= 2 && word.utf8.count >= 4 && word.utf8.count <= 14 {
            guard word.utf8.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A }), known.insert(word).inserted, out.count < 900
            else {
                continue
            }
            out.append(word)
        }
        return out
    }

    /// Single ordinary words and short pieces of ordinary lines: otherwise a lone unknown word would be abusive.
    private func lonelyWords(_ samples: [Sample]) -> [Sample] {
        var chance = Chance(7)
        var known: Set<ArraySlice<UInt8>> = []
        var found: [Sample] = []
        for sample in samples where sample.isHam && found.count < 30_000 {
            let words = sample.text.split(separator: 0x20)
            guard words.count >= 2, chance.happens(40) else { continue }
            let from = chance.below(words.count)
            let piece = words[from..<min(words.count, from + 1 + chance.below(3))].joined(separator: [0x20])
            guard known.insert(ArraySlice(piece)).inserted else { continue }
            var lonely = sample
            lonely.text = Array(piece)
            for lane in Idiom.lanes { lonely.mask[lane] = 0 }
            found.append(lonely)
        }
        return found
    }

    /// Each sample as its reader will see it, and some of them in costume.
    private mutating func lessons(_ samples: [Sample]) -> [Trainer.Lesson] {
        var lessons: [Trainer.Lesson] = []
        var chance = Chance(3)
        for sample in samples {
            add(sample.text, sample, &lessons, isDressed: false)
            // As many innocent lines as abusive ones, or the costume itself would be the offence.
            let isBad = sample.wishes[Head.toxic.rawValue] > 0.5 || sample.wishes[Head.spam.rawValue] > 0.5
            if chance.happens(isBad ? 60 : 50) {
                let costume = chance.one(of: Costume.taught)
                let dressed = costume.dress(sample.text, percent: chance.one(of: [30, 60, 100]), &chance)
                add(dressed, sample, &lessons, isDressed: true)
            }
        }
        return lessons
    }

    private mutating func add(_ text: [UInt8], _ sample: Sample, _ lessons: inout [Trainer.Lesson], isDressed: Bool) {
        text.withUnsafeBufferPointer { normaliser.read($0) }
        let mask = sample.mask
        let weight = isDressed ? sample.weight * 0.7 : sample.weight
        let bare = normaliser.bare.bytes
        // Of an abusive line in costume only the undressed view is evidence.
        if bare.isEmpty || !isDressed || sample.wishes[0] < 0.5 {
            lessons.append(
                Trainer.Lesson(text: normaliser.plain.bytes, wishes: sample.wishes, mask: mask, weight: weight))
        }
        if !bare.isEmpty {
            var mask = mask
            for lane in Idiom.lanes { mask[lane] = 0 }
            lessons.append(Trainer.Lesson(text: bare, wishes: sample.wishes, mask: mask, weight: weight * 0.7))
        }
    }
}

extension Meaning {
    var isHam: Bool { if case .ham = self { true } else { false } }
    var isHate: Bool { if case .head(.identity) = self { true } else { false } }
}
