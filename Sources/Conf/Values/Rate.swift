// SPDX-License-Identifier: Apache-2.0

public import Chat

/// So many in so long: `1 a day`, `3 par semaine`.
public struct Rate: Hashable, Sendable, CustomStringConvertible {
    public enum Period: String, Sendable, CaseIterable {
        case minute, hour, day, week
        public var span: TimeSpan {
            switch self {
            case .minute: .minutes(1)
            case .hour: .hours(1)
            case .day: .days(1)
            case .week: .days(7)
            }
        }
    }
    /// 1…1000.
    public let count: Int
    public let per: Period

    public init(_ count: Int, per: Period) {
        self.count = min(1000, max(1, count))
        self.per = per
    }

    /// Understands both languages; nil for anything else, and for 0: `"off"` says that.
    public static func parse(_ text: String) -> Rate? {
        let words = text.split { $0 == " " || $0 == "/" || $0 == "\u{A0}" }.map { String($0) }
        guard words.count == 2 || words.count == 3, words[0].utf8.count <= 4, let count = Int(words[0]),
            (1...1000).contains(count)
        else { return nil }
        if words.count == 3, !["a", "an", "per", "par"].contains(words[1]) { return nil }
        let period: Period? =
            switch words[words.count - 1] {
            case "minute", "min": .minute
            case "hour", "heure", "h": .hour
            case "day", "jour", "d", "j": .day
            case "week", "semaine", "w": .week
            default: nil
            }
        return period.map { Rate(count, per: $0) }
    }

    public var description: String { "\(count) \(per == .hour ? "an" : "a") \(per.rawValue)" }
}
