// SPDX-License-Identifier: Apache-2.0

internal import Conf
internal import Foundation
internal import Glibc

/// Files of a folder that their owner alone can read, replaced whole: whoever reads meanwhile finds the old one or the
/// new one, also after the power fails.
struct PrivateFile: Sendable {
    let folder: String

    /// Which file, and what the system says.
    struct Failure: Error, CustomStringConvertible {
        let path: String
        let code: Int32
        var description: String { "\(path): \(String(cString: strerror(code)))" }
        /// For whoever typed the command.
        var sentence: Sentence { Self.sentence(path, code) }

        /// In /etc a newcomer forgets to be root.
        static func sentence(_ path: String, _ code: Int32) -> Sentence {
            let why = String(cString: strerror(code))
            guard code == EACCES || code == EPERM else {
                return Sentence(en: "\(path): \(why)", fr: "\(path) : \(why)")
            }
            return Sentence(
                en: "\(path): you may not write there; as root (sudo), or in a folder of yours",
                fr: "\(path) : pas le droit d'y écrire ; en root (sudo), ou dans un dossier à vous")
        }
    }

    /// Bytes of a file that are read at most: 1 MiB.
    static let longest = 1 << 20

    /// Makes the folder, for its owner alone whatever the umask says; one that is there stays as it is.
    func makeFolder() throws(Failure) {
        if mkdir(folder, 0o700) == 0 {
            guard chmod(folder, 0o700) == 0 else { throw Failure(path: folder, code: errno) }
        } else if errno != EEXIST {
            throw Failure(path: folder, code: errno)
        }
    }

    /// Written beside, flushed and moved. Returns the path.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws(Failure) -> String {
        let path = "\(folder)/\(name)"
        let temporary = "\(path).new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(path: temporary, code: errno) }
        let isWritten = Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        let code = errno
        close(descriptor)
        guard isWritten else { throw Failure(path: temporary, code: code) }
        guard rename(temporary, path) == 0 else { throw Failure(path: path, code: errno) }
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory >= 0 {
            fsync(directory)
            close(directory)
        }
        return path
    }

    /// Nil where there is none, or a longer one than `longest`.
    func read(_ name: String) -> [UInt8]? {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"), data.count <= Self.longest else {
            return nil
        }
        return Array(data)
    }
}
