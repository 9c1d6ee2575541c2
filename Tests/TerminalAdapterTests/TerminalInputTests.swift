// SPDX-License-Identifier: Apache-2.0

import Chat
import Foundation
import TerminalAdapter
import Testing

@Suite struct TerminalReading {
    private func input(_ bytes: [UInt8]) throws -> TerminalInput {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
        try pipe.fileHandleForWriting.close()
        return TerminalInput(descriptor: dup(pipe.fileHandleForReading.fileDescriptor))
    }

    @Test func linesComeOneByOneAndTheLastNeedsNoEnd() throws {
        var lines = try input(Array("one\n\ntwo".utf8))
        #expect(lines.next() == .line("one"))
        #expect(lines.next() == .line(""))
        #expect(lines.next() == .line("two"))
        #expect(lines.next() == .end)
    }

    @Test func patienceEnds() throws {
        let pipe = Pipe()
        var lines = TerminalInput(descriptor: pipe.fileHandleForReading.fileDescriptor)
        #expect(lines.next(within: .milliseconds(1)) == .nothing)
    }

    @Test func anEndlessLineIsCut() throws {
        var lines = try input([UInt8](repeating: 0x61, count: 30_000) + Array("\nnext\n".utf8))
        guard case .line(let first) = lines.next() else {
            Issue.record("no line")
            return
        }
        #expect(first.utf8.count == TerminalInput.longest)
        #expect(lines.next() == .line("next"))
    }
}
