// SPDX-License-Identifier: Apache-2.0

public import Chat

/// Text for a terminal or journald: the only byte under 20 is LF, between her own lines; no C1, no ESC, nothing that
/// turns the direction of reading (THREATS.md K6).
public struct TerminalText: Sendable, Hashable {
    public let text: String

    /// What she says; its line ends stay.
    public init(_ utterance: Utterance) { self.init(own: utterance.text) }

    /// Text of ours that may hold peer text already made harmless; its line ends stay, nothing is cut.
    public init(own text: String) {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch CleanText.kind(of: scalar) {
            case .shown, .mark: kept.append(scalar)
            case .space: kept.append(scalar == "\n" || scalar == "\u{A0}" ? scalar : " ")
            case .dropped: if scalar == "\u{2060}" { kept.append(scalar) }
            }
        }
        self.text = String(kept)
    }

    /// A stranger's text, on one line of at most `limit` scalars.
    public init(_ peer: PeerText, limit: Int = 400) { text = CleanText(peer, limit: limit).text }
}
