// SPDX-License-Identifier: Apache-2.0

/// The words that talk is made of, the most said first: what costumes are undone by. A word of a line that is among them
/// stands as it is; of what is not, they say which were meant.
///
/// Made once, when the model is loaded; looked up without allocating.
struct Vocabulary: Sendable {
    /// Bytes of one word at most.
    static let longest = 15
    /// Words at most, those without their accents among them.
    static let limit = (1 << 15) - 1
    private static let slotBits: UInt32 = 16
    /// Said more seldom, in sixteenths of a bit, a word is not what somebody meant who put two letters in wrong order:
    /// the rare word that is not known is as likely.
    static let seldomSwapped: Int32 = 17 * 16
    /// The same of who wrote a letter twice, by the bytes written.
    static func seldomDoubled(_ count: Int) -> Int32 { count < 5 ? 11 * 16 : count == 5 ? 13 * 16 : 16 * 16 }
    /// How much likelier a listed word is behind a star than its frequency says.
    static let starred: Int32 = 2 * 16
    /// How seldom a listed word is said that nobody was heard saying.
    static let listed: Int32 = 16 * 16

    private var words: [SIMD16<UInt8>] = []
    /// How seldom each is said, in sixteenths of a bit.
    private var costs: [UInt16] = []
    /// By the hash of a word.
    private var byBytes = WordSlots()
    /// By the mark of its letters: `Features.letters`.
    private var byLetters = WordSlots()
    /// Which three letters some word begins with, in one bit each.
    private var beginnings: [UInt64] = []

    init() {}

    /// - Parameters:
    ///   - words: as a normalised text has them, the most said first; each is known without its accents, too.
    ///   - listed: words that are hidden (`Lexicon`).
    init(_ words: some Sequence<ArraySlice<UInt8>>, listed: [[UInt8]] = []) {
        byBytes = WordSlots(bits: Self.slotBits)
        byLetters = byBytes
        beginnings = Array(repeating: 0, count: 1 << 9)
        self.words.reserveCapacity(Self.limit)
        costs.reserveCapacity(Self.limit)
        var accented: [(word: [UInt8], cost: UInt16)] = []
        let fold = FoldTable()
        for (rank, word) in words.prefix(ModelFormat.words).enumerated() {
            let cost = Self.cost(rank)
            word.withUnsafeBufferPointer { add($0, cost) }
            if word.contains(where: { $0 >= 0x80 }) { accented.append((Self.bare(Array(word), fold), cost)) }
        }
        for (word, cost) in accented { word.withUnsafeBufferPointer { add($0, cost) } }
        for word in listed { word.withUnsafeBufferPointer { add($0, UInt16(Self.listed)) } }
    }

    var isEmpty: Bool { costs.isEmpty }
    var count: Int { costs.count }
    func cost(_ number: Int) -> Int32 { Int32(costs[number]) }
    func word(_ number: Int) -> SIMD16<UInt8> { words[number] }

    /// Zipf: the word of rank r is one of about 10 r words said. log2 of that, by squaring.
    private static func cost(_ rank: Int) -> UInt16 {
        let share = UInt64(rank + 3) * 10
        var value = share << UInt64(share.leadingZeroBitCount)
        var log = UInt16(63 - share.leadingZeroBitCount)
        for _ in 0..<4 {
            let product = value.multipliedFullWidth(by: value)
            let isTwo = product.high >> 63 == 1
            value = isTwo ? product.high : product.high << 1 | product.low >> 63
            log = log << 1 | (isTwo ? 1 : 0)
        }
        return log
    }

    private static func bare(_ word: [UInt8], _ fold: FoldTable) -> [UInt8] {
        word.withUnsafeBufferPointer { word in
            var out: [UInt8] = []
            var place = 0
            while place < word.count {
                let (scalar, length) = Normaliser.decode(word, place)
                if scalar >= 0x80, case .forms(let offset) = fold.fate(of: scalar) {
                    out += fold.bare(offset)
                } else {
                    out += word[place..<place + length]
                }
                place += length
            }
            return out
        }
    }

