# Two lines are enough: `make run` and `make test`. Each prepares what it needs by itself.
SHELL   := /bin/bash
PORT    ?= 8501
CLINIC  ?= sample_data
VENV    := .venv
PYTHON  := $(VENV)/bin/python
WORKERS ?= 2

export PYTHONPATH := .

.PHONY: help setup run test check bench reference lock clean

help:
	@echo "make run   [PORT=8501] [CLINIC=sample_data]  load the clinic's files and serve the dashboard"
	@echo "make test  install what the tests need and run all of them"
	@echo "make check lint, types, layer contracts      make bench  timings      make setup  .venv only"
	@echo "make reference  write docs/reference/measures.md from the registry"

setup: $(VENV)/.run-ready

$(VENV)/.run-ready: requirements.txt setup/environment.sh
	@bash setup/environment.sh $(VENV) requirements.txt
	@touch $@

$(VENV)/.test-ready: $(VENV)/.run-ready requirements-dev.txt
	@bash setup/environment.sh $(VENV) requirements-dev.txt
	@touch $@

run: setup
	@$(PYTHON) -m loaders load --clinic "$(CLINIC)"
	@$(PYTHON) server.py --clinic "$(CLINIC)" --port "$(PORT)"

test: $(VENV)/.test-ready
	@$(PYTHON) setup/browser.py
	@$(PYTHON) -m pytest -n $(WORKERS) --dist loadfile

check: $(VENV)/.test-ready
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy domain store access loaders metrics charts documents pages texts dashboard.py server.py
	@$(VENV)/bin/lint-imports

bench: $(VENV)/.test-ready
	@$(PYTHON) -m benchmarks

reference: setup
	@$(PYTHON) -m domain reference > docs/reference/.measures.md && mv docs/reference/.measures.md docs/reference/measures.md

lock: $(VENV)/.test-ready
	@$(VENV)/bin/uv pip compile --upgrade --universal --python-version 3.11 --no-header --no-annotate requirements.in -o requirements.txt
	@$(VENV)/bin/uv pip compile --upgrade --universal --python-version 3.11 --no-header --no-annotate requirements-dev.in -o requirements-dev.txt

clean:
	@rm -rf $(VENV) sample_data/archive sample_data/snapshots sample_data/book.sqlite* sample_data/landings.lock sample_data/pulls
