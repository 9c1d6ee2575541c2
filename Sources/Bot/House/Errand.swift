// SPDX-License-Identifier: Apache-2.0

public import Chat

/// What the loop gives a network to do.
public enum Errand: Sendable, Hashable {
    /// May it still go? Ask for the reach, then `due`, then perform.
    case act(OwedAct)
    /// It was sent before a crash: does the room show it?
    case look(OwedAct)

    var act: OwedAct {
        switch self {
        case .act(let act), .look(let act): act
        }
    }
}

/// Why the daemon must stop at once.
public enum Stop: Error, Sendable, Hashable {
    /// A debt cannot be written down: she must not act without a trace (exit 74).
    case cannotWrite(String)
}
