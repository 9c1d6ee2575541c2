// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

// The commands that are one question to the running daemon.

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "What she is doing: networks, rooms, cases, what stands, what comes next.")
    @OptionGroup var socket: SocketOptions
    @Flag(help: "For programs.") var json = false

    func run() throws { try Ask.daemon(socket, "status", json: json) }
}

struct ReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Read bot.conf again; with a mistake in it the old settings stay.",
        discussion: """
            The whole file is read and checked, its [[expect]] are run, and recent talk is replayed. Communities that \
            pass take the new settings; what would have hit members waits for «geoffrin accept». Exits with 0 when all of \
            it is in force, 65 when something waits, 78 when something is refused; the reason is on standard error then.
            """)
    @OptionGroup var socket: SocketOptions
    @Flag(help: "For programs.") var json = false

    func run() throws { try Ask.daemon(socket, "reload", json: json) }
}

struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Why she did it: rule, measures, and what would have spared the person.")
    @Argument(help: ArgumentHelp("A case: 41, or tricot-41 where there are several communities.", valueName: "id"))
    var id: String
    @OptionGroup var socket: SocketOptions
    @Flag(help: "For programs.") var json = false

    func run() throws { try Ask.daemon(socket, "why", [id], json: json) }
}

struct UndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take a case back entirely: what was done, what waits, what is remembered.",
        discussion: """
            geoffrin undo 41
            geoffrin undo --by lise --since 2h     all that one moderator had her do, in every community
            """)
    @Argument(help: ArgumentHelp("A case: 41, or tricot-41 where there are several communities.", valueName: "id"))
    var id: String?
    @Option(help: ArgumentHelp("All that this moderator had her do; name or account.", valueName: "name"))
    var by: String?
    @Option(help: ArgumentHelp("With --by: from when, a span or a time of day; a day without it.", valueName: "2h"))
    var since: String?
    @OptionGroup var socket: SocketOptions
    @Flag(help: "For programs.") var json = false

    func validate() throws {
        guard (id == nil) != (by == nil) else { throw ValidationError("say either a case or --by NAME") }
        if since != nil, by == nil { throw ValidationError("--since wants --by") }
    }

    func run() throws {
        let ofOne = by.map { ["--by", $0] + (since.map { ["--since", $0] } ?? []) }
        try Ask.daemon(socket, "undo", ofOne ?? id.map { [$0] } ?? [], json: json)
    }
}

struct AcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Carry out what a case proposes, or take up settings that wait.")
    @Argument(help: ArgumentHelp("A case, or nothing: the settings that wait.", valueName: "id"))
    var id: String?
    @OptionGroup var socket: SocketOptions
    @Flag(help: "For programs.") var json = false

    func run() throws { try Ask.daemon(socket, "accept", id.map { [$0] } ?? [], json: json) }
}

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "What she means to ask, and when.")
    @Argument(help: ArgumentHelp("How far to look: 14d.", valueName: "span"))
    var span = "14d"
    @Option(help: ArgumentHelp("Begin with this number; 200 of a community are told at once.", valueName: "n"))
    var from = 1
    @OptionGroup var socket: SocketOptions
    @Flag(help: "For programs.") var json = false

    func run() throws { try Ask.daemon(socket, "plan", [span, String(from)], json: json) }
}

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "What differs between the file and the settings in force.")
    @OptionGroup var socket: SocketOptions

    func run() throws { try Ask.daemon(socket, "diff") }
}

struct OwnerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "owner", abstract: "Print a code; whoever sends it to her in private becomes an owner.",
        discussion: "For networks without services. The code works once, for ten minutes: /msg geoffrin owner CODE")
    @OptionGroup var socket: SocketOptions

    func run() throws { try Ask.daemon(socket, "owner") }
}

struct RetireCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Lift all she set, say goodbye, leave: one community, or all.")
    @Argument(help: ArgumentHelp("A community; all without one.", valueName: "community"))
    var community: String?
    @OptionGroup var socket: SocketOptions

    func run() throws { try Ask.daemon(socket, "retire", community.map { [$0] } ?? []) }
}
