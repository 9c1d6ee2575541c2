// SPDX-License-Identifier: Apache-2.0

import Conf
import Testing

@Test func swappingTwoLettersIsOneMistake() {
    #expect(Suggestion.nearest(to: "txet", among: ["at", "text", "rooms"]) == "text")
    #expect(Suggestion.nearest(to: "nick", among: ["nikc", "tick"]) == "nikc")
}
