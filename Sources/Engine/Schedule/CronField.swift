// SPDX-License-Identifier: Apache-2.0

/// The five fields of a cron line, in their order.
enum CronField: Int, Sendable, Hashable, CaseIterable {
    case minute, hour, day, month, weekday

    var bounds: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .day: 1...31
        case .month: 1...12
        // Sunday is 0 and 7.
        case .weekday: 0...7
        }
    }

    /// Names that stand for numbers, from the lowest.
    var names: [(String, Int)] {
        switch self {
        case .minute, .hour, .day: []
        case .month:
            [
                ("jan", 1), ("feb", 2), ("mar", 3), ("apr", 4), ("may", 5), ("jun", 6), ("jul", 7), ("aug", 8),
                ("sep", 9), ("oct", 10), ("nov", 11), ("dec", 12), ("fev", 2), ("avr", 4), ("mai", 5), ("juin", 6),
                ("juil", 7), ("aou", 8),
            ]
        case .weekday:
            [
                ("sun", 0), ("mon", 1), ("tue", 2), ("wed", 3), ("thu", 4), ("fri", 5), ("sat", 6), ("dim", 0),
                ("lun", 1), ("mar", 2), ("mer", 3), ("jeu", 4), ("ven", 5), ("sam", 6),
            ]
        }
    }

    var english: String {
        switch self {
        case .minute: "minute"
        case .hour: "hour"
        case .day: "day of the month"
        case .month: "month"
        case .weekday: "weekday"
        }
    }

    var french: String {
        switch self {
        case .minute: "minute"
        case .hour: "heure"
        case .day: "jour du mois"
        case .month: "mois"
        case .weekday: "jour de la semaine"
        }
    }
}
