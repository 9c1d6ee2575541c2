// SPDX-License-Identifier: Apache-2.0

import Chat

/// What the server says of itself: RPL_ISUPPORT (005). Every value begins at what an absent token means.
public struct ISupport: Sendable {
    public private(set) var caseMapping = CaseMapping.rfc1459
    public private(set) var channelTypes = [UInt8]("#&")
    public private(set) var modes = ChannelModes()
    /// Mode changes with an argument in one line; nil means no limit.
    public private(set) var modesPerLine: Int? = 3
    /// Entries in each list mode, 0 where not told.
    public private(set) var maxList: [UInt8: Int] = [:]
    /// Lists that share one limit, as MAXLIST groups them: `beI:50` is fifty for the three together (measured: ngIRCd).
    private(set) var listGroups: [(letters: [UInt8], limit: Int)] = []
    /// The list of those whom no ban hits (EXCEPTS), and of those who need no invitation (INVEX).
    private(set) var exceptMode: UInt8?
    private(set) var inviteExceptMode: UInt8?
    /// What the server calls itself in 004, `InspIRCd-3`: some commands are named by no token.
    public private(set) var software: [UInt8] = []
    /// It did not know a command that its kind has.
    var lacksTimedCommand = false
    /// The byte before an extended ban's letter (nil: extended bans need none), and the letters.
    public private(set) var extBanPrefix: UInt8?
    public private(set) var extBanTypes: [UInt8] = []
    /// Names of the extended ban that matches an account, first one preferred.
    public private(set) var accountExtBan: [UInt8]?
    /// TARGMAX: of how many names a command may speak; commands without a limit are not in it. At most 32.
    private var targets: [[UInt8]: Int] = [:]
    public private(set) var botMode: UInt8?
    public private(set) var hasWHOX = false
    public private(set) var hasMonitor = false
    public private(set) var isUTF8Only = false
    /// Bytes of a line, CR LF included.
    public private(set) var lineLength = 512
    public private(set) var nickLength = 30
    public private(set) var kickLength = 255
    public private(set) var statusMessage: [UInt8] = []
    public private(set) var network: [UInt8] = []

    public init() {}

    /// True when names must be keyed anew because CASEMAPPING changed.
    public mutating func read(_ message: MessageView) -> Bool {
        let before = caseMapping
        // The first parameter is our nick, the last one «are supported by this server».
        for index in 1..<max(1, message.count - 1) { read(token: message[index]) }
        return caseMapping != before
    }

    /// 004 `<me> <server> <version> …`
    mutating func note(software: Bytes) { self.software = software.part(0, 64).array }

    public mutating func read(token: Bytes) {
        if token.first == UInt8(ascii: "-") {
            set(token.part(1, token.count), nil)
            return
        }
        let equals = token.position(of: UInt8(ascii: "=")) ?? token.count
        let value = Self.unescaped(token.part(equals + 1, token.count))
        value.lend { set(token.part(0, equals), $0) }
    }

