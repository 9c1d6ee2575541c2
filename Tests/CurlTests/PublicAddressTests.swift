// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc
import Testing

/// Which addresses what a peer names may lead to (RFC 6890; THREATS J1).
@Suite struct PublicAddressTests {
    private func isPublic(_ text: String) throws -> Bool {
        var four = sockaddr_in()
        var six = sockaddr_in6()
        if inet_pton(AF_INET, text, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            return withUnsafePointer(to: &four) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { ccurl_is_public($0) }
            }
        }
        try #require(inet_pton(AF_INET6, text, &six.sin6_addr) == 1)
        six.sin6_family = sa_family_t(AF_INET6)
        return withUnsafePointer(to: &six) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { ccurl_is_public($0) }
        }
    }

    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.0", "223.255.255.255",
        "2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
    ])
    func theInternet(_ text: String) throws { #expect(try isPublic(text)) }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.9",
        "203.0.113.1", "100.64.0.1", "100.127.255.255", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "2001::1", "3fff::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::127.0.0.1", "2002:7f00:1::1", "::7f00:1",
    ])
    func whatIsOfTheHouse(_ text: String) throws { #expect(try !isPublic(text)) }
}
