// SPDX-License-Identifier: Apache-2.0

import Glibc
import Language

/// How long a line takes, all heads, in CPU time of this machine.
enum Bench {
    static func run(_ model: Model) {
        var reader = Reader(model)
        let ascii = "anybody knows how to fix the sound after the last kernel update? it is gone now "
        let mixed =
            "Bonsoir à tous, quelqu'un sait où trouver de la laine mérinos à côté de Besançon ? J'ai déjà fait le tour des boutiques « habituelles »…"
        let tricky = "y0u are such a f*cking 1d10t, w h a t is wr0ng with yooooou, l3arn to pl@y nowwww"
        tell("| line | bytes | µs |")
        tell("|---|---|---|")
        for (name, line) in [("ASCII", ascii), ("mixed", mixed), ("ASCII in costume", tricky)] {
            let bytes = Array(line.utf8)
            measure(name, bytes, 200_000, &reader)
        }
        measure("64 KiB of words", Array(String(repeating: ascii, count: 820).utf8.prefix(65_536)), 2000, &reader)
        measure(
            "64 KiB of marks", Array(String(repeating: "e\u{301}\u{302}\u{303}", count: 9400).utf8.prefix(65_536)),
            2000, &reader)
        measure(
            "64 KiB of U+FDFA", Array(String(repeating: "\u{FDFA}", count: 22_000).utf8.prefix(65_536)), 2000, &reader)
        let run = String(repeating: "youarenotintheteamanditisthere", count: 17)
        measure(
            "64 KiB without spaces", Array(String(repeating: run + " ", count: 130).utf8.prefix(65_536)), 200, &reader)
        let swapped = String(repeating: "yuo aer nto ni teh taem adn ti si tehre haev yoou soeemn ", count: 1200)
        measure("64 KiB of swaps", Array(swapped.utf8.prefix(65_536)), 200, &reader)
        measure("64 KiB of stars", Array(String(repeating: "f*c* ", count: 13_200).utf8.prefix(65_536)), 200, &reader)
    }

    private static func measure(_ name: String, _ bytes: [UInt8], _ times: Int, _ reader: inout Reader) {
        var sum: Int32 = 0
        let start = clock()
        for _ in 0..<times { sum &+= bytes.withUnsafeBufferPointer { reader.read($0) }.logits[.toxic] }
        let nanoseconds = Int(clock() - start) * 1_000_000_000 / Int(CLOCKS_PER_SEC) / times
        tell("| \(name) | \(bytes.count) | \(Measure.shown(Double(nanoseconds) / 1000)) |\(sum == 1 ? " " : "")")
    }
}
