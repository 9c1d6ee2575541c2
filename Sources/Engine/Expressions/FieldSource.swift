// SPDX-License-Identifier: Apache-2.0

import Chat

/// Where a program finds the values of one event. The engine conforms one value that it keeps and refills; every
/// answer is cheap and allocates nothing: arrays are handed out, never built.
protocol FieldSource {
    // Mutating, all of them: of a source that is lent otherwise a copy is made at every question.
    mutating func bool(_ field: FieldIndex) -> Bool
    /// Integers; durations in milliseconds; levels as N of "1 wrong in N"; choices by position.
    mutating func integer(_ field: FieldIndex) -> Int64
    mutating func string(_ field: FieldIndex) -> ByteString
    mutating func set(_ field: FieldIndex) -> [ByteString]
    /// Lends the reading of a text field; nil where the event has none: then nothing about it holds.
    mutating func withText<Result>(_ field: FieldIndex, _ body: (TextView) -> Result) -> Result?
    /// Whether a pattern of the policy matches; all patterns of a field are matched together, once an event.
    mutating func isMatched(_ pattern: PatternID) -> Bool
}
