// SPDX-License-Identifier: Apache-2.0

import Glibc
import Language

/// One line with what is known about it: a wish for some lanes, nothing for the others.
struct Sample {
    var text: [UInt8]
    /// Lane → wish in 0…1, where the mask has the lane.
    var wishes = SIMD16<Float>.zero
    var mask = SIMD16<Float>.zero
    /// Of training, relative.
    var weight: Float = 1
    var isHam = false
    /// A word of a list.
    var isListed = false
    /// Teaches one head and must not move the others, not by the order of lessons either.
    var isApart = false

    mutating func wish(_ head: Head, _ value: Float) {
        wishes[head.rawValue] = value
        mask[head.rawValue] = 1
    }
    mutating func wish(_ idiom: Idiom) {
        for lane in Idiom.lanes {
            wishes[lane] = lane == Idiom.lanes.lowerBound + idiom.rawValue ? 1 : 0
            mask[lane] = 1
        }
    }
}

/// What a label of a source says.
enum Meaning {
    /// 1 is this head, 0 is not.
    case head(Head)
    /// Six bits: toxic, severe_toxic, obscene, threat, insult, identity_hate.
    case six
    /// Ordinary talk: none of all.
    case ham
    /// A word of a list: toxic and obscene.
    case words
}

/// A file that may train what ships, or only tests.
struct Source {
    var file: String
    var meaning: Meaning
    var idiom: Idiom?
    var licence: String
    var weight: Float = 1
    /// Keeps one line in this many.
    var every = 1
    /// What it calls abuse is left out where a teacher finds it less probable than this.
    var doubt: Float = 0
    /// Labels that count as 1; the rest as 0.
    var positive: Set<String> = ["1"]

    /// label ⇥ text, gzipped; at most this many bytes of one text are kept.
    func read(from folder: String) throws -> [(label: String, text: [UInt8])] {
        try Lines.read("\(folder)/\(file).tsv.gz").compactMap { line in
            guard let tab = line.firstIndex(of: 0x09) else { return nil }
            return (String(decoding: line[..<tab], as: UTF8.self), Array(line[(tab + 1)...].prefix(Normaliser.limit)))
        }
    }

    /// One line in five of a source, for measuring what no other source tells.
    static func isFifth(_ text: [UInt8]) -> Bool { stableHash(text) % 5 == 0 }

    func samples(from folder: String) throws -> [Sample] {
        try read(from: folder).compactMap { row in
            guard every == 1 || stableHash(row.text) % UInt64(every) == 0 else { return nil }
            return sample(row.label, row.text)
        }
    }

    func sample(_ label: String, _ text: [UInt8]) -> Sample {
        var sample = Sample(text: text, weight: weight)
        switch meaning {
        case .head(let head):
            sample.wish(head, positive.contains(label) ? 1 : 0)
            // What nobody calls toxic is none of its kinds.
            if head == .toxic, !positive.contains(label) {
                for kind in [Head.severe, .obscene, .threat, .insult, .identity, .sexual, .selfHarm] {
                    sample.wish(kind, 0)
                }
            }
        case .six:
            let bits = Array(label.utf8).map { Float($0 == UInt8(ascii: "1") ? 1 : 0) }
            guard bits.count == 6 else { return sample }
            for (head, bit) in zip([Head.toxic, .severe, .obscene, .threat, .insult, .identity], bits) {
                sample.wish(head, bit)
            }
        case .ham:
            for head in Head.allCases { sample.wish(head, 0) }
            sample.isHam = true
        case .words:
            sample.wish(.toxic, 1)
            sample.wish(.obscene, 1)
            sample.isListed = true
        }
        if let idiom { sample.wish(idiom) }
        return sample
    }

