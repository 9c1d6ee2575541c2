// SPDX-License-Identifier: Apache-2.0

import Chat

extension Decision {
    /// Belongs into the audit log: something was done to somebody or taken back, or somebody ordered something.
    public var isAudited: Bool {
        // That an act may go now was decided before.
        if rule == "due" || rule == "done" { return false }
        if acts.contains(where: { $0.action.isSanction || $0.action.isRelease }) { return true }
        if rule.hasPrefix("command") || rule == "retire" { return !changes.isEmpty }
        return changes.contains { $0.isAudited }
    }

    /// The case it opens, judges or lets grow; 0 for none.
    public var caseNumber: Int32 {
        for change in changes {
            switch change {
            case .caseOpened(let found): return found.number
            case .caseGrown(let number, _, _, _, _, _, _, _), .caseJudged(let number, _, _, _),
                .caseAppealed(let number, _, _), .attended(let number):
                return number
            default: continue
            }
        }
        return 0
    }
}

extension Change {
    fileprivate var isAudited: Bool {
        switch self {
        case .forgotten, .demoted, .pinned, .modeSet, .claimedOwner, .cared: true
        default: false
        }
    }
}
