// SPDX-License-Identifier: Apache-2.0

import Chat

/// Names of servers: `irc.example.com`.
enum HostName {
    /// RFC 952 and 1123 labels, at least one dot (Modern "servername"). Used to judge quit reasons, never to grant.
    static func isValid(_ name: Bytes) -> Bool {
        guard name.count <= 253, name.position(of: UInt8(ascii: ".")) != nil else { return false }
        var start = 0
        for index in 0...name.count where index == name.count || name[index] == UInt8(ascii: ".") {
            let label = name.part(start, index)
            start = index + 1
            if label.isEmpty {
                // The root's own dot: `services.`
                if index == name.count, index > 1 { continue }
                return false
            }
            guard isLabel(label) else { return false }
        }
        return true
    }

    private static func isLabel(_ label: Bytes) -> Bool {
        guard label.count <= 63, let first = label.first, let last = label.last else { return false }
        guard first != UInt8(ascii: "-"), last != UInt8(ascii: "-") else { return false }
        return label.allSatisfy { byte in
            (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == UInt8(ascii: "-")
        }
    }
}
