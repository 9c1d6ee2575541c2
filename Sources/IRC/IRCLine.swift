// SPDX-License-Identifier: Apache-2.0

import Chat

/// One line to the server, its CR LF included: the last door (THREATS, law L3). There is no other way to make bytes
/// that leave, and no line holding NUL, CR or LF can be made; CTCP's 01 only by `ctcpReply`.
public struct IRCLine: Hashable, Sendable {
    public let bytes: [UInt8]
    /// Holds a password or a token: never shown, not even in a trace (THREATS K3).
    public let isSecret: Bool

    /// Nil, to be counted by the caller, when the line would hold a forbidden byte, or when a parameter that is not
    /// the last one is empty, begins with a colon or holds a space: any of these would make it another message.
    public init?(_ verb: StaticString, _ parameters: [[UInt8]] = [], text: [UInt8]? = nil, isSecret: Bool = false) {
        self.init(verb, parameters, text: text, isSecret: isSecret, mayHoldCTCP: false)
    }

    /// A line with one text parameter, for our own constant words.
    init?(_ verb: StaticString, words: StaticString) {
        self.init(verb, [], text: [UInt8](words))
    }

    /// `NOTICE nick :\u{1}VERSION …\u{1}`: an answer of her own, never an action or a request.
    static func ctcpReply(to nick: [UInt8], _ command: StaticString, _ text: [UInt8]) -> IRCLine? {
        guard !text.contains(1) else { return nil }
        let body = [1] + [UInt8](command) + (text.isEmpty ? [] : [0x20] + text) + [1]
        return IRCLine("NOTICE", [nick], text: body, isSecret: false, mayHoldCTCP: true)
    }

    private init?(
        _ verb: StaticString, _ parameters: [[UInt8]], text: [UInt8]?, isSecret: Bool, mayHoldCTCP: Bool
    ) {
        var line = [UInt8](verb)
        for parameter in parameters {
            guard let first = parameter.first, first != UInt8(ascii: ":"), !parameter.contains(0x20) else { return nil }
            line.append(0x20)
            line += parameter
        }
        if let text {
            line += [0x20, UInt8(ascii: ":")]
            line += text
        }
        guard line.allSatisfy({ $0 != 0 && $0 != 0x0A && $0 != 0x0D && (mayHoldCTCP || $0 != 1) }) else { return nil }
        line += [0x0D, 0x0A]
        bytes = line
        self.isSecret = isSecret
    }

    /// What a trace may show: the verb alone where the rest is secret.
    public var traced: String {
        let shown = isSecret ? Array(bytes.prefix { $0 != 0x20 }) + [UInt8](" •••") : Array(bytes.dropLast(2))
        return String(decoding: shown, as: UTF8.self)
    }
}

extension IRCLine {
    /// A received line as a trace may show it: what could carry a secret is cut to its verb, both ways.
    public static func traced(received line: Bytes) -> String {
        guard let view = MessageView(line) else { return "" }
        let mayBeSecret =
            view.verb.equals("AUTHENTICATE") || view.verb.equals("PASS") || view.verb.equals("OPER")
            || line.containsIgnoringCase("identify")
        return mayBeSecret ? String(decoding: view.verb, as: UTF8.self) + " •••" : String(decoding: line, as: UTF8.self)
    }
}

extension UnsafeBufferPointer where Element == UInt8 {
    /// `word` is given in lower case.
    func equalsIgnoringCase(_ word: StaticString) -> Bool {
        count == word.utf8CodeUnitCount && containsIgnoringCase(word)
    }

    /// `word` is given in lower case.
    func containsIgnoringCase(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard count >= length else { return false }
        for start in 0...(count - length) {
            var index = 0
            while index < length, CaseMapping.ascii.fold(self[start + index]) == word.utf8Start[index] { index += 1 }
            if index == length { return true }
        }
        return false
    }
}
