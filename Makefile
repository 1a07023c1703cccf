# The two commands are `make run` and `make test`; `make help` lists the rest.

# The first Python that is new enough; `make PYTHON=... setup` chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN = .venv/bin
# At most four workers: each has a database of its own to make.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ $$n -gt 4 ] && n=4; echo $$n)
CODE = manage.py core catalog customers warranties remedies tickets followups privacy reports postventa dev tests
TEMPLATES = $(shell find templates -name '*.html')

.DEFAULT_GOAL := help
.PHONY: help setup run test bench faults replay lint format messages lock

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '%-16s%s\n' "$$name" "$$text"; done

setup: ## virtual environment, pinned requirements, message catalogues
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is missing. On Debian: apt install python3" >&2; exit 1; }
	@$(PYTHON) dev/bootstrap.py
	@$(BIN)/python -m dev.catalogues

run: setup ## the whole service on this machine, until Ctrl-C (PORT=8000)
	@$(BIN)/python -m dev.run

test: setup ## the whole test suite (ARGS="-k survey" for a part)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

bench: setup ## speed figures, one JSON line each (ONLY=name for one of them, SIZE=1000000 for more of it)
	@$(BIN)/python -m dev.bench $(ONLY) $(if $(SIZE),--size $(SIZE))

faults: setup ## a month of follow-ups in minutes while everything breaks, then counted again (SIZE=20000 SEED=1)
	@$(BIN)/python -m dev.faults $(if $(SIZE),--size $(SIZE)) $(if $(SEED),--seed $(SEED))

replay: setup ## a shop's days lived again with its follow-ups, and the numbers reconciled (FILES=folder)
	@$(BIN)/python -m dev.replay $(FILES)

lint: setup ## everything that reads the code without running it
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/djade --check $(TEMPLATES)
	$(BIN)/lint-imports
	$(BIN)/python -m dev.with_servers mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest -q tests/house --deselect tests/house/test_migrations.py::test_migrations_can_be_taken_back

format: setup ## put code and templates into shape
	$(BIN)/ruff check --fix --quiet $(CODE) || true
	$(BIN)/ruff format $(CODE)
	$(BIN)/djade $(TEMPLATES)

messages: setup ## bring the message catalogues up to date with the sources
	@$(BIN)/python -m dev.messages

lock: setup ## pin requirements*.in into requirements*.txt
	$(BIN)/pip-compile --quiet --strip-extras --no-header --output-file requirements.txt requirements.in
	$(BIN)/pip-compile --quiet --strip-extras --no-header --output-file requirements-dev.txt requirements-dev.in
