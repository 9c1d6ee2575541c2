// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What the daemon does to itself before it reads its first secret (THREATS K2, G9).
public enum Hardening {
    /// Why she does not run in these surroundings.
    public enum Objection: Error, Sendable, Hashable {
        /// `SWIFT_DETERMINISTIC_HASHING` is set: strangers could choose names that collide in her tables.
        case deterministicHashing
    }

    /// No memory of hers in dumps, nothing she makes readable by others.
    public static func apply(environment: [String: String]) throws(Objection) {
        if environment["SWIFT_DETERMINISTIC_HASHING"] != nil { throw .deterministicHashing }
        umask(0o077)
        forbidDumps()
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }

    /// PR_SET_DUMPABLE 0 of prctl(2): also keeps other processes of the same user from tracing her.
    ///
    /// The C library's headers show `prctl` to no Swift, so it is asked for by name.
    private static func forbidDumps() {
        typealias Prctl = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
        guard let symbol = dlsym(nil, "prctl") else { return }
        let setDumpable: Int32 = 4
        _ = unsafeBitCast(symbol, to: Prctl.self)(setDumpable, 0, 0, 0, 0)
    }
}
