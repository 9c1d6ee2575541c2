// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Engine

struct FieldsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fields", abstract: "Every field a [[rule]] may ask for: its name, its type, what it tells.",
        discussion: "For example: when = 'links.count > 0 and member.messages < 3'")
    @OptionGroup var file: FileOptions
    @OptionGroup(visibility: .hidden) var unused: UnusedPlaces
    @Flag(help: "For programs.") var json = false

    func run() {
        let tongue = file.tongue
        if json {
            let items = RuleField.all.map {
                JSONObject([
                    ("name", .text($0.name)), ("type", .text($0.type[tongue])), ("summary", .text($0.summary[tongue])),
                ])
            }
            return Console.raw("[" + items.map(\.text).joined(separator: ",\n ") + "]")
        }
        let width = RuleField.all.map(\.name.utf8.count).max() ?? 0
        for field in RuleField.all {
            let space = String(repeating: " ", count: width - field.name.utf8.count)
            Console.result("\(field.name)\(space)  \(field.summary[tongue]) (\(field.type[tongue]))")
        }
    }
}
