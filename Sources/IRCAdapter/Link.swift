// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import Logging
import NIOConcurrencyHelpers
import NIOCore

/// The session and the connection of the moment, on one event loop.
///
/// `@unchecked Sendable`: every member but the constants is touched only on `loop`, which each entry asserts.
final class Link: @unchecked Sendable {
    let loop: any EventLoop
    private let mailbox: Mailbox
    /// Never set back or forward: all that waits follows it.
    private let clock: @Sendable () -> Timestamp
    private let pace: Int64
    let patience: Patience
    private let wall: @Sendable () -> Timestamp
    private let logger: Logger
    private let tracesLines: Bool

    private var session: Session
    private var framer = Framer()
    /// Of former connections.
    private var formerlyUnreadable = 0
    private var channel: (any Channel)?
    private var waiters: [ActID: CheckedContinuation<SessionOutput.Fate, Never>] = [:]
    private var timer: Scheduled<Void>?
    private var timerAt = Timestamp.distantFuture
    private var stallTimer: Scheduled<Void>?
    private var isReading = false
    private var gulp = Gulp()
    /// Holds the next read back; nil while nothing does.
    private var nextRead: Scheduled<Void>?
    /// When the certificates of the connection end, and when it was last said that one does so soon.
    private var certificates = Certificates()
    private var certificateWatch: RepeatedTask?
    /// A session is under way on a connection.
    var isOpen: Bool { channel != nil }
    /// Why the connection ends, as far as it is known before it is closed.
    private var ending: Ending?
    /// Takes the server's demand for TLS.
    private var securing: (TimeSpan) -> Void = { _ in }

    init(
        loop: any EventLoop, session: Session, mailbox: Mailbox, clocks: Clocks, patience: Patience, logger: Logger
    ) {
        self.loop = loop
        self.session = session
        self.mailbox = mailbox
        clock = clocks.steady
        pace = clocks.pace
        self.patience = patience
        wall = clocks.wall
        self.logger = logger
        tracesLines = logger.logLevel <= .trace
    }

    // MARK: - The connection's life

    func opened(_ channel: any Channel, isEncrypted: Bool, securing: @escaping (TimeSpan) -> Void) {
        loop.preconditionInEventLoop()
        self.channel = channel
        formerlyUnreadable &+= framer.dropped.tooLong &+ framer.dropped.withNUL
        framer = Framer()
        ending = nil
        isReading = false
        letRead()
        self.securing = securing
        session.begin(at: clock(), isEncrypted: isEncrypted)
        deliver()
        readIfWanted()
    }

    func received(_ buffer: ByteBuffer) {
        isReading = false
        gulp.received(buffer.readableBytes)
        let now = clock()
        buffer.withUnsafeReadableBytes { raw in
            raw.withMemoryRebound(to: UInt8.self) { bytes in
                framer.feed(bytes) { line in
                    if tracesLines { trace("<", IRCLine.traced(received: line)) }
                    session.receive(line, at: now)
                }
            }
        }
    }

    func readCompleted() {
        isReading = false
        deliver()
        if let next = gulp.next(after: .now()), nextRead == nil {
            nextRead = loop.scheduleTask(deadline: next) {
                self.nextRead = nil
                self.readIfWanted()
            }
        }
        readIfWanted()
    }

    private func letRead() {
        nextRead?.cancel()
        nextRead = nil
    }

    /// Ends the session of a connection that is gone, and says why it went.
    func closed(_ reason: String) -> (Ending, TimeSpan) {
        loop.preconditionInEventLoop()
        let now = clock()
        let lived = session.livedFor(at: now)
        let ending = self.ending ?? .lost(reason)
        channel = nil
        letRead()
        certificateWatch?.cancel()
        session.end(ending, at: now)
        deliver()
        timer?.cancel()
        timer = nil
        timerAt = .distantFuture
        stallTimer?.cancel()
        stallTimer = nil
        return (ending, lived)
    }

    /// What both sides have shown: looked at now, and once a day for as long as the connection lasts.
    func presented(server: Timestamp?, own: Timestamp?) {
        loop.preconditionInEventLoop()
        (certificates.server, certificates.own) = (server, own)
        certificates.look(at: wall(), logger)
        certificateWatch?.cancel()
        certificateWatch = loop.scheduleRepeatedTask(initialDelay: .hours(24), delay: .hours(24)) { [weak self] _ in
            guard let self else { return }
            self.certificates.look(at: self.wall(), self.logger)
        }
    }

    /// An attempt came to nothing, or to its end. True when that was not known yet.
    func missed(_ ending: Ending) -> Bool {
        loop.preconditionInEventLoop()
        guard channel == nil else { return false }
        session.end(ending, at: clock())
        let isNews = session.pendingEvents > 0
        deliver()
        return isNews
    }

