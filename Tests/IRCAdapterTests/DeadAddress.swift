// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOPosix

/// Every name has these two addresses, in this order.
struct TwoAddresses: Resolver {
    let first: String
    let second: String

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        MultiThreadedEventLoopGroup.singleton.next().makeCompletedFuture {
            [try SocketAddress(ipAddress: first, port: port), try SocketAddress(ipAddress: second, port: port)]
        }
    }
    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        MultiThreadedEventLoopGroup.singleton.next().makeSucceededFuture([])
    }
    func cancelQueries() {}
}

/// 127.0.0.2, listened at by nobody who accepts: its queue is full, so that whoever comes gets no answer at all.
struct DeafListener {
    private let descriptors: [Int32]

    struct NotMade: Error {}

    init(port: Int) throws {
        let address = try SocketAddress(ipAddress: "127.0.0.2", port: port)
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var descriptors = [listening]
        let isListening = address.withSockAddr { pointer, size in
            guard bind(listening, pointer, socklen_t(size)) == 0, listen(listening, 0) == 0 else { return false }
            // listen(2): a queue of none takes one; the others are on their way for ever.
            for _ in 0..<4 {
                let one = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
                descriptors.append(one)
                _ = connect(one, pointer, socklen_t(size))
            }
            return true
        }
        self.descriptors = descriptors
        guard isListening else { throw NotMade() }
    }

    func close() { for descriptor in descriptors { Glibc.close(descriptor) } }
}
