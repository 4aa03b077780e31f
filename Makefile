# Aliases of `python3 run.py …`; `make help` lists them.
PYTHON ?= python3
SIZE ?= 0.1

.DEFAULT_GOAL := help
.PHONY: help run seed bench test check migration migrate messages

help:  ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run:  ## prepare what is missing and serve the demo lender on this machine
	$(PYTHON) run.py serve

seed:  ## load the demo lender into an empty company: make seed SIZE=1 for the whole of it
	$(PYTHON) run.py seed --size $(SIZE)

bench:  ## measure pages, dashboards and end of day: make bench SIZE=1
	$(PYTHON) run.py bench --size $(SIZE)

test:  ## run the whole suite against SQLite, PostgreSQL, Valkey and Chromium
	$(PYTHON) run.py test

check:  ## run the quick part: lint, types, import rules, migrations, unit tests
	$(PYTHON) run.py check

migrate:  ## bring the database to the newest schema
	$(PYTHON) run.py migrate

migration:  ## write a migration for changed models: make migration NAME="add survey"
	$(PYTHON) run.py migration "$(NAME)"

messages:  ## collect the texts of the source into the translation catalogues
	$(PYTHON) run.py messages
