// SPDX-License-Identifier: Apache-2.0

public import Chat

extension Try {
    /// Plays lines that are there already, on the conversation's own clock: a second a line.
    ///
    /// - Parameter write: prints one line, at once.
    public mutating func run(lines: some Sequence<String>, write: (Line) -> Void) {
        for line in opening { write(line) }
        for line in lines {
            for shown in feed(line) { write(shown) }
            if isOver { return }
            for shown in advance(to: now + .seconds(1)) { write(shown) }
        }
    }

    /// Talks with somebody who types, in real time and real silence.
    ///
    /// - Parameters:
    ///   - read: waits for a line for at most the given time.
    ///   - clock: the time of day.
    public mutating func converse(
        read: (TimeSpan) -> TerminalInput.Result, clock: () -> Timestamp, write: (Line) -> Void
    ) {
        for line in opening { write(line) }
        // `/wait` runs ahead of the clock on the wall.
        var ahead = TimeSpan.zero
        while !isOver {
            let due = nextDeadline.map { $0 - (clock() + ahead) } ?? .minutes(1)
            let result = read(min(max(due, .milliseconds(1)), .minutes(1)))
            for line in advance(to: max(now, clock() + ahead)) { write(line) }
            switch result {
            case .end: return
            case .nothing: continue
            case .line(let text):
                let before = now
                for line in feed(text) { write(line) }
                ahead = ahead + (now - before)
            }
        }
    }
}
