// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What the operator types, or a pipe brings: a line at a time, so that what follows stays for the next question.
enum Typed {
    static func line(_ prompt: String) -> [UInt8] {
        if isatty(STDIN_FILENO) == 1 { Console.ask(prompt) }
        return read()
    }

    /// On a terminal without echo, which comes back whatever happens. Whoever gets it wipes it.
    static func secret(_ prompt: String) -> [UInt8] {
        var former = termios()
        let isTerminal = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &former) == 0
        if isTerminal {
            Console.ask(prompt)
            var silent = former
            silent.c_lflag &= ~tcflag_t(ECHO)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        }
        defer {
            if isTerminal {
                tcsetattr(STDIN_FILENO, TCSAFLUSH, &former)
                Console.note("")
            }
        }
        return read()
    }

    /// At most 64 KiB, without the line's end.
    private static func read() -> [UInt8] {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 64 * 1024, Glibc.read(STDIN_FILENO, &byte, 1) == 1 {
            if byte == 0x0A { break }
            line.append(byte)
        }
        while let last = line.last, last == 0x0D { line.removeLast() }
        return line
    }
}
