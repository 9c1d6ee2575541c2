// SPDX-License-Identifier: Apache-2.0

import Chat

/// `2016-06-01T02:06:03 ⇥ #qtox ⇥ QUIT ⇥ f10 ⇥ (~flo@…) (Ping timeout)`; the stamp may end after the minute or the day.
extension LogReader {
    mutating func readTSV(_ line: ArraySlice<UInt8>) -> LogLine? {
        let columns = line.split(separator: 0x09, maxSplits: 5, omittingEmptySubsequences: false)
        guard columns.count >= 4, let (at, resolution) = Self.stamp(columns[0]), let kind = Self.kind(columns[2]) else {
            return nil
        }
        var text = columns.count > 4 ? LogText.text(columns[4]) : ""
        if kind == .part || kind == .quit { text = Self.reason(text) }
        return self.line(at, resolution, LogText.text(columns[1]), kind, LogText.text(columns[3]), text)
    }

    /// What was said in parting: `(~flo@host) (Ping timeout)` tells first from where.
    private static func reason(_ text: String) -> String {
        var rest = text[...]
        if rest.first == "(", let end = rest.firstIndex(of: ")"), rest[..<end].contains("@") {
            rest = rest[rest.index(after: end)...].drop { $0 == " " }
        }
        if rest.first == "(", rest.last == ")" { rest = rest.dropFirst().dropLast() }
        return String(rest)
    }

    static func stamp(_ bytes: ArraySlice<UInt8>) -> (Timestamp, TimeSpan)? {
        guard bytes.count >= 10, let day = LogText.date(bytes.prefix(10)) else { return nil }
        let midnight = Int64(day) * 86_400
        var rest = bytes.dropFirst(10)
        if let first = rest.first, first == UInt8(ascii: "T") || first == 0x20 { rest = rest.dropFirst() }
        if rest.isEmpty { return (Timestamp(seconds: midnight), .days(1)) }
        // Fractions and zones are left aside: `09:10:05.123Z`.
        let clock = rest.prefix { $0 == 0x3A || $0 >= 0x30 && $0 <= 0x39 }
        guard let (seconds, resolution) = LogText.clock(clock) else { return nil }
        return (Timestamp(seconds: midnight + seconds), resolution)
    }

    private static func kind(_ bytes: ArraySlice<UInt8>) -> LogLine.Kind? {
        for (name, kind) in kinds where bytes.elementsEqual(name) { return kind }
        return nil
    }

    private static let kinds: [(name: [UInt8], kind: LogLine.Kind)] = [
        (name: Array("MSG".utf8), kind: .message), (name: Array("ACT".utf8), kind: .action),
        (name: Array("JOIN".utf8), kind: .join), (name: Array("PART".utf8), kind: .part),
        (name: Array("QUIT".utf8), kind: .quit), (name: Array("KICK".utf8), kind: .kick),
        (name: Array("NICK".utf8), kind: .nick), (name: Array("MODE".utf8), kind: .mode),
        (name: Array("TOPIC".utf8), kind: .topic), (name: Array("NOTICE".utf8), kind: .notice),
        (name: Array("OTHER".utf8), kind: .other),
    ]
}
