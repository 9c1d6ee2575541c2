// SPDX-License-Identifier: Apache-2.0

/// What can be told of a command line before it is parsed.
enum Invocation {
    /// The first word that is no option is `run`.
    static func isDaemon(_ arguments: [String]) -> Bool {
        arguments.dropFirst().first { !$0.hasPrefix("-") } == "run"
    }
}
