// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// The program: one command for each thing an operator does.
struct Geoffrin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "geoffrin",
        abstract: "Hosts chat rooms: greets newcomers, keeps talk alive, keeps the peace, and says why.",
        discussion: """
            Begin with «geoffrin init», then «geoffrin try» to talk with her in this terminal, then «geoffrin run».

            The file is --config, else $GEOFFRIN_CONFIG, ./bot.conf, /etc/geoffrin/bot.conf. Results go to standard \
            output, everything else to standard error. Exit codes: 0 done, 64 usage, 65 a scenario differs, 69 the \
            daemon is not running, 70 our fault, 74 cannot write, or nothing to read, 75 no network left, 77 not \
            allowed, 78 bot.conf.
            """,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Every day",
                subcommands: [
                    InitCommand.self, SecretCommand.self, LoginCommand.self, CheckCommand.self, TryCommand.self,
                    RunCommand.self,
                    StatusCommand.self, ReloadCommand.self,
                ]),
            CommandGroup(
                name: "When needed",
                subcommands: [
                    WhyCommand.self, UndoCommand.self, AuditCommand.self, AcceptCommand.self, PlanCommand.self,
                    DiffCommand.self, ForgetCommand.self, ExportCommand.self,
                    OwnerCommand.self, BackupCommand.self, RetireCommand.self, ScenarioCommand.self, ReplayCommand.self,
                    SchemaCommand.self, ScoreCommand.self, FieldsCommand.self, DrillCommand.self,
                ]),
        ])
}
