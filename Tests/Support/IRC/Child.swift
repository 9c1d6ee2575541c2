// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Glibc

/// A process started for a test, with no signal blocked: the threads of a test run with all of them blocked, a child
/// would inherit that, and nothing but SIGKILL could stop a server and what it started.
public struct Child: Sendable {
    public struct NotStarted: Error {
        public let code: Int32
    }

    public let pid: pid_t

    /// SwiftNIO's sockets are inherited, and a child that holds a listening one takes its connections for ever and
    /// never answers them: all but the first three descriptors are closed before the script begins.
    private static let closing = """
        for d in /proc/self/fd/*; do n=${d##*/}; [ "$n" -le 2 ] || eval "exec $n>&-"; done; exec "$0" "$@"
        """

    public init(script: String, _ arguments: [String], environment: [String: String]) throws {
        let (path, arguments) = ("/bin/bash", ["-c", Self.closing, script] + arguments)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        // A group of its own: a server that signals its whole group at its end must not end the others.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0)
        var argv = ([path] + arguments).map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &files, &attributes, &argv, &envp)
        guard code == 0 else { throw NotStarted(code: code) }
        self.pid = pid
    }

    /// SIGTERM, and the end of it: the process cleans up within a fraction of a second.
    public func stop() {
        kill(pid, SIGTERM)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }
}
