// SPDX-License-Identifier: Apache-2.0

/// A line that is typed unseen, key by key, as a terminal edits it. Pure: what a key sends is what it is given.
struct SecretLine {
    enum State { case typing, done, brokenOff }

    private(set) var bytes: [UInt8] = []
    private var key = Key.none

    /// How far a key that sends several bytes has been read.
    private enum Key { case none, escape, sequence, one }

    /// The Escape key alone, or the beginning of what another key sends: only the next byte tells, or that none comes.
    var isAmbiguous: Bool { key == .escape }

    /// Nothing came behind it: it was the Escape key.
    mutating func rest() { key = .none }

    mutating func take(_ byte: UInt8) -> State {
        // What ends a line or breaks it off does so in the middle of a key, too.
        if byte < 0x20, byte != 0x1B { key = .none }
        switch key {
        case .none: return type(byte)
        // ECMA-48 §5.3: `ESC [` begins a sequence; `ESC O` of the arrows in application mode has one byte more.
        case .escape:
            switch byte {
            case 0x5B: key = .sequence
            case 0x4F: key = .one
            case 0x1B: break
            // Alt and a letter: what was meant is no part of a password.
            default: key = .none
            }
        // ECMA-48 §5.4: parameters and intermediates below 0x40, then one final byte. The console's F1 is `ESC [ [ A`.
        case .sequence:
            if byte == 0x5B { key = .one } else if byte >= 0x40 { key = .none }
            if byte == 0x1B { key = .escape }
        case .one: key = byte == 0x1B ? .escape : .none
        }
        return .typing
    }

    private mutating func type(_ byte: UInt8) -> State {
        switch byte {
        // Ctrl-D ends it too.
        case 0x0A, 0x0D, 0x04: return .done
        // Ctrl-C, Ctrl-\, Ctrl-Z.
        case 0x03, 0x1C, 0x1A:
            wipe()
            return .brokenOff
        case 0x1B: key = .escape
        // Backspace takes a whole character, Ctrl-W a word, Ctrl-U the line.
        case 0x08, 0x7F:
            while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
        case 0x17:
            while bytes.last == 0x20 { bytes.removeLast() }
            while let last = bytes.last, last != 0x20 { bytes.removeLast() }
        case 0x15: bytes.removeAll()
        // No other key of that kind belongs to a password, and nobody would see it there.
        case ..<0x20: break
        default: bytes.append(byte)
        }
        return .typing
    }

    private mutating func wipe() {
        for index in bytes.indices { bytes[index] = 0 }
        bytes = []
    }
}
