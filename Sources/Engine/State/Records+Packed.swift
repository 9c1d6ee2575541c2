// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Heat: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(value: try reader.signed(as: Int32.self), at: try Timestamp(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        writer.put(signed: Int64(value))
        at.pack(into: &writer)
    }
}

extension Incident: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            startedAt: try Timestamp(from: &reader), lastAt: try Timestamp(from: &reader),
            peak: try reader.signed(as: Int32.self), wasObserved: try reader.flag())
    }
    func pack(into writer: inout ByteWriter) {
        startedAt.pack(into: &writer)
        lastAt.pack(into: &writer)
        writer.put(signed: Int64(peak))
        writer.put(flag: wasObserved)
    }
}

extension PersonRecord.Release: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(rule: try String(from: &reader), until: try Timestamp(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        writer.put(text: rule)
        until.pack(into: &writer)
    }
}

extension PersonRecord.Note: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(text: try PeerText(from: &reader), by: try PeerText(from: &reader), at: try Timestamp(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        text.pack(into: &writer)
        by.pack(into: &writer)
        at.pack(into: &writer)
    }
}

extension PersonRecord: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            id: try PersonID(from: &reader), name: try PeerText(from: &reader), firstSeen: try Timestamp(from: &reader),
            lastSeen: try Timestamp(from: &reader))
        lastSpoke = try Timestamp(from: &reader)
        messages = try reader.signed(as: Int32.self)
        answered = try reader.signed(as: Int32.self)
        self.heat = try Heat(from: &reader)
        self.observedHeat = try Heat(from: &reader)
        lastRanked = try Timestamp(from: &reader)
        self.isDormant = try reader.flag()
        arrivals = try [Timestamp](from: &reader)
        isAwaiting = try reader.flag()
        self.incident = try Incident?(from: &reader)
        greetedAt = try Timestamp?(from: &reader)
        self.trustedByHand = try Flag?(from: &reader)?.value
        self.releases = try [Release](from: &reader)
        self.note = try Note?(from: &reader)
        self.wantsSilence = try reader.flag()
        self.calls = try [Timestamp](from: &reader)
        self.answers = try [Timestamp](from: &reader)
        self.exportedAt = try Timestamp?(from: &reader)
        host = try reader.unsigned()
        self.caredAt = try Timestamp?(from: &reader)
        raid = try reader.signed(as: Int32.self)
        self.wokeAt = try Timestamp(from: &reader)
        self.wokeWith = try reader.signed(as: Int32.self)
        self.trustedUntil = try Timestamp?(from: &reader)
        self.reverts = try [Timestamp](from: &reader)
        self.handsOffUntil = try Timestamp?(from: &reader)
        self.rankedSince = try Timestamp(from: &reader)
        self.vouchers = try [PersonID](from: &reader)
        if reader.remaining > 0 { served = Served(part: try reader.unsigned(as: UInt16.self)) }
        if reader.remaining > 0 { carries = Served(part: try reader.unsigned(as: UInt16.self)) }
        if reader.remaining > 0 { self.alikeAt = try Timestamp?(from: &reader) }
        dropEmptyParts()
    }
    func pack(into writer: inout ByteWriter) {
        id.pack(into: &writer)
        name.pack(into: &writer)
        firstSeen.pack(into: &writer)
        lastSeen.pack(into: &writer)
        lastSpoke.pack(into: &writer)
        writer.put(signed: Int64(messages))
        writer.put(signed: Int64(answered))
        self.heat.pack(into: &writer)
        self.observedHeat.pack(into: &writer)
        lastRanked.pack(into: &writer)
        writer.put(flag: self.isDormant)
        arrivals.pack(into: &writer)
        writer.put(flag: isAwaiting)
        self.incident.pack(into: &writer)
        greetedAt.pack(into: &writer)
        self.trustedByHand.map(Flag.init).pack(into: &writer)
        self.releases.pack(into: &writer)
        self.note.pack(into: &writer)
        writer.put(flag: self.wantsSilence)
        self.calls.pack(into: &writer)
        self.answers.pack(into: &writer)
        self.exportedAt.pack(into: &writer)
        writer.put(unsigned: host)
        self.caredAt.pack(into: &writer)
        writer.put(signed: Int64(raid))
        self.wokeAt.pack(into: &writer)
        writer.put(signed: Int64(self.wokeWith))
        self.trustedUntil.pack(into: &writer)
        self.reverts.pack(into: &writer)
        self.handsOffUntil.pack(into: &writer)
        self.rankedSince.pack(into: &writer)
        self.vouchers.pack(into: &writer)
        if served == .none, carries == .none, self.alikeAt == nil { return }
        writer.put(unsigned: UInt64(served.part))
        if carries == .none, self.alikeAt == nil { return }
        writer.put(unsigned: UInt64(carries.part))
        if self.alikeAt != nil { self.alikeAt.pack(into: &writer) }
    }
}

