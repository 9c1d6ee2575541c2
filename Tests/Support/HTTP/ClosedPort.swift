// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// A port of 127.0.0.1 that refuses whoever comes, and that nobody else can take: bound, and never listened at.
public struct ClosedPort: Sendable {
    private let descriptor: Int32
    public let port: Int

    public var base: String { "http://127.0.0.1:\(port)" }

    public init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    public func free() { close(descriptor) }
}
