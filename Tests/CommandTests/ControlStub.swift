// SPDX-License-Identifier: Apache-2.0

import Control
import Foundation
import Glibc
import Testing

/// A control socket that answers whatever it is asked with the same: on a thread of its own, which no other test holds.
final class ControlStub: Sendable {
    let path: String
    private let descriptor: Int32

    init(_ path: String, _ reply: Reply) throws {
        self.path = path
        let listening = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listening, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 && listen(listening, 8) == 0
            }
        }
        try #require(isBound)
        descriptor = listening
        let line = try reply.line()
        Thread.detachNewThread {
            while true {
                let client = accept(listening, nil, nil)
                guard client >= 0 else { return }
                var bytes = [UInt8](repeating: 0, count: 4096)
                _ = recv(client, &bytes, bytes.count, 0)
                _ = send(client, line, line.count, Int32(MSG_NOSIGNAL))
                Glibc.close(client)
            }
        }
    }

    func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        Glibc.close(descriptor)
    }
}