extension PendingWelcome: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            member: try MemberID(from: &reader), person: try PersonID(from: &reader),
            joinedAt: try Timestamp(from: &reader), dueAt: try Timestamp(from: &reader), isReturn: try reader.flag())
    }
    func pack(into writer: inout ByteWriter) {
        member.pack(into: &writer)
        person.pack(into: &writer)
        joinedAt.pack(into: &writer)
        dueAt.pack(into: &writer)
        writer.put(flag: isReturn)
    }
}

/// What of a room outlives a restart.
extension RoomRecord: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(try RoomID(from: &reader))
        lastSpoke = try Timestamp(from: &reader)
        lastUnasked = try Timestamp(from: &reader)
        isUnansweredSince = try reader.flag()
        unansweredPrompts = try reader.signed(as: Int32.self)
        lastSanction = try Timestamp(from: &reader)
        lastWelcome = try Timestamp(from: &reader)
        promptTimes = try [Timestamp](from: &reader)
        let counts = try [Number](from: &reader).map(\.value)
        if counts.count == hours.count { hours = counts }
        hoursDay = Int(try reader.signed())
        pendingWelcomes = try [PendingWelcome](from: &reader)
        toldCapability = try Event.Capability?(from: &reader)
        raid = try Raid?(from: &reader)
        closings = try [Closing](from: &reader)
        usual = try UsualArrivals(from: &reader)
        twins = try [Twin](from: &reader)
        disclosure = try Disclosure(from: &reader)
    }
    func pack(into writer: inout ByteWriter) {
        room.pack(into: &writer)
        lastSpoke.pack(into: &writer)
        lastUnasked.pack(into: &writer)
        writer.put(flag: isUnansweredSince)
        writer.put(signed: Int64(unansweredPrompts))
        lastSanction.pack(into: &writer)
        lastWelcome.pack(into: &writer)
        promptTimes.pack(into: &writer)
        hours.map(Number.init).pack(into: &writer)
        writer.put(signed: Int64(hoursDay))
        pendingWelcomes.pack(into: &writer)
        toldCapability.pack(into: &writer)
        raid.pack(into: &writer)
        closings.pack(into: &writer)
        usual.pack(into: &writer)
        twins.pack(into: &writer)
        disclosure.pack(into: &writer)
    }
}

extension RoomRecord.Twin: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(room: try RoomID(from: &reader), at: try Timestamp(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        room.pack(into: &writer)
        at.pack(into: &writer)
    }
}

extension Slot: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            done: try Timestamp(from: &reader), moves: try [Move](from: &reader), missed: try Missed?(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        done.pack(into: &writer)
        moves.pack(into: &writer)
        missed.pack(into: &writer)
    }
}

extension Slot.Missed: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            moment: try Timestamp(from: &reader), at: try Timestamp(from: &reader), why: try String(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        moment.pack(into: &writer)
        at.pack(into: &writer)
        writer.put(text: why)
    }
}

extension Slot.Move: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(from: try Timestamp(from: &reader), to: try Timestamp?(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        from.pack(into: &writer)
        to.pack(into: &writer)
    }
}

extension SlotID: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(prompt: try String(from: &reader), room: try RoomID(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        writer.put(text: prompt)
        room.pack(into: &writer)
    }
}

extension State.BankUse: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(bank: try String(from: &reader), items: try [Number](from: &reader).map(\.value))
    }
    func pack(into writer: inout ByteWriter) {
        writer.put(text: bank)
        items.map(Number.init).pack(into: &writer)
    }
}

extension State.Order: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(by: try PersonID(from: &reader), at: try Timestamp(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        by.pack(into: &writer)
        at.pack(into: &writer)
    }
}