    private mutating func add(_ word: UnsafeBufferPointer<UInt8>, _ cost: UInt16) {
        guard (1...Self.longest).contains(word.count), costs.count < Self.limit else { return }
        var hash = Features.start
        var letters = Features.mark(first: word[0])
        for place in word.indices {
            hash = Features.hash(hash, word[place])
            if place > 0 { letters = letters &+ Features.scattered(word[place]) }
        }
        guard find(hash, word, word.indices) < 0 else { return }
        byBytes.put(words.count, home: Self.home(hash))
        byLetters.put(words.count, home: Self.home(letters))
        words.append(SIMD16(word: word))
        costs.append(cost)
        if word.count >= 3 {
            let beginning = Self.beginning(word[0], word[1], word[2])
            beginnings[beginning >> 6] |= 1 << UInt64(beginning & 63)
        }
    }

    @inline(__always)
    private static func home(_ hash: UInt32) -> Int { Features.place(hash, 32 - slotBits) }

    @inline(__always)
    private static func beginning(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
        Int(first & 31) << 10 | Int(second & 31) << 5 | Int(third & 31)
    }

    /// Whether some word may begin with these three letters.
    @inline(__always)
    func mayBegin(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        let beginning = Self.beginning(first, second, third)
        return beginnings[beginning >> 6] >> UInt64(beginning & 63) & 1 != 0
    }

    /// The number of a word by its hash and bytes; below zero where it is not known.
    @inline(__always)
    func find(_ hash: UInt32, _ text: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> Int {
        guard word.count <= Self.longest, !isEmpty else { return -1 }
        return byBytes.find(home: Self.home(hash)) { words[$0].isWord(text, word) }
    }

    /// How seldom a word is said; nil where it is not known.
    func cost(of word: [UInt8]) -> Int32? {
        let hash = word.reduce(Features.start, Features.hash)
        let number = word.withUnsafeBufferPointer { find(hash, $0, $0.indices) }
        return number < 0 ? nil : cost(number)
    }

    /// The same of a word but for one of its bytes; the highest number where that is not known.
    func cost(of text: UnsafeBufferPointer<UInt8>, _ word: Range<Int>, without: Int) -> Int32 {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: word.count) { piece in
            var count = 0
            var hash = Features.start
            for place in word where place != without {
                piece[count] = text[place]
                hash = Features.hash(hash, text[place])
                count += 1
            }
            let number = find(hash, UnsafeBufferPointer(piece), 0..<count)
            return number < 0 ? Int32.max : cost(number)
        }
    }

    /// What is known of a word by its letters.
    enum Known {
        case yes, no
        /// Two neighbours of this word stand in each other's place.
        case swapped(Int)
    }

    /// - Parameter mark: of the word's letters, `Features.letters`.
    @inline(__always)
    func look(_ mark: UInt32, _ text: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> Known {
        guard word.count <= Self.longest else { return .no }
        var best = -1
        let same = byLetters.find(home: Self.home(mark)) { number in
            switch Self.difference(words[number], text, word) {
            case 0: return true
            case 1: if best < 0 || costs[number] < costs[best] { best = number }
            default: break
            }
            return false
        }
        return same >= 0 ? .yes : best < 0 ? .no : .swapped(best)
    }

    /// 0: the same; 1: the same but for two neighbours in each other's place; 2: more than that.
    @inline(__always)
    private static func difference(
        _ bytes: SIMD16<UInt8>, _ text: UnsafeBufferPointer<UInt8>, _ word: Range<Int>
    ) -> Int {
        guard bytes.wordCount == word.count else { return 2 }
        var offset = 0
        while offset < word.count, bytes[offset] == text[word.lowerBound + offset] { offset += 1 }
        if offset == word.count { return 0 }
        guard offset + 1 < word.count, bytes[offset] == text[word.lowerBound + offset + 1],
            bytes[offset + 1] == text[word.lowerBound + offset]
        else { return 2 }
        offset += 2
        while offset < word.count, bytes[offset] == text[word.lowerBound + offset] { offset += 1 }
        return offset == word.count ? 1 : 2
    }
}
