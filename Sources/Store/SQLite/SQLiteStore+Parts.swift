// SPDX-License-Identifier: Apache-2.0

import Chat

/// The parts of a batch besides its events.
extension SQLiteStore {
    func write(decisions batch: Batch, _ statements: Statements) throws(SQLFailure) {
        for decision in batch.decisions {
            statements.decision.bind(1, decision.sequence)
            statements.decision.bind(2, Int64(decision.index))
            statements.decision.bind(3, decision.body)
            try statements.decision.run()
        }
    }

    func write(debts batch: Batch, _ statements: Statements) throws(SQLFailure) {
        for act in batch.debts {
            statements.debt.bind(1, act.id.description)
            statements.debt.bind(2, try ledger.names.number(of: act.community, statements))
            statements.debt.bind(3, act.network.name.bytes)
            statements.debt.bind(4, act.packed)
            statements.debt.bind(5, act.owedAt.milliseconds)
            try statements.debt.run()
        }
        for transition in batch.transitions {
            statements.transition.bind(1, transition.id.description)
            statements.transition.bind(2, Int64(transition.state.rawValue))
            if let receipt = transition.receipt {
                statements.transition.bind(3, receipt.packed)
            } else {
                statements.transition.bindNull(3)
            }
            statements.transition.bind(4, transition.at.milliseconds)
            try statements.transition.run()
        }
    }

    func write(state batch: Batch, _ level: Pressure, _ statements: Statements) throws(SQLFailure) {
        // What was bound stays bound: rows of one part of one community follow one another.
        var last: (community: CommunityID, part: String, isKept: Bool)?
        for change in batch.state {
            if level >= .noStatistics, settings.statistics.contains(change.row.part) { continue }
            let isKept = change.body != nil
            let statement = isKept ? statements.state : statements.noState
            if last.map({ $0 != (change.community, change.row.part, isKept) }) ?? true {
                statement.bind(1, try ledger.names.number(of: change.community, statements))
                statement.bind(2, change.row.part)
                last = (change.community, change.row.part, isKept)
            }
            try change.row.key.withBytes { key throws(SQLFailure) in
                statement.bind(3, borrowing: UnsafeRawBufferPointer(key))
                guard let body = change.body else { return try statement.run() }
                statement.bind(4, Int64(change.version))
                try Self.run(statement, 5, body)
            }
        }
        for checkpoint in batch.checkpoints {
            statements.checkpoint.bind(1, try ledger.names.number(of: checkpoint.community, statements))
            statements.checkpoint.bind(2, checkpoint.sequence)
            try statements.checkpoint.run()
        }
    }

    private static func run(_ statement: Prepared, _ place: Int32, _ body: [UInt8]) throws(SQLFailure) {
        let result = body.withUnsafeBytes { bytes -> Result<Void, SQLFailure> in
            statement.bind(place, borrowing: bytes)
            return Result { () throws(SQLFailure) in try statement.run() }
        }
        try result.get()
    }

    func write(keepsakes batch: Batch, _ statements: Statements) throws(SQLFailure) {
        for policy in batch.policies {
            statements.policy.bind(1, Int64(bitPattern: policy.fingerprint))
            statements.policy.bind(2, policy.body)
            try statements.policy.run()
        }
        for adoption in batch.adoptions {
            statements.adoption.bind(1, try ledger.names.number(of: adoption.community, statements))
            statements.adoption.bind(2, adoption.sequence)
            statements.adoption.bind(3, Int64(bitPattern: adoption.fingerprint))
            try statements.adoption.run()
        }
        for value in batch.adapterValues {
            let statement = value.value == nil ? statements.noAdapter : statements.adapter
            statement.bind(1, value.account)
            statement.bind(2, value.key)
            if let bytes = value.value { statement.bind(3, bytes) }
            try statement.run()
        }
        for aside in batch.asides {
            statements.aside.bind(1, Int64(bitPattern: aside.hash))
            statements.aside.bind(2, Int64(aside.kind))
            if let room = aside.room { statements.aside.bind(3, room.packed) } else { statements.aside.bindNull(3) }
            statements.aside.bind(4, aside.at.milliseconds)
            try statements.aside.run()
        }
    }
}
