# SPDX-License-Identifier: Apache-2.0
# `make help` lists what can be made. Everything but results goes to stderr, so that `make -s run` can be piped.

SHELL      := /bin/bash
SWIFT      ?= swift
PREFIX     ?= /usr/local
DESTDIR    ?=
# More arguments for `swift build` and `swift test`, such as -j 2.
SWIFTFLAGS ?=
# Tests under way at once: most wait for a real server, and a thousand that wait together starve one another.
TESTS_AT_ONCE ?= 12
# Tests that reckon and wait for nothing go by themselves: beside them the servers that other tests keep in the same process
# wait for a thread.
THINKERS   := EngineTests|ScenarioTests|LanguageTests|ConfTests
# What tests write goes when they end. Servers that give up root have to find their files.
TEST       = d=$$(mktemp -d /tmp/geoffrin.XXXXXX) && chmod 755 "$$d" && trap 'rm -rf "$$d"' EXIT && TMPDIR="$$d" \
             $(SWIFT) test --skip-build --disable-xctest --experimental-maximum-parallelization-width $(TESTS_AT_ONCE) $(SWIFTFLAGS)
# Arguments for `geoffrin try`.
ARGS       ?=
# What `make bench` measures: talk attack tags crowd channels split start idle memory long replay matrix; empty for all but
# long.
PARTS      ?=

VERSION    := $(shell sed -n 's/^\#\# \[\{0,1\}\([0-9][^] ]*\).*/\1/p' CHANGELOG.md 2>/dev/null | head -n 1)
VERSION    := $(or $(VERSION),0.1.0)
RELEASE    := .build-release
BUNDLE     := geoffrin-$(VERSION)-linux-$(shell uname -m)

.PHONY: help run test build lint lint-format bench bench-peers bench-reader dist release install clean

help: ## this list
	@echo 'make TARGET, where TARGET is one of:'
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' Makefile | while IFS=$$'\t' read -r name what; do printf '  %-8s %s\n' "$$name" "$$what"; done

run: ## talk with her in this terminal; piped input is played on its own clock
	@scripts/setup.sh run >&2 </dev/null
	@scripts/progress.sh 'Building Geoffrin' $(SWIFT) build --product geoffrin $(SWIFTFLAGS) >&2 </dev/null
	@exec .build/debug/geoffrin try $(ARGS)

build:
	@scripts/setup.sh run >&2 </dev/null
	@scripts/progress.sh 'Building Geoffrin' $(SWIFT) build --product geoffrin $(SWIFTFLAGS) >&2 </dev/null

test: ## build everything and run every test, real IRC servers on loopback included
	@scripts/setup.sh test >&2 </dev/null
	@scripts/progress.sh 'Building Geoffrin and her tests' $(SWIFT) build --build-tests $(SWIFTFLAGS) >&2 </dev/null
	$(TEST) --filter '$(THINKERS)' </dev/null
	$(TEST) --skip '$(THINKERS)' </dev/null
	@scripts/faults.sh --skip-build $(SWIFTFLAGS) </dev/null

lint: lint-format ## the formatter in strict mode, and the laws
	@scripts/laws.sh

lint-format:
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources $(wildcard Tests)

bench: release ## CPU a message, memory, start-up, on this machine (never a test)
	@scripts/bench.sh $(RELEASE)/release/geoffrin $(PARTS)

bench-peers: release ## her, Limnoria, Sopel and eggdrop on one IRC flood; her, matrix-nio and mautrix on one Matrix stream
	@scripts/bench-peers.sh $(RELEASE)/release/geoffrin

bench-reader: release ## her reader of lines beside fastText and alt-profanity-check, from PyPI, on the same lines
	@scripts/bench-reader.sh $(RELEASE)/release/geoffrin

release:
	@scripts/setup.sh run >&2 </dev/null
	@scripts/progress.sh 'Building the release' $(SWIFT) build -c release --static-swift-stdlib --scratch-path $(RELEASE) \
	    --product geoffrin $(SWIFTFLAGS) >&2 </dev/null

dist: release ## dist/geoffrin-VERSION-linux-ARCH.tar.gz, for machines without Swift
	@scripts/dist.sh $(RELEASE)/release/geoffrin dist $(BUNDLE)

install: ## install what `make dist` made below PREFIX (/usr/local), with DESTDIR in front
	@test -x dist/$(BUNDLE)/install.sh || { echo 'Nothing to install: run «make dist» first (as yourself, not as root).' >&2; exit 1; }
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' dist/$(BUNDLE)/install.sh

clean: ## remove everything that was built
	rm -rf .build .build-release .build-fuzz .build-mutation dist
