# Two commands do everything: `make run` and `make test`. Both set up what they need.
PYTHON ?= python3
PY := .venv/bin/python
APT := $(if $(filter 0,$(shell id -u)),apt-get,sudo apt-get)
export DEBIAN_FRONTEND := noninteractive
SEED := seeds/kursk-surrender-call.txt
PORT ?= 8501

.PHONY: run setup test check bench soak audit postgis clean

run: setup
	$(PY) -m geo read $(SEED)
	$(PY) -m dashboard --server.address 127.0.0.1 --server.port $(PORT)

setup: .venv/run-ready

# Three at a time, a file whole: many of the tests wait for a browser or a server. Those of the browser take longest and go first.
test: .venv/test-ready .venv/browser-ready postgis check
	$(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: .venv/test-ready
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

bench: .venv/test-ready .venv/browser-ready postgis
	$(PY) -m pytest tests/bench -o python_files="bench_*.py" -o python_functions="bench_*" -W ignore

# In full what make test samples: 50 kills an operation, writers for a minute, 50 people for two, every payload, thousands of texts and filters, and fuzzing.
soak: .venv/test-ready .venv/fuzz-ready .venv/browser-ready postgis
	CONTESTED_SOAK=1 $(PY) -m pytest tests/test_crashes.py tests/test_writers.py tests/test_cluster.py tests/test_query.py tests/test_corrections.py tests/browser/test_load.py tests/browser/test_injection.py tests/language/test_any_text.py -s
	$(PY) -m tests.fuzz --seconds 120

# Coverage-guided fuzzing; make test changes the same inputs without it, since there is no wheel for ARM.
.venv/fuzz-ready: tests/fuzz/requirements.txt .venv/test-ready
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r tests/fuzz/requirements.txt
	touch $@

# Known weaknesses of the packages that are installed; asks a server on the internet.
audit: .venv/audit-ready
	.venv/audit/bin/pip-audit --disable-pip --require-hashes --requirement requirements.txt

.venv/audit-ready: | .venv/pip-ready
	$(PYTHON) -m venv .venv/audit
	.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	touch $@

# PostGIS for the tests' throw-away server, in the version that this release of Debian has; GDAL's own programs to read exports back.
postgis:
	@ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 && command -v ogrinfo >/dev/null || { $(APT) update -qq && $(APT) install -qq -y --no-install-recommends postgresql postgis postgresql-postgis gdal-bin; }

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
