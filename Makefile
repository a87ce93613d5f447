# A contributor's day; CONTRIBUTING.md tells it. Every target calls the project's own tools.

PYTHON ?= .venv/bin/python
ARGS ?=

.PHONY: help setup test lint types ci tables transcripts docs bench build release

help:  ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

setup:  ## an environment in .venv with everything that is needed here
	python3 -m venv .venv
	$(PYTHON) -m pip install -e ".[dev]"

test:  ## all tests, or those in ARGS
	$(PYTHON) -m pytest -n 2 $(ARGS)

lint:  ## what ruff finds, and how it would write it
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --diff gradcli tests benchmarks

types:  ## mypy, strict
	$(PYTHON) -m mypy

ci:  ## what a push is judged by, in an environment of its own
	.ci/run

tables:  ## compile grammars/expression.lark to gradcli/syntax/tables.py
	$(PYTHON) -m gradcli.syntax.grammar

transcripts:  ## record what the commands print now; then read the diff
	$(PYTHON) -m tests.transcripts --update

docs:  ## draw the picture of the README again, and compare every document with what is printed
	$(PYTHON) -m gradcli explain "3*x**2 + 4*x + 5" --x 2 --output docs/explain.svg
	$(PYTHON) -m pytest tests/test_readme.py tests/test_contributing.py

bench:  ## side by side with the peers; ARGS as in benchmarks/run.py
	$(PYTHON) benchmarks/run.py $(ARGS)
	$(PYTHON) benchmarks/batch.py $(ARGS)
	$(PYTHON) benchmarks/lessons.py $(ARGS)

build:  ## the source distribution and the wheel, in dist/
	$(PYTHON) -m build

release: ci build  ## everything that comes before a tag
	$(PYTHON) -m pytest tests/test_package.py
