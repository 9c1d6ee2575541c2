// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// A DNS server on a free UDP port of 127.0.0.1 that answers what a test tells it to, one A question at a time.
public final class ScriptedDNSServer: Sendable {
    public enum Answer: Sendable {
        /// A records, the first byte highest.
        case addresses([UInt32])
        /// NXDOMAIN, SERVFAIL, REFUSED: RFC 1035 §4.1.1.
        case failure(UInt8)
        case silence

        public static let nowhere = failure(3)
    }

    private let descriptor: Int32
    public let port: UInt16
    private let names = Mutex<[String]>([])

    /// Names asked for, in order, as they came.
    public var asked: [String] { names.withLock { $0 } }

    public init(_ answer: @escaping @Sendable (String) -> Answer) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = Self.loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        port = UInt16(bigEndian: address.sin_port)
        Thread { [self] in serve(answer) }.start()
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        return address
    }

    /// An empty datagram ends the thread, which closes the socket.
    public func stop() {
        var address = Self.loopback(port: port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { sendto(descriptor, nil, 0, 0, $0, size) }
        }
    }

    private func serve(_ answer: @Sendable (String) -> Answer) {
        var buffer = [UInt8](repeating: 0, count: 1500)
        while true {
            var peer = sockaddr_in()
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let count = withUnsafeMutablePointer(to: &peer) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(descriptor, &buffer, buffer.count, 0, $0, &size)
                }
            }
            guard count > 0 else { break }
            guard let question = Self.question(Array(buffer[..<count])) else { continue }
            names.withLock { $0.append(question.name) }
            guard let reply = Self.reply(to: question, answer(question.name)) else { continue }
            _ = withUnsafePointer(to: &peer) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(descriptor, reply, reply.count, 0, $0, size)
                }
            }
        }
        close(descriptor)
    }

    private struct Question {
        var id: [UInt8]
        var name: String
        /// Name, type and class as they came.
        var bytes: [UInt8]
    }

    private static func question(_ message: [UInt8]) -> Question? {
        var labels: [String] = []
        var place = 12
        while place < message.count, message[place] != 0 {
            let end = place + 1 + Int(message[place])
            guard end < message.count else { return nil }
            labels.append(String(decoding: message[(place + 1)..<end], as: UTF8.self))
            place = end
        }
        guard place + 5 <= message.count else { return nil }
        return Question(
            id: Array(message[0..<2]), name: labels.joined(separator: "."), bytes: Array(message[12..<(place + 5)]))
    }

    private static func reply(to question: Question, _ answer: Answer) -> [UInt8]? {
        var code: UInt8 = 0
        var found: [UInt32] = []
        switch answer {
        case .silence: return nil
        case .failure(let failure): code = failure
        case .addresses(let addresses): found = addresses
        }
        var out = question.id + [0x81, 0x80 | code, 0, 1, 0, UInt8(found.count), 0, 0, 0, 0] + question.bytes
        for address in found {
            // A pointer to the question's name, A, IN, a minute.
            out += [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]
            out += (0..<4).map { UInt8(truncatingIfNeeded: address >> (24 - $0 * 8)) }
        }
        return out
    }
}
