// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Why this user cannot read a file.
public enum FileObstacle: Sendable, Hashable {
    case missing
    case folder
    /// The file, or a folder above it: behind one that is closed nobody knows what there is.
    case closed
    /// It can be opened: what is in it is no text.
    case unfit

    public init(_ path: String) {
        var status = stat()
        if stat(path, &status) != 0 {
            self = errno == EACCES ? .closed : .missing
        } else if status.st_mode & S_IFMT == S_IFDIR {
            self = .folder
        } else {
            self = access(path, R_OK) == 0 ? .unfit : .closed
        }
    }
}
