// SPDX-License-Identifier: Apache-2.0

import Chat

/// What a name looks like: case, accents, costume and letters of other alphabets that pass for Latin ones do not matter,
/// nor do `I`, `l`, `1` and `|`, `0` and `o`, `rn` and `m`, `vv` and `w`. Signs count: `alice_` is not `alice`.
enum NameSkeleton {
    /// Scalars of a name that are looked at.
    static let limit = 64

    /// - Returns: 0 for a name that shows nothing.
    static func of(_ name: String, seed: UInt64) -> UInt64 {
        hash(name.unicodeScalars.prefix(limit).lazy.map { $0 }, seed)
    }

    /// Of scalars that stand for themselves, such as those of a domain.
    static func hash(_ scalars: some Sequence<Unicode.Scalar>, _ seed: UInt64) -> UInt64 {
        var hash = SeededHash(seed: seed)
        var last: UInt32 = 0
        var isEmpty = true
        func put(_ v: UInt32) {
            hash.add(UInt8(truncatingIfNeeded: v))
            if v > 0xFF { hash.add(UInt8(truncatingIfNeeded: v >> 8)) }
            if v > 0xFFFF { hash.add(UInt8(truncatingIfNeeded: v >> 16)) }
            isEmpty = false
        }
        // One behind, for two letters that look like one.
        func add(_ v: UInt32) {
            if last == 0x72, v == 0x6E {
                last = 0x6D
            } else if last == 0x76, v == 0x76 {
                last = 0x77
            } else {
                if last != 0 { put(last) }
                last = v
            }
        }
        for scalar in scalars {
            let kind = ScalarClass.of(scalar)
            if kind == .invisible || kind == .selector || kind == .mark { continue }
            let shown = Folding.plain(scalar, kind)
            switch shown {
            case 0x49, 0x6C, 0x31, 0x7C, 0x406, 0x4C0, 0x4CF, 0x399: add(0x6C)  // I l 1 | І Ӏ ӏ Ι
            case 0x30, 0x4F, 0x6F: add(0x6F)
            case 0x35, 0x53, 0x73: add(0x73)
            default:
                let folded = Folding.fold(shown)
                let alike = Scripts.lookAlike(folded.first)
                add(alike != 0 ? UInt32(alike) : folded.first)
                if folded.second != 0 { add(UInt32(folded.second)) }
            }
        }
        if last != 0 { put(last) }
        return isEmpty ? 0 : hash.stirred
    }
}
