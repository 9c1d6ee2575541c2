// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What the operator types, or a pipe brings: a line at a time, so that what follows stays for the next question.
enum Typed {
    static func line(_ prompt: String) -> [UInt8] {
        if isatty(STDIN_FILENO) == 1 { Console.ask(prompt) }
        return read()
    }

    /// On a terminal without echo, which comes back whatever is typed: Ctrl-C ends the process only then. Whoever gets
    /// it wipes it.
    static func secret(_ prompt: String) -> [UInt8] {
        var former = termios()
        guard isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &former) == 0 else { return read() }
        var silent = former
        // Byte by byte: where the terminal kept the line, it would turn Ctrl-C into a signal, and who dies of one leaves
        // a terminal that shows nothing any more.
        silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        // Where the terminal kept lines, these places meant something else.
        withUnsafeMutableBytes(of: &silent.c_cc) { places in
            places[Int(VMIN)] = 1
            places[Int(VTIME)] = 0
        }
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        Console.ask(prompt)
        let line = typedLine()
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &former)
        Console.note("")
        if let line { return line }
        raise(SIGINT)
        // Where that is ignored, as a shell would count it.
        exit(128 + SIGINT)
    }

    /// As a terminal edits it; nil where it was broken off.
    private static func typedLine() -> [UInt8]? {
        var line = SecretLine()
        var byte: UInt8 = 0
        while line.bytes.count < 64 * 1024 {
            if line.isAmbiguous, !hasMore() { line.rest() }
            guard Glibc.read(STDIN_FILENO, &byte, 1) == 1 else { break }
            switch line.take(byte) {
            case .typing: continue
            case .done: return line.bytes
            case .brokenOff: return nil
            }
        }
        return line.bytes
    }

    /// What a key sends comes at once, over slow lines too; whoever pressed Escape takes longer to the next key.
    private static func hasMore() -> Bool {
        var wanted = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, 100) > 0
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
