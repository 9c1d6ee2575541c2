// SPDX-License-Identifier: Apache-2.0

import Chat

/// Text of a peer as valid UTF-8: UTF-8 where it is, else CP1252, which is Latin-1 with the quotes that people type
/// (Modern "Character Encodings").
enum TextDecoding {
    static func text(_ bytes: Bytes) -> PeerText {
        if let text = String(validating: bytes, as: UTF8.self) { return PeerText(text) }
        // A server that cuts at 512 bytes may cut inside a scalar: the rest is still UTF-8, as its other letters show.
        if let cut = cutTail(bytes), bytes.part(0, cut).contains(where: { $0 >= 0x80 }),
            let text = String(validating: bytes.part(0, cut), as: UTF8.self)
        {
            return PeerText(text)
        }
        var scalars = String.UnicodeScalarView()
        for byte in bytes {
            if let scalar = Unicode.Scalar(UInt32(byte >= 0x80 && byte < 0xA0 ? high[Int(byte) - 0x80] : UInt16(byte)))
            {
                scalars.append(scalar)
            }
        }
        return PeerText(String(scalars))
    }

    /// Where an unfinished multi-byte sequence begins at the very end.
    private static func cutTail(_ bytes: Bytes) -> Int? {
        for back in 1...3 where back < bytes.count {
            let byte = bytes[bytes.count - back]
            if byte & 0xC0 == 0x80 { continue }
            let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return needed > back ? bytes.count - back : nil
        }
        return nil
    }

    /// CP1252 0x80...0x9F; the five that it leaves undefined stay C1 controls.
    private static let high: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]
}
