// SPDX-License-Identifier: Apache-2.0

import Conf

/// What is wrong with an expression, and where.
struct ExpressionError: Error, Hashable, Sendable {
    /// In Unicode scalars from the start of the expression.
    let offset: Int
    let message: Sentence

    init(at offset: Int, _ en: String, _ fr: String) {
        self.offset = offset
        message = Sentence(en: en, fr: "\(fr)")
    }
}
