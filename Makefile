# Every target installs what it needs first (tools/bootstrap.py; a second time that takes a tenth of a second).
PYTHON ?= python3
RUN := .venv/bin/python
ARGS ?=
# The same tests in the same order with the same draws each time; `make nightly` shuffles and draws anew.
STEADY ?= -p no:randomly --hypothesis-profile=ci
# Unit and contract tests calculate, the others wait much: for those more processes than processors are never idle.
# Two runs, because every process collects all tests of its run.
SPREAD := --dist loadfile --no-loadscope-reorder
CALCULATING := tests/unit tests/contract -n 2 $(SPREAD)
WAITING := tests/integration tests/e2e -n 4 $(SPREAD)
# Tests start hundreds of interpreters, which need not compile everything each time.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup setup-sam setup-node local test check e2e bench docs build lint-template nightly requirements clean
.DEFAULT_GOAL := help

help: ## say what there is
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'

setup: ## install everything that uv.lock names into .venv
	@$(PYTHON) tools/bootstrap.py setup

setup-sam: setup
	@$(PYTHON) tools/bootstrap.py sam

setup-node: setup
	@$(PYTHON) tools/bootstrap.py node

local: setup ## run the whole system on this machine; ARGS="--port 8000 --state .local"
	@exec $(RUN) -m local $(ARGS)

test: setup-node setup-sam ## the whole suite with coverage: unit, contract, integration, end to end
	@$(RUN) -m pytest $(CALCULATING) $(STEADY) --cov --cov-report= $(ARGS)
	@$(RUN) -m pytest $(WAITING) $(STEADY) --cov --cov-append --cov-report term --cov-fail-under 95 $(ARGS)
	@$(RUN) -m coverage report --include "*/guildhall/policy/*,*/guildhall/execution/*" --fail-under 100

check: setup-sam ## before every commit: lint, format, types, imports, contracts, generated files
	@$(RUN) tools/check.py $(ARGS)

e2e: setup-node ## over sockets, wired from template.yaml
	@$(RUN) -m pytest tests/e2e $(ARGS)

bench: setup ## budgets, as ratios measured in one run
	@$(RUN) -m pytest tests/bench $(ARGS)

docs: setup ## write the generated tables and pages
	@$(RUN) tools/generate.py

build: setup-sam ## sam build: the deployable artefacts, without Docker
	@PATH="$(CURDIR)/.venv-tools/bin:$(CURDIR)/.venv/bin:$$PATH" SAM_CLI_TELEMETRY=0 .venv-sam/bin/sam build $(ARGS)

lint-template: setup-sam ## the template as written and as CloudFormation receives it
	@PATH="$(CURDIR)/.venv-tools/bin:$$PATH" $(RUN) tools/lint_template.py

nightly: STEADY :=
nightly: check test bench lint-template build ## the long suites, whole, in an order of their own
	@TURN_CHAOS=20x50x20 $(RUN) -m pytest tests/e2e/test_turn_chaos.py -s -p no:randomly
	@TURN_TIMEOUT=1 DELIVERIES=all $(RUN) -m pytest tests/e2e/mentions
	@PERMISSION_GUILDS=10000 $(RUN) -m pytest tests/integration/test_permission_oracle.py
	@ATTACKS=all ATTACK_CALLS=100 ATTACK_PRESSES=50 $(RUN) -m pytest tests/e2e/besieged
	@CRASHES=all $(RUN) -m pytest tests/e2e/dying/test_crashes_everywhere.py
	@REQUESTS=20 ANSWERS=4 $(RUN) -m pytest tests/contract/test_catalogue_fits.py
	@CANARIES=1000 INJECTIONS=all $(RUN) -m pytest tests/e2e/test_canary.py tests/e2e/obedient/test_injections.py
	@GATEWAY_CODES=all GATEWAY_KILLS=10 $(RUN) -m pytest tests/integration/gateway
	@RACING=100 SEALED=1000 $(RUN) -m pytest tests/integration/test_limits_in_races.py tests/integration/test_races.py \
		tests/integration/test_audit_sealing.py
	@RUNS=all LINTS=all $(RUN) -m pytest tests/integration/test_local_run.py tests/integration/test_local_children.py \
		tests/integration/test_build_lint.py

requirements: setup ## which requirements are claimed by tests and which are owed
	@$(RUN) -m tests.requirements

clean: ## remove what can be made again, but no environment
	@rm -rf .aws-sam .coverage .coverage.* htmlcov .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
