// SPDX-License-Identifier: Apache-2.0

import Chat
import Engine

/// Reads a log line by line; lines that are none of the format are counted and left out.
///
/// Stamps without a zone are read as UTC: only distances matter to judgement. Formats that stamp only the time of day
/// take their date from `day` and from lines that announce one; a time that goes back by more than two hours is
/// the next day.
public struct LogReader: Sequence, IteratorProtocol {
    public private(set) var unread = 0
    private let bytes: [UInt8]
    private var place = 0
    private var number = 0
    let format: LogFormat
    /// Days since 1970.
    var day: Int
    var lastSeconds: Int64 = 0
    /// A longer line is cut, in bytes.
    static let longest = 8192

    /// - Parameters:
    ///   - bytes: the file, unpacked already.
    ///   - day: of the first line, for formats that give none; 2026-01-05 by default.
    public init(_ bytes: [UInt8], format: LogFormat, day: Int? = nil) {
        self.bytes = bytes
        self.format = format
        self.day = day ?? CivilDate(year: 2026, month: 1, day: 5).daysSinceEpoch
    }

    public mutating func next() -> LogLine? {
        while place < bytes.count {
            let end = bytes[place...].firstIndex(of: 0x0A) ?? bytes.count
            var line = bytes[place..<end]
            place = end + 1
            number += 1
            if line.last == 0x0D { line.removeLast() }
            if line.isEmpty { continue }
            if line.count > Self.longest { line = line.prefix(Self.longest) }
            if let read = read(line) { return read }
            unread += 1
        }
        return nil
    }

    private mutating func read(_ line: ArraySlice<UInt8>) -> LogLine? {
        switch format {
        case .tsv: readTSV(line)
        case .weechat: readWeechat(line)
        case .irssi: readIrssi(line)
        case .znc: readZNC(line)
        case .energymech: readEnergymech(line)
        }
    }

    func line(
        _ at: Timestamp, _ resolution: TimeSpan, _ room: String, _ kind: LogLine.Kind, _ nick: String, _ text: String
    ) -> LogLine {
        LogLine(number: number, at: at, resolution: resolution, room: room, kind: kind, nick: nick, text: text)
    }

    /// A time of day, on the day the log has come to.
    mutating func moment(secondsOfDay seconds: Int64) -> Timestamp {
        if seconds < lastSeconds - 7200 { day += 1 }
        lastSeconds = seconds
        return Timestamp(seconds: Int64(day) * 86_400 + seconds)
    }

    mutating func begin(day: Int) {
        self.day = day
        lastSeconds = 0
    }
}

/// Small readers over bytes.
enum LogText {
    static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    static func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard !bytes.isEmpty, bytes.count <= 9 else { return nil }
        var value: Int64 = 0
        for byte in bytes {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return value
    }

    /// `09:10` or `09:10:05`: seconds of the day, and how fine that is.
    static func clock(_ bytes: ArraySlice<UInt8>) -> (seconds: Int64, resolution: TimeSpan)? {
        let start = bytes.startIndex
        guard bytes.count == 5 || bytes.count == 8, bytes[start + 2] == 0x3A,
            let hour = number(bytes[start..<(start + 2)]), let minute = number(bytes[(start + 3)..<(start + 5)]),
            hour < 24,
            minute < 60
        else { return nil }
        if bytes.count == 5 { return (hour * 3600 + minute * 60, .minutes(1)) }
        guard bytes[start + 5] == 0x3A, let second = number(bytes[(start + 6)...]), second < 61 else { return nil }
        return (hour * 3600 + minute * 60 + second, .seconds(1))
    }

    /// `2026-01-05`: days since 1970.
    static func date(_ bytes: ArraySlice<UInt8>) -> Int? {
        let start = bytes.startIndex
        guard bytes.count == 10, bytes[start + 4] == 0x2D, bytes[start + 7] == 0x2D,
            let year = number(bytes[start..<(start + 4)]), let month = number(bytes[(start + 5)..<(start + 7)]),
            let day = number(bytes[(start + 8)...]), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        return CivilDate(year: Int(year), month: Int(month), day: Int(day)).daysSinceEpoch
    }

    /// The parts between spaces, at most `most`, the last one whole.
    static func words(_ bytes: ArraySlice<UInt8>, most: Int) -> [ArraySlice<UInt8>] {
        bytes.split(separator: 0x20, maxSplits: most - 1, omittingEmptySubsequences: true)
    }

    /// What stands between the last `open` and the last `close`.
    static func between(_ open: UInt8, _ close: UInt8, _ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let start = bytes.lastIndex(of: open), let end = bytes.lastIndex(of: close), start < end else {
            return []
        }
        return bytes[(start + 1)..<end]
    }
}

extension LogReader {
    static func days(year: Int, month: Int, day: Int) -> Int {
        CivilDate(year: year, month: month, day: day).daysSinceEpoch
    }
}
