// SPDX-License-Identifier: Apache-2.0

import Language

/// Thresholds for each profile and idiom, from ordinary talk that was not learnt from.
struct Calibration {
    let folder: String
    let without: Set<String>
    private var reader: Reader

    static let blank: [Int32] = Array(
        repeating: 0,
        count: Profile.allCases.count * Idiom.allCases.count * Head.allCases.count * ModelFormat.levels.count)

    init(_ model: Model, _ folder: String, without: Set<String>) {
        self.folder = folder
        self.without = without
        reader = Reader(model)
    }

    /// Calm: other rooms' logs. Chat and rough: what the innocent half of rougher talk scores, between both.
    mutating func table() throws -> [Int32] {
        let english = try ham(["ham_irc_qtox", "ham_irc_zig"].filter { !without.contains($0) })
        let rough = try innocents(["chat_tox_en_gametox"])
        let french = try innocents(["tox_fr_ftr", "tox_fr_sexism"], least: 60)
        let german = try innocents(["spam_de_sms_mt"])
        var table = Self.blank
        for profile in Profile.allCases {
            for idiom in Idiom.allCases {
                for head in Head.allCases {
                    let calm = english.thresholds(head)
                    let loud = rough.thresholds(head)
                    let own: [Int32]
                    switch idiom {
                    case .fr: own = Self.higher(calm, french.thresholds(head), share: 50)
                    case .de: own = Self.higher(calm, german.thresholds(head), share: 50)
                    case .en: own = calm
                    // Too little is known of the others: as much doubt as French has.
                    case .es, .it, .pt, .other: own = Self.higher(calm, french.thresholds(head), share: 50)
                    }
                    let final: [Int32]
                    switch profile {
                    case .calm: final = own
                    case .chat: final = Self.higher(own, loud, share: 25)
                    case .rough: final = Self.higher(own, loud, share: 70)
                    }
                    let count = ModelFormat.levels.count
                    let place =
                        ((profile.rawValue * Idiom.allCases.count + idiom.rawValue) * Head.allCases.count
                            + head.rawValue) * count
                    for (offset, value) in final.enumerated() { table[place + offset] = value }
                }
            }
        }
        return table
    }

    /// Between two rows of thresholds, never below the first, always rising.
    private static func higher(_ first: [Int32], _ second: [Int32], share: Int32) -> [Int32] {
        var last = Int32.min / 2
        return zip(first, second).map { low, high in
            last = max(last + 1, low + max(0, high - low) * share / 100)
            return last
        }
    }

    private mutating func ham(_ files: [String]) throws -> Calibrator {
        var found = Calibrator()
        for file in files {
            for row in try Source(file: file, meaning: .ham, licence: "").read(from: folder) {
                found.add(row.text.withUnsafeBufferPointer { reader.read($0) }.logits)
            }
        }
        return found
    }

    private mutating func innocents(_ files: [String], least: Int = 0) throws -> Calibrator {
        var found = Calibrator()
        for file in files {
            for row in try Source(file: file, meaning: .ham, licence: "").read(from: folder)
            where row.label == "0" {
                found.add(row.text.withUnsafeBufferPointer { reader.read($0) }.logits)
            }
        }
        return found
    }
}
