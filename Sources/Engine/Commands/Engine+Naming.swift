// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Names as people write them on Matrix, where hardly any is one word: whom an order is about is not in the team's room, so
/// no client offers to mention them.
extension Engine {
    /// «mute Ève Dupont 10m»: the longest name of somebody here that the order begins with is one argument. So is what
    /// stands in quotes.
    func takeWhole(name request: inout Request) {
        guard let first = request.arguments.first, Int32(first) == nil, !isID(first) else { return }
        let whole: (name: String, after: String)
        if let quoted = Self.quoted(request.rest) {
            whole = quoted
            // Somebody may be called so, quotes and all.
            let literal = longestName(heading: request.rest)?.name ?? first
            if isBorne(literal) { request.other = literal }
        } else if let named = longestName(heading: request.rest) {
            whole = named
            request.other = first
        } else {
            return
        }
        request.arguments =
            [whole.name] + whole.after.unicodeScalars.split(whereSeparator: Self.isBlank).map(String.init)
        // What follows the first word is what follows the name.
        request.rest =
            "\(String(String.UnicodeScalarView(whole.name.unicodeScalars.filter { !Self.isBlank($0) }))) \(whole.after)"
    }

    private func isBorne(_ name: String) -> Bool {
        let wanted = ByteString(name).asciiLowercased
        return state.presences.values.contains {
            $0.person >= 0 && isHere($0) && ByteString($0.name.raw).asciiLowercased == wanted
        } || !state.former.bearers(of: wanted, at: state.core.now).isEmpty
    }

    /// Of several words; those of one are found by the first argument.
    private func longestName(heading text: String) -> (name: String, after: String)? {
        let said = ByteString(text).asciiLowercased.bytes
        var length = 0
        // Of those who are here, and who bore it until a moment ago.
        let names =
            state.presences.values.filter { $0.person >= 0 && isHere($0) }
            .map { ByteString($0.name.raw).asciiLowercased.bytes }
            + state.former.bearings.filter { state.core.now - $0.until <= FormerNames.lasts }.map(\.name.bytes)
        for name in names {
            guard name.count > length, name.contains(0x20), said.starts(with: name),
                said.count == name.count || said[name.count] == 0x20
            else { continue }
            length = name.count
        }
        guard length > 0 else { return nil }
        let name = String(decoding: text.utf8.prefix(length), as: UTF8.self)
        return (name, Self.rest(of: String(decoding: text.utf8.dropFirst(length), as: UTF8.self), after: 0))
    }

    private static func quoted(_ text: String) -> (name: String, after: String)? {
        let scalars = Array(text.unicodeScalars)
        let pairs: [Unicode.Scalar: Unicode.Scalar] = [
            "\"": "\"", "\u{201C}": "\u{201D}", "\u{201E}": "\u{201C}", "\u{AB}": "\u{BB}",
        ]
        guard let first = scalars.first, let closing = pairs[first],
            let end = scalars.dropFirst().firstIndex(of: closing), end > 1
        else { return nil }
        func string(_ part: some Sequence<Unicode.Scalar>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: part)
            return String(view)
        }
        let inside = scalars[1..<end].drop(while: isAround).reversed().drop(while: isAround).reversed()
        guard !inside.isEmpty else { return nil }
        return (string(inside), rest(of: string(scalars[(end + 1)...]), after: 0))
    }
    private static func isAround(_ scalar: Unicode.Scalar) -> Bool { isBlank(scalar) || scalar == "\u{202F}" }

    /// Those of Matrix here whose id begins with it: «eve» is @eve:example.org, whatever she is called.
    func find(localpart wanted: ByteString, on only: NetworkID?) -> [Target] {
        guard !policy.matrixNetworks.isEmpty, !wanted.isEmpty else { return [] }
        let head = ByteString("@\(wanted.text):").bytes
        var found: [PersonID: (member: MemberID, presence: Presence)] = [:]
        for (member, presence) in state.presences
        where presence.person >= 0 && isHere(presence) && member.network == only ?? member.network
            && policy.matrixNetworks.contains(member.network)
        {
            guard let account = presence.facts.account?.asciiLowercased, account.bytes.starts(with: head) else {
                continue
            }
            found[state.persons[presence.person].id] = (member, presence)
        }
        return found.sorted { $0.key < $1.key }.map { $0.value.presence.target($0.value.member, $0.key) }
    }

    /// They are called so, too, and nobody else was: a name that was taken off before the order came is no order about whom
    /// it was taken from.
    func isSurely(_ target: Target, _ wanted: ByteString) -> Bool {
        guard Command.fold(target.name.raw).hasPrefix(Command.fold(wanted.text)) else { return false }
        return !state.persons.all.contains { person, number in
            person != target.person && person.network == target.person.network
                && ByteString(state.persons[number].name.raw).asciiLowercased == wanted
        }
    }

    /// The name most like this one; the only one that begins with it, where it has several words.
    func nearest(to name: String) -> String? {
        let names = state.presences.values.filter { $0.person >= 0 && isHere($0) }.map(\.name.raw).sorted()
        let head = ByteString(name + " ").asciiLowercased.bytes
        let longer = Set(names).filter { ByteString($0).asciiLowercased.bytes.starts(with: head) }
        return longer.count == 1 ? longer.first : Suggestion.nearest(to: name, among: names)
    }

    /// «@eve:example.org», which is nobody else's, or the address of a profile.
    func isID(_ name: String) -> Bool {
        let bare = network(named: name) == nil ? name[...] : name.drop { $0 != "/" }.dropFirst()
        return bare.hasPrefix("@") && bare.contains(":") || Self.profile(name) != nil
    }

    /// «https://matrix.to/#/@eve:example.org», which a client copies as the address of somebody; nil for anything else.
    static func profile(_ name: String) -> String? {
        let heads = ["https://matrix.to/#/", "http://matrix.to/#/", "matrix:u/"]
        let folded = ByteString(name).asciiLowercased.text
        guard let head = heads.first(where: { folded.hasPrefix($0) }) else { return nil }
        let path = name.dropFirst(head.count).prefix { $0 != "?" && $0 != "/" }
        guard let user = decoded(path) else { return nil }
        let id = head.hasPrefix("matrix:") ? "@" + user : user
        return id.hasPrefix("@") && id.contains(":") ? id : nil
    }

    /// Without `%40`; nil where that is no text.
    private static func decoded(_ path: Substring) -> String? {
        var out: [UInt8] = []
        var bytes = path.utf8.makeIterator()
        while let byte = bytes.next() {
            guard byte == 0x25 else {
                out.append(byte)
                continue
            }
            guard let a = bytes.next(), let b = bytes.next(),
                let value = UInt8(String(decoding: [a, b], as: UTF8.self), radix: 16)
            else { return nil }
            out.append(value)
        }
        return String(validating: out, as: UTF8.self)
    }
}
