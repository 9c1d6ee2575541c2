// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// Inside an async function the async `main` is meant, not the one of synchronous commands.
func launch() async {
    Misspelling.look(at: Array(CommandLine.arguments.dropFirst()))
    await Geoffrin.main()
}
await launch()
