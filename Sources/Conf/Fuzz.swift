// SPDX-License-Identifier: Apache-2.0

/// The way in for a fuzzer.
public enum Fuzz {
    /// Reads any bytes as a bot.conf and says everything about them. Never traps; false when a promise is broken:
    /// a place outside the file, a message of several lines, places out of order.
    @discardableResult public static func configuration(_ bytes: [UInt8], sections: [AnySection] = []) -> Bool {
        let (configuration, diagnostics) = Configuration.load(bytes: bytes, file: "bot.conf", sections: sections)
        let lines = 1 + bytes.reduce(0) { $0 + ($1 == .newline ? 1 : 0) }
        var before = Position.start
        for diagnostic in diagnostics {
            guard diagnostic.line >= 1, diagnostic.line <= lines + 1, diagnostic.column >= 1, diagnostic.at >= before
            else {
                return false
            }
            before = diagnostic.at
            for tongue in Tongue.allCases
            where diagnostic.printed(tongue).utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
                return false
            }
        }
        if let configuration {
            _ = Understanding.sentences(of: configuration)
            for prompt in configuration.content.prompts {
                guard case .at(let excerpt) = prompt.moment else { continue }
                _ = excerpt.position(atByte: excerpt.text.utf8.count)
            }
        }
        return (configuration == nil) == diagnostics.hasErrors
    }
}
