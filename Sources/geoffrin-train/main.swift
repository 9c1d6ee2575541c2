// SPDX-License-Identifier: Apache-2.0

import Glibc

// geoffrin-train: makes the model that ships, and measures it. See docs/language.md.
do {
    exit(try Program.run(Array(CommandLine.arguments.dropFirst())))
} catch {
    tell("geoffrin-train: \(error)")
    exit(74)
}
