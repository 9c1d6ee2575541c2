// SPDX-License-Identifier: Apache-2.0

import CModel

/// What the moderators of one community have taught: words and pairs of words, each with a weight.
///
/// Made whole from the lessons, in whole numbers, for one model; the same lessons and the same model give the same.
/// A piece has an effect only where two moderators taught it the same. Never written down: the lessons are.
public struct Lore: Sendable {
    /// What somebody of the team said of one line or a few.
    public struct Lesson: Sendable {
        /// Right as it is, or not wanted.
        public var isFine: Bool
        /// Lessons of the same number come from the same hand; below zero: from nobody, who never agrees.
        public var teacher: Int
        /// Each once.
        public var pieces: [UInt32]

        public init(isFine: Bool, teacher: Int, pieces: [UInt32]) {
            self.isFine = isFine
            self.teacher = teacher
            self.pieces = pieces
        }
    }

    /// Pieces with a weight at most; beyond them those go that the fewest lessons, then the oldest, stand behind.
    public static let limit = 4096
    /// Pieces of one lesson at most: 64 words.
    public static let lessonLimit = 192
    /// A weight is at most ±this, which is all of a piece.
    public static let whole: Int32 = 256
    /// Fewer known pieces in a line say nothing: two words with what is before them.
    static let fewest: Int32 = 6
    /// A line of ordinary talk counts as flagged from here, in thousandths: below every setting, so that there is room.
    static let gate: Int32 = 500

    /// The model it was made for.
    public let checksum: UInt64
    /// How many pieces have a weight.
    public let count: Int
    /// How many of the frozen ordinary lines the lessons would flag, had what flags them not been left out.
    public let flagged: Int
    private let keys: [UInt32]
    private let weights: [Int16]

    /// - Parameter lessons: oldest first.
    public init(_ lessons: [Lesson], _ model: Model) {
        checksum = model.checksum
        var pieces = Self.agreed(lessons)
        var table = Self.table(pieces)
        let ordinary =
            pieces.isEmpty
            ? []
            : OrdinaryTalk.pieces.filter { line in
                table.share(of: line, model).permille >= Self.gate
            }
        if !ordinary.isEmpty {
            let common = Set(ordinary.joined())
            pieces.removeAll { $0.weight > 0 && common.contains($0.piece) }
            table = Self.table(pieces)
        }
        flagged = ordinary.count
        count = pieces.count
        keys = table.keys
        weights = table.weights
    }

    /// How much of these pieces is taught, in thousandths: for saying what a lesson has brought.
    public func share(of pieces: [UInt32], _ model: Model) -> Int32 {
        Slots(keys: keys, weights: weights).share(of: pieces, model).permille
    }

    @inline(__always)
    func withTable<Result>(_ body: (Table) -> Result) -> Result {
        keys.withUnsafeBufferPointer { keys in
            weights.withUnsafeBufferPointer { weights in body(Table(keys: keys, weights: weights)) }
        }
    }

    // MARK: - Looking up

    /// Open addressing, at most half full: a line's pieces cost one look each.
    static let slots = limit * 2
    private static let shift: UInt32 = 32 - 13

    @inline(__always)
    private static func place(_ piece: UInt32) -> Int { Features.place(piece, shift) }

    /// Lent for the time of one line.
    struct Table {
        let keys: UnsafeBufferPointer<UInt32>
        let weights: UnsafeBufferPointer<Int16>

        @inline(__always)
        subscript(_ piece: UInt32) -> Int32 {
            var place = Lore.place(piece)
            while weights[place] != 0 {
                if keys[place] == piece { return Int32(weights[place]) }
                place = (place + 1) & (Lore.slots - 1)
            }
            return 0
        }
    }

    private struct Slots {
        var keys = [UInt32](repeating: 0, count: Lore.slots)
        var weights = [Int16](repeating: 0, count: Lore.slots)

        func share(of pieces: [UInt32], _ model: Model) -> Share {
            var share = Share()
            keys.withUnsafeBufferPointer { keys in
                weights.withUnsafeBufferPointer { weights in
                    let table = Table(keys: keys, weights: weights)
                    for piece in pieces { share.add(table[piece], model.rarity(of: piece)) }
                }
            }
            return share
        }
    }

    /// How much of a line is taught, each piece weighed by how rare it is in ordinary talk.
    struct Share {
        private var taught: Int32 = 0
        private var all: Int32 = 0
        private var pieces: Int32 = 0

        @inline(__always)
        mutating func add(_ weight: Int32, _ rarity: Int32) {
            all &+= rarity
            if weight != 0 {
                taught &+= weight * rarity
                pieces &+= 1
            }
        }

        /// Weighs pieces behind what reads them: their rows have come near by then.
        @inline(__always)
        mutating func gather<Result>(
            _ table: Table, _ model: Model, _ body: (inout Gathered) -> Result
        ) -> Result {
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Gathered.most) { pieces in
                var gathered = Gathered(pieces: pieces, table: table, model: model, share: self)
                let result = body(&gathered)
                gathered.weigh()
                self = gathered.share
                return result
            }
        }

