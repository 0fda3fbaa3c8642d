# The robustness study on a simulated city.
#
#   make robustness                       satellite pictures
#   make robustness KIND=sv               street views, under fog instead of clouds
#   make robustness TRAIN='original paired' SEEDS='1 2 3'

KIND       ?= si
OUT        ?= build/robustness$(patsubst %,-%,$(filter sv,$(KIND)))
CITY_SEED  ?= 1
REGIONS    ?= $(REGIONS_$(KIND))
SIZE       ?= $(SIZE_$(KIND))
VIEWS      ?= 3
KGE_EPOCHS ?= 40
EPOCHS     ?= $(EPOCHS_$(KIND))
BATCH      ?= $(BATCH_$(KIND))
CLOUDS     ?= $(CLOUDS_$(KIND))
INDICATORS ?= pop,edu,income,crime
FOLDS      ?= 5
CLUSTERS   ?= 40
CITY       := $(OUT)/city
TITLE      ?= $(TITLE_$(KIND))

REGIONS_si := 320
SIZE_si    := 64
EPOCHS_si  := 16
BATCH_si   := 32
CLOUDS_si  := cumulus
TITLE_si   := satellite pictures of a simulated city
REGIONS_sv := 120
SIZE_sv    := 40
EPOCHS_sv  := 8
BATCH_sv   := 16
CLOUDS_sv  := fog
TITLE_sv   := street views of a simulated city

all: $(OUT)/report.md $(OUT)/report.html
	@sed -n '/^## What is found/,/^## /{/^## /!p}' $<
	@echo "scores: $(OUT)/metrics.tsv"
	@echo "report: $(OUT)/report.html"

INDICATOR_FILES := --indicators $(CITY)/indicators.csv --coordinates $(CITY)/coordinates.csv
RANDOM_SPLIT    := --folds $(FOLDS)
BLOCKED_SPLIT   := --folds $(FOLDS) --cluster-blocks $(CLUSTERS)

include pipelines/robustness-common.mk

# The city's directory appears whole, so one of its files stands for all.
$(CITY)/city.json: | $(OUT)
	$(CITY_SIM) --regions $(REGIONS) --seed $(CITY_SEED) --image-size $(SIZE) --street-view-size $(SIZE) \
	  --street-views $(if $(filter sv,$(KIND)),$(VIEWS),0) --threads $(THREADS) -o $(CITY) > $(OUT)/city.tsv

$(OUT)/kg.h5: $(CITY)/city.json
	$(KG_BUILD) $(CITY)/triples.tsv --regions $(CITY)/indicators.csv --coordinates $(CITY)/coordinates.csv -o $@

PACK_si := $(CITY)/satellite
PACK_sv := $(CITY)/street_view --street-views $(CITY)/street_views.json --views $(VIEWS)

$(OUT)/images-original.h5: $(CITY)/city.json
	$(IMG_PACK) $(PACK_$(KIND)) --size $(SIZE) --threads $(THREADS) -o $@
