// SPDX-License-Identifier: Apache-2.0

import Glibc
import Language

/// Lays a trained table out as `ModelFormat` says.
struct ModelWriter {
    var bits: UInt32
    var rows: [Int8]
    var biases: [Int32]
    var scales: [Int32]
    var words: [String]
    /// The words that are said most, the first of them first.
    var common: [[UInt8]]
    /// By profile, idiom, head, level.
    var calibration: [Int32]

    func bytes() -> [UInt8] {
        var body: [UInt8] = []
        func put32(_ value: UInt32, _ out: inout [UInt8]) {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                out.append(UInt8(truncatingIfNeeded: value >> shift))
            }
        }
        for lane in 0..<16 {
            put32(UInt32(bitPattern: biases[lane]), &body)
            put32(UInt32(bitPattern: scales[lane]), &body)
        }
        for value in calibration { put32(UInt32(bitPattern: value), &body) }
        body.append(contentsOf: rows.map { UInt8(bitPattern: $0) })
        let words = Array(words.map { $0 + "\n" }.joined().utf8)
        body.append(contentsOf: words)
        let common = Array(common.map { $0 + [0x0A] }.joined())
        body.append(contentsOf: common)
        var header = ModelFormat.magic
        put32(ModelFormat.version, &header)
        put32(bits, &header)
        put32(UInt32(ModelFormat.headerBytes + body.count), &header)
        put32(UInt32(self.words.count), &header)
        put32(UInt32(words.count), &header)
        put32(UInt32(common.count), &header)
        let sum = body.withUnsafeBytes { ModelFormat.checksum($0) }
        put32(UInt32(truncatingIfNeeded: sum), &header)
        put32(UInt32(truncatingIfNeeded: sum >> 32), &header)
        header.append(contentsOf: repeatElement(0, count: ModelFormat.headerBytes - header.count))
        return header + body
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else { throw Lines.Missing(path: path) }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Lines.Missing(path: path) }
    }
}

/// How rare each score is in ordinary talk.
struct Calibrator {
    /// Logits of ordinary lines, by head.
    var ham: [[Int32]] = Array(repeating: [], count: Head.allCases.count)

    mutating func add(_ logits: Logits) { for head in Head.allCases { ham[head.rawValue].append(logits[head]) } }

    /// One threshold a level: the score that at most one line in N reaches. Where there are too few lines to see so
    /// rare a thing, the threshold goes on as it rose before.
    func thresholds(_ head: Head) -> [Int32] {
        let sorted = ham[head.rawValue].sorted(by: >)
        var found: [Int32] = []
        for level in ModelFormat.levels {
            let allowed = sorted.count / Int(level)
            if allowed >= 1 || found.count < 2 {
                let place = min(sorted.count - 1, allowed)
                let value = sorted.isEmpty ? Logits.bound : sorted[place] + 1
                found.append(max(value, (found.last ?? -Logits.bound) + 1))
            } else {
                let last = found[found.count - 1]
                let rise = max(64, (last - found[max(0, found.count - 3)]) / Int32(min(2, found.count - 1)))
                found.append(min(Logits.bound * 2, last + rise))
            }
        }
        return found
    }
}
