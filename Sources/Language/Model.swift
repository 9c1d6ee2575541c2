// SPDX-License-Identifier: Apache-2.0

import CModel

/// A trained model: a table of small weights, its biases, and how rare each score is in ordinary talk.
///
/// The embedded one is read where it lies; one read from a file is copied once. Load takes a checksum over its bytes,
/// and adds up the words that are said most.
public final class Model: @unchecked Sendable {
    /// Why a model is refused.
    public enum Refusal: Error, Sendable, Hashable {
        /// Not a model file at all.
        case notAModel
        /// Of another version than this program reads.
        case version(found: UInt32, expected: UInt32)
        /// Longer than 4 MiB, or not as long as it says.
        case length(found: Int, expected: Int)
        /// Its bytes are not those that were written.
        case damaged
    }

    public let checksum: UInt64
    public let lexicon: Lexicon
    let common: CommonWords
    let vocabulary: Vocabulary
    let shift: UInt32
    let rows: UnsafePointer<Int8>
    let biases: SIMD16<Int32>
    let scales: SIMD16<Int32>
    /// How low what speaks for a few words may go.
    let floor: SIMD16<Int32>
    private let calibration: [Int32]
    private let owned: UnsafeMutableRawPointer?

    /// The model that came with the program; nil only where it was built with a damaged one.
    public static let embedded: Model? = {
        let bytes = UnsafeRawBufferPointer(start: cmodel_model(), count: cmodel_size)
        return try? Model(bytes, owned: nil)
    }()

    /// A model from the bytes of a file.
    public convenience init(bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= ModelFormat.limit else {
            throw .length(found: bytes.count, expected: ModelFormat.limit)
        }
        let copy = UnsafeMutableRawPointer.allocate(byteCount: max(64, bytes.count), alignment: 64)
        bytes.withUnsafeBytes { source in
            if let start = source.baseAddress { copy.copyMemory(from: start, byteCount: source.count) }
        }
        do throws(Refusal) {
            try self.init(UnsafeRawBufferPointer(start: copy, count: bytes.count), owned: copy)
        } catch {
            copy.deallocate()
            throw error
        }
    }

    private init(_ bytes: UnsafeRawBufferPointer, owned: UnsafeMutableRawPointer?) throws(Refusal) {
        guard bytes.count >= ModelFormat.headerBytes, bytes.prefix(8).elementsEqual(ModelFormat.magic) else {
            throw .notAModel
        }
        func word(_ place: Int) -> UInt32 {
            UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        }
        guard word(8) == ModelFormat.version else {
            throw .version(found: word(8), expected: ModelFormat.version)
        }
        let bits = word(12)
        let tableBytes = bits <= 20 ? ModelFormat.lanes << Int(bits) : ModelFormat.limit
        let wordBytes = Int(word(24))
        let commonBytes = Int(word(28))
        let tableStart = ModelFormat.headerBytes + 16 * 8 + ModelFormat.calibrationCount * 4
        let expected = tableStart + tableBytes + wordBytes + commonBytes
        guard bits >= 8, expected == bytes.count, Int(word(16)) == bytes.count, expected <= ModelFormat.limit else {
            throw .length(found: bytes.count, expected: expected)
        }
        let found = ModelFormat.checksum(UnsafeRawBufferPointer(rebasing: bytes[ModelFormat.headerBytes...]))
        guard found == UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 32, as: UInt64.self)),
            let start = bytes.baseAddress
        else { throw .damaged }
        func signed(_ place: Int) -> Int32 { Int32(bitPattern: word(place)) }
        var biases = SIMD16<Int32>.zero
        var scales = SIMD16<Int32>.zero
        for lane in 0..<16 {
            biases[lane] = signed(ModelFormat.headerBytes + lane * 8)
            scales[lane] = signed(ModelFormat.headerBytes + lane * 8 + 4)
        }
        let calibrationStart = ModelFormat.headerBytes + 16 * 8
        calibration = (0..<ModelFormat.calibrationCount).map { signed(calibrationStart + $0 * 4) }
        self.biases = biases
        self.scales = scales
        var floor = SIMD16<Int32>.zero
        for lane in 0..<16 { floor[lane] = Peak.floor(scales[lane]) }
        self.floor = floor
        rows = (start + tableStart).assumingMemoryBound(to: Int8.self)
        shift = 32 - bits
        let words = bytes[(tableStart + tableBytes)...]
        lexicon = Lexicon(
            words.prefix(wordBytes).split(separator: 0x0A, maxSplits: Lexicon.limit).prefix(Lexicon.limit).map {
                Array($0)
            })
        let said = words.dropFirst(wordBytes).split(separator: 0x0A, maxSplits: ModelFormat.words).map {
            ArraySlice($0)
        }
        common = CommonWords(said, rows, shift)
        vocabulary = said.isEmpty ? Vocabulary() : Vocabulary(said, listed: lexicon.words)
        checksum = found
        self.owned = owned
    }

    deinit { owned?.deallocate() }

    /// Where the row of a piece begins, in bytes of a table of 2^(32 − shift) rows.
    @inline(__always)
    static func place(of piece: UInt32, _ shift: UInt32) -> Int {
        Features.place(piece, shift) * ModelFormat.lanes
    }

    /// The logits from which ordinary lines are wrongly flagged at most once in N, one for each of
    /// `ModelFormat.levels`, rising.
    public func thresholds(_ head: Head, _ idiom: Idiom, _ profile: Profile) -> ArraySlice<Int32> {
        let start = place(head, idiom, profile)
        return calibration[start..<start + ModelFormat.levels.count]
    }

    private func place(_ head: Head, _ idiom: Idiom, _ profile: Profile) -> Int {
        let row = (profile.rawValue * Idiom.allCases.count + idiom.rawValue) * Head.allCases.count + head.rawValue
        return row * ModelFormat.levels.count
    }

    /// The one threshold of a rarity that is among `ModelFormat.levels`; the highest for any other.
    public func threshold(_ head: Head, _ idiom: Idiom, _ profile: Profile, oneIn rarity: Int32) -> Int32 {
        let place = ModelFormat.levels.firstIndex(of: rarity) ?? ModelFormat.levels.count - 1
        let all = thresholds(head, idiom, profile)
        return all[all.startIndex + place]
    }

    /// How rare a score is in ordinary talk: wrong at most once in N. 1 for what says nothing; in between the
    /// thresholds it goes straight.
    public func level(_ logit: Int32, _ head: Head, _ idiom: Idiom, _ profile: Profile) -> Int32 {
        let levels = ModelFormat.levels
        let start = place(head, idiom, profile)
        return calibration.withUnsafeBufferPointer { calibration in
            let thresholds = UnsafeBufferPointer(rebasing: calibration[start..<start + levels.count])
            guard let above = thresholds.firstIndex(where: { logit < $0 }) else { return levels[levels.count - 1] }
            guard above > 0 else { return 1 }
            let (low, high) = (thresholds[above - 1], thresholds[above])
            guard high > low else { return levels[above - 1] }
            // In 64 bits: a file may say anything.
            let (past, whole) = (Int64(logit) - Int64(low), Int64(high) - Int64(low))
            let share = past * Int64(levels[above] - levels[above - 1]) / whole
            return levels[above - 1] + Int32(clamping: share)
        }
    }
}
