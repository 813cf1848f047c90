# Every target works as the first command on a fresh clone: it installs what it needs by itself.
SHELL := /bin/bash
export PATH := $(CURDIR)/node_modules/node/bin:$(CURDIR)/node_modules/.bin:$(PATH)
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# A domain is a folder of models/; each has two targets of its own.
domains := $(filter-out lib,$(notdir $(wildcard models/*)))

.PHONY: help demo test graphs verify verify-negative verify-toolchain verify-drift serve check mutation evidence bench corpus install clean $(domains) $(domains:=-negative)

installed := node_modules/.installed

$(installed): package-lock.json package.json .npmrc scripts/preflight.sh
	@scripts/preflight.sh node
	@npm ci --no-audit --loglevel=error
	@touch $@

install: $(installed)

# Node is the project's own from here on; Java is asked for only where models are checked.
java: $(installed)
	@scripts/preflight.sh java
.PHONY: java

demo: $(installed) ## the main job on a real Terraform plan: ask, step up, approve, consume, verify the log
	@node demo/demo.ts

test: java ## the whole test suite
	@scripts/preflight.sh ssh
	@vitest run

verify: java ## every model checked and tied to the kernel, a row a domain, build/verify.json; FRESH=1 reuses nothing
	@node verification/cli.ts verify $(if $(FRESH),--fresh)

verify-negative: java ## every site broken on purpose: one counterexample each
	@node verification/cli.ts negative

verify-toolchain: java ## known-answer specifications, those that TLC is known to get wrong among them
	@node verification/cli.ts toolchain

graphs: java ## takes the digests of the models' graphs again, after a model or an instance has changed
	@node verification/cli.ts graphs

verify-drift: java ## every seeded drift between model and kernel is noticed
	@node verification/cli.ts drift

$(domains): java
	@node verification/cli.ts verify --domain $@ $(if $(FRESH),--fresh)

$(domains:=-negative): java
	@node verification/cli.ts negative --domain $(@:-negative=) $(if $(GUARD),--guard $(GUARD)) $(if $(AT),--at $(AT))

serve: $(installed) ## the HTTP service (CONFIG=interlock.example.yaml, whose key is made on the first start)
	@[ -n "$(CONFIG)" ] || [ -f server.key ] || bin/interlock keys init --config interlock.example.yaml
	@bin/interlock serve --config $(or $(CONFIG),interlock.example.yaml)

check: $(installed) ## types, lint, format, dependency rules, dead code
	@tsc -p kernel
	@tsc -p .
	@tsc -p tsconfig.build.json --noEmit
	@eslint . --cache --cache-location build/.eslintcache
	@prettier --check . --log-level warn
	@depcruise --config .dependency-cruiser.mjs $(filter-out node_modules/ build/ dist/,$(wildcard */))
	@node scripts/dead-code.ts

mutation: java ## Stryker over the kernel: at least 95 % killed, survivors listed with their reasons; FRESH=1 reuses nothing
	@node verification/mutation/run.ts $(if $(FRESH),--fresh)

evidence: java ## rows for an auditor: control, sites, properties, tests with counts; build/evidence.json and a page
	@node verification/cli.ts evidence

bench: $(installed) ## figures, never a test: a table and build/bench.json
	@node verification/bench/bench.ts

# Where make was called: `make -C` goes elsewhere, says so by its flag w, and leaves PWD as it was.
caller := $(if $(findstring w,$(firstword -$(MAKEFLAGS))),$(or $(PWD),$(CURDIR)),$(CURDIR))

corpus: $(installed) ## prompt injection that others wrote, without a model: ours, or CORPUS=file TOOLS=file (docs/corpus.md)
	@cd "$(caller)" && node "$(CURDIR)/verification/corpus/cli.ts" $(if $(CORPUS),--corpus "$(CORPUS)") $(if $(TOOLS),--tools "$(TOOLS)")

clean: ## what was built and measured, not what was installed
	@rm -rf build dist .stryker-tmp

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '  make %-20s one domain\n' $(domains)
	@printf '  make %-20s its counterexamples; GUARD=… AT=… for a single one\n' $(domains:=-negative)
