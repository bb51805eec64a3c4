# Every command this project needs; `make` lists them.
.DEFAULT_GOAL := help
.PHONY: help run test build faults bench lint format lock reference notice clean
PYTHON_BIN := .venv/bin/python

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: ## start EcomDash with the demo shop on http://127.0.0.1:8000; ARGS="--port 8001" for another port
	@scripts/setup.sh run
	@$(PYTHON_BIN) scripts/build_web.py
	@exec env MAKE_TARGET=run $(PYTHON_BIN) -m ecomdash serve --demo $(ARGS)

test: ## everything that must hold: lint, types, Python, TypeScript and browser tests
	@scripts/setup.sh test
	@$(PYTHON_BIN) scripts/run_tests.py $(ARGS)

build: ## build tracker, storefront and dashboard into the package
	@scripts/setup.sh run
	@$(PYTHON_BIN) scripts/build_web.py

faults: ## the long fault tests: 20 kills under load, and a cluster of brokers
	@scripts/setup.sh test
	@$(PYTHON_BIN) -m pytest tests/faults tests/log/test_kafka_faults.py -m "slow or not slow" --kills 20 -rs

bench: ## measure the figures of docs/ANALYTICS_TESTING.md on this machine
	@scripts/setup.sh test
	@$(PYTHON_BIN) -m bench

lint: ## format check, lint, types and boundaries only
	@scripts/setup.sh test
	@$(PYTHON_BIN) scripts/run_tests.py --only lint

format: ## rewrite the Python files in the project's format
	@scripts/setup.sh test
	@$(PYTHON_BIN) -m ruff format . && $(PYTHON_BIN) -m ruff check --fix .

reference: ## regenerate docs/reference, the dashboard's API types and NOTICE
	@scripts/setup.sh test
	@$(PYTHON_BIN) scripts/generate_reference.py
	@npm run --silent api --workspace dashboard
	@$(PYTHON_BIN) scripts/generate_notice.py

lock: ## pin the newest allowed versions anew (needs uv)
	@uv pip compile -q -U --universal --generate-hashes --no-emit-index-url --no-header -p 3.11 --extra build pyproject.toml -o requirements.lock
	@uv pip compile -q -U --universal --generate-hashes --no-emit-index-url --no-header -p 3.11 --extra cluster pyproject.toml -c requirements.lock -o requirements-cluster.lock
	@uv pip compile -q -U --universal --generate-hashes --no-emit-index-url --no-header -p 3.11 --extra build --extra dev pyproject.toml -c requirements.lock -c requirements-cluster.lock -o requirements-dev.lock

clean: ## remove everything that is built or installed (data stays)
	@rm -rf .venv node_modules tracker/node_modules dashboard/node_modules tracker/dist dashboard/dist storefront/dist src/ecomdash/web .cache
