# The stages from kg.h5 to embeddings as file rules, for any city. A pipeline sets OUT, its raw inputs and
# options, then includes this. No stamp files: every target is the file that its recipe makes.
#
#   kg.h5 ──► kge-S.h5 ──► model-S.h5 ──► trained-S.h5          S = seed
#                images.h5 ──┴──────────► untrained-S.h5, colour.h5

MAKEFLAGS   += --no-builtin-rules --warn-undefined-variables
SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.SECONDARY:

# Every stage is a command that can be replaced: make demo KG_EMBED='python3 my_embed.py'
BIN        ?= .build/release
KG_BUILD   ?= $(BIN)/kg-build
KG_EMBED   ?= $(BIN)/kg-embed
IMG_PACK   ?= $(BIN)/img-pack
IMG_EMBED  ?= $(BIN)/img-embed
CL_TRAIN   ?= $(BIN)/cl-train
SI_PREDICT ?= $(BIN)/si-predict
CITY_SIM   ?= $(BIN)/city-sim
THREADS    ?= $(shell nproc)
PLOTS      := pipelines/plots

$(OUT):
	mkdir -p $@

# Weights of one seed learn from the graph embedding of the same seed.
$(OUT)/kge-%.h5: $(OUT)/kg.h5
	$(KG_EMBED) $< --seed $* --epochs $(KGE_EPOCHS) --threads $(THREADS) -o $@ > $(@:.h5=.tsv)

# A run that was cut off goes on from its last checkpoint.
$(OUT)/model-%.h5: $(OUT)/kg.h5 $(OUT)/kge-%.h5 $(OUT)/images.h5
	$(CL_TRAIN) $(OUT)/images.h5 --graph $(OUT)/kg.h5 --embedding $(OUT)/kge-$*.h5 --seed $* \
	  --epochs $(EPOCHS) --batch $(BATCH) $(CL_FLAGS) --threads $(THREADS) -o $@

$(OUT)/trained-%.h5: $(OUT)/images.h5 $(OUT)/model-%.h5
	$(IMG_EMBED) $^ --threads $(THREADS) -o $@

$(OUT)/untrained-%.h5: $(OUT)/images.h5
	$(IMG_EMBED) $< --untrained --seed $* --threads $(THREADS) -o $@

$(OUT)/colour.h5: $(OUT)/images.h5
	$(IMG_EMBED) $< --features colour --threads $(THREADS) -o $@
