// SPDX-License-Identifier: Apache-2.0

/// The layout of a model file, shared by who writes and who reads it. Little-endian.
///
/// `header`: "GEOFMDL1" (8), version u32, bits u32 (the table has 2^bits rows), total length u32, count of words u32,
/// bytes of words u32, bytes of known words u32, checksum u64 (FNV-1a 64 over everything after the header), 24 bytes of
/// zeros: 64 bytes.
/// Then 16 lanes × (bias i32, scale i32), then the calibration: profiles × idioms × heads × levels i32, then the table:
/// rows of 16 bytes (nine heads, six idioms, one squared weight), then the words that people hide letters of, then those
/// that are known, the most said first, each ended by a newline.
public enum ModelFormat {
    public static let magic: [UInt8] = Array("GEOFMDL1".utf8)
    public static let version: UInt32 = 5
    public static let headerBytes = 64
    public static let lanes = 16
    /// Words that are said most, and bytes of one of them: what a model brings beyond is not looked up.
    public static let commonWords = 4096
    /// Words that are known, those among them: what costumes are undone by.
    public static let words = 28_672
    public static let commonLongest = 15
    /// Bytes of a model file at most.
    public static let limit = 4 << 20
    /// The rarity of errors each threshold stands for: at most once in N ordinary lines.
    public static let levels: [Int32] = [3, 10, 30, 100, 300, 1000, 3000, 10000, 30000, 100_000]
    static var calibrationCount: Int {
        Profile.allCases.count * Idiom.allCases.count * Head.allCases.count * levels.count
    }
    /// What the squared weight of a row is measured in: 1/8.
    public static let squareUnit: Int32 = 8
    /// Added to the squares of a line, in 1/8: a lone word is no proof, and a second one makes it surer.
    public static let smoothing: Int32 = 1500
    /// What speaks for a line weighs no more than this, in 1/256 nats (THREATS E3).
    public static let mercy: Int64 = 10 * 256
    /// How much of a lane, in 1/256, is what its worst few words in a row sum up to, and not the line:
    /// nothing of spam and distress, which are told by all of it.
    public static let peakShares: SIMD16<Int32> = {
        var shares = SIMD16<Int32>.zero
        for head in Head.allCases where head != .spam && head != .selfHarm { shares[head.rawValue] = 112 }
        return shares
    }()
    /// How many in a row.
    public static let peakWords = Peak.words

    public static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        // Four lanes, so that 4 MiB take a millisecond; folded at the end.
        var lanes: (UInt64, UInt64, UInt64, UInt64) = (
            0xCBF2_9CE4_8422_2325, 0x84222325, 0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F
        )
        let prime: UInt64 = 0x0000_0100_0000_01B3
        var place = 0
        while place + 32 <= bytes.count {
            lanes.0 = (lanes.0 ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)) &* prime
            lanes.1 = (lanes.1 ^ bytes.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self)) &* prime
            lanes.2 = (lanes.2 ^ bytes.loadUnaligned(fromByteOffset: place + 16, as: UInt64.self)) &* prime
            lanes.3 = (lanes.3 ^ bytes.loadUnaligned(fromByteOffset: place + 24, as: UInt64.self)) &* prime
            lanes.0 ^= lanes.0 >> 29
            lanes.1 ^= lanes.1 >> 29
            lanes.2 ^= lanes.2 >> 29
            lanes.3 ^= lanes.3 >> 29
            place += 32
        }
        var hash = lanes.0
        for lane in [lanes.1, lanes.2, lanes.3] { hash = (hash ^ lane) &* prime ^ (hash >> 31) }
        while place < bytes.count {
            hash = (hash ^ UInt64(bytes[place])) &* prime
            place += 1
        }
        return (hash ^ UInt64(bytes.count)) &* prime
    }
}

/// How a room talks, which says how rare a score is there: channels differ eightfold in how much they swear.
public enum Profile: Int, Sendable, CaseIterable {
    /// Support and work: hardly anybody swears.
    case calm
    /// Ordinary chat among people who know each other.
    case chat
    /// Games and banter: swearing is punctuation.
    case rough
    public var name: String { String(describing: self) }
    public init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}
