// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Conf
internal import Engine

extension Reloader {
    /// Tells the desks; returns what they were told, each sentence once.
    func tell(
        in community: CommunityID? = nil, only: Set<CommunityID>? = nil, answer tongue: Tongue? = nil,
        _ say: @escaping @Sendable (Words) -> Utterance
    ) async throws -> [String] {
        try await loop.ask { household throws(Stop) in
            try household.begin()
            var said: [String] = []
            for place in household.active {
                let name = household.names[place]
                guard community == nil || community == name, only?.contains(name) ?? true else { continue }
                household.alert(place, say)
                let text = say(household.engines[place].policy.words.speaking(tongue)).text
                if !said.contains(text) { said.append(text) }
            }
            try household.finish()
            return said
        }
    }
}
