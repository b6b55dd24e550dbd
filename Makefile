# Fineprint. `make` creates the environment, `make help` lists the rest.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# The first that is Python 3.11 or newer; name another with `make PYTHON=...`.
PYTHON ?= $(shell for p in python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
need_python = $(if $(and $(PYTHON),$(shell $(PYTHON) -c 'import sys; sys.version_info < (3, 11) or print("yes")' 2>/dev/null)),,\
	$(error Fineprint needs Python 3.11 or newer, $(if $(PYTHON),which $(PYTHON) is not,found as neither python3.11 nor python3): make PYTHON=/path/to/python3.11))

# A stamp's name holds its requirements' checksum: other requirements, another environment.
RUNTIME := $(VENV)/.runtime-$(firstword $(shell cksum < requirements.txt))
DEV := $(VENV)/.dev-$(firstword $(shell cat requirements.txt requirements-dev.txt | cksum))

# A question is data: taken as typed, never expanded by make, and handed to the shell in the environment.
override Q := $(value Q)
export Q
# Models come with the packages; nothing is fetched when a question is asked or a test runs.
export HF_HUB_OFFLINE := 1

ifneq ($(filter ask,$(MAKECMDGOALS)),)
ifeq ($(strip $(Q)),)
$(error Usage: make ask Q="How much was Meta fined in 2023?")
endif
endif

.DEFAULT_GOAL := env
.PHONY: env ask run check bench bench-bot test lint types docs format lock clean help

env: $(RUNTIME) ## create the environment in .venv, where it is missing or its requirements changed (the default)

ask: $(RUNTIME) ## answer a question: make ask Q="How much was Meta fined in 2023?"
	@$(BIN)/python -m knowledge ask -- "$$Q"

run: $(RUNTIME) ## start the Discord bot; it needs DISCORD_TOKEN in the environment or in .env
	@$(BIN)/python -m bot

check: $(RUNTIME) ## check the knowledge base: every quote, figure and reference
	@$(BIN)/python -m knowledge check

bench: $(DEV) ## measure answers and search on the questions that the project keeps
	@$(BIN)/python -m knowledge bench

bench-bot: $(DEV) ## measure the bot: a thousand mentions over a loopback Discord, with a reload meanwhile
	@$(BIN)/python -m tests.bot.benchmark

test: lint types $(DEV) ## everything that a change must pass
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/cog --check --diff -I . README.md

lint: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: $(DEV)
	$(BIN)/mypy

format: $(DEV) ## put the code in order, as `make test` wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(DEV) ## write the README's examples anew, by running them
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/cog -r -I . README.md

# torch goes first and alone: what depends on it would else choose a newer and far larger build.
# An interrupted run leaves no stamp, so the next one starts again from nothing.
$(RUNTIME):
	$(need_python)
	@echo "Creating $(VENV) (some minutes, once)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --quiet "$$(grep '^torch==' requirements.txt)"
	@$(PIP) install --quiet --requirement requirements.txt
	@touch $@

$(DEV): $(RUNTIME)
	@$(PIP) install --quiet --requirement requirements-dev.txt
	@touch $@

lock: ## pin anew what pyproject.toml asks for: requirements.txt, requirements-dev.txt
	$(need_python)
	PYTHON="$(PYTHON)" .ci/lock

clean: ## remove the environment, the caches and the build outputs
	rm -rf $(VENV) build dist *.egg-info .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

help:
	@grep -hE '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{ printf "make %-9s %s\n", $$1, $$2 }'
