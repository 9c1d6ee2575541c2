// SPDX-License-Identifier: Apache-2.0

import Chat

/// A moment as a date of the Gregorian calendar in UTC.
struct CivilTime {
    let year: Int64
    let month: Int64
    let day: Int64
    let second: Int64

    // Days to civil: Howard Hinnant, «chrono-Compatible Low-Level Date Algorithms».
    init(_ moment: Timestamp) {
        let seconds = max(0, moment.milliseconds / 1000)
        let shifted = seconds / 86_400 + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        second = seconds % 86_400
    }

    /// `2026-01-05 14:30 UTC`.
    var text: String {
        func two(_ n: Int64) -> String { n < 10 ? "0\(n)" : "\(n)" }
        return "\(year)-\(two(month))-\(two(day)) \(two(second / 3600)):\(two(second / 60 % 60)) UTC"
    }

    /// `2011-10-19T16:40:51.620Z` (IRCv3 server-time); nil for anything else.
    static func parse(_ text: Bytes) -> Timestamp? {
        guard text.count >= 20, text.count <= 30, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            text[text.count - 1] == UInt8(ascii: "Z"),
            let year = text.part(0, 4).number(limit: 9999), let month = text.part(5, 7).number(limit: 99),
            let day = text.part(8, 10).number(limit: 99), let hour = text.part(11, 13).number(limit: 99),
            let minute = text.part(14, 16).number(limit: 99), let second = text.part(17, 19).number(limit: 99),
            year >= 1970, (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        var thousandths = 0
        if text.count > 21, text[19] == UInt8(ascii: ".") {
            thousandths = text.part(20, min(23, text.count - 1)).number(limit: 999) ?? 0
            for _ in min(23, text.count - 1)..<23 { thousandths *= 10 }
        }
        let shiftedYear = Int64(month <= 2 ? year - 1 : year)
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear % 400
        let dayOfYear = (153 * Int64(month > 2 ? month - 3 : month + 9) + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return Timestamp(
            milliseconds: ((days * 24 + Int64(hour)) * 60 + Int64(minute)) * 60_000 + Int64(second) * 1000
                + Int64(thousandths))
    }
}
