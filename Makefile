# Sightline: `make demo` and `make test` are the two commands; each sets up what it needs.
#
# Needs: Python 3.11 or newer, git, make. Packages go into .venv, from lists with fixed versions and hashes.

VENV    := .venv
BIN     := $(VENV)/bin
PEERS   := .venv-peers
LOCKER  := .venv-lock
DEMO    := halden-parts
WORKERS := 2

# The first Python of 3.11 or newer; say `make PYTHON=/path/to/python3.12 ...` to choose another.
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
endif
PIP     := -m pip --disable-pip-version-check --quiet --quiet
export PYTHONUTF8 := 1
unexport PYTHONDONTWRITEBYTECODE  # tests start hundreds of programs, and each would compile Sightline anew

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test thorough lint docs bench bench-peers lock pictures messages changelog clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: $(VENV)/.stamp-dev ## .venv with everything to work on Sightline

demo: $(VENV)/.stamp-app ## the example enterprise, made and opened in the browser
	@$(BIN)/sightline demo $(DEMO)

test: $(VENV)/.stamp-dev ## all checks: lint and docs side by side, then tests
	@$(MAKE) --no-print-directory -j 2 lint docs
	@echo "== tests"
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not thorough"

thorough: $(VENV)/.stamp-dev ## what `make test` leaves out: other screens, the dark, Spark everywhere, more worlds
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m thorough

lint: $(VENV)/.stamp-dev ## style, types, import contracts
	@echo "== ruff";    $(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .
	@echo "== mypy";    $(BIN)/mypy --no-error-summary
	@echo "== imports"; $(BIN)/lint-imports >$(VENV)/imports.log 2>&1 || { cat $(VENV)/imports.log; exit 1; }

docs: $(VENV)/.stamp-dev ## the documentation, into docs/_build/html; a warning is an error
	@echo "== docs"
	@$(BIN)/python -m sphinx -W --keep-going -q -j auto -b html docs docs/_build/html
	@echo "   docs/_build/html/index.html"

bench: $(VENV)/.stamp-dev ## the benchmarks; `make bench NAMES="..."` for some of them
	@$(BIN)/python -m bench $(NAMES)

bench-peers: $(VENV)/.stamp-dev $(PEERS)/.stamp ## the same work done by the peers, in an environment of their own
	@$(PEERS)/bin/python -m bench.peers

pictures: $(VENV)/.stamp-dev ## the pictures of the README, taken anew
	@$(BIN)/python docs/pictures/take.py

messages: $(VENV)/.stamp-dev ## bring the catalogues of translations up to date; says what is missing
	@$(BIN)/python -m sightline_web.languages

changelog: ## put the fragments of changelog.d into CHANGELOG.md: make changelog VERSION=0.2.0
	@test -n "$(VERSION)" || { echo "Say which version: make changelog VERSION=0.2.0" >&2; exit 2; }
	@$(PYTHON) changelog.d/assemble.py $(VERSION)

clean: ## remove environments, caches, built pages and the demo
	@rm -rf $(VENV) $(PEERS) $(LOCKER) docs/_build build dist $(DEMO) .bench .import_linter_cache
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find src tests docs bench -name __pycache__ -prune -exec rm -rf {} +

# Environments. A stamp says that a list was installed; the larger list holds the smaller one.

$(VENV)/.stamp-app: requirements/app.txt pyproject.toml | $(VENV)/.made
	@echo "Installing what Sightline needs (once) ..."
	@$(BIN)/python $(PIP) install --require-hashes -r requirements/app.txt
	@$(BIN)/python $(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.stamp-dev: requirements/dev.txt pyproject.toml | $(VENV)/.made
	@echo "Installing what work on Sightline needs (once; some minutes) ..."
	@$(BIN)/python $(PIP) install --require-hashes -r requirements/dev.txt
	@$(BIN)/python $(PIP) install --no-deps --no-build-isolation -e .
	@touch $(VENV)/.stamp-app $@

$(PEERS)/.stamp: requirements/peers.txt | python
	@echo "Installing the peers (once; some minutes) ..."
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python $(PIP) install --require-hashes -r requirements/peers.txt
	@touch $@

$(VENV)/.made: | python
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || { \
		echo "Python could not make $(VENV). On Debian and Ubuntu: apt install python3-venv" >&2; exit 3; }
	@touch $@

.PHONY: python
python:
	@test -n "$(PYTHON)" || { \
		echo "Sightline needs Python 3.11 or newer; here is $$(python3 --version 2>&1 || echo none)." >&2; \
		echo "Install one, or say where it is: make PYTHON=/path/to/python3.12 ..." >&2; exit 3; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Sightline needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; exit 3; }

# The lists themselves. `make lock` keeps the versions that still fit; `make lock UPGRADE=--upgrade` takes the newest.

COMPILE = $(LOCKER)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(UPGRADE)

lock: | python ## compile the lists of fixed versions in requirements/
	@test -x $(LOCKER)/bin/uv || { $(PYTHON) -m venv $(LOCKER) && $(LOCKER)/bin/python $(PIP) install uv; }
	@printf 'hatchling\neditables\n' | $(COMPILE) pyproject.toml - --extra web --extra mcp -o requirements/app.txt
	@$(COMPILE) pyproject.toml --all-extras --group dev -o requirements/dev.txt
	@$(COMPILE) requirements/peers.in -o requirements/peers.txt
	@echo "requirements/app.txt, dev.txt and peers.txt are up to date"
