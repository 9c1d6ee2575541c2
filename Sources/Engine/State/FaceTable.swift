// SPDX-License-Identifier: Apache-2.0

import Chat

/// The names that a newcomer should not imitate, by what they look like: hers, the team's, the regulars'. Soft: follows
/// from who was seen; `kept` at most, and beyond it only the team's are taken in, in place of others'.
struct FaceTable: Sendable {
    struct Face: Sendable, Hashable {
        /// −1: she herself.
        var person: Int32
        var name: PeerText
        var isTeam: Bool
    }
    private var faces: [UInt64: Face] = [:]
    static let kept = 4096

    var count: Int { faces.count }
    /// Moves whenever another face is kept.
    private(set) var changes = 0

    /// Whether it is another than was known.
    @discardableResult
    mutating func note(_ skeleton: UInt64, _ face: Face) -> Bool {
        guard skeleton != 0 else { return false }
        if let known = faces[skeleton] {
            // The team's name is not taken over by a regular's.
            if known.isTeam, !face.isTeam, known.person != face.person { return false }
            if known == face { return false }
        } else if faces.count >= Self.kept {
            // The smallest: a dictionary has no order that two runs share.
            guard face.isTeam, let other = faces.filter({ !$0.value.isTeam }).keys.min() else { return false }
            faces[other] = nil
        }
        faces[skeleton] = face
        changes &+= 1
        return true
    }

    func face(_ skeleton: UInt64) -> Face? { faces[skeleton] }
}

/// Where the last newcomers of a room came from; `kept` at most.
struct HostRing: Sendable {
    private struct Entry: Sendable {
        var host: UInt64
        /// The /24 or /64; 0 for a host that is a name.
        var net: UInt64
        var person: Int32
        var at: Timestamp
    }
    private var entries: [Entry] = []
    static let kept = 64
    static let window = TimeSpan.minutes(10)

    /// How many people have come from there of late, this one included.
    mutating func note(host: UInt64, net: UInt64, person: Int32, at now: Timestamp) -> Int32 {
        entries.removeAll { now - $0.at > Self.window || $0.person == person }
        if entries.count >= Self.kept { entries.removeFirst() }
        entries.append(Entry(host: host, net: net, person: person, at: now))
        return Int32(entries.count { $0.host == host || net != 0 && $0.net == net })
    }

    /// The part of an address that one subscriber has: three numbers of four, four groups of eight; nil for a name.
    static func net(of host: [UInt8]) -> ArraySlice<UInt8>? {
        let separator: UInt8 = host.contains(0x3A) ? 0x3A : 0x2E
        let isAddress = host.allSatisfy {
            $0 == separator || (separator == 0x3A ? Domain.isHex($0) : $0 &- 0x30 < 10)
        }
        guard isAddress, host.count <= 45 else { return nil }
        let wanted = separator == 0x3A ? 4 : 3
        var seen = 0
        for (place, byte) in host.enumerated() where byte == separator {
            seen += 1
            if seen == wanted { return host[..<place] }
        }
        return nil
    }
}