        var permille: Int32 {
            guard pieces >= Lore.fewest, all > 0 else { return 0 }
            return Int32(Int64(taught) * 1000 / (Int64(all) * Int64(Lore.whole)))
        }
    }

    /// Pieces of a line that are yet to be weighed.
    struct Gathered {
        static let most = 768
        let pieces: UnsafeMutableBufferPointer<UInt32>
        let table: Table
        let model: Model
        var share: Share
        private var count = 0

        init(pieces: UnsafeMutableBufferPointer<UInt32>, table: Table, model: Model, share: Share) {
            self.pieces = pieces
            self.table = table
            self.model = model
            self.share = share
        }

        @inline(__always)
        mutating func add(_ piece: UInt32) {
            if count == Self.most { weigh() }
            cmodel_prefetch(model.rows + Model.place(of: piece, model.shift))
            pieces[count] = piece
            count &+= 1
        }

        mutating func weigh() {
            for piece in pieces.prefix(count) { share.add(table[piece], model.rarity(of: piece)) }
            count = 0
        }
    }

    // MARK: - Learning

    private struct Piece {
        var piece: UInt32
        var weight: Int32
        /// Lessons behind it, and the latest of them.
        var lessons: Int32
        var latest: Int
    }

    /// The pieces that two moderators taught the same, with what speaks for and against each.
    private static func agreed(_ lessons: [Lesson]) -> [Piece] {
        var taught: [UInt64] = []
        for (number, lesson) in lessons.enumerated() where lesson.teacher >= 0 {
            for piece in lesson.pieces.prefix(lessonLimit) { taught.append(UInt64(piece) << 32 | UInt64(number)) }
        }
        taught.sort()
        var found: [Piece] = []
        var start = 0
        while start < taught.count {
            let piece = UInt32(truncatingIfNeeded: taught[start] >> 32)
            var end = start
            var refused = Voices()
            var fine = Voices()
            var latest = 0
            while end < taught.count, UInt32(truncatingIfNeeded: taught[end] >> 32) == piece {
                latest = Int(UInt32(truncatingIfNeeded: taught[end]))
                let lesson = lessons[latest]
                if lesson.isFine { fine.add(lesson.teacher) } else { refused.add(lesson.teacher) }
                end += 1
            }
            start = end
            let (against, with) = (refused.agreed, fine.agreed)
            guard against != with else { continue }
            let weight = whole * (against - with) / (against + with)
            if weight != 0 {
                found.append(Piece(piece: piece, weight: weight, lessons: against + with, latest: latest))
            }
        }
        guard found.count > limit else { return found }
        found.sort { ($1.lessons, $1.latest, $0.piece) < ($0.lessons, $0.latest, $1.piece) }
        return Array(found.prefix(limit))
    }

    /// Lessons that say the same of a piece, and whether two hands are among them.
    private struct Voices {
        private var count: Int32 = 0
        private var first = -1
        private var areTwo = false

        mutating func add(_ teacher: Int) {
            if count == 0 { first = teacher } else if teacher != first { areTwo = true }
            count += 1
        }
        var agreed: Int32 { areTwo ? count : 0 }
    }

    private static func table(_ pieces: [Piece]) -> Slots {
        var slots = Slots()
        for piece in pieces {
            var place = place(piece.piece)
            while slots.weights[place] != 0 { place = (place + 1) & (Self.slots - 1) }
            slots.keys[place] = piece.piece
            slots.weights[place] = Int16(clamping: piece.weight)
        }
        return slots
    }
}

extension Model {
    /// How rare a piece is in ordinary talk, squared, in `ModelFormat.squareUnit`; at least 1.
    @inline(__always)
    func rarity(of piece: UInt32) -> Int32 {
        max(1, Int32(rows[Self.place(of: piece, shift) + 15]))
    }
}

extension Normaliser {
    /// Pieces of whole words of a line, of each of its views apart.
    mutating func pieces(_ line: String) -> [[UInt32]] {
        var line = line
        line.withUTF8 { read($0) }
        return [plain.bytes, bare.bytes].filter { !$0.isEmpty }.map { view in
            var found: [UInt32] = []
            view.withUnsafeBufferPointer { view in
                ByteClass.table.withUnsafeBufferPointer { classes in
                    guard let classes = classes.baseAddress else { return }
                    Features.walk(view, classes, feature: { _ in }, whole: { found.append($0) }, word: { _ in })
                }
            }
            return found
        }
    }
}

extension Reader {
    /// What a lesson keeps of a line: hashes of its words and pairs of words, each once, `Lore.lessonLimit` at most.
    public mutating func pieces(of line: String) -> [UInt32] {
        var seen: Set<UInt32> = []
        return Array(normaliser.pieces(line).joined().filter { seen.insert($0).inserted }.prefix(Lore.lessonLimit))
    }
}
