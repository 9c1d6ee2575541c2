// SPDX-License-Identifier: Apache-2.0

import Chat

/// State as rows: each part has a version; a row of another version is refused, never guessed at.
extension State {
    static let version: Int32 = 5

    var dirtyCount: Int { dirty.count + campaigns.dirtyMarks.count + campaigns.known.dirty.count + homes.dirty.count }

    /// The changed rows, encoded, in a fixed order; nothing is dirty afterwards.
    mutating func takeDirtyRows() -> [StateRow] {
        var rows: [StateRow] = []
        rows.reserveCapacity(dirtyCount)
        for id in dirty.gonePersons.sorted() where persons.number(of: id) == nil {
            rows.append(Self.row("person", id, nil))
        }
        for number in dirty.persons.sorted() {
            guard let id = persons.id(of: number) else { continue }
            rows.append(Self.row("person", id) { persons.pack(number, into: &$0) })
        }
        for index in rooms.indices { rows.append(Self.full("room", rooms[index].room, rooms[index])) }
        for number in dirty.cases.sorted() { rows.append(Self.row("case", Number(number), cases[number])) }
        for id in dirty.sanctions.sorted() { rows.append(Self.row("sanction", id, sanctions[id])) }
        for id in dirty.acts.sorted() { rows.append(Self.row("act", id, acts[id])) }
        for id in dirty.notices.sorted() { rows.append(Self.row("notice", id, notices[id])) }
        for id in dirty.slots.sorted() { rows.append(Self.row("slot", id, slots[id])) }
        for number in dirty.seconds.sorted() { rows.append(Self.row("second", Number(number), seconds[number])) }
        for room in dirty.lists.sorted() { rows.append(Self.row("list", room, lists[room]?.record)) }
        for number in dirty.lessons.sorted() { rows.append(Self.row("lesson", Number(number), lessons[number])) }
        for key in campaigns.dirtyMarks.sorted() { rows.append(Self.row("mark", MarkKey(key), campaigns.marks[key])) }
        for key in campaigns.known.dirty.sorted() {
            rows.append(Self.row("known", MarkKey(key), campaigns.known.at[key]))
        }
        for key in homes.dirty.sorted() { rows.append(Self.row("home", MarkKey(key), homes.at[key])) }
        campaigns.dirtyMarks = []
        campaigns.known.dirty = []
        homes.dirty = []
        for number in dirty.polls.sorted() { rows.append(Self.row("poll", LongNumber(number), polls[number])) }
        for id in dirty.ballots.sorted() { rows.append(Self.row("ballot", id, ballots[id.poll]?[id.person])) }
        for person in dirty.amends.sorted() { rows.append(Self.row("amends", person, amends[person])) }
        if dirty.retirement { rows.append(Self.row("retirement", Number(0), retirement)) }
        if dirty.held { rows.append(Self.row("held", Number(0), held.isEmpty ? nil : held)) }
        if dirty.hostLists { rows.append(Self.full("hostlists", Number(0), hostLists)) }
        rows.append(Self.row("core", Number(0), core))
        dirty = DirtyMarks()
        return rows
    }

    private static func row(_ part: String, _ key: some Packed, _ value: (some Packed)?) -> StateRow {
        if let value { return full(part, key, value) }
        var writer = ByteWriter(capacity: 64)
        key.pack(into: &writer)
        return StateRow(part: part, key: writer.bytes, version: version, body: nil)
    }

    private static func full(_ part: String, _ key: some Packed, _ value: some Packed) -> StateRow {
        row(part, key) { value.pack(into: &$0) }
    }

    private static func row(_ part: String, _ key: some Packed, _ pack: (inout ByteWriter) -> Void) -> StateRow {
        var writer = ByteWriter(capacity: 32)
        key.pack(into: &writer)
        var body = ByteWriter(capacity: 160)
        pack(&body)
        return StateRow(part: part, key: writer.bytes, version: version, body: body.bytes)
    }

    private static func row(_ part: String, _ key: some Packed, _: PersonRecord.Type? = nil) -> StateRow {
        row(part, key, PersonRecord?.none)
    }

    /// Takes stored rows in, in any order.
    mutating func restore(_ rows: [StateRow]) throws(PackedError) {
        var taught: [Lesson] = []
        for row in rows {
            guard let body = row.body else { continue }
            guard row.version == Self.version else {
                throw .unknown("state \(row.part) version", UInt64(UInt32(bitPattern: row.version)))
            }
            switch row.part {
            case "person":
                let record = try PersonRecord(packed: body)
                if persons.number(of: record.id) == nil { _ = persons.add(record) }
            case "room":
                let record = try RoomRecord(packed: body)
                otherRooms[record.room] = record
            case "case":
                let found = try Case(packed: body)
                cases[found.number] = found
                if found.proposed != nil { proposals.insert(found.number) }
                if found.answerDue != nil { waiting.insert(found.number) }
            case "sanction":
                let sanction = try Sanction(packed: body)
                sanctions[sanction.act] = sanction
            case "act":
                let act = try OwedAct(packed: body)
                acts[act.id] = act
            case "notice": notices[try ActID(packed: row.key)] = try Notice(packed: body)
            case "slot": slots[try SlotID(packed: row.key)] = try Slot(packed: body)
            case "second": seconds[try Number(packed: row.key).value] = try FirstKey(packed: body)
            case "list":
                var list = Blocklist()
                list.record = try Blocklist.Record(packed: body)
                lists[try RoomID(packed: row.key)] = list
            case "lesson": taught.append(try Lesson(packed: body))
            case "mark": campaigns.restore(try MarkKey(packed: row.key).value, try CampaignTable.Entry(packed: body))
            case "known": campaigns.known.restore(try MarkKey(packed: row.key).value, try Timestamp(packed: body))
            case "home": homes.restore(try MarkKey(packed: row.key).value, try Timestamp(packed: body))
            case "poll":
                let poll = try Poll(packed: body)
                polls[poll.number] = poll
            case "ballot":
                let ballot = try Ballot(packed: body)
                ballots[try BallotID(packed: row.key).poll, default: [:]][ballot.person] = ballot
            case "amends": amends[try PersonID(packed: row.key)] = try Amends(packed: body)
            case "retirement": retirement = try Retirement(packed: body)
            case "held": held = try [Held](packed: body)
            case "hostlists": hostLists = try HostListMemory(packed: body)
            case "core": core = try Core(packed: body)
            default: throw .unknown("state part", 0)
            }
        }
        for number in cases.keys.sorted() {
            guard let found = cases[number], !found.accusesNobody else { continue }
            for target in found.targets { latestCase[target.person] = number }
        }
        lessons.restore(taught)
        urgent = Set(core.untold.filter { cases[$0]?.isUrgent == true })
    }
}
