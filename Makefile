# Two commands matter: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
HOST   ?= 127.0.0.1
PORT   ?= 8000

.PHONY: help run demo setup setup-dev system test e2e lint format bench load lock i18n clean
.DEFAULT_GOAL := help

help: ## List the commands
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: setup ## Prepare everything and serve pages and API on http://127.0.0.1:8000
	@$(BIN)/footprint background build
	@$(BIN)/footprint database upgrade
	@$(BIN)/footprint demo
	@$(BIN)/footprint serve --host $(HOST) --port $(PORT)

demo: setup ## The same with accounts: a maker, a labelling body, three people; their passwords are printed
	@$(BIN)/footprint background build
	@FOOTPRINT_ACCESS=accounts FOOTPRINT_DATABASE_URL=sqlite:///var/demo.sqlite3 $(BIN)/footprint database upgrade
	@FOOTPRINT_ACCESS=accounts FOOTPRINT_DATABASE_URL=sqlite:///var/demo.sqlite3 $(BIN)/footprint demo --people
	@FOOTPRINT_ACCESS=accounts FOOTPRINT_DATABASE_URL=sqlite:///var/demo.sqlite3 $(BIN)/footprint serve --host $(HOST) --port $(PORT)

setup: $(VENV)/.run-installed ## Create the environment from the locked, hashed dependencies

setup-dev: $(VENV)/.dev-installed

$(VENV)/.run-installed: requirements/run.txt pyproject.toml
	@.ci/python.sh $(PYTHON) $(VENV)
	@echo "installing the locked packages into $(VENV) (about a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev-installed: requirements/dev.txt $(VENV)/.run-installed
	@echo "installing the tools for tests and checks …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

system: ## Install Chromium and CJK fonts where this process may, else name what is missing
	@.ci/system.sh

test: setup-dev system ## Run all tests (unit, API, both databases, real Chromium)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

e2e: setup-dev system ## Only the browser tests
	@$(BIN)/python -m pytest -m browser tests/e2e $(ARGS)

lint: setup-dev ## ruff, mypy, import rules, spelling, rule and text checks
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/codespell footprint rules background_db api web tests docs examples *.md
	@$(BIN)/footprint rules check

format: setup-dev ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

$(VENV)/.bench-installed: requirements/bench.txt $(VENV)/.dev-installed
	@echo "installing what we compare with into $(VENV)/peers (about 1 GB) …"
	@.ci/peers.sh $(VENV)

bench: setup-dev $(VENV)/.bench-installed ## Measure speed as ratios in one run, written to benchmarks/results.json
	@$(BIN)/python -m benchmarks

load: setup-dev ## Measure the requests a second that the service holds on both databases (3 minutes)
	@$(BIN)/python -m benchmarks --only load --update

i18n: setup-dev ## Collect new texts into the three catalogues
	@$(BIN)/python -m api.i18n collect

lock: ## Renew the locked dependencies (needs uv)
	uv pip compile pyproject.toml --extra build --extra postgresql -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements/run.txt
	uv pip compile pyproject.toml --extra build --extra cluster --extra dev --extra postgresql -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements/run.txt -o requirements/dev.txt
	uv pip compile pyproject.toml --extra bench --extra build --extra dev --extra postgresql --extra cluster -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements/dev.txt -o requirements/bench.txt

clean: ## Remove the environment and everything computed
	rm -rf $(VENV) var build *.egg-info .mypy_cache .ruff_cache .pytest_cache
