// SPDX-License-Identifier: Apache-2.0

import Chat

/// Comparing with a word of the specification makes no copy of it: an event is asked a dozen times what it is.
extension ByteString {
    func `is`(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.count == count else { return false }
        return bytes.withUnsafeBufferPointer { own in
            for place in 0..<count where own[place] != word.utf8Start[place] { return false }
            return true
        }
    }
}

func ~= (word: StaticString, value: ByteString) -> Bool { value.is(word) }
func ~= (word: StaticString, value: ByteString?) -> Bool { value.map { $0.is(word) } ?? false }
