# Everything a person does with a clone. The work is in scripts/; this is the list.
.DEFAULT_GOAL := help
.PHONY: help run test test-core bench bench-scale bench-console bench-smoke format lint clean

PORT ?= 8000
SWIFT_FOLDERS := $(wildcard Sources Tests Benchmarks Examples) Package.swift

help:  ## Show this list
	@echo "Usage: make TARGET"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run:  ## Set up what is missing, build, and run kiikd with demo data (PORT=8000, DATA=DIR)
	@PORT='$(PORT)' DATA='$(DATA)' exec scripts/run

test:  ## Set up what is missing and run every test (DATABASE_URL=... uses that server)
	@exec scripts/test

test-core:  ## Test JSON, AuthCore and Domain alone: no database, no HTTP
	@exec scripts/test --core

bench:  ## Measure, print the ratios and write docs/benchmarks.md and docs/benchmarks-scale.md
	@exec scripts/bench

bench-scale:  ## Measure a tenant of a million customers and five million keys alone
	@exec scripts/bench --scale

bench-console:  ## Time the console's pages in a large tenant and write docs/benchmarks-console.md
	@exec scripts/bench-console --write

bench-smoke:  ## Run every benchmark for a moment, to see that it works
	@exec scripts/bench --smoke

format:  ## Rewrite the Swift sources in the house style
	swift format --in-place --parallel --recursive $(SWIFT_FOLDERS)

lint:  ## Check Swift style, shell scripts, Dockerfile and docker-compose.yml
	@exec scripts/lint

clean:  ## Remove what was built and fetched; data directories stay
	rm -rf .build .build-core .assets .venv
