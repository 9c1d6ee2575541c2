// SPDX-License-Identifier: Apache-2.0

/// RFC 3492: a label beyond ASCII as its A-label, and back.
enum Punycode {
    /// "xn--…" for the scalars of one label, or nil where it would not fit into the 63 bytes of a label.
    static func encode(_ label: [UInt32]) -> [UInt8]? {
        guard label.count <= 63 else { return nil }
        var out: [UInt8] = Array("xn--".utf8)
        for v in label where v < 0x80 { out.append(UInt8(v)) }
        let basic = out.count - 4
        if basic > 0 { out.append(0x2D) }
        // RFC 3492 §6.3
        var n: UInt32 = 128
        var delta: UInt32 = 0
        var bias: UInt32 = 72
        var handled = basic
        while handled < label.count {
            var next = UInt32.max
            for v in label where v >= n && v < next { next = v }
            delta = delta &+ (next &- n) &* UInt32(handled + 1)
            n = next
            for v in label {
                if v < n { delta = delta &+ 1 }
                guard v == n else { continue }
                var q = delta
                var k: UInt32 = 36
                while true {
                    let t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
                    if q < t { break }
                    out.append(digit(t + (q - t) % (36 - t)))
                    q = (q - t) / (36 - t)
                    k += 36
                }
                out.append(digit(q))
                bias = adapt(delta, count: UInt32(handled + 1), isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta = delta &+ 1
            n = n &+ 1
        }
        return out.count <= 63 ? out : nil
    }

    /// The scalars of an A-label without its `xn--`; nil where it is none.
    static func decode(_ label: some Collection<UInt8>) -> [Unicode.Scalar]? {
        guard label.count <= 59 else { return nil }
        let bytes = Array(label)
        var out: [UInt32] = []
        var place = 0
        if let dash = bytes.lastIndex(of: 0x2D) {
            out = bytes[..<dash].map { UInt32($0) }
            place = dash + 1
        }
        // RFC 3492 §6.2
        var n: UInt32 = 128
        var i: UInt32 = 0
        var bias: UInt32 = 72
        while place < bytes.count {
            let old = i
            var weight: UInt32 = 1
            var k: UInt32 = 36
            while true {
                guard place < bytes.count, let digit = value(bytes[place]) else { return nil }
                place += 1
                let (product, isTooLarge) = digit.multipliedReportingOverflow(by: weight)
                let (sum, isOver) = i.addingReportingOverflow(product)
                guard !isTooLarge, !isOver else { return nil }
                i = sum
                let t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
                if digit < t { break }
                let (heavier, isHeavy) = weight.multipliedReportingOverflow(by: 36 - t)
                guard !isHeavy else { return nil }
                weight = heavier
                k += 36
            }
            let count = UInt32(out.count + 1)
            bias = adapt(i - old, count: count, isFirst: old == 0)
            let (next, isOver) = n.addingReportingOverflow(i / count)
            guard !isOver, next <= 0x10FFFF else { return nil }
            n = next
            i %= count
            out.insert(n, at: Int(i))
            i += 1
        }
        var scalars: [Unicode.Scalar] = []
        for v in out {
            guard let scalar = Unicode.Scalar(v) else { return nil }
            scalars.append(scalar)
        }
        return scalars
    }

    private static func value(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x61...0x7A: UInt32(byte) - 0x61
        case 0x41...0x5A: UInt32(byte) - 0x41
        case 0x30...0x39: UInt32(byte) - 0x30 + 26
        default: nil
        }
    }

    private static func digit(_ d: UInt32) -> UInt8 { UInt8(d < 26 ? 0x61 + d : 0x30 + d - 26) }

    // RFC 3492 §6.1
    private static func adapt(_ delta: UInt32, count: UInt32, isFirst: Bool) -> UInt32 {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var k: UInt32 = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }
}
