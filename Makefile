# Two commands do everything: `make demo` and `make test`. Both set up what they need in .venv.
# Needs Python 3.11 or newer and make. Uses uv where it is present, else venv and pip.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { command -v $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
EXAMPLES := entering-care teacher-expectancy
WHATWORKS_DATA ?= whatworks-data
DEMO_SERVE ?= 1

# The tests start many processes. What Python compiles is kept for the next of them, in a place that `make clean`
# removes, also where the surroundings say that nothing is to be kept.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/pycache

# An environment does not survive a move of its folder: one made elsewhere is made again.
MOVED := $(shell [ -f $(VENV)/.where ] && [ "$$(cat $(VENV)/.where)" != "$(CURDIR)" ] && rm -rf $(VENV))

.PHONY: help demo test lint unit postgres reference clean

help:
	@echo "make demo       build the examples, load them into a site, and run it (DEMO_SERVE=0: do not run it)"
	@echo "make test       everything that must hold: style, types, house rules, tests on either database"
	@echo "make postgres   the site's tests again, beside a PostgreSQL made for them"
	@echo "make reference  write docs/reference again from the code"
	@echo "make clean      remove the environment and the builds"

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed. Install it, or say where it is: make PYTHON=/path/to/python3.11" >&2; exit 1; fi
	@echo "Making an environment in $(VENV) with $$($(PYTHON) --version)"
	@if command -v uv >/dev/null 2>&1; then uv venv --quiet --seed --python "$(PYTHON)" $(VENV); else "$(PYTHON)" -m venv $(VENV); fi
	@echo "$(CURDIR)" > $(VENV)/.where

define install
	@echo "Installing what $(1) needs (once; about a minute)"
	@if command -v uv >/dev/null 2>&1; then \
		uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/$(1).txt && \
		uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$(1).txt && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@
endef

$(VENV)/.run: requirements/run.txt pyproject.toml | $(BIN)/python
	$(call install,run)

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	$(call install,dev)
	@touch $(VENV)/.run

demo: $(VENV)/.run
	@for name in $(EXAMPLES); do \
		echo; echo "== examples/$$name"; \
		$(BIN)/whatworks review build examples/$$name --out build/$$name || exit 1; \
	done
	@echo; echo "Open these in a browser:"; \
	for name in $(EXAMPLES); do echo "  file://$(CURDIR)/build/$$name/report/index.html"; done; echo
	@WHATWORKS_DATA="$(WHATWORKS_DATA)" DEMO_SERVE="$(DEMO_SERVE)" $(BIN)/whatworks demo

# The halves run beside one another: what waits in one leaves a processor to the other. Whatever fails, the rest
# is tried too, and make names what failed at the end.
test: $(VENV)/.dev
	@$(MAKE) --no-print-directory --keep-going --jobs=2 lint unit postgres

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# tests/conftest.py says which files take longest and come first.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder --durations=30

unit: $(VENV)/.dev
	$(PYTEST)

# What a browser shows does not depend on the engine, so that pages are opened once, on SQLite;
# so are all pages that the test of blindness reads, and forms that are refused before any table is asked.
# Where PostgreSQL is not installed this is said and left out, except in continuous integration.
postgres: $(VENV)/.dev
	@if $(BIN)/python tools/with_postgres.py --there; then \
		$(BIN)/python tools/with_postgres.py -- $(PYTEST) -m "not browser and not once" tests/site; \
	elif [ "$${CI:-}" = true ]; then \
		echo "PostgreSQL is not installed, and continuous integration must have it: apt-get install postgresql" >&2; exit 1; \
	else \
		echo "PostgreSQL is not installed: the site was tested on SQLite only. On Debian: apt-get install postgresql"; \
	fi

reference: $(VENV)/.dev
	$(BIN)/python tools/write_reference.py

clean:
	rm -rf $(VENV) build
