// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
public import Chat

/// One thing done to somebody, or ordered by somebody, for the audit log.
public struct AuditEntry: Sendable, Hashable {
    public var community: CommunityID
    public var at: Timestamp
    /// Whom it is about, and who ordered it: if either is forgotten, the content goes.
    public var subject: PersonID?
    public var actor: PersonID?
    /// What is told of it, in the caller's own bytes.
    public var content: [UInt8]

    public init(community: CommunityID, at: Timestamp, subject: PersonID?, actor: PersonID?, content: [UInt8]) {
        self.community = community
        self.at = at
        self.subject = subject
        self.actor = actor
        self.content = content
    }
}

/// An entry as it is read again.
public struct AuditRow: Sendable, Hashable {
    public var number: Int64
    public var community: String
    public var at: Timestamp
    /// Nil once erased.
    public var content: [UInt8]?
}

/// What checking the whole log found.
public struct AuditReport: Sendable, Hashable {
    /// Entries that were looked at, and of these those whose content is erased.
    public var entries = 0
    public var erased = 0
    /// When the first and the last were written.
    public var from: Timestamp?
    public var to: Timestamp?
    /// The first entry that is not what was written; 0 for the log as a whole.
    public var broken: Int64?
    public init() {}
}

/// The chain of the audit log (THREATS K7).
///
/// Each entry has a random key of its own; its *mark* is the keyed hash of its content. The chain runs over the marks:
///
///     mark(n)  = HMAC(key(n), content(n))
///     link(n)  = HMAC(K, link(n−1) ‖ n ‖ time ‖ community ‖ mark(n))
///
/// To erase an entry its content and its key are deleted: the mark stays, tells nothing without the key, and the chain
/// still holds. Without `K` nobody can write another history; with the database alone nobody can cut its end off
/// unnoticed, for the last link is sealed.
struct AuditChain {
    static let hashBytes = 32

    let key: [UInt8]

    static func hash(_ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: hashBytes)
        let isDone = ccrypto_hmac(CCRYPTO_SHA256, key, key.count, bytes, bytes.count, &out)
        precondition(isDone, "libcrypto has no HMAC-SHA-256")
        return out
    }

    static func unforeseen() -> [UInt8] {
        var out = [UInt8](repeating: 0, count: hashBytes)
        let isDone = ccrypto_unforeseen(&out, out.count)
        precondition(isDone, "libcrypto has no random bytes")
        return out
    }

    func link(after last: [UInt8], number: Int64, at time: Int64, community: String, mark: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(bytes: last)
        writer.put(signed: number)
        writer.put(signed: time)
        writer.put(text: community)
        writer.put(bytes: mark)
        return Self.hash(key, writer.bytes)
    }

    /// What `meta` keeps of an end of the log: a number, its link, and a seal over both.
    func sealed(_ end: AuditEnd, as name: String) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(signed: end.number)
        writer.put(bytes: end.link)
        writer.put(bytes: Self.hash(key, Array(name.utf8) + writer.bytes))
        return writer.bytes
    }

    /// Nil where the seal is not ours.
    func opened(_ bytes: [UInt8], as name: String) -> AuditEnd? {
        guard var reader = try? ByteReader(bytes), let number = try? reader.signed(),
            let link = try? reader.lengthAndBytes()
        else { return nil }
        let end = AuditEnd(number: number, link: link)
        return sealed(end, as: name) == bytes ? end : nil
    }
}

/// One end of the log: the last entry before it begins, or the last one there is.
struct AuditEnd: Hashable {
    var number: Int64 = 0
    var link: [UInt8] = []
}

/// The key of the chain: a credential where there is one, else a file beside the database, made when first needed.
public enum AuditKey {
    /// A file whose first 32 bytes are the key.
    public static func read(file path: String) throws(StoreError) -> [UInt8] {
        guard let key = Files.read(path, count: AuditChain.hashBytes) else {
            throw .unavailable("\(path): it is no key of \(AuditChain.hashBytes) bytes, or cannot be read")
        }
        return key
    }

    /// `secret_audit` among the unit's credentials; nil where there is none.
    public static func credential(in directory: String?) throws(StoreError) -> [UInt8]? {
        guard let directory, Files.size(directory + "/secret_audit") > 0 else { return nil }
        return try read(file: directory + "/secret_audit")
    }

    /// - Parameters:
    ///   - path: of the database.
    ///   - isMade: whether it is made where there is none.
    /// - Throws: `.unavailable` when it cannot be read or made.
    public static func read(besides path: String, isMade: Bool) throws(StoreError) -> [UInt8]? {
        let file = path + "-audit-key"
        if let key = Files.read(file, count: AuditChain.hashBytes) { return key }
        guard isMade else { return nil }
        guard Files.size(file) == 0 else {
            throw .unavailable("\(file): it is no key of \(AuditChain.hashBytes) bytes")
        }
        let key = AuditChain.unforeseen()
        try Files.makePrivate(file)
        try Files.write(key, to: file)
        return key
    }
}
