// SPDX-License-Identifier: Apache-2.0

public import Chat

extension Engine {
    /// How far somebody is trusted at a moment; nil for whom she does not know.
    public func trust(in person: PersonID, at now: Timestamp) -> Standing? {
        state.persons.number(of: person).map { state.persons.standing(of: $0, at: now) }
    }
}
