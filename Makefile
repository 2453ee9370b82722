# `make serve` and `make test` need Python 3.11+ and nothing else installed by hand.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: install install-dev serve test lint eval gate bench lock clean

install: .venv/.installed
install-dev: .venv/.installed-dev

.venv/.installed: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"Python {sys.version.split()[0]} found, 3.11 or newer expected: make PYTHON=python3.11 serve")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -c requirements.lock -e .
	@touch $@

.venv/.installed-dev: .venv/.installed
	$(BIN)/python -m pip install --quiet -c requirements.lock -e '.[dev,evals]'
	@touch $@

serve: install
	$(BIN)/assistant index --if-missing
	$(BIN)/assistant serve

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/.installed-evals: .venv/.installed
	$(BIN)/python -m pip install --quiet -c requirements.lock -e '.[evals]'
	@touch $@

test: lint
	$(BIN)/pytest
	$(MAKE) gate

eval: .venv/.installed-evals
	$(BIN)/assistant index --if-missing
	$(BIN)/assistant-eval run

# The same code on about 120 conversations, against the committed baseline.
gate: install-dev
	$(BIN)/assistant index --if-missing
	$(BIN)/assistant-eval run --sample 120 --out data/runs/gate
	$(BIN)/assistant-eval gate data/runs/gate

bench: install
	$(BIN)/python -m evals.latency

lock: install-dev
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --no-header --no-annotate -o requirements.lock

clean:
	rm -rf .venv data
