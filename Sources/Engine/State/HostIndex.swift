// SPDX-License-Identifier: Apache-2.0

/// Who was last seen from which host, by the hosts' keys: a list through the persons' numbers for each host, so that
/// nobody has to look at everybody. As large as the table of persons.
struct HostIndex: Sendable {
    private var first: [UInt64: Int32] = [:]
    /// Aligned with the persons' records; −1 for none.
    private var links: [Link] = []

    fileprivate struct Link: Sendable {
        var next: Int32 = -1
        var previous: Int32 = -1
    }

    /// Puts a person who is in no list into that of a host; 0 is no host.
    mutating func add(_ number: Int32, to host: UInt64) {
        while links.count <= Int(number) { links.append(Link()) }
        guard host != 0 else { return }
        let next = first.updateValue(number, forKey: host) ?? -1
        links[Int(number)] = Link(next: next)
        if next >= 0 { links[Int(next)].previous = number }
    }

    mutating func remove(_ number: Int32, from host: UInt64) {
        guard host != 0, links.indices.contains(Int(number)) else { return }
        let link = links[Int(number)]
        if link.previous >= 0 {
            links[Int(link.previous)].next = link.next
        } else if first[host] == number {
            first[host] = link.next >= 0 ? link.next : nil
        }
        if link.next >= 0 { links[Int(link.next)].previous = link.previous }
        links[Int(number)] = Link()
    }

    /// Those last seen from there, the latest first.
    func persons(from host: UInt64) -> Chain { Chain(links: links, next: first[host] ?? -1) }

    struct Chain: Sequence, IteratorProtocol {
        private let links: [Link]
        private var at: Int32
        fileprivate init(links: [Link], next: Int32) {
            self.links = links
            at = next
        }
        mutating func next() -> Int32? {
            guard at >= 0 else { return nil }
            defer { at = links[Int(at)].next }
            return at
        }
    }
}
