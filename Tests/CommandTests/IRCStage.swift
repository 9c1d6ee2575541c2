// SPDX-License-Identifier: Apache-2.0

import IRCTestSupport
import Testing

/// The whole daemon beside a moderator, in `#salon` with the desk `#modos`, on a real IRC server.
struct IRCStage {
    let mod: IRCTestClient
    let program: Program
    let running: Running

    /// - Parameter isInspircd: she logs in there, as `bot`, and the first in a room is no operator by itself.
    static func open(_ server: ServerProcess, isInspircd: Bool, _ more: String = "") async throws -> IRCStage {
        let mod = try await IRCTestClient.connect(port: server.port, nick: "mod", user: "mod")
        for room in ["#salon", "#modos"] { try await mod.join(room) }
        if isInspircd {
            mod.send("OPER oper oper", "SAMODE #salon +o mod", "SAMODE #modos +o mod", "MODE mod -o")
            try await mod.expect("MODE #modos +o", "mod")
        }
        let program = try Program()
        try program.keep("sesame", as: "loop")
        try program.write(
            """
            \(conf(server.port, isInspircd ? "account = \"bot\"\npassword = \"secret:loop\"" : ""))
            [moderation]
            mode = "act"
            \(more)

            """, to: "bot.conf")
        let running = try Running(program)
        try await mod.expect("geoffrin", "JOIN", "#salon")
        try await mod.expect("geoffrin", "JOIN", "#modos")
        mod.send("MODE #modos +i", "MODE #salon +o geoffrin")
        try await mod.expect("PRIVMSG #modos :I am in")
        return IRCStage(mod: mod, program: program, running: running)
    }

    /// bot.conf up to the community: one network in the clear on this machine, one room and its desk.
    ///
    /// - Parameter login: lines of the network besides.
    static func conf(_ port: Int, _ login: String = "") -> String {
        """
        language = "en"
        contact = "hello@salon.test"
        [network.loop]
        irc = "127.0.0.1:\(port)"
        tls = false
        nick = "geoffrin"
        \(login)
        [community.salon]
        rooms = ["loop/#salon"]
        desk = ["loop/#modos"]
        """
    }

    /// Entries of the room's list of bans, as the server has them now.
    func bans() async throws -> Int {
        let from = mod.lines.all.count
        mod.send("MODE #salon +b")
        while !mod.lines.all.dropFirst(from).contains(where: { $0.contains(" 368 ") }) {
            try await Task.sleep(for: .milliseconds(50))
        }
        return mod.lines.all.dropFirst(from).count { $0.contains(" 367 ") }
    }

    /// The room's modes, as the server has them now.
    func modes() async throws -> String {
        let from = mod.lines.all.count
        mod.send("MODE #salon")
        while !mod.lines.all.dropFirst(from).contains(where: { $0.contains(" 324 ") }) {
            try await Task.sleep(for: .milliseconds(50))
        }
        let line = mod.lines.all.dropFirst(from).last { $0.contains(" 324 ") } ?? ""
        // The order of letters is the server's.
        return String(line.split(separator: " ").dropFirst(4).joined(separator: " ").sorted())
    }
}
