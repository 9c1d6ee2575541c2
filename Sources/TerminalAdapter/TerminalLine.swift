// SPDX-License-Identifier: Apache-2.0

/// One line typed into `geoffrin try`.
public enum TerminalLine: Sendable, Equatable {
    /// Bare text: you, an ordinary member.
    case said(String)
    /// `<nick> text`: somebody else.
    case saidBy(String, String)
    /// `* nick text`.
    case actedBy(String, String)
    /// `--> nick`
    case joined(String)
    /// `<-- nick`
    case left(String)
    /// `/wait 30m`, in the text of a duration.
    case wait(String)
    /// `/desk command`: you, as the owner, at the desk.
    case desk(String)
    /// `/private text`: you, to her alone.
    case whispered(String)
    case restart
    case help
    case quit
    case nothing
    /// Begins with `/` and is none of these.
    case unknown(String)

    /// Reads a line, by scalars; never fails.
    public init(_ line: String) {
        let scalars = Self.trimmed(line.unicodeScalars)
        let text = String(String.UnicodeScalarView(scalars))
        if scalars.isEmpty {
            self = .nothing
        } else if let rest = Self.after("-->", scalars) {
            self = rest.isEmpty ? .said(text) : .joined(rest)
        } else if let rest = Self.after("<--", scalars) {
            self = rest.isEmpty ? .said(text) : .left(rest)
        } else if let rest = Self.after("* ", scalars), case let (nick, words) = Self.cut(rest), !words.isEmpty {
            self = .actedBy(nick, words)
        } else if scalars.first == "<", let end = scalars.firstIndex(of: ">"), end > scalars.startIndex + 1 {
            let nick = String(String.UnicodeScalarView(scalars[(scalars.startIndex + 1)..<end]))
            let words = Self.trimmed(String.UnicodeScalarView(scalars[(end + 1)...]))
            self = .saidBy(nick, String(String.UnicodeScalarView(words)))
        } else if scalars.first == "/" {
            self = Self.command(text)
        } else {
            self = .said(text)
        }
    }

    private static func command(_ text: String) -> TerminalLine {
        let (word, rest) = cut(text)
        switch word {
        case "/wait", "/attendre": return .wait(rest)
        case "/desk": return .desk(rest)
        case "/private", "/msg": return .whispered(rest)
        case "/restart": return .restart
        case "/help", "/aide": return .help
        case "/quit", "/exit": return .quit
        default: return .unknown(word)
        }
    }

    private static func after(_ prefix: String, _ scalars: [Unicode.Scalar]) -> String? {
        let wanted = Array(prefix.unicodeScalars)
        guard scalars.starts(with: wanted) else { return nil }
        return String(String.UnicodeScalarView(trimmed(String.UnicodeScalarView(scalars.dropFirst(wanted.count)))))
    }

    /// The first word, and what follows it.
    private static func cut(_ text: String) -> (String, String) {
        let scalars = Array(text.unicodeScalars)
        let end = scalars.firstIndex(of: " ") ?? scalars.endIndex
        let rest = trimmed(String.UnicodeScalarView(scalars[end...]))
        return (String(String.UnicodeScalarView(scalars[..<end])), String(String.UnicodeScalarView(rest)))
    }

    private static func trimmed(_ view: String.UnicodeScalarView) -> [Unicode.Scalar] {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool {
            scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n"
        }
        var all = Array(view)
        while let last = all.last, isSpace(last) { all.removeLast() }
        return Array(all.drop(while: isSpace))
    }
}
