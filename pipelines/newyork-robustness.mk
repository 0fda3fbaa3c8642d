# The robustness study on New York: 424 real satellite tiles on a clear day, and the same places on a day with real
# clouds (the set real). Does training on simulated clouds help under real ones?
#
#   make newyork-robustness DATA=directory       the files that README lists

OUT        ?= build/newyork-robustness
SIZE       ?= 64
KGE_EPOCHS ?= 60
EPOCHS     ?= 20
BATCH      ?= 32
SETS       ?= original cloudy augmented combined real
FOLDS      ?= 5
TITLE      ?= satellite tiles of New York

all: $(OUT)/report.md $(OUT)/report.html
	@sed -n '/^## What is found/,/^## /{/^## /!p}' $<
	@echo "scores: $(OUT)/metrics.tsv"
	@echo "report: $(OUT)/report.html"

include pipelines/newyork-common.mk

INDICATOR_FILES := --indicators $(DATA)/region2info.json --regions $(OUT)/tiles.csv
RANDOM_SPLIT    := --folds $(FOLDS)
BLOCKED_SPLIT   := --folds $(FOLDS) --block-size $(BLOCK)

include pipelines/robustness-common.mk

$(OUT)/images-original.h5: $(wildcard $(DATA)/satellite_clean/*.png) | $(OUT)
	$(IMG_PACK) $(DATA)/satellite_clean --size $(SIZE) --threads $(THREADS) -o $@

$(OUT)/images-real.h5: $(wildcard $(DATA)/satellite_cloudy/*.png) | $(OUT)
	$(IMG_PACK) $(DATA)/satellite_cloudy --size $(SIZE) --threads $(THREADS) -o $@

$(OUT)/random.tsv $(OUT)/blocks.tsv: $(OUT)/tiles.csv
