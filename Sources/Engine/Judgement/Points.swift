// SPDX-License-Identifier: Apache-2.0

extension Int32 {
    /// Hundredths as people read them, and as `check` prints the scale: `6`, `3.5`, `-0.25`.
    var points: String {
        let (whole, rest) = magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = self < 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(whole)" }
        return rest % 10 == 0 ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
