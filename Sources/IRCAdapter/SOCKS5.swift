// SPDX-License-Identifier: Apache-2.0

import Chat
import Glibc
import NIOCore

/// RFC 1928 and 1929, the client's side of a CONNECT, as a value: bytes in, what to do out.
struct SOCKS5 {
    enum Step: Equatable {
        /// More bytes are awaited.
        case wait
        case send([UInt8])
        /// The way is open; these bytes came through it already.
        case ready([UInt8])
        case failed(String)
    }

    private enum State { case greeted, named, asked, over }

    private let login: IRCSettings.Proxy.Login?
    private let target: [UInt8]
    private var state = State.greeted
    private var received: [UInt8] = []

    /// Nil when name, password or host are too long for the protocol.
    init?(to host: String, port: Int, login: IRCSettings.Proxy.Login?) {
        if let login {
            guard (1...255).contains(login.account.bytes.count), (1...255).contains(login.password.bytes.count) else {
                return nil
            }
        }
        guard (1...255).contains(host.utf8.count), let number = UInt16(exactly: port) else { return nil }
        self.login = login
        // A literal goes as an address, a name as a name: the proxy resolves it.
        var address = [3, UInt8(host.utf8.count)] + Array(host.utf8)
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, host, &bytes) == 1 {
            address = [1] + bytes.prefix(4)
        } else if inet_pton(AF_INET6, host, &bytes) == 1 {
            address = [4] + bytes
        }
        target = [5, 1, 0] + address + [UInt8(number >> 8), UInt8(number & 0xFF)]
    }

    /// The methods: none, and a password where there is one.
    var greeting: [UInt8] { login == nil ? [5, 1, 0] : [5, 2, 0, 2] }

    mutating func receive(_ bytes: [UInt8]) -> Step {
        // The longest answer is one that names a host: 262 bytes. What comes behind it is the server's, one read at most.
        received += bytes
        switch state {
        case .greeted: return receiveMethod()
        case .named: return receiveVerdict()
        case .asked: return receiveReply()
        case .over: return .failed("the proxy answers twice")
        }
    }

    private mutating func receiveMethod() -> Step {
        guard received.count >= 2 else { return .wait }
        guard received[0] == 5 else { return fail("it speaks no SOCKS5") }
        let method = received[1]
        received.removeFirst(2)
        if method == 0 { return ask() }
        guard method == 2, let login else { return fail("it wants another login than bot.conf gives") }
        state = .named
        let (account, password) = (login.account.bytes, login.password.bytes)
        return .send([1, UInt8(account.count)] + account + [UInt8(password.count)] + password)
    }

    private mutating func receiveVerdict() -> Step {
        guard received.count >= 2 else { return .wait }
        guard received[1] == 0 else { return fail("it refuses her name or password") }
        received.removeFirst(2)
        return ask()
    }

    private mutating func ask() -> Step {
        state = .asked
        return .send(target)
    }

    private mutating func receiveReply() -> Step {
        guard received.count >= 5 else { return .wait }
        guard received[0] == 5, received[1] == 0 else { return fail(Self.reason(received[1])) }
        let length: Int
        switch received[3] {
        case 1: length = 4 + 4 + 2
        case 4: length = 4 + 16 + 2
        case 3: length = 4 + 1 + Int(received[4]) + 2
        default: return fail("it answers with an unknown kind of address")
        }
        guard received.count >= length else { return .wait }
        state = .over
        return .ready(Array(received.dropFirst(length)))
    }

    private mutating func fail(_ why: String) -> Step {
        state = .over
        return .failed("the proxy: \(why)")
    }

    // RFC 1928 §6.
    private static func reason(_ code: UInt8) -> String {
        switch code {
        case 1: "it failed"
        case 2: "its rules forbid this connection"
        case 3: "the network cannot be reached"
        case 4: "the host cannot be reached, or its name is not known"
        case 5: "the connection was refused"
        case 6: "the time ran out"
        case 7: "it does not know CONNECT"
        case 8: "it does not know this kind of address"
        default: "it answers \(code)"
        }
    }
}

/// Opens the way through a proxy, then takes itself out; `ready` adds the handlers that come in its place.
final class SOCKS5Handler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var dialogue: SOCKS5
    private let ready: (any Channel) throws -> Void
    private let failed: (String) -> Void
    private var isOver = false

    init(_ dialogue: SOCKS5, ready: @escaping (any Channel) throws -> Void, failed: @escaping (String) -> Void) {
        self.dialogue = dialogue
        self.ready = ready
        self.failed = failed
    }

    func channelActive(context: ChannelHandlerContext) {
        send(dialogue.greeting, context)
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        switch dialogue.receive(bytes) {
        case .wait: break
        case .send(let bytes): send(bytes, context)
        case .failed(let why): fail(why, context)
        case .ready(let more):
            isOver = true
            do { try ready(context.channel) } catch { return fail("\(error)", context) }
            if !more.isEmpty {
                context.fireChannelRead(NIOAny(ByteBuffer(bytes: more)))
                context.fireChannelReadComplete()
            }
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isOver { context.fireChannelReadComplete() } else { context.read() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isOver { failed("the proxy closed the connection") }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isOver else { return context.fireErrorCaught(error) }
        fail("\(error)", context)
    }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    private func fail(_ why: String, _ context: ChannelHandlerContext) {
        isOver = true
        failed(why)
        context.close(promise: nil)
    }
}
