# Havre: everything a contributor types. `make` alone prints this list.
# What is longer than a line is a script in scripts/, where each says what it does and why.

# Variables to change on the command line: make fuzz FUZZTIME=5m
COVER_MIN  = 80
FUZZTIME   = 20s
BENCHFLAGS =
PORTALFLAGS =

export COVER_MIN FUZZTIME

.DEFAULT_GOAL := help
.PHONY: help run build fmt generate check lint test vuln reproducible cover fuzz bench clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build the program and start the portal, with invented needs to look at
	./bin/havre serve --demo --data-dir bin/portal --log-level warn

build: ## build the static program bin/havre
	scripts/build.sh bin/havre

fmt: ## format the Go code
	"$$(scripts/tools.sh)/golangci-lint" fmt

generate: ## write the generated files again
	go generate ./...

check: lint build ## the quick check before each commit: lint, build, tests
	go test ./...

lint: ## read the sources: format, vet, staticcheck, tidy modules, scripts
	scripts/lint.sh

test: ## everything continuous integration checks, from a bare machine
	scripts/test.sh

vuln: ## look for retracted dependencies and known vulnerabilities
	scripts/vuln.sh

reproducible: ## build twice in different conditions and compare the bytes
	scripts/reproducible.sh

cover: ## run the tests and write bin/coverage.html
	COVER_MIN=0 scripts/unit.sh
	go tool cover -html=bin/coverage.out -o bin/coverage.html

fuzz: ## fuzz each target for FUZZTIME
	scripts/fuzz.sh

bench: ## run the benchmarks: the engine (BENCHFLAGS), the portal (PORTALFLAGS), orders (ORDERFLAGS), then provisioning (PROVISIONFLAGS)
	cd bench && go run . $(BENCHFLAGS) && go run ./portal $(PORTALFLAGS) && go run ./orders $(ORDERFLAGS) && go run ./provision $(PROVISIONFLAGS)

clean: ## remove what was built in the tree
	rm -rf bin
