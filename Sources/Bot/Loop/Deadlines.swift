// SPDX-License-Identifier: Apache-2.0

internal import Chat

/// When each engine wants to be woken: a binary heap over their places, so that a thousand communities cost no more
/// than ten to a turn of the loop.
struct Deadlines: Sendable {
    private var heap: [Int] = []
    /// Of each engine: its deadline, and where it stands in `heap` (-1: nowhere).
    private var times: [Timestamp?]
    private var places: [Int]

    init(count: Int) {
        times = Array(repeating: nil, count: count)
        places = Array(repeating: -1, count: count)
    }

    var earliest: (engine: Int, at: Timestamp)? {
        guard let first = heap.first, let at = times[first] else { return nil }
        return (first, at)
    }

    mutating func set(_ engine: Int, to time: Timestamp?) {
        if times[engine] == time { return }
        times[engine] = time
        let place = places[engine]
        guard time != nil else {
            if place >= 0 { remove(at: place) }
            return
        }
        if place < 0 {
            places[engine] = heap.count
            heap.append(engine)
            rise(heap.count - 1)
        } else {
            rise(place)
            sink(places[engine])
        }
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        let (x, y) = (times[heap[a]] ?? .distantFuture, times[heap[b]] ?? .distantFuture)
        // Equal deadlines go in the order of bot.conf.
        return x == y ? heap[a] < heap[b] : x < y
    }

    private mutating func swap(_ a: Int, _ b: Int) {
        heap.swapAt(a, b)
        places[heap[a]] = a
        places[heap[b]] = b
    }

    private mutating func rise(_ start: Int) {
        var place = start
        while place > 0, isBefore(place, (place - 1) / 2) {
            swap(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink(_ start: Int) {
        var place = start
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count && isBefore(child, least) {
                least = child
            }
            if least == place { return }
            swap(place, least)
            place = least
        }
    }

    private mutating func remove(at place: Int) {
        let engine = heap[place]
        let last = heap.count - 1
        if place != last { swap(place, last) }
        heap.removeLast()
        places[engine] = -1
        if place < heap.count {
            rise(place)
            sink(place)
        }
    }
}
