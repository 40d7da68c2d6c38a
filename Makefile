# make setup   everything into .venv               make test    all checks and tests
# make demo    the sample project, to a report     make bench   how fast, in CPU time
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SAMPLE := params/riverside.yaml
OUT    := reports/out

.DEFAULT_GOAL := help
.PHONY: docs help setup demo lint test test-long check bench bench-record bench-million clean

help:
	@head -n 2 Makefile | cut -c 3-

setup: $(VENV)/.installed

# Redone only when what is to be installed has changed.
$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is %d.%d: make PYTHON=python3.13 …" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing into $(VENV) (a few minutes the first time)"
	@{ $(BIN)/python -u -m pip install --disable-pip-version-check --progress-bar off -c constraints.txt -e '.[dev]' || echo FAILED; } | $(TOLD)
	@touch $@

# What pip says as one line that moves on a terminal, and a line every 25 packages elsewhere; fails when it did.
TOLD = { all=$$(grep -c == constraints.txt); count=0; while read -r said name rest; do case "$$said $$name" in \
	"Collecting "* | "Requirement already") count=$$((count + 1)); \
		if [ -t 1 ]; then printf '\r  %d of some %d packages: %-40.40s' $$count $$all "$${name%%[<>=!~;[]*}"; \
		elif [ $$((count % 25)) = 0 ]; then echo "  $$count of some $$all packages"; fi;; \
	"Installing collected") if [ -t 1 ]; then printf '\r'; fi; printf '  %-70s\n' "Putting them in place, which takes about a minute";; \
	"FAILED ") exit 1;; esac; done; }

demo: setup
	$(BIN)/scenario check $(SAMPLE)
	$(BIN)/scenario run $(SAMPLE)
	$(BIN)/scenario report $(SAMPLE) --out $(OUT)

# The documentation as a site that needs no network.
docs: setup
	$(BIN)/mkdocs build -q
	@echo .site/index.html

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# One pytest for all, so that its summary is the last thing to be read; a file, and so a notebook, in one worker.
test: lint
	$(BIN)/pytest -q -n 2 --dist loadfile $(if $(wildcard notebooks/*.ipynb),--nbval-lax --nbval-current-env tests scenario notebooks)

# The clocks against each other over thousands of runs and random projects; every way to make a study, on two
# Pythons if there are two: a quarter of an hour.
test-long: setup
	$(BIN)/pytest -q -n 2 -m long tests

# What CI runs.
check: test

BENCH := .benchmarks/last.json

# CPU times, beside what nothing costs; some minutes.
bench: setup
	@mkdir -p .benchmarks
	@$(BIN)/pytest -q benchmarks/bench_all.py --benchmark-only --benchmark-quiet --benchmark-timer=time.process_time --benchmark-json=$(BENCH) > .benchmarks/last.txt || (cat .benchmarks/last.txt; exit 1)
	@$(BIN)/python benchmarks/table.py $(BENCH)

bench-record: bench
	@$(BIN)/python benchmarks/table.py $(BENCH) --write > /dev/null

bench-million: setup
	$(BIN)/python benchmarks/million.py

clean:
	rm -rf $(VENV) $(OUT) .site build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
