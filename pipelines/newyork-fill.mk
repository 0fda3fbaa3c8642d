# What bounds are worth on New York: the labels of some tracts are hidden, at random and in whole blocks, filled from the
# others, and looked up again. TuckER's vectors of 1,142 tracts and the pictures of 424; ridge and boosting.
#
#   make newyork-fill DATA=directory       the files that README lists
#   make newyork-fill SIZE=64 BATCH=32     smaller pictures; several times as fast

OUT        ?= build/newyork-fill
# Of graph, encoder and draws.
SEED       ?= 1
SIZE       ?= 224
KGE_EPOCHS ?= 60
EPOCHS     ?= 20
BATCH      ?= 128
CL_FLAGS   ?=
MODELS     ?= ridge,gradient-boosting
FOLDS      ?= 10
LEVEL      ?= 0.9
DRAWS      ?= 10
# Shares of the labels: hidden for the bounds, and for the curve of what more labels bring (70, 30, 10 and 5 % known).
HIDDEN     ?= 0.3
CURVE      ?= 0.3,0.7,0.9,0.95

all: $(OUT)/coverage.tsv $(OUT)/curve.tsv $(OUT)/curve.png
	@column -t -s "$$(printf '\t')" $< | cut -c -130
	@echo "coverage: $(OUT)/coverage.tsv"
	@echo "by labels known: $(OUT)/curve.tsv $(OUT)/curve.png"

include pipelines/common.mk
include pipelines/newyork-common.mk

$(OUT)/images.h5: $(wildcard $(DATA)/satellite_clean/*.png) | $(OUT)
	$(IMG_PACK) $(DATA)/satellite_clean --size $(SIZE) --threads $(THREADS) -o $@

STUDY = $(SI_PREDICT) --indicators $(DATA)/region2info.json --indicator $(INDICATORS) --model $(MODELS) \
  --folds $(FOLDS) --level $(LEVEL) --draws $(DRAWS) --seed $(SEED) --threads $(THREADS)
# Hidden are single tracts or whole blocks, and so are folds.
RANDOM := --split-label random
BLOCKS := --block-size $(BLOCK) --split-label blocks
GRAPH  := tucker=$(OUT)/kge-$(SEED).h5 --regions $(CITY)_region_img_name.csv
TILES  := trained=$(OUT)/trained-$(SEED).h5 --regions $(OUT)/tiles.csv

$(OUT)/coverage-graph-random.tsv: $(OUT)/kge-$(SEED).h5
	$(STUDY) $(GRAPH) $(RANDOM) --hide $(HIDDEN) > $@

$(OUT)/coverage-graph-blocks.tsv: $(OUT)/kge-$(SEED).h5
	$(STUDY) $(GRAPH) $(BLOCKS) --hide $(HIDDEN) > $@

$(OUT)/coverage-tiles-random.tsv: $(OUT)/trained-$(SEED).h5 $(OUT)/tiles.csv
	$(STUDY) $(TILES) $(RANDOM) --hide $(HIDDEN) > $@

$(OUT)/coverage-tiles-blocks.tsv: $(OUT)/trained-$(SEED).h5 $(OUT)/tiles.csv
	$(STUDY) $(TILES) $(BLOCKS) --hide $(HIDDEN) > $@

$(OUT)/curve-graph.tsv: $(OUT)/kge-$(SEED).h5
	$(STUDY) $(GRAPH) $(RANDOM) --hide $(CURVE) > $@

$(OUT)/curve-tiles.tsv: $(OUT)/trained-$(SEED).h5 $(OUT)/tiles.csv
	$(STUDY) $(TILES) $(RANDOM) --hide $(CURVE) > $@

$(OUT)/coverage.tsv: $(foreach f,graph tiles,$(foreach s,random blocks,$(OUT)/coverage-$f-$s.tsv))
	awk 'FNR > 1 || NR == 1' $^ > $@

$(OUT)/curve.tsv: $(OUT)/curve-graph.tsv $(OUT)/curve-tiles.tsv
	awk 'FNR > 1 || NR == 1' $^ > $@

$(OUT)/curve.png: $(OUT)/curve.tsv $(PLOTS)/curve.gp
	gnuplot -e 'input="$<"; output="$@"; indicators="$(subst $(comma), ,$(INDICATORS))"' $(PLOTS)/curve.gp
