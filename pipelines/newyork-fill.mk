# What bounds are worth on New York: the labels of some tracts are hidden, at random and in whole blocks, filled from the
# others, and looked up again. TuckER's vectors of 1,142 tracts and the pictures of 424; ridge and boosting. Then a map of
# all 2,120 tracts, of which those 1,142 are taken for surveyed.
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
# Of the map; whole districts lack a survey there, so folds are as large.
MAP_MODEL  ?= gradient-boosting
MAP_BLOCK  ?= 0.1
# Shares of the labels that are hidden: for the bounds, and further ones for the curve of what more labels bring, which so
# has 70, 30, 10 and 5 % of them known.
HIDDEN     ?= 0.3
FURTHER    ?= 0.7,0.9,0.95

all: $(OUT)/coverage.tsv $(OUT)/curve.tsv $(OUT)/curve.png $(OUT)/map.html
	@column -t -s "$$(printf '\t')" $< | cut -c -130
	@echo "coverage: $(OUT)/coverage.tsv"
	@echo "by labels known: $(OUT)/curve.tsv $(OUT)/curve.png"
	@echo "map, to open in a browser: $(OUT)/map.html"

include pipelines/newyork-common.mk

POLYGONS  := $(DATA)/tracts2010.geojson
MAP_TITLE := New York: tracts without a survey, filled

include pipelines/common.mk

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
	$(STUDY) $(GRAPH) $(RANDOM) --hide $(FURTHER) > $@

$(OUT)/curve-tiles.tsv: $(OUT)/trained-$(SEED).h5 $(OUT)/tiles.csv
	$(STUDY) $(TILES) $(RANDOM) --hide $(FURTHER) > $@

$(OUT)/coverage.tsv: $(foreach f,graph tiles,$(foreach s,random blocks,$(OUT)/coverage-$f-$s.tsv))
	awk 'FNR > 1 || NR == 1' $^ > $@

$(OUT)/curve.tsv: $(foreach f,graph tiles,$(OUT)/coverage-$f-random.tsv $(OUT)/curve-$f.tsv)
	awk 'FNR > 1 || NR == 1' $^ > $@

$(OUT)/curve.png: $(OUT)/curve.tsv $(PLOTS)/curve.gp
	gnuplot -e 'input="$<"; output="$@"; indicators="$(subst $(comma), ,$(INDICATORS))"' $(PLOTS)/curve.gp

# The labels of the tracts that count as surveyed: entries of the JSON object whose names are in the first file.
$(OUT)/survey.json: $(CITY)_region_img_name.csv $(DATA)/region2info.json | $(OUT)
	awk 'NR == FNR { sub(/\r$$/, ""); known[$$0]; next } \
	  match($$0, /"[^"]*": \{/) { id = substr($$0, RSTART + 1, RLENGTH - 5); \
	    if (id in known) { printf "%s\"%s\": %s}", n++ ? ", " : "{", id, substr($$0, RSTART + RLENGTH - 1) } } \
	  END { print "}" }' $(CITY)_region_img_name.csv RS='}' $(DATA)/region2info.json > $@

$(OUT)/estimates.h5: $(OUT)/survey.json $(OUT)/kge-$(SEED).h5
	$(SI_PREDICT) tucker=$(OUT)/kge-$(SEED).h5 --fill --indicators $< --indicator $(INDICATORS) \
	  --regions $(DATA)/region2info.json --coordinates $(DATA)/region2info.json --model $(MAP_MODEL) \
	  --folds $(FOLDS) --block-size $(MAP_BLOCK) --level $(LEVEL) --seed $(SEED) --threads $(THREADS) \
	  --metrics $(OUT)/metrics.tsv -o $@
