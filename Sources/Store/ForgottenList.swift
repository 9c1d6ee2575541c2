// SPDX-License-Identifier: Apache-2.0

import Chat
import Glibc

/// Whom this place has forgotten, beside the database and not in it: a backup that is put back knows nothing of it, and
/// brings nobody back who asked to be forgotten (THREATS K8).
///
/// `key (32 bytes) { time (8) mark (16) }…`, where the mark is the first half of HMAC-SHA-256(key, person): the list names
/// nobody to whoever does not know the name already. `most` entries at most, the oldest go; a torn end is not read.
struct ForgottenList {
    private let path: String
    private(set) var entries: [Entry] = []
    /// When each was last forgotten, by its mark. Follows from `entries`.
    private var latest: [[UInt8]: Timestamp] = [:]
    private var key: [UInt8] = []

    struct Entry: Hashable {
        var at: Timestamp
        var mark: [UInt8]
    }

    static let most = 20_000
    private static let markBytes = 16
    private static let entryBytes = 24

    init(_ path: String) {
        self.path = path
        let size = Int(min(Files.size(path), Int64(AuditChain.hashBytes + Self.most * Self.entryBytes)))
        guard size >= AuditChain.hashBytes, let bytes = Files.read(path, count: size) else { return }
        key = Array(bytes[..<AuditChain.hashBytes])
        var place = AuditChain.hashBytes
        while place + Self.entryBytes <= bytes.count {
            let time = bytes.withUnsafeBytes {
                Int64(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Int64.self))
            }
            entries.append(
                Entry(at: Timestamp(milliseconds: time), mark: Array(bytes[(place + 8)..<(place + Self.entryBytes)])))
            place += Self.entryBytes
        }
        latest = Dictionary(entries.map { ($0.mark, $0.at) }, uniquingKeysWith: max)
    }

    private func mark(of person: PersonID) -> [UInt8] {
        Array(AuditChain.hash(key, person.packed).prefix(Self.markBytes))
    }

    /// Adds somebody and writes the list.
    /// - Throws: `.unavailable` when the file cannot be written.
    mutating func add(_ person: PersonID, at now: Timestamp) throws(StoreError) {
        if key.isEmpty { key = AuditChain.unforeseen() }
        let mark = mark(of: person)
        entries.removeAll { $0.mark == mark }
        entries = (entries + [Entry(at: now, mark: mark)]).suffix(Self.most)
        latest = Dictionary(entries.map { ($0.mark, $0.at) }, uniquingKeysWith: max)
        var bytes = key
        for entry in entries {
            withUnsafeBytes(of: entry.at.milliseconds.littleEndian) { bytes += $0 }
            bytes += entry.mark
        }
        try Files.write(bytes, to: path)
    }

    /// Was forgotten later than that.
    func holds(_ person: PersonID, since: Timestamp) -> Bool {
        if entries.isEmpty { return false }
        return latest[mark(of: person)].map { $0 > since } ?? false
    }
}
