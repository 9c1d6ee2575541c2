// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Engine

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Every setting of bot.conf as a JSON Schema, for editors.")
    @OptionGroup(visibility: .hidden) var unused: UnusedOptions

    func run() { Console.raw(Schema.json(sections: Policy.sections, unused.file.tongue)) }
}
