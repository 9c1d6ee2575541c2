// SPDX-License-Identifier: Apache-2.0

internal import Conf
internal import Engine
internal import Glibc

/// Where lines go: results on standard output, the rest on standard error. Nothing reaches either but through
/// `TerminalText`, whoever wrote it (THREATS K6).
enum Console {
    static func result(_ text: String) { write(TerminalText(own: text).text + "\n", to: STDOUT_FILENO) }
    static func note(_ text: String) { write(TerminalText(own: text).text + "\n", to: STDERR_FILENO) }
    /// Without a line end: a question.
    static func ask(_ text: String) { write(TerminalText(own: text).text, to: STDERR_FILENO) }

    /// A text of ours for programs, such as a schema: as it is.
    static func raw(_ text: String) { write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            // Whoever read it has gone: nothing can be told any more.
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// The language of mistakes and questions: what was asked for, else `LC_ALL`, `LC_MESSAGES`, `LANG`.
    static func tongue(_ asked: String?, _ environment: [String: String]) -> Tongue {
        let named = [asked, environment["LC_ALL"], environment["LC_MESSAGES"], environment["LANG"]]
        let first = named.lazy.compactMap { $0 }.first { !$0.isEmpty }
        return first?.hasPrefix("fr") == true ? .fr : .en
    }
}
