# Two commands are enough: `make demo` and `make test`. Both set up .venv when it is missing.
# Nothing but Python 3.11+ and make is needed; uv is used where it is installed, because it is faster.

PYTHON ?= python3
CONFIG ?= config.yaml
WORKERS ?= 2
UV := $(shell uv --version >/dev/null 2>&1 && echo uv)

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
CODE := bot adapters storage scheduler tests
BENCHES := rounds delivery scheduler pairing skills
LOCKED := dev browser pgtests charts postgres docs bench

PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-compile
# pip knows mirrors and certificates that uv was not told of, so it has the last word.
install = $(if $(UV),uv pip install --quiet --python $(PY) $(1) || { echo "uv could not; now with pip ..."; $(PIP) $(1); },$(PIP) $(1))
LOCK := uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header $(if $(UPGRADE),--upgrade)
# What marks a sentence for translation: methods of Texts, and mark() (docs/translating.md).
MARKED := line text mark many:1,2

# Without cached bytecode every start would compile some two thousand modules again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PRECIOUS: $(VENV)/.%
.PHONY: help demo run test soak check lint format style types imports limits fix texts bench docs lock clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## Serve the playground: a whole community in your browser, no account needed
	@exec $(BIN)/bothways demo

run: $(VENV)/.runtime ## Run the bot with the settings in CONFIG (config.yaml)
	@exec $(BIN)/bothways run --config $(CONFIG)

test: $(VENV)/.runtime $(VENV)/.dev $(VENV)/.browser ## Run every test (some of them only: ARGS="tests/core -k round")
	@$(PY) -m pytest -n $(WORKERS) $(ARGS)

soak: $(VENV)/.runtime $(VENV)/.dev $(VENV)/.browser ## Run what takes minutes: kill -9 on hundreds of letters, long simulations
	@$(PY) -m pytest -m soak -n $(WORKERS) $(ARGS)

check: lint test ## Everything a change must pass: lint, then every test

lint: format style types imports limits ## Everything of `make check` but the tests

format: $(VENV)/.dev ## Is every file formatted?
	@$(BIN)/ruff format --check .

style: $(VENV)/.dev ## Does ruff find anything?
	@$(BIN)/ruff check .

types: $(VENV)/.runtime $(VENV)/.dev $(VENV)/.browser ## Do the types hold (mypy --strict)?
	@$(BIN)/mypy --strict $(CODE)

imports: $(VENV)/.dev ## Does every room look only downwards?
	@$(BIN)/lint-imports --no-logo

limits: $(VENV)/.dev ## Are functions, files and nesting within the limits of pyproject.toml?
	@$(PY) tests/house/measure.py $(CODE)

fix: $(VENV)/.dev ## Format every file and mend what ruff can mend
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

texts: $(VENV)/.runtime ## Bring the sentences of the code into bot/texts/*.po (NEW=fr: begin a language)
	@mkdir -p build
	@$(BIN)/pybabel --quiet extract --mapping-file=bot/texts/babel.cfg --no-default-keywords $(MARKED:%=--keyword=%) \
	  --project=Bothways --no-location --sort-output --output-file=build/texts.pot .
	@for po in $(sort $(wildcard bot/texts/*.po) $(NEW:%=bot/texts/%.po)); do \
	  $(BIN)/pybabel --quiet update --input-file=build/texts.pot --output-file=$$po --locale=$$(basename $$po .po) \
	    --no-wrap --init-missing --previous --ignore-obsolete --ignore-pot-creation-date || exit 1; \
	done

bench: $(VENV)/.runtime $(VENV)/.dev $(VENV)/.bench ## Run the benchmarks and print their figures
	@for name in $(BENCHES); do echo "== $$name"; $(PY) -m bench.$$name || exit 1; done

docs: $(VENV)/.docs ## Build the documentation into site/
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo "Open site/index.html"

lock: ## Write the hash-locked requirement files anew, keeping their pins (UPGRADE=1: newest versions)
	@uv --version >/dev/null 2>&1 || { echo "make lock needs uv: python3 -m pip install uv"; exit 1; }
	$(LOCK) pyproject.toml --group build --output-file requirements.txt
	@for group in $(LOCKED); do \
	  others="-c requirements.txt"; \
	  [ $$group = dev ] || others="$$others -c requirements-dev.txt"; \
	  echo "requirements-$$group.txt"; \
	  $(LOCK) --group $$group $$others --output-file requirements-$$group.txt || exit 1; \
	done

clean: ## Remove .venv and everything else that was made
	rm -rf $(VENV) build dist site .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find $(CODE) bench -name __pycache__ -type d -prune -exec rm -rf {} +

with-%: $(VENV)/.runtime $(VENV)/.% ## Add an optional group to .venv: with-postgres, with-charts, with-pgtests
	@echo "$* is installed"

# ------------------------------------------------------------------ what the targets above stand on

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Bothways needs Python 3.11 or newer. Name one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt pyproject.toml $(VENV)/pyvenv.cfg
	@echo "Installing Bothways into $(VENV) ($(if $(UV),with uv: a few seconds,with pip: about a minute)) ..."
	@$(call install,--require-hashes -r requirements.txt)
	@$(call install,--no-deps --no-build-isolation -e .)
	@touch $@

$(VENV)/.%: requirements-%.txt $(VENV)/pyvenv.cfg
	@echo "Installing the $* packages into $(VENV) ..."
	@$(call install,--require-hashes -r $<)
	@touch $@
