// SPDX-License-Identifier: Apache-2.0

public import Chat
import Conf

// The only file of the engine that asks Foundation about zones, by name and for moments given: it reads no clock and
// no setting of this machine.
import struct Foundation.Date
import struct Foundation.TimeZone

extension Zone {
    /// The zone of an IANA name for the year before `moment` to the tenth after; nil when there is no such zone.
    public init?(identifier: String, around moment: Timestamp) {
        guard Self.isPlausible(identifier), let zone = TimeZone(identifier: identifier) else { return nil }
        let year = CivilDate(daysSinceEpoch: Int(min(max(moment.seconds, 0), 250_000_000_000) / 86_400)).year
        let first = Int64(CivilDate(year: year - 1, month: 1, day: 1).daysSinceEpoch) * 86_400
        let last = Int64(CivilDate(year: year + 11, month: 1, day: 1).daysSinceEpoch) * 86_400
        func offset(_ seconds: Int64) -> Int64 {
            Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
        }
        let firstOffset = offset(first)
        var transitions: [Transition] = []
        var known = firstOffset
        // By days: no zone changes twice in one. Asked of the offsets themselves, since what some zones do (Morocco in
        // Ramadan) is not called daylight saving.
        for day in stride(from: first, to: last, by: 86_400) {
            let next = offset(day + 86_400)
            guard next != known else { continue }
            var low = day
            var high = day + 86_400
            while high - low > 1 {
                let middle = low + (high - low) / 2
                if offset(middle) == known { low = middle } else { high = middle }
            }
            transitions.append(Transition(at: high, offset: next))
            known = next
        }
        self.init(identifier: identifier, firstOffset: firstOffset, transitions: transitions)
    }

    /// The zone whose name is nearest to a misspelt one.
    public static func nearest(to identifier: String) -> String? {
        let known = TimeZone.knownTimeZoneIdentifiers
        if let near = Suggestion.nearest(to: identifier, among: known) { return near }
        // `Paris`, `paris`: the city alone.
        let city = ByteString(identifier).asciiLowercased.bytes
        return known.first { name in
            ByteString(name).asciiLowercased.bytes.split(separator: UInt8(ascii: "/")).last.map {
                $0.elementsEqual(city)
            }
                ?? false
        }
    }

    private static func isPlausible(_ identifier: String) -> Bool {
        let bytes = identifier.utf8
        guard (1...64).contains(bytes.count) else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "+"):
                true
            default: false
            }
        }
    }
}

extension Timestamp {
    fileprivate var seconds: Int64 { milliseconds / 1000 }
}
