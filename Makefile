# What there is: `make help`. Everything is installed into .venv; nothing outside this folder.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
NOTEBOOKS := $(wildcard notebooks/*.ipynb)
LAYERS := configs/3_0.toml configs/3_0_with_omitted_items.toml configs/3_0_outside_view.toml

# The first of these that runs and is new enough; `make PYTHON=... report` takes another.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3.11 python3; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p && break; done)

.DEFAULT_GOAL := help
.PHONY: help report test bench lint verify docs clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

report: $(VENV)/.installed ## run the case in three ways, side by side in one report
	$(BIN)/ictsim run $(LAYERS)

test: $(VENV)/.installed-dev ## run the tests on all cores, and the notebooks if there are any
	$(BIN)/python -m pytest -q -n auto --dist loadfile tests $(if $(NOTEBOOKS),--nbmake $(NOTEBOOKS))

bench: $(VENV)/.installed ## time the simulation core
	$(BIN)/python benchmarks/core.py

lint: $(VENV)/.installed-dev ## style, format, types, and which module may import which
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

verify: $(VENV)/.installed-dev ## check the figures against independent calculations (slow)
	PATH="$(CURDIR)/$(BIN):$$PATH" bash verification/run

docs: $(VENV)/.installed-dev ## make the generated documents and pictures anew
	$(BIN)/ictsim schema --force --out src/ictsim/ictsim.schema.json
	$(BIN)/python docs/make_catalogue.py
	$(BIN)/python docs/make_reference.py
	$(BIN)/python docs/make_distributions.py
	$(BIN)/python docs/make_investments.py
	$(BIN)/python docs/make_images.py
	$(BIN)/python docs/make_outputs.py

clean: ## remove .venv, caches and build folders; results/ stays
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	rm -rf .import_linter_cache .coverage .coverage.* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: the environment is made once, and filled again when a package list has changed.
$(VENV)/.created:
	@"$(PYTHON)" -c '$(NEW_ENOUGH)' 2>/dev/null || \
		{ echo 'ictsim needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python' >&2; exit 1; }
	"$(PYTHON)" -m venv --clear $(VENV)
	@touch $@

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/.created
	$(PIP) install -c constraints.txt -e .
	@touch $@

# The development packages include the run-time ones, so this fills both stamps.
$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/.created
	$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $(VENV)/.installed $@