    /// `value` is nil for a negated token: back to what absence means.
    private mutating func set(_ key: Bytes, _ value: Bytes?) {
        let plain = ISupport()
        if key.equals("CASEMAPPING") {
            caseMapping = value.map { CaseMapping($0) } ?? plain.caseMapping
        } else if key.equals("CHANTYPES") {
            channelTypes = value?.array ?? plain.channelTypes
        } else if key.equals("PREFIX") {
            if let value { modes.readPrefix(value) } else { modes.readPrefix([UInt8]("(ov)@+")) }
        } else if key.equals("CHANMODES") {
            if let value { modes.readTypes(value) } else { modes.readTypes([UInt8]("b,k,l,imnpst")) }
        } else if key.equals("MODES") {
            modesPerLine = value.map { $0.number(limit: 100) } ?? plain.modesPerLine
        } else if key.equals("MAXLIST") {
            readMaxList(value ?? .none)
        } else if key.equals("TARGMAX") {
            readTargets(value ?? .none)
        } else if key.equals("EXTBAN") {
            readExtBan(value)
        } else if key.equals("EXCEPTS") {
            exceptMode = value.map { $0.first ?? UInt8(ascii: "e") }
        } else if key.equals("INVEX") {
            inviteExceptMode = value.map { $0.first ?? UInt8(ascii: "I") }
        } else if key.equals("ACCOUNTEXTBAN") {
            accountExtBan = value.map { $0.part(0, $0.position(of: UInt8(ascii: ",")) ?? $0.count).array }
        } else if key.equals("BOT") {
            botMode = value?.first
        } else if key.equals("WHOX") {
            hasWHOX = value != nil
        } else if key.equals("MONITOR") {
            hasMonitor = value != nil
        } else if key.equals("UTF8ONLY") {
            isUTF8Only = value != nil
        } else if key.equals("STATUSMSG") {
            statusMessage = value?.array ?? []
        } else if key.equals("NETWORK") {
            network = Array((value?.array ?? []).prefix(64))
        } else {
            setLength(key, value)
        }
    }

    private mutating func setLength(_ key: Bytes, _ value: Bytes?) {
        let plain = ISupport()
        if key.equals("LINELEN") {
            lineLength = max(512, value?.number(limit: 16_384) ?? plain.lineLength)
        } else if key.equals("NICKLEN") {
            nickLength = max(1, value?.number(limit: 512) ?? plain.nickLength)
        } else if key.equals("KICKLEN") {
            kickLength = max(1, value?.number(limit: 4096) ?? plain.kickLength)
        }
    }

    private mutating func readMaxList(_ value: Bytes) {
        maxList = [:]
        listGroups = []
        value.pieces(UInt8(ascii: ",")) { piece in
            guard let colon = piece.position(of: UInt8(ascii: ":")) else { return }
            let limit = piece.part(colon + 1, piece.count).number(limit: 1_000_000) ?? 0
            for letter in piece.part(0, colon) { maxList[letter] = limit }
            if limit > 0, listGroups.count < 16 { listGroups.append((piece.part(0, colon).array, limit)) }
        }
    }

    /// How many names a command may speak of at once; nil: as many as a line holds, for all that is told.
    func most(for command: StaticString) -> Int? { targets[[UInt8](command)] }

    /// `JOIN:,KICK:1,NAMES:1`: without a number there is no limit (Modern "TARGMAX").
    private mutating func readTargets(_ value: Bytes) {
        targets = [:]
        value.pieces(UInt8(ascii: ",")) { piece in
            guard let colon = piece.position(of: UInt8(ascii: ":")), targets.count < 32,
                let most = piece.part(colon + 1, piece.count).number(limit: 1000), most > 0
            else { return }
            targets[piece.part(0, colon).map { $0 >= 0x61 && $0 <= 0x7A ? $0 & 0xDF : $0 }] = most
        }
    }

    private mutating func readExtBan(_ value: Bytes?) {
        extBanPrefix = nil
        extBanTypes = []
        guard let value, let comma = value.position(of: UInt8(ascii: ",")) else { return }
        extBanPrefix = comma > 0 ? value[0] : nil
        extBanTypes = value.part(comma + 1, value.count).array
    }

    /// `\xHH` stands for a byte; anything else, a lone backslash too, for itself.
    static func unescaped(_ value: Bytes) -> [UInt8] {
        var out: [UInt8] = []
        var index = 0
        while index < value.count {
            if value[index] == UInt8(ascii: "\\"), index + 3 < value.count, value[index + 1] == UInt8(ascii: "x"),
                let high = hexDigit(value[index + 2]), let low = hexDigit(value[index + 3])
            {
                out.append(high << 4 | low)
                index += 4
            } else {
                out.append(value[index])
                index += 1
            }
        }
        return out
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
