// SPDX-License-Identifier: Apache-2.0

import CModel

/// How each character is undressed: made by `scripts/fold.py` from Unicode's own data, embedded.
///
/// The layout is told in that script. Scalars from U+20000 on are kept as they are.
struct FoldTable: @unchecked Sendable {
    private let index: UnsafePointer<UInt8>
    private let pages: UnsafePointer<UInt8>
    private let pool: UnsafePointer<UInt8>

    /// What becomes of one scalar.
    enum Fate {
        case keep
        case drop
        case mark
        /// The offset of its forms in the pool.
        case forms(Int)
    }

    init() {
        let start = UnsafeRawPointer(cmodel_fold()).assumingMemoryBound(to: UInt8.self)
        let count = Int(start[6]) | Int(start[7]) << 8
        index = start + 8
        pages = start + 8 + 512
        pool = start + 8 + 512 + count * 512
    }

    func fate(of scalar: UInt32) -> Fate {
        guard scalar < 0x20000 else { return scalar >= 0xE0000 ? .drop : .keep }
        let place = (Int(index[Int(scalar >> 8)]) * 256 + Int(scalar & 255)) * 2
        let value = Int(pages[place]) | Int(pages[place + 1]) << 8
        switch value {
        case 0: return .keep
        case 1: return .drop
        case 2: return .mark
        default: return .forms(value)
        }
    }

    /// The form with case and dress gone, accents kept.
    func plain(_ offset: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: pool + offset + 1, count: Int(pool[offset]))
    }

    /// The form in ASCII letters where the scalar looks like some.
    func bare(_ offset: Int) -> UnsafeBufferPointer<UInt8> { plain(offset + 1 + Int(pool[offset])) }
}
