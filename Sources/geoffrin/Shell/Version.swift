// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// What this binary is made of, for whoever reads security advisories (THREATS K12).
enum Version {
    static let number = "0.1.0"

    /// Shared libraries as they are loaded now; what is linked in, as it was built.
    static var text: String {
        let built = [
            "toml++ 3.3 (headers), BoringSSL of swift-nio-ssl 2.37.6,",
            "swift-nio 2.101.2, GRDB 7.10.0, swift-argument-parser 1.8.2",
        ]
        return (["geoffrin \(number)", "sqlite \(sqlite)"] + loaded + built).joined(separator: "\n")
    }

    private static var sqlite: String {
        typealias Version = @convention(c) () -> UnsafePointer<CChar>?
        guard let symbol = dlsym(nil, "sqlite3_libversion"), let text = unsafeBitCast(symbol, to: Version.self)() else {
            return "unknown"
        }
        return String(cString: text)
    }

    /// File names such as `libre2.so.9.0.0`, from the process's own map.
    private static var loaded: [String] {
        // Read to its end: a file of the kernel's does not know its length.
        guard let handle = FileHandle(forReadingAtPath: "/proc/self/maps"), let data = try? handle.readToEnd() else {
            return []
        }
        let map = String(decoding: data, as: UTF8.self)
        var found: Set<String> = []
        for line in map.split(separator: "\n") {
            guard let path = line.split(separator: " ").last, let name = path.split(separator: "/").last else {
                continue
            }
            if ["libcurl", "libre2", "libssl", "libcrypto", "libsqlite3", "libstdc++", "libc.so"].contains(where: {
                name.hasPrefix($0)
            }) {
                found.insert(String(name))
            }
        }
        return found.sorted()
    }
}