    /// Says goodbye and closes, soon at the latest.
    func leave(_ why: String) {
        loop.preconditionInEventLoop()
        guard let channel else { return }
        ending = ending ?? .left
        if let line = session.farewell(why) { write([line]) }
        loop.scheduleTask(in: TimeAmount(patience.goodbye)) { channel.close(promise: nil) }
    }

    func failed(_ ending: Ending) {
        if self.ending == nil { self.ending = ending }
    }

    // MARK: - Acts

    func perform(_ act: OwedAct, isLast: Bool, _ waiter: CheckedContinuation<SessionOutput.Fate, Never>) {
        guard waiters[act.id] == nil else {
            return waiter.resume(returning: .failed(.refused("this act is under way")))
        }
        waiters[act.id] = waiter
        if isLast { session.sayLast(act, at: clock()) } else { session.perform(act, at: clock()) }
        deliver()
    }

    func observe(_ act: OwedAct, for patience: TimeAmount, _ waiter: CheckedContinuation<SessionOutput.Fate, Never>) {
        guard waiters[act.id] == nil else { return waiter.resume(returning: .observed(nil)) }
        waiters[act.id] = waiter
        session.observe(act, at: clock())
        loop.scheduleTask(in: patience) { self.settle(act.id, .observed(nil)) }
        deliver()
    }

    func know(_ rooms: [SessionSettings.Room]) {
        session.know(rooms, at: clock())
        deliver()
    }

    var report: LinkReport {
        var report = LinkReport()
        report.unreadable = unreadable
        report.unidentified = session.unidentified
        (report.serverCertificateEnds, report.ownCertificateEnds) = certificates.soon(at: wall())
        return report
    }
    private var unreadable: Int {
        formerlyUnreadable &+ framer.dropped.tooLong &+ framer.dropped.withNUL &+ session.counters.malformed
    }
    func reach(of act: OwedAct) -> Reach { session.reach(of: act) }
    func mark(of act: OwedAct) -> ByteString { session.mark(of: act) }
    func isReady(for lane: Lane) -> Bool { session.isReady(for: lane, at: clock()) }

    private func settle(_ act: ActID, _ fate: SessionOutput.Fate) {
        waiters.removeValue(forKey: act)?.resume(returning: fate)
    }

    // MARK: - Doing what the session says

    private func deliver() {
        let output = session.take()
        if !output.lines.isEmpty { write(output.lines) }
        if let duration = output.secureFor { securing(duration) }
        put(output.events)
        for settled in output.settled { settle(settled.act, settled.fate) }
        if let why = output.ending {
            ending = ending ?? why
            channel?.close(promise: nil)
        }
        if framer.lineLimit != output.lineLength { framer.lineLimit = output.lineLength }
        schedule(output.nextDeadline)
    }

    /// Stamps what happened by the wall, however often that was set.
    private func put(_ events: [Event]) {
        guard !events.isEmpty else { return }
        let step = wall() - clock()
        guard step > .seconds(1) || step < .zero - .seconds(1) else { return mailbox.put(events) }
        mailbox.put(
            events.map { event in
                var event = event
                event.at = event.at + step
                return event
            })
    }

    private func write(_ lines: [IRCLine]) {
        guard let channel else { return }
        var buffer = channel.allocator.buffer(capacity: 512)
        for line in lines {
            if tracesLines { trace(">", line.traced) }
            buffer.writeBytes(line.bytes)
        }
        channel.writeAndFlush(buffer, promise: nil)
    }

    private func trace(_ direction: String, _ line: String) {
        logger.trace("line", metadata: ["irc.direction": "\(direction)", "irc.line": "\(line)"])
    }

    /// Reads on unless it is too early, the loop is behind or the server takes nothing: the end of each opens it again.
    func readIfWanted() {
        guard let channel, !isReading, nextRead == nil, !mailbox.isFull, channel.isWritable else { return }
        isReading = true
        channel.read()
    }

    func writabilityChanged() {
        guard let channel else { return }
        stallTimer?.cancel()
        stallTimer = nil
        if channel.isWritable { return readIfWanted() }
        stallTimer = loop.scheduleTask(in: TimeAmount(patience.stall)) {
            self.failed(.lost("the server takes nothing"))
            self.channel?.close(promise: nil)
        }
    }

    /// One timer: moved only to an earlier moment; when it fires early it is set again.
    private func schedule(_ next: Timestamp) {
        guard next < timerAt, channel != nil else { return }
        timer?.cancel()
        timerAt = next
        let wait = max(1, min((next - clock()).milliseconds / pace + 1, 3_600_000))
        timer = loop.scheduleTask(in: .milliseconds(wait)) {
            self.timer = nil
            self.timerAt = .distantFuture
            self.session.tick(at: self.clock())
            self.deliver()
        }
    }
}
