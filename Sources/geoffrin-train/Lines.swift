// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Lines for people, on standard error.
func tell(_ text: String) {
    var text = text + "\n"
    text.withUTF8 { bytes in _ = write(2, bytes.baseAddress, bytes.count) }
}