extension State.Forgetting: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(person: try PersonID(from: &reader), due: try Timestamp(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        person.pack(into: &writer)
        due.pack(into: &writer)
    }
}

extension State.Demotion: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            rule: try String(from: &reader), until: try Timestamp(from: &reader), isPinned: try reader.flag())
    }
    func pack(into writer: inout ByteWriter) {
        writer.put(text: rule)
        until.pack(into: &writer)
        writer.put(flag: isPinned)
    }
}

extension State.Deed: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            by: try PersonID(from: &reader), at: try Timestamp(from: &reader),
            number: try reader.signed(as: Int32.self), trusted: try PersonID?(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        by.pack(into: &writer)
        at.pack(into: &writer)
        writer.put(signed: Int64(number))
        trusted.pack(into: &writer)
    }
}

extension State.Meant: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            by: try PersonID?(from: &reader), name: try ByteString(from: &reader), at: try Timestamp(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        by.pack(into: &writer)
        name.pack(into: &writer)
        at.pack(into: &writer)
    }
}

extension State.Core: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init()
        seed = try reader.unsigned()
        now = try Timestamp(from: &reader)
        nextAct = try reader.signed()
        nextCase = try reader.signed(as: Int32.self)
        beganAt = try Timestamp(from: &reader)
        summedUpAt = try Timestamp(from: &reader)
        hushedUntil = try Timestamp?(from: &reader)
        pausedUntil = try Timestamp?(from: &reader)
        mode = try Mode?(from: &reader)
        modeUntil = try Timestamp?(from: &reader)
        sanctionTimes = try [Timestamp](from: &reader)
        sanctionTimesRegulars = try [Timestamp](from: &reader)
        choices = try reader.unsigned()
        untold = try [Number](from: &reader).map(\.value)
        toldAt = try Timestamp(from: &reader)
        orders = try [State.Order](from: &reader)
        claimedOwner = try PersonID?(from: &reader)
        used = try [State.BankUse](from: &reader)
        deskTimes = try [Timestamp](from: &reader)
        brakedAt = try Timestamp(from: &reader)
        agedAt = try Timestamp(from: &reader)
        forgetting = try [State.Forgetting](from: &reader)
        demotions = try [State.Demotion](from: &reader)
        worries = try [Worry](from: &reader)
        calms = try [Calm](from: &reader)
        digestedAt = try Timestamp(from: &reader)
        sanctionTimesRaiders = try [Timestamp](from: &reader)
        deeds = try [State.Deed](from: &reader)
        meant = try [State.Meant](from: &reader)
        hostKeys = try HostKeys(from: &reader)
        // Rows of before end here.
        if reader.remaining > 0 { sealedDesks = try [RoomID](from: &reader) }
        if reader.remaining > 0 { withheld = try [State.Withheld](from: &reader) }
    }
    func pack(into writer: inout ByteWriter) {
        writer.put(unsigned: seed)
        now.pack(into: &writer)
        writer.put(signed: nextAct)
        writer.put(signed: Int64(nextCase))
        beganAt.pack(into: &writer)
        summedUpAt.pack(into: &writer)
        hushedUntil.pack(into: &writer)
        pausedUntil.pack(into: &writer)
        mode.pack(into: &writer)
        modeUntil.pack(into: &writer)
        sanctionTimes.pack(into: &writer)
        sanctionTimesRegulars.pack(into: &writer)
        writer.put(unsigned: choices)
        untold.map(Number.init).pack(into: &writer)
        toldAt.pack(into: &writer)
        orders.pack(into: &writer)
        claimedOwner.pack(into: &writer)
        used.pack(into: &writer)
        deskTimes.pack(into: &writer)
        brakedAt.pack(into: &writer)
        agedAt.pack(into: &writer)
        forgetting.pack(into: &writer)
        demotions.pack(into: &writer)
        worries.pack(into: &writer)
        calms.pack(into: &writer)
        digestedAt.pack(into: &writer)
        sanctionTimesRaiders.pack(into: &writer)
        deeds.pack(into: &writer)
        meant.pack(into: &writer)
        hostKeys.pack(into: &writer)
        if !sealedDesks.isEmpty || !withheld.isEmpty { sealedDesks.pack(into: &writer) }
        if !withheld.isEmpty { withheld.pack(into: &writer) }
    }
}
