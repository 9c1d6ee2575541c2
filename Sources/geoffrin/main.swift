// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Bot

// Before any thread is made: the daemon reads its signals, and threads inherit what is blocked.
if Invocation.isDaemon(CommandLine.arguments) { Signals.block() }

/// Inside an async function the async `main` is meant, not the one of synchronous commands.
func launch() async { await Geoffrin.main() }
await launch()
