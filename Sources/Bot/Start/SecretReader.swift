// SPDX-License-Identifier: Apache-2.0

public import Conf
internal import Glibc

/// Reads what `secret:`, `file:` and `env:` refer to (THREATS K1).
public struct SecretReader: Sendable {
    let directory: String
    let environment: [String: String]

    /// - Parameter directory: that of bot.conf.
    public init(directory: String, environment: [String: String]) {
        self.directory = directory
        self.environment = environment
    }

    public enum Problem: Error, Sendable, Hashable, CustomStringConvertible {
        /// Not at any of these places.
        case missing(String, looked: [String])
        /// This user may not look there: whether it is kept, another one sees.
        case hidden(String, at: String)
        /// Others can read or replace it: its path, and what to do.
        case exposed(String, fix: Sentence)
        /// Empty, or more than 64 KiB.
        case unusable(String)

        /// True whoever reads it: the rights of a file or a folder are too wide.
        public var isForEveryUser: Bool {
            if case .exposed(_, let fix) = self { fix.en.utf8.starts(with: "chmod".utf8) } else { false }
        }

        public var description: String {
            switch self {
            case .missing(let name, let looked):
                "\(name): not found (looked at \(looked.joined(separator: ", ")))"
            case .hidden(let name, let path): "\(name): this user may not look at \(path)"
            case .exposed(let path, let fix): "\(path): others can read or replace it; \(fix.en)"
            case .unusable(let path): "\(path): empty, or longer than 64 KiB"
            }
        }

        /// For whoever checks bot.conf, with what to type.
        public var sentence: Sentence { sentence(keptBy: nil) }

        /// - Parameter command: what keeps it, where that is not `geoffrin secret`.
        public func sentence(keptBy command: String?) -> Sentence {
            switch self {
            case .missing(let name, let looked):
                let places = looked.joined(separator: ", ")
                let isStored = name.hasPrefix("secret:")
                let keep = command ?? "geoffrin secret \(name.dropFirst("secret:".count))"
                return Sentence(
                    en: description + (isStored ? "; to keep it: \(keep)" : ""),
                    fr: isStored
                        ? "\(name) : introuvable (cherché dans \(places)) ; le ranger : \(keep)"
                        : "\(name) : introuvable (cherché dans \(places))")
            case .hidden(let name, let path):
                return Sentence(
                    en: description + "; root sees whether it is kept: sudo geoffrin check",
                    fr:
                        "\(name) : cet utilisateur ne peut pas regarder \(path) ; root voit s'il y est : sudo geoffrin check"
                )
            case .exposed(let path, let fix):
                return Sentence(
                    en: description, fr: "\(path) : d'autres peuvent le lire ou le remplacer ; \(fix.fr)")
            case .unusable(let path):
                let parts = path.split(separator: "/").map(String.init)
                guard parts.count > 1, parts[parts.count - 2] == "secrets" else {
                    return Sentence(en: description, fr: "\(path) : vide, ou plus long que 64 Kio")
                }
                let keep = command ?? "geoffrin secret \(parts[parts.count - 1])"
                return Sentence(
                    en: description + "; to write it anew: \(keep)",
                    fr: "\(path) : vide, ou plus long que 64 Kio ; l'écrire de nouveau : \(keep)")
            }
        }
    }

    static let longest = 64 * 1024

    /// The secret without the line end an editor put behind it.
    public func read(_ reference: SecretReference) throws(Problem) -> Secret {
        if case .environment(let name) = reference {
            guard let value = environment[name], !value.isEmpty else {
                throw .missing(reference.description, looked: ["$\(name)"])
            }
            return Secret(Array(value.utf8))
        }
        let paths = reference.candidates(beside: directory, credentials: environment["CREDENTIALS_DIRECTORY"])
        var hidden: String?
        for path in paths {
            let file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
            guard file >= 0 else {
                if errno == EACCES { hidden = path }
                continue
            }
            defer { close(file) }
            return try read(
                file, path, isCredential: environment["CREDENTIALS_DIRECTORY"].map { path.hasPrefix($0 + "/") } ?? false
            )
        }
        if let hidden { throw .hidden(reference.description, at: hidden) }
        throw .missing(reference.description, looked: paths)
    }

    private func read(_ file: Int32, _ path: String, isCredential: Bool) throws(Problem) -> Secret {
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .unusable(path) }
        // Of credentials systemd itself says who may read them.
        if !isCredential { try judge(status, path) }
        var bytes = [UInt8](repeating: 0, count: Self.longest + 1)
        defer { for index in bytes.indices { bytes[index] = 0 } }
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(file, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            }
            guard got > 0 else { break }
            count += got
        }
        guard count <= Self.longest else { throw .unusable(path) }
        while count > 0, bytes[count - 1] == 0x0A || bytes[count - 1] == 0x0D { count -= 1 }
        guard count > 0 else { throw .unusable(path) }
        return Secret(bytes[..<count])
    }

    /// Refuses a file that group or others can touch, or that stands in a folder where others can replace it.
    private func judge(_ status: stat, _ path: String) throws(Problem) {
        if status.st_mode & 0o077 != 0 { throw .exposed(path, fix: Sentence("chmod 600 \(path)")) }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .exposed(
                path,
                fix: Sentence(
                    en: "it belongs to user \(status.st_uid)", fr: "il appartient à l'utilisateur \(status.st_uid)"))
        }
        let bytes = Array(path.utf8)
        let folder =
            bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 == 0 ? "/" : String(decoding: bytes[..<$0], as: UTF8.self) }
            ?? "."
        var parent = status
        guard fstatat(AT_FDCWD, folder, &parent, 0) == 0 else { return }
        let isSticky = parent.st_mode & S_ISVTX != 0
        if parent.st_mode & 0o022 != 0, !isSticky { throw .exposed(path, fix: Sentence("chmod go-w \(folder)")) }
        guard parent.st_uid == geteuid() || parent.st_uid == 0 else {
            throw .exposed(
                path,
                fix: Sentence(
                    en: "\(folder) belongs to user \(parent.st_uid)",
                    fr: "\(folder) appartient à l'utilisateur \(parent.st_uid)"))
        }
    }
}
