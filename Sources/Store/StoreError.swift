// SPDX-License-Identifier: Apache-2.0

/// Why the store could not do what was asked. Closed: the loop answers each case.
public enum StoreError: Error, Sendable, Hashable {
    /// No room to write a debt, although everything that may be dropped was dropped: she must stop (exit 74).
    case full
    /// The storage does not answer: a permission, a device error, a lock held by another process.
    case unavailable(String)
    /// Another geoffrin runs on these files; which one keeps them, is named.
    case locked(String)
    /// Another owner has taken over; nothing more may be written. SQLite never says so.
    case fenced
    /// What is stored cannot be believed.
    case corrupt(String)
    /// Written by a later release, with schema `found`; this one knows up to `known`.
    case newer(found: Int, known: Int)
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .full: "the disk is full: no space left, not even for what is owed"
        case .unavailable(let why): "the database is not available: \(why)"
        case .locked(let path): "another geoffrin is using \(path)"
        case .fenced: "another process has taken over this database"
        case .corrupt(let why): "the database is damaged: \(why); restore a backup, or move the file away to start anew"
        case .newer(let found, let known):
            "the database was written by a later release (format \(found), this one knows \(known)): update geoffrin"
        }
    }
}
