// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Where things are: what the command line says, else the environment, else the usual places.
struct Places: Sendable {
    var environment: [String: String]
    var exists: @Sendable (String) -> Bool = { FileManager.default.fileExists(atPath: $0) }

    /// The socket of the unit.
    static let system = "/run/geoffrin/control"

    static var here: Places { Places(environment: ProcessInfo.processInfo.environment) }

    /// `--config`, `$GEOFFRIN_CONFIG`, `./bot.conf`, `/etc/geoffrin/bot.conf`.
    func configuration(_ asked: String?) -> String {
        if let asked = asked ?? filled("GEOFFRIN_CONFIG") { return asked }
        return exists("bot.conf") || !exists("/etc/geoffrin/bot.conf") ? "bot.conf" : "/etc/geoffrin/bot.conf"
    }

    /// `--state`, `$STATE_DIRECTORY`, `$XDG_STATE_HOME/geoffrin`.
    func state(_ asked: String?) -> String {
        if let asked = asked ?? filled("STATE_DIRECTORY") { return asked }
        let base = filled("XDG_STATE_HOME") ?? filled("HOME").map { "\($0)/.local/state" }
        return base.map { "\($0)/geoffrin" } ?? "geoffrin-state"
    }

    /// Where a command that reads her journal looks for it, where neither the command line nor a running daemon says: the
    /// first of the places where there is one, the unit's included.
    var stateToRead: String {
        let own = state(nil)
        guard filled("STATE_DIRECTORY") == nil else { return own }
        let usual = "/var/lib/geoffrin"
        let places = filled("XDG_STATE_HOME") == nil ? [usual, own] : [own, usual]
        return places.first { exists($0 + "/geoffrin.db") } ?? own
    }

    /// Where the daemon makes its socket: `--socket`, `$RUNTIME_DIRECTORY/control`, `/run/geoffrin/control` as root,
    /// `$XDG_RUNTIME_DIR/geoffrin/control`, else beside the state.
    func socketToMake(_ asked: String?, state: String, isRoot: Bool) -> String {
        if let asked { return asked }
        if let folder = filled("RUNTIME_DIRECTORY") { return "\(folder)/control" }
        if isRoot { return Self.system }
        return filled("XDG_RUNTIME_DIR").map { "\($0)/geoffrin/control" } ?? "\(state)/control"
    }

    /// Where a command looks for it: the first of the same places where something is.
    func socketToAsk(_ asked: String?, state: String) -> String {
        if let asked { return asked }
        if let folder = filled("RUNTIME_DIRECTORY") { return "\(folder)/control" }
        let usual =
            [Self.system] + (filled("XDG_RUNTIME_DIR").map { ["\($0)/geoffrin/control"] } ?? [])
            + ["\(state)/control"]
        return usual.first(where: exists) ?? usual[0]
    }

    private func filled(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
}
