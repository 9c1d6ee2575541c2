// SPDX-License-Identifier: Apache-2.0

/// Where a secret is, as bot.conf says it. Reading it is the shell's.
public enum SecretReference: Hashable, Sendable, CustomStringConvertible {
    /// `secret:NAME`: letters, digits, `.`, `_`, `-`.
    case stored(String)
    /// `file:PATH`.
    case file(String)
    /// `env:NAME`: visible to others on many systems, therefore warned about (THREATS K1).
    case environment(String)

    public var description: String {
        switch self {
        case .stored(let name): "secret:\(name)"
        case .file(let path): "file:\(path)"
        case .environment(let name): "env:\(name)"
        }
    }

    /// Nil when it is none of the three forms, or when a name could lead out of its directory.
    public static func parse(_ text: String) -> SecretReference? {
        if let name = rest(text, after: "secret:") { return isName(name) ? .stored(name) : nil }
        if let path = rest(text, after: "file:") { return path.isEmpty || hasControl(path) ? nil : .file(path) }
        if let name = rest(text, after: "env:") {
            return isName(name) && !name.utf8.contains(0x2D) && !name.utf8.contains(0x2E) ? .environment(name) : nil
        }
        return nil
    }

    /// Files where the secret may be, in the order in which they are tried; none for `env:`.
    ///
    /// - Parameters:
    ///   - directory: that of bot.conf; relative paths start there.
    ///   - credentials: `$CREDENTIALS_DIRECTORY`, which systemd sets; nil without.
    public func candidates(beside directory: String, credentials: String?) -> [String] {
        let base = directory.isEmpty ? "." : directory
        switch self {
        case .stored(let name):
            return (credentials.map { ["\($0)/secret_\(name)"] } ?? []) + ["\(base)/secrets/\(name)"]
        case .file(let path): return [path.utf8.first == UInt8(ascii: "/") ? path : "\(base)/\(path)"]
        case .environment: return []
        }
    }

    private static func rest(_ text: String, after prefix: String) -> String? {
        guard text.utf8.starts(with: prefix.utf8) else { return nil }
        return String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }
    /// A name that stays inside its directory.
    public static func isName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, bytes.count <= 64, first != 0x2E else { return false }
        return bytes.allSatisfy { $0.isBareKey || $0 == 0x2E }
    }
    private static func hasControl(_ text: String) -> Bool { text.utf8.contains { $0 < 0x20 || $0 == 0x7F } }
}

/// A secret that was read. It prints as `•••` everywhere, has no `Codable`, and gives its bytes only to a closure.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let storage: Storage

    /// Wiped when the last copy goes away.
    private final class Storage: @unchecked Sendable {
        // Written in init and deinit only: no access can race.
        private let bytes: UnsafeMutableRawBufferPointer

        init(_ source: some Collection<UInt8>) {
            bytes = .allocate(byteCount: max(1, source.count), alignment: 1)
            bytes.copyBytes(from: source)
            count = source.count
        }
        let count: Int
        var view: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[0..<count]) }
        deinit {
            for index in bytes.indices { bytes[index] = 0 }
            bytes.deallocate()
        }
    }

    public init(_ bytes: some Collection<UInt8>) { storage = Storage(bytes) }

    /// The bytes, for as long as the closure runs.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(storage.view)
    }
    public var isEmpty: Bool { storage.count == 0 }
    public var description: String { "•••" }
    public var debugDescription: String { "•••" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
