// SPDX-License-Identifier: Apache-2.0

public import Chat

extension TimeSpan {
    /// `10s`, `45m`, `2h`, `7d`, `1y`, or several, from long to short: `1h30m`. A year is 365 days, a week `w` seven.
    /// Nil for anything else: a number alone has no unit, and 100 years is the limit.
    public static func parse(_ text: String) -> TimeSpan? {
        var total: Int64 = 0
        var number: Int64?
        var previous = Int64.max
        for byte in text.utf8 {
            if byte.isDigit {
                let next = (number ?? 0) * 10 + Int64(byte - 0x30)
                guard next <= 999_999_999 else { return nil }
                number = next
                continue
            }
            guard let count = number, let unit = milliseconds(of: byte), unit < previous, count <= longest / unit
            else { return nil }
            total += count * unit
            previous = unit
            number = nil
        }
        guard number == nil, previous != .max, total <= longest else { return nil }
        return TimeSpan(milliseconds: total)
    }

    /// 100 years, in milliseconds.
    private static let longest: Int64 = 100 * 365 * 86_400_000

    private static func milliseconds(of unit: UInt8) -> Int64? {
        switch unit {
        case UInt8(ascii: "s"): 1000
        case UInt8(ascii: "m"): 60_000
        case UInt8(ascii: "h"): 3_600_000
        case UInt8(ascii: "d"): 86_400_000
        case UInt8(ascii: "w"): 7 * 86_400_000
        case UInt8(ascii: "y"): 365 * 86_400_000
        default: nil
        }
    }

    /// As bot.conf writes it, `1h30m`, in whole seconds; `0s` for none.
    public var text: String {
        guard milliseconds >= 1000 else { return "0s" }
        var left = milliseconds / 1000
        if left % (365 * 86_400) == 0 { return "\(left / (365 * 86_400))y" }
        // "24h" and "60d" read better than "1d" and "8w4d": days only from two on.
        var out = ""
        if left >= 2 * 86_400 {
            out += "\(left / 86_400)d"
            left %= 86_400
        }
        for (unit, name) in [(3600, "h"), (60, "m"), (1, "s")] as [(Int64, String)] where left >= unit {
            out += "\(left / unit)\(name)"
            left %= unit
        }
        return out
    }

    /// What was probably meant by `10 min`, `2 heures`, `7j`: nil when that cannot be guessed.
    static func guess(_ text: String) -> String? {
        let units: [(String, String)] = [
            ("secondes", "s"), ("seconde", "s"), ("seconds", "s"), ("second", "s"), ("secs", "s"), ("sec", "s"),
            ("minutes", "m"), ("minute", "m"), ("mins", "m"), ("min", "m"), ("mn", "m"),
            ("heures", "h"), ("heure", "h"), ("hours", "h"), ("hour", "h"), ("hrs", "h"), ("hr", "h"),
            ("jours", "d"), ("jour", "d"), ("j", "d"), ("days", "d"), ("day", "d"),
            ("semaines", "w"), ("semaine", "w"), ("weeks", "w"), ("week", "w"),
            ("ans", "y"), ("an", "y"), ("years", "y"), ("year", "y"), ("s", "s"), ("m", "m"), ("h", "h"), ("d", "d"),
        ]
        guard text.utf8.count <= 32 else { return nil }
        let compact = text.utf8.filter { !$0.isBlank }.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        // 1h30, as French says it.
        let long = String(decoding: compact, as: UTF8.self) + "m"
        if compact.contains(UInt8(ascii: "h")), compact.last?.isDigit == true, parse(long) != nil { return long }
        let digits = compact.prefix { $0.isDigit }
        let rest = String(decoding: compact.dropFirst(digits.count), as: UTF8.self)
        guard !digits.isEmpty, let unit = units.first(where: { $0.0 == rest })?.1 else { return nil }
        let guessed = String(decoding: digits, as: UTF8.self) + unit
        return parse(guessed) == nil ? nil : guessed
    }
}
