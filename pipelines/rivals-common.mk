# Is it the graph? What newyork-rivals.mk and rivals.mk share: encoders trained alike on the same pictures towards other
# things, PCA, colours, an untrained encoder, and beside them the graph's own embedding and place alone, on blocks and random
# folds, on the day of training and, with predictors fitted to that day, on others.
#
# S is a seed, T what the encoder is trained towards, E a day, P a split (blocks or random), F a fold of it.
#
#   images-original.h5 ──► model-T-S.h5 ──┬─► embedded-T-E-S.h5 ──► fold-P-F-S.h5 ──► P.tsv ──► metrics.tsv
#   kg.h5, kge-S.h5, places.h5 ─┘         │
#                             images-E.h5 ┘
#
# A pipeline sets OUT, INDICATORS and EPOCHS, BATCH, KGE_EPOCHS, includes this, and makes tiles.csv (the regions with pictures),
# images-original.h5 and images-E.h5 for each E in DAYS, kg.h5 with coordinates, and PLACES if kg.h5 has no places.

SEEDS      ?= 1 2 3
FOLDS      ?= 5
MODEL      ?= ridge
CL_FLAGS   ?=
OBJECTIVES ?= graph simclr graph+simclr tile2vec pg-simclr autoencoder supervised
COMPONENTS ?= 50
SPLITS     ?= blocks random
PLACES     ?= $(OUT)/kg.h5

# Table with labels and places of regions, and what makes blocks of regions.
LABELS     ?=
PLACED     ?=
BLOCKS     ?=

.DEFAULT_GOAL := all
all: $(OUT)/table.txt $(SPLITS:%=$(OUT)/heat-%.png) $(OUT)/metrics.tsv
	@cat $<
	@echo "scores: $(OUT)/metrics.tsv"
	@echo "figures: $(SPLITS:%=$(OUT)/heat-%.png)"

include pipelines/common.mk

SETS  := original $(DAYS)
TABLE := --indicators $(LABELS) --indicator $(INDICATORS)

# What an objective reads; all join the graph, so that batches are the same.
READS_graph        = --graph $(OUT)/kg.h5 --embedding $(OUT)/kge-$1.h5
READS_graph+simclr = $(READS_graph)
READS_simclr       = --graph $(OUT)/kg.h5
READS_tile2vec     = --graph $(OUT)/kg.h5
READS_autoencoder  = --graph $(OUT)/kg.h5
READS_pg-simclr    = --graph $(PLACES) --coordinates $(OUT)/kg.h5
TRAIN = $(CL_TRAIN) $(OUT)/images-original.h5 --epochs $(EPOCHS) --batch $(BATCH) $(CL_FLAGS) --threads $(THREADS)

# $1: an objective.
define encoder
$(OUT)/model-$1-%.h5: $(OUT)/images-original.h5 $(OUT)/kg.h5 $(PLACES) $(OUT)/kge-%.h5
	$$(TRAIN) --objective $1 $$(call READS_$1,$$*) --seed $$* -o $$(call partial,$$@) && \
	mv $$(call partial,$$@) $$@

$(foreach e,$(SETS),$(call embedding,$1,$e))
endef
# $1: an objective, $2: a day.
define embedding
$(OUT)/embedded-$1-$2-%.h5: $(OUT)/model-$1-%.h5 $(OUT)/images-$2.h5
	$$(IMG_EMBED) $$^ --threads $(THREADS) -o $$@

endef
$(foreach t,$(filter-out supervised,$(OBJECTIVES)),$(eval $(call encoder,$t)))

# What trains nothing.
define untrained
$(OUT)/embedded-untrained-$1-%.h5: $(OUT)/images-$1.h5
	$$(IMG_EMBED) --untrained $$< --seed $$* --threads $(THREADS) -o $$@

$(OUT)/embedded-colour-$1.h5: $(OUT)/images-$1.h5
	$$(IMG_EMBED) --features colour $$< --threads $(THREADS) -o $$@

$(OUT)/embedded-pca-$1.h5: $(OUT)/images-original.h5 $(OUT)/images-$1.h5
	$$(IMG_EMBED) --features pca:$(COMPONENTS) --fit $$< $$(lastword $$^) --threads $(THREADS) -o $$@
endef
$(foreach e,$(SETS),$(eval $(call untrained,$e)))

