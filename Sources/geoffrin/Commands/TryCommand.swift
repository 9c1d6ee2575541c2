// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Bot
internal import Conf
internal import Foundation
internal import Glibc
internal import Scenario
internal import TerminalAdapter

struct TryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try", abstract: "Talk with her in this terminal: no server, nothing to configure.",
        discussion: """
            You are an ordinary member: type to speak. <nick> text: somebody else speaks. --> nick comes, <-- nick \
            leaves. /wait 30m lets time pass, /desk command is an owner's order, /restart starts her again. She acts at \
            once, whatever the file says. Piped input is played on its own clock, the same bytes each time.
            """)
    @OptionGroup var file: FileOptions
    @OptionGroup(visibility: .hidden) var unused: UnusedPlaces

    func run() throws {
        let isInteractive = isatty(STDIN_FILENO) == 1
        let path = file.path
        // Without a file she brings her own along; one that was asked for has to be there.
        let isAsked = file.config != nil || ProcessInfo.processInfo.environment["GEOFFRIN_CONFIG"] != nil
        let text = try? String(contentsOfFile: path, encoding: .utf8)
        if text == nil, isAsked {
            Console.note("\(path): \(Accepted.unreadable(path)[file.tongue])")
            throw Exit.configuration.code
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        var conversation: Try
        do throws(Stage.Refusal) {
            conversation = try Try(
                text, file: path, tongue: file.tongue, now: isInteractive ? Surroundings.real.wall() : nil,
                model: { ModelBytes.of($0, beside: folder) },
                reading: { try? String(contentsOf: URL(fileURLWithPath: $0, relativeTo: folder), encoding: .utf8) })
        } catch {
            for diagnostic in error.diagnostics { Console.note(diagnostic.printed(file.tongue)) }
            throw Exit.configuration.code
        }
        let show: (Try.Line) -> Void = { line in
            switch line {
            case .room(let text): Console.result(text)
            case .hint(let text): Console.note(text)
            }
        }
        if isInteractive {
            var input = TerminalInput()
            conversation.converse(
                read: { input.next(within: $0) }, clock: Surroundings.real.wall, write: show)
        } else {
            conversation.run(lines: AnyIterator { readLine(strippingNewline: true) }, write: show)
        }
    }
}
