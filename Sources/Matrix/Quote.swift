// SPDX-License-Identifier: Apache-2.0

import Chat

/// What a reply is about, as far as it is known: old clients repeat it before the reply, and only what is really a
/// repetition is not the author's own words (THREATS A4).
public struct Quote: Sendable {
    let sender: ByteString
    let name: PeerText
    let print: Print

    /// The words of a message without white space and without what they repeat themselves: their length and a hash.
    struct Print: Sendable, Hashable {
        var length: Int
        var hash: UInt64
        /// Clients write what a picture or a file is, not its name.
        var isFile = false

        init(_ bytes: some Sequence<UInt8>) {
            length = 0
            hash = 0xCBF2_9CE4_8422_2325
            let isRead: Void? = bytes.withContiguousStorageIfAvailable { for byte in $0 { add(byte) } }
            if isRead == nil { for byte in bytes { add(byte) } }
        }

        @inline(__always) private mutating func add(_ byte: UInt8) {
            guard byte > 0x20 else { return }
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
            hash ^= hash >> 29
            length &+= 1
        }

        /// Of what an event says, an edit's in place of the edited.
        init(of event: RoomEvent) {
            var content = event.content
            if event.edited != nil, let new = content?["m.new_content"] { content = new }
            let body = content?["body"]?.text ?? ""
            self.init(Quote.split(body)?.rest ?? body.utf8[...])
            isFile = content?["msgtype"]?.string.map { Quote.files.contains($0) } ?? false
        }
    }

    static let files: [ByteString] = ["m.image", "m.video", "m.audio", "m.file", "m.sticker"]
    // Client-server API, "Fallbacks for rich replies".
    private static let namesOfFiles = ["sent an image.", "sent a video.", "sent an audio file.", "sent a file."]

    /// The lines that old clients put before a reply, and what comes after them: `> <@alice:example.org> …`.
    /// Nil for a body without them.
    static func split(_ body: String) -> (quoted: [UInt8], sender: ByteString, rest: Substring.UTF8View)? {
        let bytes = body.utf8
        guard bytes.starts(with: "> <@".utf8) || bytes.starts(with: "> * <@".utf8),
            let open = bytes.firstIndex(of: UInt8(ascii: "<")),
            let close = bytes[open...].prefix(300).firstIndex(of: UInt8(ascii: ">"))
        else { return nil }
        let sender = ByteString(Array(bytes[bytes.index(after: open)..<close]))
        var quoted: [UInt8] = []
        var start = bytes.index(after: close)
        while true {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.endIndex
            quoted += bytes[start..<end]
            quoted.append(0x0A)
            guard end < bytes.endIndex else { return (quoted, sender, body[body.endIndex...].utf8) }
            let next = bytes.index(after: end)
            guard next < bytes.endIndex, bytes[next] == UInt8(ascii: ">") else {
                return (quoted, sender, bytes[next...])
            }
            start = bytes.index(after: next)
        }
    }

    /// The reply alone, where what stands before it repeats what this is; else all of it.
    static func own(of body: String, _ quote: Quote?) -> String {
        guard let quote, let (quoted, sender, rest) = split(body), sender == quote.sender, quote.isRepeated(by: quoted)
        else { return body }
        return String(decoding: rest, as: UTF8.self)
    }

    /// Whether that is what a client shows before a reply to this: who is answered, and the words.
    func isShown(by html: HTMLText) -> Bool {
        guard html.quotedLinks.allSatisfy({ $0.utf8.starts(with: "https://matrix.to/#/".utf8) }) else { return false }
        let bytes = html.quoted.utf8.filter { $0 > 0x20 }
        return [sender.bytes, name.raw.utf8.filter { $0 > 0x20 }].contains { who in
            let lead = Array("Inreplyto".utf8) + who
            return bytes.starts(with: lead) && isRepeated(by: bytes.dropFirst(lead.count))
        }
    }

    private func isRepeated(by quoted: some Sequence<UInt8>) -> Bool {
        let bytes = quoted.filter { $0 > 0x20 }
        if print.isFile, Self.namesOfFiles.contains(where: { $0.utf8.filter { $0 > 0x20 }.elementsEqual(bytes) }) {
            return true
        }
        let other = Print(bytes)
        return other.length == print.length && other.hash == print.hash
    }
}

extension Relation {
    /// The message that is answered.
    var answered: ByteString? {
        switch self {
        case .reply(let to): to
        case .thread(_, let reply): reply
        case .edit, .reaction, .reference: nil
        }
    }
}
