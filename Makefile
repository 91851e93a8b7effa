# GNU make and a POSIX shell. `make` lists the targets.

PORT ?= 8000
# More arguments for pytest, e.g. make test ARGS="-k signature -x"
ARGS ?=
# Test processes side by side; 0 runs the suite in one.
WORKERS ?= 2
# Only `make requirements` needs it: https://docs.astral.sh/uv/
UV ?= uv

VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test test-browser bench chaos slow-clients fuzz mutants restore-test kept-schema lint schema roles requirements clean
.DELETE_ON_ERROR:

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 22

demo: .env $(VENV)/.installed ## a filled ledger on 127.0.0.1; PORT=8000, at the first run UNTIL=2026-01-31
	$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	umask 077; $(BIN)/python manage.py demo --port $(PORT) $(if $(UNTIL),--until $(UNTIL))
	exec $(BIN)/granian --interface wsgi rewards_site.wsgi:application --host 127.0.0.1 --port $(PORT) --workers 2 --blocking-threads 4 --no-ws

# The settings are read before any command runs: keys of this machine's own are made a step before.
.env: | $(VENV)/.installed
	umask 077; $(BIN)/python -m ledger.management.new_env > $@

test: $(VENV)/.installed-dev ## every test on SQLite, then on PostgreSQL; ARGS= goes to pytest
	$(BIN)/python -m tests.environment check
	DATABASE_URL=sqlite://:memory: $(BIN)/python -m pytest -n $(WORKERS) $(ARGS)
	$(BIN)/python -m tests.postgres -n $(WORKERS) $(ARGS)

test-browser: $(VENV)/.installed-dev ## the desk in the system's Chromium, on SQLite or the DATABASE_URL; ARGS= goes to pytest
	$(BIN)/python -m pytest tests/browser -n $(WORKERS) $(ARGS)

lint: $(VENV)/.installed-dev ## ruff, mypy, djlint, import-linter, migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	find . -path ./$(VENV) -prune -o -name '*.html' -print | xargs -r $(BIN)/djlint --check --lint
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tests.environment makemigrations --check --dry-run
	$(BIN)/python -m tests.environment lintmigrations

bench: $(VENV)/.installed-dev $(VENV)-bench/.installed ## speed, beside floors and peers; BENCHES="ingest import --rounds 5"
	$(BIN)/python -m tests.bench $(BENCHES)

chaos: $(VENV)/.installed-dev ## the ledger under faults, against the shops' own book; ARGS="--seconds 600 --seed 3"
	$(BIN)/python -m tests.chaos $(ARGS)

slow-clients: $(VENV)/.installed-dev ## a webhook among a thousand slow clients, behind the nginx that is installed
	$(BIN)/python -m tests.chaos.slow_clients $(ARGS)

fuzz: $(VENV)/.installed-dev $(VENV)-fuzz/.installed ## look for bytes that break a promise, a minute each; ARGS="typed --seconds 600"
	$(VENV)-fuzz/bin/python -m tests.fuzz $(ARGS)

mutants: $(VENV)/.installed-dev $(VENV)-mutants/.installed ## whether the tests notice wrong code; ARGS="--providers 220 --seed 2"
	DATABASE_URL=sqlite://:memory: $(VENV)-mutants/bin/python -m tests.mutants $(ARGS)

schema: $(VENV)/.installed-dev ## write the API's schema anew: ledger/schema/openapi.json
	$(BIN)/python -m tests.environment spectacular --format openapi-json --validate --fail-on-warn --file ledger/schema/openapi.json

restore-test: $(VENV)/.installed-dev ## back up a loaded ledger, restore it elsewhere, compare and use it
	$(BIN)/python -m tests.restoring

kept-schema: $(VENV)/.installed-dev ## keep this release's schema with some rows, for later releases to be tried on; before it is out
	$(BIN)/python -m tests.upgrades.keeping

roles: $(VENV)/.installed-dev ## write anew who may do what in PostgreSQL: ledger/sql/roles.sql
	$(BIN)/python -m tests.environment database_roles > ledger/sql/roles.sql

requirements: ## re-export requirements*.txt from pyproject.toml (needs uv); UPGRADE=1 takes newer releases
	@command -v $(UV) >/dev/null || { echo "make requirements needs uv (https://docs.astral.sh/uv/), or UV=/path/to/uv." >&2; exit 1; }
	$(UV) pip compile $(COMPILE) --output-file requirements.txt pyproject.toml
	$(UV) pip compile $(COMPILE) --constraints requirements.txt --extra dev --extra browser --output-file requirements-dev.txt pyproject.toml

COMPILE = --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate $(if $(UPGRADE),--upgrade)

clean: ## remove the virtual environment, caches and collected files; keeps .env and the database
	rm -rf $(VENV) $(VENV)-bench $(VENV)-fuzz $(VENV)-mutants staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@for python in $(or $(PYTHON),python3.11 python3 python); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  echo "$$python -m venv $(VENV)"; \
	  "$$python" -m venv $(VENV) && exit 0 || { rm -rf $(VENV); echo "Creating $(VENV) failed; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; \
	done; \
	echo "Python 3.11 or newer is needed, not found as: $(or $(PYTHON),python3.11 python3 python). PYTHON=/path/to/python names another." >&2; exit 1

# requirements-dev.txt pins everything that requirements.txt pins, so one environment serves both.
$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing what requirements.txt names into $(VENV); it takes a minute or two."
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.txt
	@touch $@

# What the bench measures against; the project itself has no use for it.
$(VENV)-bench/.installed: tests/bench/requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --requirement tests/bench/requirements.txt
	@touch $@

# What leads the search by coverage, beside all that the tests need.
$(VENV)-fuzz/.installed: tests/fuzz/requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV)-fuzz
	$(VENV)-fuzz/bin/python -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	$(VENV)-fuzz/bin/python -m pip install --quiet --requirement tests/fuzz/requirements.txt
	@touch $@

# What makes mutants, beside all that the tests need.
$(VENV)-mutants/.installed: tests/mutants/requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV)-mutants
	$(VENV)-mutants/bin/python -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	$(VENV)-mutants/bin/python -m pip install --quiet --requirement tests/mutants/requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing what requirements-dev.txt names into $(VENV); it takes a minute or two."
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	@touch $@ $(VENV)/.installed
