# What people type. `make run` and `make test` need Python 3.11 or newer and nothing else.
SHELL := /bin/sh
PORT ?= 8000
ARGS ?=
PY := .venv/bin/python

.PHONY: help run test lint format types bench lock setup setup-dev browser clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*##/  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run: setup  ## a whole hall with simulated devices, ready in the browser (PORT=8000)
	@exec $(PY) -m tools.demonstration --port $(PORT)

test: setup-dev browser  ## everything: style, types, import rules, tests, journeys in real Chromium
	@exec sh tools/test.sh $(ARGS)

bench: setup-dev  ## speeds beside their bare limits (CHECK=1: fail below the targets)
	@exec $(PY) -m tests.bench $(if $(CHECK),--check)

lint: setup-dev  ## formatter and linter
	@$(PY) -m ruff format --check . && $(PY) -m ruff check .

format: setup-dev  ## write the formatter's opinion into the files
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

types: setup-dev  ## type checker
	@$(PY) -m mypy

setup: .venv/.runs
setup-dev: .venv/.tests

.venv/.runs: requirements.txt tools/setup.sh
	@sh tools/setup.sh requirements.txt .venv/.runs

.venv/.tests: requirements-dev.txt tools/setup.sh
	@sh tools/setup.sh requirements-dev.txt .venv/.tests
	@touch .venv/.runs

browser:
	@sh tools/browser.sh

lock:  ## pin what requirements.in and requirements-dev.in ask for
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt

clean:  ## forget the environment and the demonstration's data
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis
