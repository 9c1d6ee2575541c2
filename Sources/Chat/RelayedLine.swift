// SPDX-License-Identifier: Apache-2.0

/// A line that a relay carries: who spoke on the other side, and what. One grammar, `^<([^<>]{1,64})> `, first match
/// only (THREATS A6); colours around the name and invisible characters in it, which relays put there so that nobody is
/// pinged, are taken away.
public struct RelayedLine: Sendable, Hashable {
    /// Scalars of a name, invisible ones not counted.
    public static let nameMost = 64

    public let name: String
    public let text: String

    public init?(_ line: PeerText) {
        let scalars = line.raw.unicodeScalars
        var at = scalars.startIndex
        Self.skipFormatting(scalars, &at)
        guard at < scalars.endIndex, scalars[at] == "<" else { return nil }
        at = scalars.index(after: at)
        var name = String.UnicodeScalarView()
        while at < scalars.endIndex, scalars[at] != ">" {
            let before = at
            Self.skipFormatting(scalars, &at)
            if at != before { continue }
            let scalar = scalars[at]
            guard scalar != "<", scalar.value >= 0x20, name.count < Self.nameMost else { return nil }
            if !Self.isInvisible(scalar) { name.append(scalar) }
            at = scalars.index(after: at)
        }
        guard at < scalars.endIndex, !name.isEmpty else { return nil }
        at = scalars.index(after: at)
        Self.skipFormatting(scalars, &at)
        guard at < scalars.endIndex, scalars[at] == " " else { return nil }
        self.name = String(name)
        text = String(scalars[scalars.index(after: at)...])
    }

    /// IRC's formatting: bold, italics, colours with their numbers, reset.
    private static func skipFormatting(_ scalars: String.UnicodeScalarView, _ at: inout String.Index) {
        while at < scalars.endIndex {
            switch scalars[at].value {
            case 0x02, 0x0F, 0x11, 0x16, 0x1D, 0x1E, 0x1F: at = scalars.index(after: at)
            case 0x03:
                at = scalars.index(after: at)
                skipDigits(scalars, &at)
                guard at < scalars.endIndex, scalars[at] == "," else { continue }
                let comma = at
                at = scalars.index(after: at)
                let digits = at
                skipDigits(scalars, &at)
                if at == digits { at = comma }
                if at == comma { return }
            default: return
            }
        }
    }

    private static func skipDigits(_ scalars: String.UnicodeScalarView, _ at: inout String.Index) {
        for _ in 1...2 where at < scalars.endIndex && scalars[at].value >= 0x30 && scalars[at].value <= 0x39 {
            at = scalars.index(after: at)
        }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFE00...0xFE0F, 0xFEFF: true
        default: false
        }
    }
}

extension PersonID {
    /// Whoever speaks through a relay under a name: relay and name together, never the native of that name.
    public static func carried(by relay: PersonID, called name: String) -> PersonID {
        PersonID(relay.network, .relayed, ByteString(relay.key.bytes + [0x3C] + Array(name.utf8) + [0x3E]))
    }
}
