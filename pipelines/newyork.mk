# Real New York: the published graph of 2,120 census tracts, indicators of 1,142 of them on the published split
# and on spatial blocks, and satellite pictures of 424.
#
#   make newyork DATA=directory       the files that README lists
#   make newyork SIZE=64 BATCH=32     smaller pictures; several times as fast

OUT        ?= build/newyork
GRAPHS     ?= 1 2 3 4 5
ENCODERS   ?= 1 2 3
RUNS       ?= 5
SIZE       ?= 224
KGE_EPOCHS ?= 60
EPOCHS     ?= 20
BATCH      ?= 128
CL_FLAGS   ?=

all: $(OUT)/table.txt $(OUT)/metrics.tsv
	@cat $<
	@echo "scores: $(OUT)/metrics.tsv"

include pipelines/common.mk
include pipelines/newyork-common.mk

$(OUT)/images.h5: $(wildcard $(DATA)/satellite_clean/*.png) | $(OUT)
	$(IMG_PACK) $(DATA)/satellite_clean --size $(SIZE) --threads $(THREADS) -o $@

$(OUT)/images-cloudy.h5: $(wildcard $(DATA)/satellite_cloudy/*.png) | $(OUT)
	$(IMG_PACK) $(DATA)/satellite_cloudy --size $(SIZE) --threads $(THREADS) -o $@

# The same encoder on the same places under real clouds.
$(OUT)/cloudy-%.h5: $(OUT)/model-%.h5 $(OUT)/images-cloudy.h5
	$(IMG_EMBED) $^ --threads $(THREADS) -o $@

SCORE     = $(SI_PREDICT) --indicators $(DATA)/region2info.json --indicator $(INDICATORS) --seeds $(RUNS) \
  --baselines mean,coordinates,place --versus place --threads $(THREADS)
PUBLISHED = --split-index $(CITY)_train_img_csv_index.csv,$(CITY)_val_img_csv_index.csv,$(CITY)_test_img_csv_index.csv \
  --split-regions $(CITY)_region_img_name.csv
BLOCKS    = --folds 5 --block-size $(BLOCK)

# Replicates of a name are runs: their spread is that of the embeddings' seeds.
KGE   := $(GRAPHS:%=$(OUT)/kge-%.h5)
GRAPH := $(KGE:%=tucker=%)

$(OUT)/graph-published.tsv: $(KGE)
	$(SCORE) $(GRAPH) $(PUBLISHED) --model ridge,mlp,kriging --split-label published -o $(@:.tsv=.h5) > $@

# What chooses nothing on the validation part has no reason to leave it out.
$(OUT)/graph-refit.tsv: $(KGE)
	$(SCORE) $(GRAPH) $(PUBLISHED) --refit --model ridge,kriging --split-label published-refit -o $(@:.tsv=.h5) > $@

$(OUT)/graph-blocks.tsv: $(KGE)
	$(SCORE) $(GRAPH) $(BLOCKS) --regions $(CITY)_region_img_name.csv --model ridge,mlp,kriging \
	  --split-label blocks -o $(@:.tsv=.h5) > $@

PICTURES := $(foreach s,$(ENCODERS),$(OUT)/trained-$s.h5 $(OUT)/untrained-$s.h5 $(OUT)/cloudy-$s.h5) \
  $(OUT)/colour.h5
ENCODED  := colour=$(OUT)/colour.h5 $(foreach s,$(ENCODERS),untrained=$(OUT)/untrained-$s.h5 \
  trained=$(OUT)/trained-$s.h5 --apply trained@cloudy=$(OUT)/cloudy-$s.h5)

$(OUT)/tiles-published.tsv: $(KGE) $(PICTURES)
	$(SCORE) $(ENCODED) $(GRAPH) $(PUBLISHED) --model ridge,kriging --allow-missing --split-label tiles-published \
	  -o $(@:.tsv=.h5) > $@

$(OUT)/tiles-blocks.tsv: $(KGE) $(PICTURES) $(OUT)/tiles.csv
	$(SCORE) $(ENCODED) $(GRAPH) $(BLOCKS) --model ridge,kriging --regions $(OUT)/tiles.csv \
	  --split-label tiles-blocks -o $(@:.tsv=.h5) > $@

$(OUT)/metrics.tsv: $(OUT)/graph-published.tsv $(OUT)/graph-refit.tsv $(OUT)/graph-blocks.tsv \
  $(OUT)/tiles-published.tsv $(OUT)/tiles-blocks.tsv
	awk 'FNR > 1 || NR == 1' $^ > $@

# Test R² on ln(1 + y), mean ± sd, one block of rows a split; what is better than place alone is marked.
$(OUT)/table.txt: $(OUT)/metrics.tsv
	$(SI_REPORT) $< --indicator $(INDICATORS) --versus place > $@
