# Three commands: `make run` starts Gazette, `make check` is for while you work, `make test` for before you push. Each
# prepares what it needs, once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BIOME := tests/interfaces/web/biome
ENGINE ?= docker
# So many processes at once: for two cores and 4 GB of memory. JOBS=4 where there are twice as many.
JOBS ?= 2
# Folders of tests that have a process of their own in `make test`; all others share one.
PARTS := ask interfaces ingest index evaluate
# One thread for what would take all cores: the other process has them, and waiting threads spin (six times the work).
TESTS = OMP_NUM_THREADS=1 $(BIN)/python -m pytest

# Some 200 processes are started: each would translate the sources anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run check test style types fast-first fast-other pages $(PARTS:%=part-%) part-others bench torture image clean

# With ARTICLES=folder it asks your own articles, instead of the samples of seeds/; code 1 says that some were skipped.
run: $(VENV)/installed
	@if test -n "$(ARTICLES)"; then $(BIN)/gazette build --replace $(ARTICLES) || test $$? -eq 1; \
	else test -f indexes/default/CURRENT || $(BIN)/gazette build; fi
	$(BIN)/gazette serve

# Style, types and every test that opens no model and starts no process. These tests run in two halves that take about as
# long, each of which imports what its own tests need.
check: $(VENV)/installed-dev $(BIOME)/node_modules
	@$(MAKE) --no-print-directory --jobs $(JOBS) --output-sync fast-other fast-first types style

# The same and all other tests, a part in a process: what takes longest begins first. Those that drive a browser are one of
# their own: Playwright keeps an event loop going, which other tests cannot have around them.
test: $(VENV)/installed-dev $(BIOME)/node_modules
	@$(MAKE) --no-print-directory --jobs $(JOBS) --output-sync pages $(PARTS:%=part-%) part-others types style

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

FAST = $(TESTS) -q -m "not (models or tiny or process or server or browser)"
FIRST := tests/ask tests/evaluate tests/index tests/lang tests/train

fast-first:
	$(FAST) $(FIRST)

fast-other:
	$(FAST) tests $(FIRST:%=--ignore %)

pages:
	$(TESTS) -m browser tests/interfaces

$(PARTS:%=part-%): part-%:
	$(TESTS) -m "not browser" tests/$*

part-others:
	$(TESTS) -m "not browser" tests $(PARTS:%=--ignore tests/%)

bench: $(VENV)/installed-bench
	$(BIN)/python -m tests.benchmarks

# Power cuts and full disks need an administrator, who may mount. SHARE=0.1 does a tenth, SEED=18 takes other chances.
torture: $(VENV)/installed-dev
	$(BIN)/python -m tests.torture

# The server as an image, which then answers a question without a network. ENGINE=podman takes that in Docker's place.
image:
	$(ENGINE) build --file qa/interfaces/server/deploy/Dockerfile --tag gazette .
	$(ENGINE) run --rm --network none --read-only --tmpfs /tmp --cap-drop ALL --volume "$(CURDIR)/seeds:/articles:ro" \
		--entrypoint sh gazette -c 'gazette build /articles >/dev/null && gazette ask "Who opened the Millau viaduct?"'

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# Editable, so that a pulled change runs at once; made again only when the dependencies change.
$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

# Checks the page's style sheets and scripts; without npm their tests are skipped.
$(BIOME)/node_modules: $(BIOME)/package-lock.json
	@if command -v npm >/dev/null; then npm ci --silent --no-fund --no-audit --prefix $(BIOME) && touch $@; \
	else echo "npm is not installed, so style sheets and scripts are not checked. Run: apt-get install npm"; fi

$(VENV)/installed-bench: $(VENV)/installed-dev
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[bench]"
	@touch $@

clean:
	rm -rf $(VENV) $(BIOME)/node_modules build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
