# Two commands carry a newcomer: `make up` and `make test`. Everything lives in .venv and var/ below this
# folder; paths are relative, so that the folder may have any name.

PYTHON ?= python3
BIN := .venv/bin
ROOMS := hub nlp streams crawlers warehouse alerts api dashboards demo cli
UP_OPTIONS ?=

# Hundreds of processes are started here; where Python may not keep what it compiles, each compiles all anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help up install test check-system lint bench faults fuzz soak eval lock reference wheelhouse clean

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 14

up: install ## Install, run everything with the demo province (or ROSTER=folder), open the dashboards
	@$(BIN)/python -m cli up $(if $(ROSTER),--roster "$(ROSTER)",) $(UP_OPTIONS)

install: .venv/installed ## Install into .venv

.venv/installed: requirements.txt pyproject.toml install.sh
	@PYTHON="$(PYTHON)" sh install.sh

test: install check-system lint ## Run linters and all tests (Kafka, Chromium and all)
	@$(BIN)/python -m pytest tests --ignore=tests/end_to_end -n 3 --dist loadscope --no-loadscope-reorder $(PYTEST_OPTIONS)
	@$(BIN)/python -m pytest tests/end_to_end -n 3 --dist loadscope --no-loadscope-reorder $(PYTEST_OPTIONS)

check-system: install
	@$(BIN)/python -m tests.system

lint: install ## ruff, mypy --strict, the import table, known holes of packages, and secrets in files
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.audit

bench: install ## Time what has a figure: stream, loader, tagger, demo, replay
	@$(BIN)/python -m tests.benchmarks

faults: install ## Kill everything while known content travels; compare what arrived (both logs, most of an hour)
	@$(BIN)/python -m tests.faults $(FAULTS_OPTIONS)

fuzz: install ## Feed a million broken inputs to every parser that meets the outside
	@$(BIN)/python -m tests.fuzz $(FUZZ_OPTIONS)

soak: install ## Let a simulated day with faults pass; see whether memory, handles or threads grow (a quarter of an hour)
	@$(BIN)/python -m tests.soak $(SOAK_OPTIONS)

eval: install ## Measure quality: tagging, republication, page extraction, alerts
	@$(BIN)/python -m tests.evaluation

lock: install ## Compile requirements.txt from requirements.in and requirements-dev.in
	@$(BIN)/uv pip compile --quiet --no-header --python-version 3.11 requirements-dev.in -o requirements.txt

reference: install ## Write docs/cli.md from what the commands say of themselves
	@$(BIN)/python -m cli.reference

wheelhouse: install ## Collect all packages into wheelhouse/, to install without a network (WHEELHOUSE=wheelhouse)
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --wheel-dir wheelhouse \
		--requirement requirements.txt uv setuptools wheel

clean: ## Remove the environment, caches and kept data (asks first)
	@$(PYTHON) -c "input('This removes .venv and var/ with all gathered data. Enter to go on, Ctrl-C to stop. ')"
	@rm -rf .venv var build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
