# Two commands do everything: `make run` and `make test`. Both set up what they need.
PYTHON ?= python3
PY := .venv/bin/python
APT := $(if $(filter 0,$(shell id -u)),apt-get,sudo apt-get)
export DEBIAN_FRONTEND := noninteractive
SEED := seeds/kursk-surrender-call.txt
PORT ?= 8501

.PHONY: run setup test check bench clean

run: setup
	$(PY) -m geo read $(SEED)
	$(PY) -m dashboard --server.address 127.0.0.1 --server.port $(PORT)

setup: .venv/run-ready

test: .venv/test-ready .venv/browser-ready check
	$(PY) -m pytest

check: .venv/test-ready
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

bench: .venv/test-ready .venv/browser-ready
	$(PY) -m pytest tests/bench -o python_files="bench_*.py" -o python_functions="bench_*" -W ignore

.venv/pip-ready:
	$(PYTHON) -m venv .venv
	touch $@

.venv/run-ready: requirements.txt | .venv/pip-ready
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

# tests/requirements.txt holds requirements.txt and the test tools, at the same versions.
.venv/test-ready: tests/requirements.txt | .venv/pip-ready
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	touch $@ .venv/run-ready

# The browser tests drive the system's Chromium; fonts make its pictures readable.
.venv/browser-ready: | .venv/pip-ready
	command -v chromium >/dev/null || { $(APT) update -qq && $(APT) install -qq -y --no-install-recommends chromium fonts-dejavu-core fonts-liberation; }
	touch $@

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
