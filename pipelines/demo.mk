# A simulated city from raw files to scored predictions and pictures.
OUT        ?= build/demo
SEED       ?= 1
REGIONS    ?= 400
SIZE       ?= 64
KGE_EPOCHS ?= 60
EPOCHS     ?= 20
BATCH      ?= 64
CL_FLAGS   ?=
RUNS       ?= 5
INDICATORS ?= pop,edu,income,crime
CITY       := $(OUT)/city

all: $(OUT)/table.txt $(OUT)/loss.png $(OUT)/scatter.png $(OUT)/map.png
	@cat $<

include pipelines/common.mk

$(CITY)/triples.tsv: | $(OUT)
	$(CITY_SIM) --regions $(REGIONS) --image-size $(SIZE) --street-views 0 --seed $(SEED) --threads $(THREADS) -o $(CITY)

$(OUT)/kg.h5: $(CITY)/triples.tsv
	$(KG_BUILD) $< --regions $(CITY)/indicators.csv --coordinates $(CITY)/coordinates.csv -o $@

$(OUT)/images.h5: $(CITY)/triples.tsv
	$(IMG_PACK) $(CITY)/satellite --size $(SIZE) --threads $(THREADS) -o $@
