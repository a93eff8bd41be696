# Everything starts from Python 3.11 and make: all other tools are set up by tools/bootstrap.py, inside this folder.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Set-up comes before what needs it, with -j too.
.NOTPARALLEL:

# The first interpreter that is new enough; where there is none, python3 says so itself.
ifndef PYTHON
PYTHON := $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PYTHON := $(or $(PYTHON),python3)
endif

BOOTSTRAP := $(PYTHON) tools/bootstrap.py
BIN := .venv/bin
PORT ?= 8000

# Runs one stage of a longer target under its name, and names it again when it fails.
define stage
@printf '\n== %s\n' '$(1)'; ( $(2) ) || { printf '\nThe stage "%s" failed.\n' '$(1)' >&2; exit 1; }
endef

.PHONY: help
help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup:
	@$(BOOTSTRAP)

.PHONY: setup-infra
setup-infra:
	@$(BOOTSTRAP) --with infra

.PHONY: setup-all
setup-all:
	@$(BOOTSTRAP) --with dynamodb-local --with infra

.PHONY: run
run: setup ## Serves the whole API on http://127.0.0.1:8000 with seeded agencies, cases and tokens
	@exec $(BIN)/proviso up --port $(PORT)

.PHONY: demo
demo: setup ## Drives the running story from end to end and prints each decision
	@exec $(BIN)/proviso demo

.PHONY: bench
bench: setup ## Measures, writes build/bench.json and prints the table
	@exec $(BIN)/proviso bench

.PHONY: synth
synth: setup-infra ## Synthesises the AWS stacks to build/cdk.out with all rule packs applied
	@exec .venv-infra/bin/python -m infra.app

.PHONY: test
test: setup-all static ## Runs all that CI runs
	$(call stage,tests of the infrastructure,.venv-infra/bin/python -m pytest --confcutdir=tests/infra tests/infra)
	$(call stage,tests of the evaluator against an independent one,.venv-infra/bin/python -m pytest --confcutdir=tests/iam_oracle tests/iam_oracle)
	$(call stage,tests,$(BIN)/python -m pytest -n 2 --dist loadfile)

.PHONY: lint
lint: setup-infra static ## Runs the checks that need no test run

# The fast half of `make test`.
.PHONY: static
static:
	$(call stage,ruff check,$(BIN)/ruff check .)
	$(call stage,ruff format,$(BIN)/ruff format --check .)
	$(call stage,mypy,$(BIN)/mypy && for app in functions/*/app.py; do $(BIN)/mypy "$$app" || exit 1; done)
	$(call stage,mypy of infra,$(BIN)/mypy --python-executable .venv-infra/bin/python --cache-dir .cache/mypy-infra infra)
	$(call stage,import rules,$(BIN)/lint-imports --no-logo --cache-dir .cache/import-linter)
	$(call stage,policy check,$(BIN)/proviso policy check)
	$(call stage,schemas are current,$(BIN)/proviso schemas --check)

.PHONY: format
format: setup ## Formats Python and sorts its imports
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

.PHONY: schemas
schemas: setup ## Writes the JSON Schemas and openapi.yaml anew from the contracts
	@$(BIN)/proviso schemas

.PHONY: lock
lock: setup ## Pins the dependencies anew (UPGRADE=1 takes newer versions)
	@$(BIN)/python tools/lock.py $(if $(UPGRADE),--upgrade)

.PHONY: clean
clean: ## Removes all that was set up and built
	rm -rf .venv .venv-infra .cache build .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
