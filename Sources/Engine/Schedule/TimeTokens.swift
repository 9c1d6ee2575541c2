// SPDX-License-Identifier: Apache-2.0

/// The words, numbers and signs of a text about time, with their places.
struct TimeTokens {
    enum Token: Hashable {
        /// The number and how many digits it was written with.
        case number(Int, digits: Int)
        /// Lower case, without accents.
        case word(String)
        case sign(UInt8)
    }

    private(set) var tokens: [(token: Token, offset: Int, end: Int)] = []
    /// Where the text ends, in bytes.
    let end: Int
    var index = 0

    init(_ text: String) {
        let bytes = ByteFold.folded(text)
        end = bytes.count
        var i = 0
        while i < bytes.count {
            let start = i
            let isMember: (UInt8) -> Bool
            switch bytes[i] {
            case 0x20:
                i += 1
                continue
            case 0x30...0x39: isMember = { (0x30...0x39).contains($0) }
            case 0x61...0x7A, 0x80...: isMember = { (0x61...0x7A).contains($0) || $0 >= 0x80 }
            default: isMember = { _ in false }
            }
            i += 1
            while i < bytes.count, isMember(bytes[i]) { i += 1 }
            let slice = bytes[start..<i]
            let token: Token
            switch bytes[start] {
            // A number of ten digits or more is too large for everything.
            case 0x30...0x39: token = .number(ByteFold.number(slice) ?? .max, digits: slice.count)
            case 0x61...0x7A, 0x80...: token = .word(ByteFold.plain(slice))
            default: token = .sign(bytes[start])
            }
            tokens.append((token, start, i))
        }
    }

    var current: Token? { peek(0) }
    /// The place of the token under way, or the end of the text.
    var offset: Int { index < tokens.count ? tokens[index].offset : end }

    func peek(_ distance: Int) -> Token? {
        let at = index + distance
        return tokens.indices.contains(at) ? tokens[at].token : nil
    }

    func word(_ distance: Int = 0) -> String? {
        guard case .word(let word) = peek(distance) else { return nil }
        return word
    }

    mutating func take(_ token: Token) -> Bool {
        guard current == token else { return false }
        index += 1
        return true
    }

    /// Takes one of these words.
    mutating func take(anyOf words: [String]) -> Bool {
        guard let word = word(), words.contains(word) else { return false }
        index += 1
        return true
    }

    static let hourWords = ["h", "hr", "heure", "heures"]

    /// True when a time of day begins here: `9h30`, `9 h`, `9:30`, `9am`, `midi`, `noon`.
    var isAtTime: Bool {
        if let word = word() { return ["midi", "minuit", "noon", "midnight"].contains(word) }
        guard case .number = current else { return false }
        if peek(1) == .sign(UInt8(ascii: ":")) { return true }
        return word(1).map { Self.hourWords.contains($0) || $0 == "am" || $0 == "pm" } ?? false
    }

    /// Takes a time of day, in minutes, where `isAtTime`. 24:00 is only the end of a range.
    mutating func takeTime(allowing24: Bool = false) throws(ScheduleMistake) -> Int {
        if take(anyOf: ["midi", "noon"]) { return 720 }
        if take(anyOf: ["minuit", "midnight"]) { return 0 }
        let place = offset
        guard case .number(var hour, _) = current else { throw ScheduleMistake(at: place, .noTime) }
        index += 1
        var minute = 0
        if take(.sign(UInt8(ascii: ":"))) {
            minute = try takeMinute()
            _ = take(anyOf: Self.hourWords)
        } else if take(anyOf: Self.hourWords), case .number(_, let digits) = current, digits <= 2, !isAtTime {
            minute = try takeMinute()
            _ = take(anyOf: ["min", "mn"])
        }
        if let half = word(), half == "am" || half == "pm" {
            guard (1...12).contains(hour) else { throw ScheduleMistake(at: place, .badHour) }
            hour = hour % 12 + (half == "pm" ? 12 : 0)
            index += 1
        }
        if allowing24, hour == 24, minute == 0 { return 1440 }
        guard (0...23).contains(hour) else { throw ScheduleMistake(at: place, .badHour) }
        return hour * 60 + minute
    }

    private mutating func takeMinute() throws(ScheduleMistake) -> Int {
        guard case .number(let minute, digits: 2) = current, minute <= 59 else {
            throw ScheduleMistake(at: offset, .badMinute)
        }
        index += 1
        return minute
    }
}
