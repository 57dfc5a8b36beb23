# make demo    grades the sample submissions and says which report to open
# make test    all tests          make lint    style and types
# make bench   how fast           make env     only the environment
# Variables: PYTHON (3.11 or later), VENV (folder of the environment), JOBS (test processes), LANG_ (en or ru, demo),
# BENCH (options of the benchmark: --quick, --no-peers, --only growth, --insert)

PYTHON ?= python3
VENV ?= .venv
JOBS ?= 2
OUT ?= demo-out
LANG_ ?= en

BIN := $(VENV)/bin
STAMP := $(VENV)/.grader.stamp

.PHONY: help env system demo test lint bench

help:
	@sed -n 's/^# //p' Makefile

env: $(STAMP) system

$(STAMP): pyproject.toml
	@python=$$(.ci/python "$(PYTHON)") && { test -x "$(BIN)/python" || "$$python" -m venv "$(VENV)"; }
	@echo "Installing the grader and what it needs into $(VENV); the first time this downloads PyTorch and takes minutes"
	@"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch "$@"

system:
	@.ci/bubblewrap

demo: env
	@"$(BIN)/python" -m tests.samples.demo --out "$(OUT)" --lang "$(LANG_)"

test: env
	@"$(BIN)/python" -m pytest -q -n "$(JOBS)" --dist loadgroup

lint: $(STAMP)
	@"$(BIN)/ruff" check .
	@"$(BIN)/ruff" format --check .
	@"$(BIN)/mypy" --strict grader

bench: env
	@"$(BIN)/python" -m tests.benchmarks.bench $(BENCH)