    /// What ships learns from these alone: licences without a question mark (LANGUAGE, "Licences").
    static let teaching: [Source] = [
        // Much of what it calls toxic is an opinion of politics.
        Source(file: "chat_tox_en_discord_automod", meaning: .head(.toxic), idiom: .en, licence: "MIT", doubt: 0.3),
        Source(file: "ham_irc_ubuntu_train", meaning: .ham, idiom: .en, licence: "CC-BY-4.0", weight: 0.6),
        Source(file: "spam_en_sms", meaning: .head(.spam), idiom: .en, licence: "CC-BY-4.0"),
        Source(file: "spam_fr_sms_mt", meaning: .head(.spam), idiom: .fr, licence: "MIT, CC-BY-4.0"),
        Source(file: "spam_de_sms_mt", meaning: .head(.spam), idiom: .de, licence: "MIT, CC-BY-4.0"),
        Source(file: "spam_en_yt_katyperry", meaning: .head(.spam), licence: "CC-BY-4.0", weight: 2),
        Source(file: "spam_en_yt_lmfao", meaning: .head(.spam), licence: "CC-BY-4.0", weight: 2),
        Source(file: "spam_en_yt_psy", meaning: .head(.spam), licence: "CC-BY-4.0", weight: 2),
        Source(file: "spam_ru_tg_mona", meaning: .head(.spam), licence: "MIT"),
        Source(file: "tox_de_germeval_train", meaning: .head(.toxic), idiom: .de, licence: "CC-BY-4.0"),
        Source(file: "tox_en_davidson", meaning: .head(.toxic), idiom: .en, licence: "MIT", weight: 0.7),
        Source(file: "tox_en_dynhate", meaning: .head(.identity), idiom: .en, licence: "CC-BY-4.0", weight: 0.25),
        Source(file: "tox_en_measuring_hate", meaning: .head(.identity), licence: "CC-BY-4.0", weight: 0.25),
        Source(
            file: "tox_en_jigsaw_ak", meaning: .head(.toxic), idiom: .en, licence: "CC0, text CC-BY-SA-3.0"),
        Source(
            file: "tox_en_jigsaw_nat", meaning: .head(.toxic), idiom: .en, licence: "CC0, text CC-BY-SA-3.0"),
        // No other file tells the kinds apart.
        Source(
            file: "tox_en_jigsaw_six", meaning: .six, idiom: .en, licence: "CC0, text CC-BY-SA-3.0", weight: 3),
        Source(
            file: "tox_en_stormfront", meaning: .head(.identity), idiom: .en, licence: "CC-BY-SA-3.0", weight: 0.25),
        Source(file: "tox_en_toxicspans_pos", meaning: .head(.toxic), idiom: .en, licence: "CC0"),
        Source(
            file: "tox_en_wikitox_identity", meaning: .head(.toxic), idiom: .en,
            licence: "Apache-2.0, text CC-BY-SA-3.0"),
        Source(file: "tox_fr_mlma", meaning: .head(.toxic), idiom: .fr, licence: "MIT", weight: 0.4),
        Source(file: "tox_fr_toxifrench_agree", meaning: .head(.toxic), idiom: .fr, licence: "MIT", weight: 2),
        Source(file: "words_ldnoobw_de", meaning: .words, licence: "CC-BY-4.0"),
        Source(file: "words_ldnoobw_en", meaning: .words, licence: "CC-BY-4.0"),
        Source(file: "words_ldnoobw_es", meaning: .words, licence: "CC-BY-4.0"),
        Source(file: "words_ldnoobw_fr", meaning: .words, licence: "CC-BY-4.0", weight: 2),
        Source(file: "words_ldnoobw_it", meaning: .words, licence: "CC-BY-4.0"),
        Source(file: "words_ldnoobw_pt", meaning: .words, licence: "CC-BY-4.0"),
        Source(file: "words_surge_profanity_en", meaning: .words, licence: "MIT"),
    ]

    /// Sources that are never learnt from: they calibrate and test.
    static let testing: [Source] = [
        Source(
            file: "chat_tox_en_gametox", meaning: .head(.toxic), licence: "none stated",
            positive: ["1", "2", "3", "4", "5"]),
        Source(file: "tox_en_founta", meaning: .head(.toxic), licence: "research"),
        Source(file: "tox_fr_ftr", meaning: .head(.toxic), licence: "research"),
        Source(file: "tox_fr_sexism", meaning: .head(.toxic), licence: "research"),
        Source(file: "tox_es_hateval", meaning: .head(.toxic), licence: "CC-BY-4.0?"),
        Source(file: "tox_it_haspeede", meaning: .head(.toxic), licence: "research"),
        Source(file: "tox_pt_fortuna", meaning: .head(.toxic), licence: "CC-BY-4.0?"),
        Source(file: "spam_ru_tg_talyguryn", meaning: .head(.spam), licence: "none stated"),
    ]
}

/// Lines of a file, unpacked when its name ends in `.gz`.
enum Lines {
    struct Missing: Error, CustomStringConvertible {
        var path: String
        var description: String { "\(path): cannot be read" }
    }

    static func read(_ path: String) throws -> [ArraySlice<UInt8>] {
        guard access(path, R_OK) == 0 else { throw Missing(path: path) }
        guard let pipe = path.hasSuffix(".gz") ? popen("exec gzip -dc -- '\(path)'", "r") : fopen(path, "r") else {
            throw Missing(path: path)
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, pipe)
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        if path.hasSuffix(".gz") { pclose(pipe) } else { fclose(pipe) }
        return bytes.split(separator: 0x0A)
    }
}
