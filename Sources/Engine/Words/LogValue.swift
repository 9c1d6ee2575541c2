// SPDX-License-Identifier: Apache-2.0

public import Chat

/// A stranger's text as a value in a log: one line, printable, at most 200 scalars; what is not printable is shown as
/// `\u{1b}`, quotes and backslashes are escaped, so that no value can look like another field (THREATS.md K6).
public struct LogValue: Sendable, Hashable, CustomStringConvertible {
    public static let longest = 200
    public let text: String
    public var description: String { text }

    public init(_ peer: PeerText) { self.init(raw: peer.raw) }
    public init(_ bytes: ByteString) { self.init(raw: bytes.text) }

    private init(raw: String) {
        var kept = ""
        var count = 0
        for scalar in raw.unicodeScalars {
            count += 1
            if count > Self.longest {
                kept += "…"
                break
            }
            switch (scalar, CleanText.kind(of: scalar)) {
            case ("\"", _): kept += "\\\""
            case ("\\", _): kept += "\\\\"
            case (" ", _), (_, .shown): kept.unicodeScalars.append(scalar)
            // A mark joins the scalar before it, which may be a quote or a space: shown by number instead.
            case (_, .space), (_, .mark), (_, .dropped): kept += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        text = kept
    }
}
