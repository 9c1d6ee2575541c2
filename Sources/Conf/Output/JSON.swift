// SPDX-License-Identifier: Apache-2.0

/// As much of JSON (RFC 8259) as a schema needs, members in the order given.
indirect enum JSON {
    case object([(String, JSON)])
    case array([JSON])
    case text(String)
    case whole(Int64)
    case flag(Bool)

    /// Indented by two spaces, a line end at the end.
    var printed: String {
        var out = ""
        write(to: &out, indent: 0)
        return out + "\n"
    }

    private func write(to out: inout String, indent: Int) {
        let inner = String(repeating: "  ", count: indent + 1)
        let outer = String(repeating: "  ", count: indent)
        switch self {
        case .object(let members):
            guard !members.isEmpty else { return out += "{}" }
            out += "{\n"
            for (index, member) in members.enumerated() {
                out += inner + Self.quoted(member.0) + ": "
                member.1.write(to: &out, indent: indent + 1)
                out += index + 1 < members.count ? ",\n" : "\n"
            }
            out += outer + "}"
        case .array(let elements):
            out += "["
            for (index, element) in elements.enumerated() {
                element.write(to: &out, indent: indent + 1)
                if index + 1 < elements.count { out += ", " }
            }
            out += "]"
        case .text(let text): out += Self.quoted(text)
        case .whole(let number): out += String(number)
        case .flag(let flag): out += flag ? "true" : "false"
        }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    let hex = String(scalar.value, radix: 16)
                    out += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
        }
        return out + "\""
    }
}