# Fitted to the day that is scored, or to the day of training and then applied. $1: name, $2: day, $3: file.
fitted = $1:$2=$3 $(if $(filter-out original,$2),--apply $1:original@$2=$3)
SEEDED  := untrained $(filter-out supervised,$(OBJECTIVES))
NUMBERS := $(shell seq 0 $$(($(FOLDS) - 1)))
# The same folds for every seed, so that supervised encoders, which are trained for each, meet what the others do.
CELLS        := $(BLOCKS) $(PLACED)
DRAWN_random := --folds $(FOLDS)
DRAWN_blocks := --folds $(FOLDS) $(CELLS)
# With %, a seed.
FILES   := $(OUT)/kge-%.h5 $(foreach e,$(SETS),$(OUT)/embedded-colour-$e.h5 $(OUT)/embedded-pca-$e.h5 \
  $(SEEDED:%=$(OUT)/embedded-%-$e-SEED.h5))
# $1: a seed.
features = tucker:original=$(OUT)/kge-$1.h5 $(foreach e,$(SETS), \
  $(call fitted,colour,$e,$(OUT)/embedded-colour-$e.h5) $(call fitted,pca,$e,$(OUT)/embedded-pca-$e.h5) \
  $(foreach t,$(SEEDED),$(call fitted,$t,$e,$(OUT)/embedded-$t-$e-$1.h5)))

# $1: a split, $2: a fold of it. Regions that do not test train, and supervised encoders see the labels of those alone.
define fold
$(OUT)/split-$1-$2.csv: $(OUT)/tiles.csv $(LABELS)
	$$(SI_PREDICT) --print-folds --test-fold $2 $(DRAWN_$1) --regions $$< > $$@

$(OUT)/model-supervised-$1-$2-%.h5: $(OUT)/images-original.h5 $(OUT)/kg.h5 $(OUT)/split-$1-$2.csv
	$$(TRAIN) --objective supervised --graph $(OUT)/kg.h5 $(TABLE) --split $(OUT)/split-$1-$2.csv --seed $$* \
	  -o $$(call partial,$$@) && \
	mv $$(call partial,$$@) $$@

$(foreach e,$(SETS),$(call embedding,supervised-$1-$2,$e))
$(OUT)/fold-$1-$2-%.h5: $(OUT)/split-$1-$2.csv $(OUT)/tiles.csv $(subst SEED,%,$(FILES)) \
  $(if $(filter supervised,$(OBJECTIVES)),$(subst SEED,%,$(SETS:%=$(OUT)/embedded-supervised-$1-$2-%-SEED.h5)))
	$$(SI_PREDICT) $$(call features,$$*) $(if $(filter supervised,$(OBJECTIVES)),$(foreach \
	  e,$(SETS),$(call fitted,supervised,$e,$(OUT)/embedded-supervised-$1-$2-$e-$$*.h5))) $(TABLE) $(PLACED) \
	  --regions $(OUT)/tiles.csv --split $$< --model $(MODEL) --baselines mean,coordinates,place --seed $$* \
	  --threads $(THREADS) -o $$@ > /dev/null

endef
# Results that all others are tested against, and what flips its signs together: tracts, or the cells that folds keep whole.
VERSUS          := place $(filter graph:original,$(OBJECTIVES:%=%:original))
TOGETHER_random :=
TOGETHER_blocks := --blocks $(OUT)/cells.csv
$(OUT)/cells.csv: $(OUT)/tiles.csv $(LABELS)
	$(SI_PREDICT) --print-folds --folds each $(CELLS) --regions $< > $@

# $1: a split.
define scores
$(foreach f,$(NUMBERS),$(call fold,$1,$f))
$(OUT)/$1.tsv: $(OUT)/cells.csv $(foreach s,$(SEEDS),$(foreach f,$(NUMBERS),$(OUT)/fold-$1-$f-$s.h5))
	$$(SI_PREDICT) --score $$(filter %.h5,$$^) --versus $(call comma-list,$(VERSUS)) $(TOGETHER_$1) \
	  --split-label $1 --threads $(THREADS) > $$@
endef
$(foreach p,$(SPLITS),$(eval $(call scores,$p)))

$(OUT)/metrics.tsv: $(SPLITS:%=$(OUT)/%.tsv)
	awk 'FNR > 1 || NR == 1' $^ > $@

# Test R² on ln(1 + y), mean ± sd over seeds, one block of rows a split; what is better than place alone is marked.
$(OUT)/table.txt: $(OUT)/metrics.tsv
	$(SI_REPORT) $< --indicator $(INDICATORS) --versus place > $@

$(OUT)/matrix.tsv: $(OUT)/metrics.tsv
	$(SI_REPORT) --cells $< > $@

$(OUT)/heat-%.png: $(OUT)/matrix.tsv $(PLOTS)/heat.gp
	gnuplot -e 'input="$<"; output="$@"; part="$*"; indicators="$(subst $(comma), ,$(INDICATORS))"' \
	  -e 'trained="$(OBJECTIVES) untrained pca colour"; sets="$(SETS)"' $(PLOTS)/heat.gp
