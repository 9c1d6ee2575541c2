// SPDX-License-Identifier: Apache-2.0

/// Places of a list that nothing lies in any more: used again before the list grows, so that all others keep theirs.
struct FreePlaces: Sendable {
    private var places: [Int32] = []

    mutating func add(_ place: Int32) { places.append(place) }

    /// Puts an element into the place that was freed last, else behind the end; returns where it lies.
    mutating func put<Element>(_ element: Element, in list: inout [Element]) -> Int32 {
        if let place = places.popLast() {
            list[Int(place)] = element
            return place
        }
        list.append(element)
        return Int32(list.count - 1)
    }
}
