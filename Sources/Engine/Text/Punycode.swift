// SPDX-License-Identifier: Apache-2.0

/// RFC 3492: a label beyond ASCII as its A-label.
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
