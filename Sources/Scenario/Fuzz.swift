// SPDX-License-Identifier: Apache-2.0

import Chat

/// The ways in for a fuzzer. Each takes any bytes, never traps, and is false when a promise is broken.
public enum Fuzz {
    /// A chat log in each format, after unpacking where it is packed. Promised: every line is read or counted as
    /// unread once, and the numbers of lines rise.
    @discardableResult public static func log(_ bytes: [UInt8]) -> Bool {
        var plain = bytes
        if Inflate.isGzip(bytes) {
            guard let unpacked = try? Inflate.gunzip(bytes, largest: 1 << 20) else { return true }
            guard unpacked.count <= 1 << 20 else { return false }
            plain = unpacked
        }
        let lines = plain.split(separator: 0x0A, omittingEmptySubsequences: false)
        let filled = lines.count { !$0.isEmpty && $0 != [0x0D] }
        for format in LogFormat.allCases {
            var reader = LogReader(plain, format: format)
            var read = 0
            var last = 0
            while let line = reader.next() {
                guard line.number > last, line.number <= lines.count else { return false }
                last = line.number
                read += 1
            }
            guard read + reader.unread == filled else { return false }
        }
        return true
    }

    /// A scenario file. Promised: each mistake is on a line of the file.
    @discardableResult public static func scenario(_ bytes: [UInt8]) -> Bool {
        let (file, mistakes) = ScenarioFile.parse(String(decoding: bytes, as: UTF8.self), path: "fuzz.scenario")
        return mistakes.allSatisfy { $0.line >= 0 && $0.line <= file.lines.count + 1 }
            && file.steps.allSatisfy { $0.line >= 1 && $0.line <= file.lines.count }
    }
}
