// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Model files for tests, made of the one that ships.
enum OtherModel {
    static let own: [UInt8] = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return (try? Data(contentsOf: root.appendingPathComponent("Sources/CModel/model.bin"))).map { Array($0) } ?? []
    }()

    /// Another model, whole: its bias of spam is another.
    static func whole(_ sealed: ([UInt8]) -> UInt64) -> [UInt8] {
        var bytes = own
        bytes[64 + 8 * 8] ^= 1
        let sum = sealed(Array(bytes[64...]))
        for place in 0..<8 { bytes[32 + place] = UInt8(truncatingIfNeeded: sum >> (8 * UInt64(place))) }
        return bytes
    }

    static var damaged: [UInt8] {
        var bytes = own
        bytes[bytes.count / 2] ^= 0x10
        return bytes
    }

    static var ofAnotherVersion: [UInt8] {
        var bytes = own
        bytes[8] = 9
        return bytes
    }
}
