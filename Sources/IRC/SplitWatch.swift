// SPDX-License-Identifier: Apache-2.0

import Chat

/// Who left because servers lost each other, and may come back as if nothing had happened.
///
/// A `netsplit` batch is certain. A quit text proves nothing (THREATS S4: anybody can quit with two server names):
/// it counts when both names are servers seen, or when five hosts and a fifth of a room leave with the same text
/// within 10 s; and then it does no more than mark the return of those very people.
struct SplitWatch: Sendable {
    static let memory = TimeSpan.minutes(45)
    static let capacity = 200_000
    static let serverCapacity = 256

    private var servers: Set<[UInt8]> = []
    /// Those who left in a split, by a hash of nick, user and host, and until when a return is believed.
    private var gone: [UInt64: Timestamp] = [:]
    /// Those who left with one text that looks like a split's, while it is not believed yet.
    private var candidate: Candidate?
    /// When those of earlier splits were last let go: to look for them at each departure would be quadratic.
    private var sweptAt = Timestamp.distantPast
    private(set) var isOpen = false
    private(set) var closesAt = Timestamp.distantFuture

    private struct Candidate: Sendable {
        var reason: [UInt8]
        var since: Timestamp
        var people: [UInt64] = []
        var hosts: Set<ByteString> = []
        var isBelieved = false
    }

    mutating func know(server: Bytes) {
        guard servers.count < Self.serverCapacity, HostName.isValid(server) else { return }
        servers.insert(CaseMapping.ascii.fold(server))
    }

    /// The two server names of a quit text that has exactly the form of a split's: no prefix, no quotes.
    static func serverNames(_ reason: Bytes) -> (Bytes, Bytes)? {
        guard let space = reason.position(of: 0x20) else { return nil }
        let (a, b) = (reason.part(0, space), reason.part(space + 1, reason.count))
        if a.equals("*.net"), b.equals("*.split") { return (a, b) }
        guard HostName.isValid(a), HostName.isValid(b), !a.equals(b) else { return nil }
        return (a, b)
    }

    mutating func add(_ person: UInt64, at now: Timestamp) {
        if gone.count >= Self.capacity, sweptAt + .minutes(1) <= now {
            sweptAt = now
            gone = gone.filter { $0.value > now }
        }
        if gone.count < Self.capacity { gone[person] = now + Self.memory }
    }

    /// Judges a quit whose text looks like a split's. `roomSize` is that of the person's largest room before the
    /// quit. Returns true when it is believed; the others who left with that text are then believed too.
    mutating func judge(_ person: UInt64, host: ByteString, reason: Bytes, roomSize: Int, at now: Timestamp) -> Bool {
        guard let (a, b) = Self.serverNames(reason) else { return false }
        if servers.contains(CaseMapping.ascii.fold(a)), servers.contains(CaseMapping.ascii.fold(b)) {
            add(person, at: now)
            return true
        }
        if candidate.map({ !reason.equals($0.reason) || $0.since + .seconds(10) < now }) ?? true {
            candidate = Candidate(reason: reason.array, since: now)
        }
        guard var seen = candidate, seen.people.count < Self.capacity else { return false }
        if seen.isBelieved {
            add(person, at: now)
            return true
        }
        candidate = nil  // So that the lists are grown in place.
        seen.people.append(person)
        seen.hosts.insert(host)
        let before = roomSize + seen.people.count - 1
        seen.isBelieved = seen.hosts.count >= 5 && seen.people.count * 5 >= before
        if seen.isBelieved {
            for person in seen.people { add(person, at: now) }
            seen.people = []
        }
        candidate = seen
        return seen.isBelieved
    }

    /// True once: the person who left in a split is back.
    mutating func isReturn(_ person: UInt64, at now: Timestamp) -> Bool {
        guard let until = gone.removeValue(forKey: person) else { return false }
        return until > now
    }

    var isEmpty: Bool { gone.isEmpty }

    /// False when one is open already.
    mutating func open(at now: Timestamp) -> Bool {
        closesAt = now + Self.memory
        defer { isOpen = true }
        return !isOpen
    }

    mutating func close() {
        isOpen = false
        closesAt = .distantFuture
        gone = [:]
        candidate = nil
    }
}

extension Session {
    mutating func openSplit() {
        if splits.open(at: now) { output.events.append(Event(at: now, .split(isOpen: true, network))) }
    }

    mutating func closeSplit() {
        splits.close()
        output.events.append(Event(at: now, .split(isOpen: false, network)))
    }

    /// How somebody left by a QUIT.
    mutating func departure(_ slot: Int32, _ reason: Bytes, _ tags: KnownTags) -> Event.Departure {
        if batches.kind(of: tags.batch, at: now) == .netsplit {
            splits.add(roster.mark(of: slot), at: now)
            return .split(isCertain: true)
        }
        guard SplitWatch.serverNames(reason) != nil else { return .quit(TextDecoding.text(reason)) }
        let size = roster.presences[Int(slot)].rooms.all.map { roster.rooms[Int($0)].members.count }.max() ?? 0
        let host = roster.presences[Int(slot)].host
        guard splits.judge(roster.mark(of: slot), host: host, reason: reason, roomSize: size, at: now) else {
            return .quit(TextDecoding.text(reason))
        }
        openSplit()
        return .split(isCertain: false)
    }
}
