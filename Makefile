# Everything needs Python 3.11 or newer, make, and a package index; nothing else has to be installed.

PYTHON  ?= python3
VENV    ?= .venv
PORT    ?= 8080
DATA    ?=
WORKERS ?= 2
ARGS    ?=

PY    := $(VENV)/bin/python
RUN   := $(VENV)/.runs
TOOLS := $(VENV)/.tools
PIP   := $(PY) -m pip --disable-pip-version-check --quiet

DEMO_DATA := $(if $(DATA),--data "$(DATA)")

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test servers-test check bench chaos install clean

help:
	@echo "make demo         a whole PyTake with a simulated customer, on port 8080 (other: make demo PORT=9090)"
	@echo "make demo-reset   forget the demo's data"
	@echo "make test         every test, on servers of its own"
	@echo "make check        style, types, import contracts, architecture"
	@echo "make bench        benchmarks      (ARGS='…' goes to the script)"
	@echo "make chaos        crash tests     (ARGS='…' goes to the script)"

demo: $(RUN)
	@$(PY) -m pytake_app.cli demo --port "$(PORT)" $(DEMO_DATA)

demo-reset: $(RUN)
	@$(PY) -m pytake_app.cli demo --reset $(DEMO_DATA)

test: $(TOOLS)
	$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

# What needs servers, alone: with TEST_DATABASE_URL and TEST_REDIS_URL on those, without on embedded ones.
servers-test: $(TOOLS)
	$(PY) -m pytest -n $(WORKERS) --dist worksteal -m servers $(ARGS)

check: $(TOOLS)
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) -m pytest -q tests/architecture --ignore-glob='*test_wheel*'

bench: $(TOOLS)
	$(PY) benchmarks/run.py $(ARGS)

chaos: $(TOOLS)
	$(PY) chaos/run.py $(ARGS)

install: $(TOOLS)

clean:
	rm -rf "$(VENV)" dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# The stamps say what was installed from; a change of either file installs again.
$(RUN): pyproject.toml constraints.txt | $(PY)
	@echo "Installing PyTake into $(VENV) …"
	@$(PIP) install --upgrade -c constraints.txt pip
	@$(PIP) install -c constraints.txt -e ".[app,embedded,testing]"
	@touch "$@"

$(TOOLS): $(RUN)
	@echo "Installing what tests and checks need …"
	@$(PIP) install -c constraints.txt -e ".[app,embedded,testing]" --group dev
	@touch "$@"

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "PyTake needs Python 3.11 or newer; name one: make PYTHON=python3.11 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	  { echo "this Python can't make environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv "$(VENV)"
