# make run    the desk on http://127.0.0.1:8000, worker inside (PORT=8123 make run: another port)
# make test   everything the tests need, then the tests, as many at once as there are cores
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run install test soak check lock
.DEFAULT_GOAL := run

run: install
	@exec $(BIN)/python manage.py desk --port $(PORT)

install: $(VENV)/.installed

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest --numprocesses auto --no-loadscope-reorder

# The faults of many machines, with ten times the articles and reviewers at work for a minute.
soak: $(VENV)/.installed-dev
	FACTCHECK_SOAK_ARTICLES=1000 FACTCHECK_SOAK_SECONDS=60 FACTCHECK_REQUIRE_SERVICES=1 $(BIN)/python -m pytest tests/machines

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml
	@git diff --exit-code --stat docs/openapi.yaml || { echo "docs/openapi.yaml has changed: commit it."; exit 1; }

# Needs uv. The locks carry hashes and no address: they install from whichever index pip is set up with.
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q
lock:
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --group flower -c requirements.lock -o requirements-flower.lock
	$(COMPILE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

# An interrupted install leaves no stamp, so the next one starts where it stopped.
$(VENV)/.installed: requirements.lock
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info[:2] != (3, 11))" || { echo "factcheck needs Python 3.11; name it: make run PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Installing what the desk needs into $(VENV) (once, about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing what the tests need into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
