// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Language

/// Model files as they lie on the disk: no more of one is read than a model may have, and a byte to see that it is longer.
enum ModelBytes {
    static func at(_ path: String) -> [UInt8]? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }  // read whole already
        return (try? handle.read(upToCount: ModelFormat.limit + 1)).map { Array($0) }
    }

    /// One that bot.conf names, from the folder it lies in.
    static func of(_ name: String, beside folder: URL) -> [UInt8]? {
        at(URL(fileURLWithPath: name, relativeTo: folder).path)
    }
}
