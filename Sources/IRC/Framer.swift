// SPDX-License-Identifier: Apache-2.0

import Chat

/// Cuts a stream of bytes into lines. Whatever a peer sends, the stream goes on: a line too long or holding a NUL is
/// counted and dropped up to its end, and no more than one line's limit is ever kept.
public struct Framer: Sendable {
    /// What was dropped since the connection began.
    public struct Dropped: Sendable, Equatable {
        public var tooLong = 0
        public var withNUL = 0
    }

    /// IRCv3 message-tags: 8191 bytes of tags, `@` and space included.
    public static let tagLimit = 8191
    /// Bytes of the rest of the line, its end included: 512, or the server's LINELEN (clamped to 512...16384).
    public var lineLimit = 512 {
        didSet { lineLimit = max(512, min(16_384, lineLimit)) }
    }
    public private(set) var dropped = Dropped()
    private var partial: [UInt8] = []
    private var isSkipping = false

    public init() {}

    /// Bytes kept of a line whose end has not come yet.
    public var pending: Int { partial.count }

    /// Hands each whole line, without its end, to `body`. Empty lines are skipped. LF ends a line; a CR before it
    /// goes with it (Modern "Message Format": servers may send a bare LF).
    public mutating func feed(_ chunk: Bytes, _ body: (Bytes) -> Void) {
        var start = 0
        while let newline = chunk.position(of: 0x0A, from: start) {
            let piece = chunk.part(start, newline)
            start = newline + 1
            if isSkipping {
                isSkipping = false
                continue
            }
            if partial.isEmpty {
                deliver(piece, body)
            } else {
                guard keep(piece) else {
                    isSkipping = false
                    continue
                }
                let whole = partial
                partial.removeAll(keepingCapacity: true)
                whole.withUnsafeBufferPointer { deliver($0, body) }
            }
        }
        if start < chunk.count, !isSkipping { _ = keep(chunk.part(start, chunk.count)) }
    }

    /// Adds to the line under way; false when it grew beyond any limit and is skipped from here on.
    private mutating func keep(_ piece: Bytes) -> Bool {
        guard partial.count + piece.count <= Self.tagLimit + lineLimit else {
            partial.removeAll()
            isSkipping = true
            dropped.tooLong &+= 1
            return false
        }
        partial.append(contentsOf: piece)
        return true
    }

    private mutating func deliver(_ piece: Bytes, _ body: (Bytes) -> Void) {
        var line = piece
        while let last = line.last, last == 0x0D { line = line.part(0, line.count - 1) }
        guard !line.isEmpty else { return }
        var bodyStart = 0
        if line[0] == UInt8(ascii: "@") { bodyStart = (line.position(of: 0x20) ?? line.count - 1) + 1 }
        guard bodyStart <= Self.tagLimit, line.count - bodyStart <= lineLimit - 1 else {
            dropped.tooLong &+= 1
            return
        }
        guard line.position(of: 0) == nil else {
            dropped.withNUL &+= 1
            return
        }
        body(line)
    }
}
