// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

/// Which hosts may be asked about outside: literals of the public internet, and nothing else (THREATS J5).
@Suite struct PublicAddresses {
    @Test(arguments: [
        ("9.9.9.9", PublicAddress.v4(0x0909_0909)), ("1.0.0.1", .v4(0x0100_0001)),
        ("223.255.255.255", .v4(0xDFFF_FFFF)),
        ("100.63.255.255", .v4(0x643F_FFFF)), ("100.128.0.0", .v4(0x6480_0000)), ("172.15.0.1", .v4(0xAC0F_0001)),
        ("172.32.0.1", .v4(0xAC20_0001)), ("192.0.3.1", .v4(0xC000_0301)), ("198.20.0.1", .v4(0xC614_0001)),
        ("::ffff:9.9.9.9", .v4(0x0909_0909)), ("::FFFF:909:909", .v4(0x0909_0909)),
        ("2606:4700::1111", .v6(0x2606_4700_0000_0000, 0x1111)),
        ("2a00:1450:4007:0:0:0:0:1", .v6(0x2A00_1450_4007_0000, 1)),
        ("2A00:1450:4007::", .v6(0x2A00_1450_4007_0000, 0)), ("2001:200::1", .v6(0x2001_0200_0000_0000, 1)),
        ("3ffe::1.2.3.4", .v6(0x3FFE_0000_0000_0000, 0x0102_0304)),
    ]) func aLiteralOfThePublicInternetIsOne(_ host: String, _ address: PublicAddress) {
        #expect(PublicAddress(host: ByteString(host)) == address)
    }

    // RFC 6890 and the registries it began.
    @Test(arguments: [
        "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.1.1",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::",
        "::1", "0::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::909:909", "100::1", "fc00::1", "fd12:3456::1",
        "fe80::1", "fec0::1", "ff02::1", "2001::1", "2001:0:4136:e378::1", "2001:20::1", "2001:1ff::1", "2001:db8::1",
        "2002:909:909::1", "3fff::1", "3fff:fff::1", "4000::1", "::9.9.9.9",
    ]) func whatLeadsToNobodyInPublicIsNone(_ host: String) {
        #expect(PublicAddress(host: ByteString(host)) == nil)
    }

    // Cloaks, gateways and names, as networks show them; and spellings that some read as numbers.
    @Test(arguments: [
        "", "user/eve", "gateway/web/irccloud.com/x-abcdef", "gateway/web/ip.9.9.9.9", "9-9-9-9.dsl.example",
        "9.9.9.9.dsl.example", "dns9.quad9.net", "A1B2.C3D4.9.IP", "9.9.9", "9.9.9.9.9", "9.9.9.", ".9.9.9",
        "9.9.9.256",
        "09.9.9.9", "9.9.9.0x9", "9.9.9.9 ", "9.9.9.9:53", "151587081", "[2606:4700::1]", "2606:4700::1%eth0",
        "2606:4700",
        "2606:4700:1:2:3:4:5", "2606:4700:1:2:3:4:5:6:7", "2606::4700::1", "2606:4700::g", "2606:4700:::1", ":2606::1",
        "2606:4700::1:", "2606:47000::1", "2606:4700:0:0:0:0:1.2.3", "2606:4700:0:0:0:0:0:1.2.3.4", ":", "::g",
    ]) func aNameOrACloakIsNone(_ host: String) {
        #expect(PublicAddress(host: ByteString(host)) == nil)
    }
}
