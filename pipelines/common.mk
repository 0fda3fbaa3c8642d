# The stages from kg.h5 to embeddings as file rules, for any city. A pipeline sets OUT, its raw inputs and
# options, then includes this. No stamp files: every target is the file that its recipe makes. S is a seed.
#
#   kg.h5 ──► kge-S.h5 ─┐
#                       ├─► model-S.h5 ──► trained-S.h5
#             images.h5 ┴────────────────► untrained-S.h5, colour.h5
#
#   estimates.h5, POLYGONS ──► estimates.geojson ──► map.html

MAKEFLAGS   += --no-builtin-rules --warn-undefined-variables
SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all

# make … CLUSTER=slurm: who runs the recipes. Only what make is told counts, for clusters like to set such a variable.
ifeq ($(origin CLUSTER),command line)
  ifneq ($(CLUSTER),)
    include $(or $(wildcard pipelines/cluster/$(CLUSTER).mk),$(error CLUSTER=$(CLUSTER) is not known; slurm is))
  endif
endif

# Every stage is a command that can be replaced: make demo KG_EMBED='python3 my_embed.py'
BIN        ?= .build/release
KG_BUILD   ?= $(BIN)/kg-build
KG_EMBED   ?= $(BIN)/kg-embed
IMG_PACK   ?= $(BIN)/img-pack
IMG_CROP   ?= $(BIN)/img-crop
IMG_PERTURB ?= $(BIN)/img-perturb
IMG_EMBED  ?= $(BIN)/img-embed
MASK_TRAIN ?= $(BIN)/mask-train
CL_TRAIN   ?= $(BIN)/cl-train
SI_PREDICT ?= $(BIN)/si-predict
SI_REPORT  ?= $(BIN)/si-report
CITY_SIM   ?= $(BIN)/city-sim
THREADS    ?= $(shell nproc)
PLOTS      := pipelines/plots

# Words as the tools want a list: between commas.
comma := ,
empty :=
comma-list = $(subst $(empty) ,$(comma),$(strip $1))

# What is trained is called so until it is whole: a signal leaves a checkpoint under this name, never a target.
partial = $(dir $1)partial-$(notdir $1)

$(OUT):
	mkdir -p $@

$(OUT)/kge-%.h5: $(OUT)/kg.h5
	$(KG_EMBED) $< --seed $* --epochs $(KGE_EPOCHS) --threads $(THREADS) -o $(call partial,$@) && \
	  mv $(call partial,$@) $@

# The weights of a seed learn from the graph embedding of the same seed. Checkpoints go beside the target; a
# run that was stopped goes on from one that is newer than its inputs.
$(OUT)/model-%.h5 $(OUT)/history-%.tsv: $(OUT)/images.h5 $(OUT)/kg.h5 $(OUT)/kge-%.h5
	$(CL_TRAIN) $< --graph $(OUT)/kg.h5 --embedding $(OUT)/kge-$*.h5 --seed $* --epochs $(EPOCHS) \
	  --batch $(BATCH) $(CL_FLAGS) --threads $(THREADS) --history $(OUT)/history-$*.tsv \
	  --checkpoint-every 10 $$(for f in $^; do [ $(call partial,$(OUT)/model-$*.h5) -nt $$f ] || exit 0; done; \
	    echo --resume $(call partial,$(OUT)/model-$*.h5)) -o $(call partial,$(OUT)/model-$*.h5) && \
	  mv $(call partial,$(OUT)/model-$*.h5) $(OUT)/model-$*.h5

$(OUT)/trained-%.h5: $(OUT)/model-%.h5 $(OUT)/images.h5
	$(IMG_EMBED) $^ --threads $(THREADS) -o $@

$(OUT)/untrained-%.h5: $(OUT)/images.h5
	$(IMG_EMBED) --untrained $< --seed $* --threads $(THREADS) -o $@

$(OUT)/colour.h5: $(OUT)/images.h5
	$(IMG_EMBED) --features colour $< --threads $(THREADS) -o $@

# A map from estimates (si-predict --fill -o estimates.h5): POLYGONS are the regions' GeoJSON, MAPPED the model where
# there are several.
POLYGONS  ?=
MAPPED    ?=
MAP_TITLE ?= Estimates by region

$(OUT)/estimates.geojson: $(OUT)/estimates.h5 $(POLYGONS)
	$(SI_PREDICT) --to-geojson $< --regions $(POLYGONS) $(MAPPED:%=--features %) -o $@

$(OUT)/map.html: $(OUT)/estimates.geojson pipelines/inline-map $(wildcard pipelines/map/*)
	pipelines/inline-map --title '$(MAP_TITLE)' $< > $@
