// SPDX-License-Identifier: Apache-2.0

public import Chat

/// IRCv3 sts: a server that demands TLS, and for how long its word holds.
public struct STSPolicy: Sendable, Hashable {
    /// Where TLS is spoken; heeded on plain connections only.
    public var port: Int?
    /// How long nobody may come without TLS; heeded on TLS only. Zero ends it.
    public var duration: TimeSpan?

    /// The value of the capability: `key[=value]` between commas. Unknown keys are passed over; of a key that comes
    /// twice, or whose value is no number in bounds, neither counts.
    init(_ value: [UInt8]) {
        var ports: [Int?] = []
        var durations: [Int?] = []
        value.lend { bytes in
            bytes.pieces(UInt8(ascii: ",")) { token in
                if token.hasPrefix("port=") { ports.append(Self.number(token.part(5, token.count))) }
                if token.hasPrefix("duration=") { durations.append(Self.number(token.part(9, token.count))) }
            }
        }
        if ports.count == 1, let number = ports[0], (1...65_535).contains(number) { port = number }
        // Ten years are as good as for ever.
        if durations.count == 1, let number = durations[0] { duration = .seconds(Int64(min(number, 315_360_000))) }
    }

    private static func number(_ digits: Bytes) -> Int? {
        guard (1...12).contains(digits.count) else { return nil }
        var number = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            number = number * 10 + Int(digit - 0x30)
        }
        return number
    }
}

/// What servers have demanded, by the name or the literal address that bot.conf gives. At most 64; the one that ends
/// first makes room.
public struct STSBook: Sendable, Equatable {
    struct Entry: Sendable, Hashable {
        var port: Int
        /// As the server said it, for rescheduling when a connection closes.
        var duration: TimeSpan
        var expiresAt: Timestamp
    }

    static let capacity = 64
    private(set) var entries: [String: Entry] = [:]
    /// Asked for on a plain connection by a server that has not confirmed it yet: holds until the process ends, so that
    /// whoever cuts the TLS connection does not get her back without it.
    private var upgrades: [String: Int] = [:]

    public init() {}

    /// The port to reach this host by TLS though bot.conf says otherwise; nil: as bot.conf says.
    public func port(for host: String, at now: Timestamp) -> Int? {
        if let entry = entries[Self.key(host)], entry.expiresAt > now { return entry.port }
        return upgrades[Self.key(host)]
    }

    public mutating func upgrade(_ host: String, to port: Int) {
        guard upgrades.count < Self.capacity || upgrades[Self.key(host)] != nil else { return }
        upgrades[Self.key(host)] = port
    }

    /// A duration told over TLS, on this port.
    public mutating func confirm(_ host: String, port: Int, for duration: TimeSpan, at now: Timestamp) {
        let key = Self.key(host)
        guard duration > .zero else {
            entries[key] = nil
            upgrades[key] = nil
            return
        }
        if entries[key] == nil, entries.count >= Self.capacity,
            let first = entries.min(by: { ($0.value.expiresAt, $0.key) < ($1.value.expiresAt, $1.key) })
        {
            entries[first.key] = nil
        }
        entries[key] = Entry(port: port, duration: duration, expiresAt: now + duration)
    }

    /// A connection that its policy held on ends: the time counts from now.
    public mutating func renew(_ host: String, at now: Timestamp) {
        guard let entry = entries[Self.key(host)] else { return }
        entries[Self.key(host)]?.expiresAt = now + entry.duration
    }

    private static func key(_ host: String) -> String {
        String(decoding: host.utf8.map { CaseMapping.ascii.fold($0) }, as: UTF8.self)
    }

    // MARK: - On disk

    /// Reads what `bytes` wrote; lines that it would not have written are passed over.
    public init(_ stored: [UInt8]) {
        for line in stored.split(separator: 0x0A).prefix(Self.capacity) {
            let words = line.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
            guard words.count == 4, let port = Int(words[1]), (1...65_535).contains(port),
                let duration = Int64(words[2]), (1...315_360_000).contains(duration),
                let end = Int64(words[3]), (0...(1 << 53)).contains(end)
            else { continue }
            entries[words[0]] = Entry(
                port: port, duration: .seconds(duration), expiresAt: Timestamp(milliseconds: end))
        }
    }

    /// A line for each host: its name, the port, the duration in seconds, the end in milliseconds since 1970.
    public var bytes: [UInt8] {
        let lines = entries.sorted { $0.key < $1.key }.map { host, entry in
            "\(host) \(entry.port) \(entry.duration.milliseconds / 1000) \(entry.expiresAt.milliseconds)\n"
        }
        return Array(lines.joined().utf8)
    }
}
