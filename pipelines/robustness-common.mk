# The robustness study on any city: encoders trained on pictures as they are and changed in several ways, every
# set of pictures embedded with each, every indicator predicted from each. S is a seed, T a way to train, E a
# set of pictures to embed. A pipeline sets OUT and its options and makes images-original.h5 and kg.h5.
#
#   images-original.h5 ─┬─► train-T-S.h5 ──► model-T-S.h5 ─┐
#                       │                                  ├─► embedded-T-E-S.h5 ──► metrics.tsv ──► report
#                       └─► images-E.h5 ───────────────────┘
#
# original    the pictures as they are
# cloudy      simulated clouds over every picture, drawn once
# augmented   mirror, flip, darken, noise, blur, drawn once
# combined    clouds over half of them, then the augmentation, drawn once
# fresh       combined, but drawn anew in every epoch
# paired      every picture twice a step, as it is and changed (clouds and augmentation, drawn anew), and their
#             features pulled together

TRAIN     ?= original cloudy augmented combined paired
SETS      ?= original cloudy augmented combined
SEEDS     ?= 1 2 3 4 5
CLOUDS    ?= cumulus
# Sets to embed are drawn with a seed that no training has seen.
SET_SEED  ?= 1000
CONSISTENCY ?= 2
CL_FLAGS  ?=
MODEL     ?= ridge
SHOWN     ?= 6
# Draws of intervals and tests.
RESAMPLES ?= 1000

include pipelines/common.mk

CHANGE_cloudy    := --cloudy --cloud-preset $(CLOUDS)
CHANGE_augmented := --augment
CHANGE_combined  := --combined --cloud-preset $(CLOUDS)
FLAGS_fresh      := --combined --cloud-preset $(CLOUDS)
FLAGS_paired     := --cloudy --cloud-preset $(CLOUDS) --augment --consistency $(CONSISTENCY)
CHANGED          := cloudy augmented combined

flags_of = $(if $(filter undefined,$(origin FLAGS_$1)),,$(FLAGS_$1))

# $1: a change.
define change
$(OUT)/train-$1-%.h5: $(OUT)/images-original.h5
	$$(IMG_PERTURB) $$< $(CHANGE_$1) --seed $$* --threads $$(THREADS) -o $$@

$(OUT)/images-$1.h5: $(OUT)/images-original.h5
	$$(IMG_PERTURB) $$< $(CHANGE_$1) --seed $(SET_SEED) --threads $$(THREADS) -o $$@
endef
$(foreach c,$(CHANGED),$(eval $(call change,$c)))

# $1: a way to train.
define encoder
$(OUT)/model-$1-%.h5: $(if $(filter $1,$(CHANGED)),$(OUT)/train-$1-%.h5,$(OUT)/images-original.h5) \
  $(OUT)/kg.h5 $(OUT)/kge-%.h5
	$$(CL_TRAIN) $$< --graph $(OUT)/kg.h5 --embedding $(OUT)/kge-$$*.h5 --seed $$* --epochs $(EPOCHS) \
	  --batch $(BATCH) $(CL_FLAGS) $(call flags_of,$1) --threads $$(THREADS) -o $$(call partial,$$@) && \
	  mv $$(call partial,$$@) $$@
endef
$(foreach t,$(TRAIN),$(eval $(call encoder,$t)))

# $1: a way to train, $2: a set.
define embedding
$(OUT)/embedded-$1-$2-%.h5: $(OUT)/model-$1-%.h5 $(OUT)/images-$2.h5
	$$(IMG_EMBED) $$^ --threads $$(THREADS) -o $$@
EMBEDDINGS += $(SEEDS:%=$(OUT)/embedded-$1-$2-%.h5)
# Fitted to the set that it is scored on …
FEATURES += $(SEEDS:%=$1:$2=$(OUT)/embedded-$1-$2-%.h5)
# … and fitted to the original pictures, then applied to the set.
FEATURES += $(if $(filter-out original,$2),$(SEEDS:%=--apply $1:original@$2=$(OUT)/embedded-$1-$2-%.h5))
endef
EMBEDDINGS :=
FEATURES   :=
$(foreach t,$(TRAIN),$(foreach e,$(SETS),$(eval $(call embedding,$t,$e))))

VERSUS := $(call comma-list,$(SETS:%=original:%) $(patsubst %,original:original@%,$(filter-out original,$(SETS))))

SCORE = $(SI_PREDICT) $(FEATURES) $(INDICATOR_FILES) --indicator $(INDICATORS) --seeds $(words $(SEEDS)) \
  --model $(MODEL) --baselines mean,coordinates --bootstrap $(RESAMPLES) --permutations $(RESAMPLES) \
  --versus $(VERSUS) --threads $(THREADS)

$(OUT)/random.tsv: $(EMBEDDINGS)
	$(SCORE) $(RANDOM_SPLIT) --split-label random -o $(@:.tsv=.h5) > $@

$(OUT)/blocks.tsv: $(EMBEDDINGS)
	$(SCORE) $(BLOCKED_SPLIT) --split-label blocks -o $(@:.tsv=.h5) > $@

$(OUT)/metrics.tsv: $(OUT)/random.tsv $(OUT)/blocks.tsv
	awk 'FNR > 1 || NR == 1' $^ > $@

$(OUT)/matrix.tsv: $(OUT)/metrics.tsv
	$(SI_REPORT) --cells $< > $@

$(OUT)/heat-%.png: $(OUT)/matrix.tsv $(PLOTS)/heat.gp
	gnuplot -e 'input="$<"; output="$@"; part="$*"; indicators="$(subst $(comma), ,$(INDICATORS))"' \
	  -e 'trained="$(TRAIN)"; sets="$(SETS)"' $(PLOTS)/heat.gp

$(OUT)/pictures.png: $(SETS:%=$(OUT)/images-%.h5)
	$(IMG_PACK) --to-sheet $^ --show $(SHOWN) -o $@

$(OUT)/report.md: $(OUT)/metrics.tsv $(OUT)/heat-blocks.png $(OUT)/heat-random.png $(OUT)/pictures.png
	$(SI_REPORT) --markdown --title '$(TITLE)' --trained $(call comma-list,$(TRAIN)) --sets $(call comma-list,$(SETS)) \
	  --indicator $(INDICATORS) $< > $@

# Figures inline, so that the file can be sent to somebody.
$(OUT)/report.html: $(OUT)/report.md pipelines/inline-report
	pipelines/inline-report $< > $@
