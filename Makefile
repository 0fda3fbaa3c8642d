# knowcl: from raw files to scored predictions. `make help` lists the targets.

MAKEFLAGS   += --no-builtin-rules --warn-undefined-variables
SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

PREFIX  ?= /usr/local
DESTDIR ?=
SWIFT   ?= swift
BIN     := .build/release
TOOLS   := kg-build kg-embed img-pack img-perturb cl-train img-embed si-predict city-sim

.PHONY: all demo newyork newyork-ablation robustness newyork-robustness test bench bench-table lint install clean packages help

all: packages ## build the tools (release)
	$(SWIFT) build -c release

# A pipeline is a makefile of its own, so that it can be read, copied and run alone:
#   make -f pipelines/demo.mk -n
demo: all ## simulate a city, run every stage on it, print scores, draw pictures: build/demo/
	+@$(MAKE) --no-print-directory -f pipelines/demo.mk

newyork: all ## real New York data: make newyork DATA=directory (see README)
	+@$(MAKE) --no-print-directory -f pipelines/newyork.mk

newyork-ablation: all ## which relations help there: make newyork-ablation DATA=directory
	+@$(MAKE) --no-print-directory -f pipelines/newyork-ablation.mk

# Many trainings: one a processor goes through them faster than all processors on each.
EACH_ALONE = -j$(shell nproc) THREADS=1

robustness: all ## clouds and augmentation: how embeddings hold: build/robustness/, build/robustness-sv/
	+@$(MAKE) --no-print-directory $(EACH_ALONE) -f pipelines/robustness.mk
	+@$(MAKE) --no-print-directory $(EACH_ALONE) -f pipelines/robustness.mk KIND=sv

newyork-robustness: all ## the same on New York, under real clouds: make newyork-robustness DATA=directory
	+@$(MAKE) --no-print-directory $(EACH_ALONE) -f pipelines/newyork-robustness.mk

# Testable imports are off so that tests and tools are the same build.
test: packages ## build and run every test
	$(SWIFT) test -c release --disable-testable-imports

# make bench WORK=embed runs one; BENCH_PYTHON names an interpreter that has the peers' packages.
WORK ?= all
bench: all ## time the tools against PyTorch and DGL on this machine: build/bench.tsv
	bench/run $(WORK)

bench-table: ## put build/bench.tsv into docs/performance.md
	bench/run --table

lint: ## check the formatting
	$(SWIFT) format lint --strict -r Sources Tests Package.swift

install: all ## copy the tools to $(PREFIX)/bin
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(TOOLS:%=$(BIN)/%) $(DESTDIR)$(PREFIX)/bin

packages: ## install the Debian packages that are missing, or say which
	@pipelines/install-packages

clean: ## remove what the pipelines and the build made
	rm -rf build .build

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "%-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
