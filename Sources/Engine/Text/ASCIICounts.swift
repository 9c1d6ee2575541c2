// SPDX-License-Identifier: Apache-2.0

/// What can be counted in a text of printable ASCII without knowing its words.
struct ASCIICounts {
    private(set) var letters: Int32 = 0
    private(set) var capitals: Int32 = 0
    private(set) var digits: Int32 = 0
    /// The longest run of one character other than a space.
    private(set) var longestRun: Int32 = 0
    /// Three equal characters stand in a row somewhere, case aside: seldom, and only then worth a closer look.
    private(set) var mayHaveTriple = false

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        // Loops this plain are vectorised by the compiler; one loop with everything in it is not.
        var capitals: Int32 = 0
        var small: Int32 = 0
        var digits: Int32 = 0
        for byte in bytes {
            capitals &+= byte &- 0x41 < 26 ? 1 : 0
            small &+= byte &- 0x61 < 26 ? 1 : 0
            digits &+= byte &- 0x30 < 10 ? 1 : 0
        }
        self.capitals = capitals
        letters = capitals &+ small
        self.digits = digits
        guard let base = bytes.baseAddress else { return }
        var pairs: UInt8 = 0
        for i in 0..<max(0, bytes.count - 1) { pairs |= base[i] == base[i &+ 1] && base[i] != 0x20 ? 1 : 0 }
        var triples: UInt8 = 0
        for i in 0..<max(0, bytes.count - 2) {
            let differences = (base[i] ^ base[i &+ 1]) | (base[i] ^ base[i &+ 2])
            triples |= differences & 0xDF == 0 ? 1 : 0
        }
        mayHaveTriple = triples != 0
        let isBlank = bytes.allSatisfy { $0 == 0x20 }
        longestRun = mayHaveTriple ? Self.longestRun(bytes) : pairs != 0 ? 2 : isBlank ? 0 : 1
    }

    private static func longestRun(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        var longest: Int32 = 0
        var run: Int32 = 0
        var last: UInt8 = 0
        for byte in bytes {
            run = byte == last ? run &+ 1 : 1
            last = byte
            if run > longest && byte != 0x20 { longest = run }
        }
        return longest
    }
}
