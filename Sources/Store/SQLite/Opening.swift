// SPDX-License-Identifier: Apache-2.0

import Chat
import GRDB

/// What is done once, when a database is opened: is it whole, is it ours, is it the latest?
struct Opening {
    let db: Database
    let path: String
    let settings: StoreSettings

    init(_ db: Database, path: String, settings: StoreSettings) {
        self.db = db
        self.path = path
        self.settings = settings
    }

    func open() throws -> (StoreIdentity, Anchor) {
        let isNew = try meta("epoch") == nil
        if isNew {
            try set("epoch", Int64(UInt32.random(in: 1 ... .max)))
            try set("seed", Int64.random(in: .min ... .max))
            try set("anchor", 0)
            try set("clean", 1)
        }
        let wasClean = try meta("clean") == 1
        if !wasClean, Files.size(path) <= settings.checkedBytes { try check() }
        guard var epoch = UInt32(exactly: try meta("epoch") ?? 0), let seed = try meta("seed") else {
            throw StoreError.corrupt("its epoch or seed is missing")
        }
        let lastSequence = try Prepared(db, "SELECT max(seq) FROM journal").number()
        let lastTime = Timestamp(
            milliseconds: try Prepared(db, "SELECT at FROM journal ORDER BY seq DESC LIMIT 1").number())
        let number = UInt64(bitPattern: try meta("anchor") ?? 0)
        let file = Anchor(contentsOf: path + "-anchor")
        let isRestored = !isNew && file.map { $0.epoch != epoch || $0.number > number } ?? false
        if isRestored {
            epoch = UInt32.random(in: 1 ... .max)
            try db.inTransaction(.immediate) {
                try set("epoch", Int64(epoch))
                try db.execute(
                    sql: "UPDATE debt SET state = ? WHERE state < 3", arguments: [Int(Debt.State.expired.rawValue)])
                return .commit
            }
        }
        try set("clean", 0)
        let anchor = Anchor(epoch: epoch, number: max(number, isRestored ? 0 : number), time: lastTime)
        if isRestored { anchor.write(to: path + "-anchor") }
        let identity = StoreIdentity(
            epoch: epoch, seed: UInt64(bitPattern: seed), lastSequence: lastSequence, lastTime: lastTime, isNew: isNew,
            wasClean: wasClean, isRestored: isRestored)
        return (identity, anchor)
    }

    private func check() throws {
        var fault: String?
        try Prepared(db, "PRAGMA quick_check(1)").each { row in
            if row.text(0) != "ok" { fault = row.text(0) }
            return false
        }
        if let fault { throw StoreError.corrupt(fault) }
    }

    private func meta(_ key: String) throws -> Int64? {
        let statement = try Prepared(db, "SELECT value FROM meta WHERE key = ?")
        statement.bind(1, key)
        var value: Int64?
        try statement.each { row in
            value = row.integer(0)
            return false
        }
        return value
    }

    private func set(_ key: String, _ value: Int64) throws {
        try db.execute(sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", arguments: [key, value])
    }
}
