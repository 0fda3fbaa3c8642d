# knowcl: from raw files to scored predictions. `make help` lists the targets.

MAKEFLAGS   += --no-builtin-rules --warn-undefined-variables
SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

PREFIX  ?= /usr/local
DESTDIR ?=
SWIFT   ?= swift
BIN     := .build/release
TOOLS   := kg-build kg-embed img-pack img-crop img-perturb cl-train img-embed mask-train si-predict si-report city-sim geo-read
VERSION := $(shell sed -n 's/.* toolVersion = "\(.*\)"/\1/p' Sources/Shared/*/Version.swift)

.PHONY: all demo cities country newyork newyork-scenes newyork-ablation newyork-candidates newyork-days newyork-distance \
  newyork-fill newyork-neighbours newyork-rivals rivals robustness newyork-robustness \
  test test-emulated test-cluster test-mpi hostile fuzz chaos races \
  bench bench-table lint check \
  check-manuals check-version manuals install uninstall deb tarball test-deb test-tarball clean distclean \
  packages help

all: ## build the tools (release); says which system packages are missing
	@packaging/system-packages build
	@command -v $(SWIFT) >/dev/null || { echo "knowcl needs Swift 6.2 or later: https://swift.org/install" >&2; exit 69; }
	$(SWIFT) build -c release

# A pipeline is a makefile of its own, so that it can be read, copied and run alone:
#   make -f pipelines/demo.mk -n
demo: packages ## simulate a city, run every stage on it, print scores, draw pictures: build/demo/
	+@$(MAKE) --no-print-directory all
	+@$(MAKE) --no-print-directory -f pipelines/demo.mk

newyork: study ## real New York data: make newyork DATA=directory (see README)
	+@$(MAKE) --no-print-directory -f pipelines/newyork.mk

newyork-scenes: all ## the same from the raw scene and the tracts: make newyork-scenes DATA=directory
	+@$(MAKE) --no-print-directory -f pipelines/newyork-scenes.mk

newyork-ablation: study ## which relations help there: make newyork-ablation DATA=directory
	+@$(MAKE) --no-print-directory -f pipelines/newyork-ablation.mk

newyork-candidates: all ## what kg-embed --candidates costs and keeps there: make newyork-candidates DATA=directory
	+@$(MAKE) --no-print-directory $(EACH_ALONE) -f pipelines/newyork-candidates.mk

newyork-fill: study ## what bounds of filled tracts are worth: make newyork-fill DATA=directory
	+@$(MAKE) --no-print-directory $(EACH_ALONE) -f pipelines/newyork-fill.mk

newyork-distance: study ## what features are worth far from the survey: make newyork-distance DATA=directory
	+@$(MAKE) --no-print-directory $(EACH_ALONE) -f pipelines/newyork-distance.mk

cities: all ## what a predictor of one simulated city says of others: build/cities/
	+@$(MAKE) --no-print-directory -f pipelines/cities.mk

country: all ## what every stage costs of 50 simulated cities in one model: build/country/ (CITIES=4 REGIONS=500 for a look)
	@packaging/system-packages --install timing
	+@$(MAKE) --no-print-directory -f pipelines/country.mk

newyork-neighbours: all ## sampled neighbourhoods against the whole graph there: make newyork-neighbours DATA=directory
	+@$(MAKE) --no-print-directory $(EACH_ALONE) -f pipelines/newyork-neighbours.mk

# A study needs gnuplot and cmark-gfm beside the tools.
.PHONY: study
study: all
	@packaging/system-packages study

# Many trainings: one a processor goes through them faster than all processors on each. On a cluster each has what the table
# of demands gives it, and -j is said by who calls: make -j20 robustness CLUSTER=slurm
EACH_ALONE = $(if $(and $(filter command,$(origin CLUSTER)),$(CLUSTER)),,-j$(shell nproc) THREADS=1)

robustness: study ## clouds and augmentation: how embeddings hold: build/robustness/, build/robustness-sv/
	+@$(MAKE) --no-print-directory $(EACH_ALONE) -f pipelines/robustness.mk
	+@$(MAKE) --no-print-directory $(EACH_ALONE) -f pipelines/robustness.mk KIND=sv

newyork-robustness: study ## the same on New York, under real clouds: make newyork-robustness DATA=directory
	+@$(MAKE) --no-print-directory $(EACH_ALONE) -f pipelines/newyork-robustness.mk

newyork-rivals: study ## encoders trained towards other things, and place: make newyork-rivals DATA=directory
	+@$(MAKE) --no-print-directory $(EACH_ALONE) -f pipelines/newyork-rivals.mk

rivals: study ## the same on a simulated city: build/rivals/
	+@$(MAKE) --no-print-directory $(EACH_ALONE) -f pipelines/rivals.mk

newyork-days: study ## what holds on another day, and what helps: make newyork-days DATA=directory
	+@$(MAKE) --no-print-directory $(EACH_ALONE) -f pipelines/newyork-days.mk

# Testable imports are off so that tests and tools are the same build.
test: NEED += browser tracing emulation timing
test: packages ## build and run every test
	$(SWIFT) test -c release --disable-testable-imports

test-emulated: NEED += emulation
test-emulated: packages ## whether other processors, under QEMU, make the same bytes (minutes)
	KNOWCL_EMULATED=1 $(SWIFT) test -c release --disable-testable-imports --filter DigestTests

# Where Slurm is not to be had, it says so and tests nothing.
test-cluster: all ## run pipelines over a Slurm of three nodes on this machine, and lose nodes
	-@packaging/system-packages --install study cluster
	Tests/Cluster/run

# The tools with MPI have a folder of their own; where Open MPI is not to be had, this says so and tests nothing.
test-mpi: ## build cl-train and kg-embed with MPI, and train one model as several ranks on this machine
	-@packaging/system-packages --install mpi
	@if command -v mpirun >/dev/null; then $(MAKE) --no-print-directory test-ranks; \
	else echo "test-mpi: SKIPPED, nothing was tested: there is no mpirun here" >&2; fi

.PHONY: test-ranks
test-ranks: mpi
	KNOWCL_MPI=$(MPI)/release $(SWIFT) test -c release --disable-testable-imports --filter RankToolTests

MPI := build/mpi/.build
.PHONY: mpi
mpi: ## build the tools that train with MPI (needs libopenmpi-dev): build/mpi/.build/release
	@packaging/system-packages build mpi
	for tool in cl-train kg-embed; do $(SWIFT) build -c release --traits MPI --scratch-path $(MPI) --product $$tool; done

HOSTILE ?= 1000000
hostile: packages ## read a million hostile variants of each text input (HOSTILE=n for another number)
	KNOWCL_HOSTILE=$(HOSTILE) $(SWIFT) test -c release --disable-testable-imports --filter 'ostile'

# The toolchain brings libFuzzer; what is fuzzed is built anew, with sanitizers, in a folder of its own.
TIME    ?= 60
TARGETS ?=
FUZZ    := build/fuzz
LIBFUZZER = $(shell $(SWIFT) -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')/clang/lib/linux/libclang_rt.fuzzer_no_main-$(shell uname -m).a
fuzz: all ## give every reader inputs that nobody wrote, TIME seconds each (TARGETS='png kg' for some): build/fuzz/
	KNOWCL_FUZZER=$(LIBFUZZER) $(SWIFT) build -c release --scratch-path $(FUZZ)/.build --sanitize=address --product fuzz
	fuzz/make-seeds $(BIN) $(FUZZ)/.build/release/fuzz $(FUZZ)/seeds
	fuzz/run $(FUZZ)/.build/release/fuzz $(FUZZ)/seeds $(FUZZ) $(TIME) $(TARGETS)

COUNT ?= 60
chaos: NEED += tracing
chaos: packages all ## harm every tool while it works: failed writes (COUNT=500 for many), kill -9, signals, full disks
	chaos/run $(BIN) --count $(COUNT)

races: all ## run the parallel loops under ThreadSanitizer
	$(SWIFT) build -c release --scratch-path build/races/.build --sanitize=thread -Xswiftc -DKNOWCL_WATCHED
	races/run build/races/.build/release $(BIN)

# make bench WORK=embed runs one; BENCH_PYTHON names an interpreter that has the peers' packages.
WORK ?= all
bench: all ## time the tools against PyTorch and DGL on this machine: build/bench.tsv
	bench/run $(WORK)

# BENCH_PYTHON needs numpy alone here.
.PHONY: scale
scale: all ## how the cost of a fact grows with the graph: build/scale.tsv
	$${BENCH_PYTHON:-python3} bench/scale

bench-table: ## put build/bench.tsv into docs/performance.md
	bench/run --table

lint: ## check the formatting
	$(SWIFT) format lint --strict -r Sources Tests fuzz Package.swift

check: lint check-manuals check-version ## formatting, manual pages and version: what is committed agrees

check-manuals: $(BIN)/generate-manual
	@packaging/manual/check $(MANUALS)

check-version:
	@packaging/check-version $(VERSION)

MANUALS = $(BIN) $(VERSION) $(TOOLS)
manuals: $(BIN)/generate-manual ## make docs/man anew from the tools' help and docs/formats.md
	packaging/manual/make docs/man $(MANUALS)

# The tool of swift-argument-parser's manual plugin; the plugin itself would build everything anew.
.PHONY: $(BIN)/generate-manual
$(BIN)/generate-manual: all
	@packaging/system-packages manual
	$(SWIFT) build -c release --product generate-manual

install: all ## copy tools, manual pages, completions and docs below $(PREFIX)
	packaging/install $(BIN) $(DESTDIR)$(PREFIX) $(TOOLS)

uninstall: ## remove what install copied
	packaging/install --remove $(DESTDIR)$(PREFIX) $(TOOLS)

deb: all ## a Debian package: build/knowcl_VERSION_ARCH.deb
	@packaging/system-packages release
	packaging/deb $(BIN) $(VERSION) build $(TOOLS)

# GDAL would bring a hundred libraries along; without geo-read GeoJSON is read as ever, and tools say what they lack.
PORTABLE := $(filter-out img-crop geo-read,$(TOOLS))
tarball: all ## an archive that runs from any folder: build/knowcl-VERSION-linux-ARCH.tar.gz
	@packaging/system-packages release
	packaging/tarball $(BIN) $(VERSION) build $(PORTABLE)

test-deb: deb ## install it in a new Debian 12 and use it there (as root)
	packaging/test-deb build/knowcl_$(VERSION)_$$(dpkg --print-architecture).deb $(VERSION) $(TOOLS)

test-tarball: tarball ## unpack it in a new Debian 12 and use it there (as root)
	packaging/test-tarball build/knowcl-$(VERSION)-linux-$$(uname -m).tar.gz $(VERSION) $(PORTABLE)

NEED ?= build study manual
packages: ## install the Debian packages that are missing; NEED=release for those of deb and tarball
	@packaging/system-packages --install $(NEED)

clean: ## remove the build and the packages; what studies made stays
	rm -rf .build build/*.deb build/*.tar.gz

distclean: clean ## remove the results of studies too
	rm -rf build Package.resolved

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "%-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
