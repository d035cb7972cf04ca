# make help: what there is to make.

# The first Python that runs and is new enough; set-up itself says so when there is none.
CANDIDATES := python3.11 python3.12 python3.13 python3
ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(or $(shell for p in $(CANDIDATES); do \
	$$p -c '$(ENOUGH)' 2>/dev/null && { echo $$p; break; }; done),python3)
SETUP := $(PYTHON) -m tools.setup
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run chat test lint bench faults clean

help:
	@echo 'make run     set-up, then the assistant on http://127.0.0.1:8080 (PORT=… for another port)'
	@echo 'make chat    the same assistant, in the terminal'
	@echo 'make setup   everything the two need; skipped when done'
	@echo 'make test    set-up, then every test (ARGS="tests/nlu -x" for some)'
	@echo 'make lint    style and types'
	@echo 'make bench   set-up, then the benchmarks of docs/benchmarks.md'
	@echo 'make faults  set-up, then kills processes at random and counts what was lost'
	@echo 'make clean   removes what set-up made; the data in var/ stay'

setup:
	@$(SETUP)

run: setup
	@exec $(BIN)/assistant run

chat: setup
	@exec $(BIN)/assistant chat

test: setup
	@exec $(BIN)/pytest --numprocesses=2 --dist=loadgroup $(ARGS)

lint:
	@$(SETUP) assistant
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: setup
	@exec $(BIN)/python -m benchmarks $(ARGS)

faults: setup
	@exec $(BIN)/python -m benchmarks faults $(ARGS)

clean:
	rm -rf .build .venv .venv-rasa *.egg-info
