#!/bin/sh
# Everything that must be true before a change is kept. Says what it does and how long it took.
set -eu
python=.venv/bin/python
began=$(date +%s)

step() {
    echo "== $1"
    shift
    "$@"
}

step "formatter" $python -m ruff format --check --quiet .
step "linter" $python -m ruff check --quiet .
step "types" $python -m mypy
step "import rules" .venv/bin/lint-imports --no-cache
# Two workers: journeys start servers, browsers and devices of their own beside them.
step "tests" $python -m pytest -n 2 --dist loadfile -q "$@"
echo "== all in $(($(date +%s) - began)) s"
