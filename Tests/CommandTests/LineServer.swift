// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// A server that says one line to whoever comes, and never hangs up first, unless it is to: once it has heard anything.
final class LineServer: @unchecked Sendable {
    let port: UInt16
    private let descriptor: Int32
    /// Signalled whenever bytes have come.
    let arrived = DispatchSemaphore(value: 0)

    init(says text: String, hangsUp: Bool = false) throws {
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listening, pointer, length) == 0 && listen(listening, 8) == 0
                    && getsockname(listening, pointer, &length) == 0
            }
        }
        try #require(bound)
        descriptor = listening
        let arrived = arrived
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread {
            while true {
                let client = accept(listening, nil, nil)
                guard client >= 0 else { return }
                let line = text.isEmpty ? [] : Array((text + "\r\n").utf8)
                _ = send(client, line, line.count, Int32(MSG_NOSIGNAL))
                // Until she has read it and gone.
                var bytes = [UInt8](repeating: 0, count: 512)
                while recv(client, &bytes, bytes.count, 0) > 0 {
                    arrived.signal()
                    // What was not read yet would make it a reset.
                    if hangsUp { shutdown(client, Int32(SHUT_WR)) }
                }
                Glibc.close(client)
            }
        }
    }
    func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        Glibc.close(descriptor)
    }
}
