# What holds on another day? Encoders trained on one clear day of New York, or on several with the scored one left out, embed
# every day as it is and brought near the day of training in several ways; ridge is fitted to that day in blocks, and what is
# kept of its R² on the others is the answer.
#
#   make newyork-days DATA=directory               the files that README lists
#   make newyork-days SEEDS=1 WAYS=one             a part
#   make newyork-days DAY=clean DAYS=cloudy CLOUDED=cloudy AGAIN= WAYS=one OUT=build/newyork-median
#                                                  the published median scene and its cloudy day
#
# S is a seed, D a day, T a way to train, H how a day is embedded.
#
#   images-DAY.h5 ──► sky.h5 ──► told-D.h5, with masked-D.h5 ──► mask.tsv
#
#   images-D.h5 ──► masked-D.h5 ──► filled-D.h5 ─┐
#        │                                       ├─► embedded-T-D-H-S.h5 ──► metrics.tsv ──► table.txt
#        └──► model-T-S.h5 ──────────────────────┘
#
# raw        the day as it is
# match      colours matched to the day of training
# adapt      statistics of normalisations taken from the day
# both       the two together
# masked     both, by the pixels that clouds and shadows leave
# filled     masked pixels from the day of training, the rest matched to it
# told       the same by masks that a network tells in the day's pictures alone
#
# Rows that are fitted to another day than that of training say what a predictor could know that had seen labels of that day:
# what the pictures hold, whatever a predictor brings along.

OUT        ?= build/newyork-days
# From 1 on.
SEEDS      ?= 1 2 3
SIZE       ?= 64
# Metres.
SQUARE     ?= 1080
KGE_EPOCHS ?= 60
EPOCHS     ?= 20
BATCH      ?= 32
FOLDS      ?= 5
MODEL      ?= ridge
RESAMPLES  ?= 1000
# Whose mean says what is kept.
KEPT       ?= edu,income,unemploy
# The day of training, and others; of CLOUDED, in this order, a composite is made.
DAY        ?= 2021-06-06
DAYS       ?= 2021-06-16 2021-06-29 2021-07-16 2021-07-24
CLOUDED    ?= 2021-07-24 2021-07-16
WAYS       ?= one several
# How an encoder is trained that is to see through clouds and light: what docs/robustness.md recommends. With several days,
# which differ by more, their features are pulled together less: with 2, some trainings collapse.
SKY        ?= --cloudy --cloud-preset cumulus --augment
LIGHT      ?= --radiometry 0.5
RECIPE     ?= $(SKY) $(LIGHT) --consistency 2
RECIPE_OF_DAYS ?= $(SKY) --consistency 0.5
HOW        ?= raw match adapt both masked filled told
# Of these, what the day's own predictor makes.
WITHIN     ?= raw match masked filled
# A tile is touched by clouds where masks cover more of it than this share; on 24 July few are touched less.
TOUCHED    ?= 0.05
TOUCHED_2021-07-24 ?= 0.25
$(foreach d,$(CLOUDED),$(eval TOUCHED_$d ?= $(TOUCHED)))

all: $(OUT)/table.txt $(OUT)/mask.tsv $(OUT)/pictures.png $(OUT)/masks.png $(if $(filter one,$(WAYS)),$(OUT)/touch.txt)
	@cat $(OUT)/table.txt $(OUT)/mask.tsv $(filter %/touch.txt,$^)
	@echo "scores: $(OUT)/metrics.tsv"
	@echo "masks: $(OUT)/masks.png, columns for each of $(CLOUDED): as it is, masked by the clear day, by one picture alone"
	@echo "pictures: $(OUT)/pictures.png, columns $(DAY) and for each of $(CLOUDED): as it is, filled"

include pipelines/common.mk
include pipelines/newyork-common.mk

$(foreach d,$(filter-out clean cloudy,$(DAY) $(DAYS)),$(eval $(call day,$d,$d)))

$(OUT)/images-clean.h5 $(OUT)/images-cloudy.h5: $(OUT)/images-%.h5: $(OUT)/tiles.csv
	$(IMG_PACK) $(DATA)/satellite_$* --size $(SIZE) --threads $(THREADS) -o $@

CLEAR := $(OUT)/images-$(DAY).h5

$(OUT)/masked-%.h5: $(OUT)/images-%.h5 $(CLEAR)
	$(IMG_PERTURB) $< --mask-against $(CLEAR) --threads $(THREADS) -o $@

$(OUT)/filled-%.h5: $(OUT)/masked-%.h5 $(CLEAR)
	$(IMG_PERTURB) $< --composite $(CLEAR) --match $(CLEAR) --threads $(THREADS) -o $@

# The same masks from each picture alone, by a network that has seen the day of training under simulated skies; how many of the
# pixels that the clear day says are covered they find, and how many of them another clear day says, which is what such a mask is
# worth itself.
SKY_EPOCHS ?= 40
AGAIN      ?= 2021-06-16

$(OUT)/sky.h5: $(CLEAR)
	$(MASK_TRAIN) $< --epochs $(SKY_EPOCHS) --threads $(THREADS) -o $@

$(OUT)/told-%.h5: $(OUT)/images-%.h5 $(OUT)/sky.h5
	$(IMG_PERTURB) $< --mask $(OUT)/sky.h5 --threads $(THREADS) -o $@

$(OUT)/mask-%.tsv: $(OUT)/told-%.h5 $(OUT)/masked-%.h5
	$(IMG_PERTURB) $< --mask-score $(OUT)/masked-$*.h5 --threads $(THREADS) -o $@

$(OUT)/again-%.h5: $(OUT)/images-%.h5 $(OUT)/images-$(AGAIN).h5
	$(IMG_PERTURB) $< --mask-against $(OUT)/images-$(AGAIN).h5 --threads $(THREADS) -o $@

$(OUT)/agreement-%.tsv: $(OUT)/again-%.h5 $(OUT)/masked-%.h5
	$(IMG_PERTURB) $< --mask-score $(OUT)/masked-$*.h5 --threads $(THREADS) -o $@

$(OUT)/mask.tsv: $(foreach d,$(filter-out $(AGAIN),$(DAYS)),$(OUT)/mask-$d.tsv $(if $(AGAIN),$(OUT)/agreement-$d.tsv))
	{ head -n 1 $<; tail -qn +2 $^; } > $@

$(OUT)/masks.png: $(foreach d,$(CLOUDED),$(OUT)/images-$d.h5 $(OUT)/masked-$d.h5 $(OUT)/told-$d.h5)
	$(IMG_PACK) --to-sheet $^ --show 8 -o $@

$(OUT)/filled-told-%.h5: $(OUT)/told-%.h5 $(CLEAR)
	$(IMG_PERTURB) $< --composite $(CLEAR) --match $(CLEAR) --threads $(THREADS) -o $@

# What the clouded days show together, and nothing of any other. $1: a name, $2: whose masks.
define composite
$(OUT)/$1.h5: $(CLOUDED:%=$(OUT)/$2-%.h5) $(CLEAR)
	$(IMG_PERTURB) $$< $(patsubst %,--composite $(OUT)/$2-%.h5,$(wordlist 2,9,$(CLOUDED))) --composite-rule clearest \
	  --match $(CLEAR) --threads $(THREADS) -o $$@
endef
TOGETHER := $(if $(word 2,$(CLOUDED)),composite composite-told)
ifneq ($(TOGETHER),)
  $(eval $(call composite,composite,masked))
  $(eval $(call composite,composite-told,told))
endif

# $1: a name, $2: days, $3: epochs and how.
define encoder
$(OUT)/model-$1-%.h5: $(2:%=$(OUT)/images-%.h5) $(OUT)/kg.h5 $(OUT)/kge-%.h5
	$$(CL_TRAIN) $(2:%=$(OUT)/images-%.h5) --graph $(OUT)/kg.h5 --embedding $(OUT)/kge-$$*.h5 --seed $$* \
	  --batch $(BATCH) --epochs $3 --threads $$(THREADS) -o $$(call partial,$$@) && \
	  mv $$(call partial,$$@) $$@

$(OUT)/embedded-$1-original-%.h5: $(OUT)/model-$1-%.h5 $(CLEAR)
	$$(IMG_EMBED) $$^ --threads $$(THREADS) -o $$@
FILES    += $(SEEDS:%=$(OUT)/embedded-$1-original-%.h5)
FEATURES += $(SEEDS:%=$1:original=$(OUT)/embedded-$1-original-%.h5)
endef

PICTURES_raw    = images-$1
PICTURES_match  = images-$1
PICTURES_adapt  = images-$1
PICTURES_both   = images-$1
PICTURES_masked = masked-$1
PICTURES_filled = filled-$1
PICTURES_told   = filled-told-$1
FLAGS_raw       :=
FLAGS_match     := --match $(CLEAR)
FLAGS_adapt     := --adapt
FLAGS_both      := --match $(CLEAR) --adapt
FLAGS_masked    := --match $(CLEAR) --adapt
FLAGS_filled    :=
FLAGS_told      :=

# $1: a way to train, $2: a set, $3: its pictures, $4: options.
define embedding
$(OUT)/embedded-$1-$2-%.h5: $(OUT)/model-$1-%.h5 $(OUT)/$3.h5 $(CLEAR)
	$$(IMG_EMBED) $$(wordlist 1,2,$$^) $4 --threads $$(THREADS) -o $$@
FILES    += $(SEEDS:%=$(OUT)/embedded-$1-$2-%.h5)
FEATURES += $(SEEDS:%=--apply $1:original@$2=$(OUT)/embedded-$1-$2-%.h5)
endef
# Predictors of the sets themselves. $1: a way to train, $2: sets.
define own
FEATURES += $(foreach o,$2,$(SEEDS:%=$1:$o=$(OUT)/embedded-$1-$o-%.h5))
endef
# $1: a way to train, $2: a day.
embeddings = $(foreach h,$(HOW),$(eval $(call embedding,$1,$2-$h,$(call PICTURES_$h,$2),$(FLAGS_$h))))

FILES    :=
FEATURES :=
ifneq ($(filter one,$(WAYS)),)
  $(eval $(call encoder,one,$(DAY),$(EPOCHS) $(RECIPE)))
  $(foreach d,$(DAYS),$(call embeddings,one,$d))
  $(foreach c,$(TOGETHER),$(eval $(call embedding,one,$c,$c,)))
  $(foreach d,$(DAYS),$(eval $(call own,one,$(WITHIN:%=$d-%))))
  $(eval $(call own,one,$(filter composite,$(TOGETHER))))
  # Every day against the day as it is.
  VERSUS := --versus $(call comma-list,$(DAYS:%=one:original@%-raw))
endif
# One encoder for each day that is left out, and one without those that are put together.
ifneq ($(filter several,$(WAYS)),)
  OF_DAYS := $(EPOCHS) $(RECIPE_OF_DAYS)
  $(foreach d,$(DAYS),$(eval $(call encoder,without-$d,$(filter-out $d,$(DAY) $(DAYS)),$(OF_DAYS))))
  $(foreach d,$(DAYS),$(call embeddings,without-$d,$d)$(eval $(call own,without-$d,$(WITHIN:%=$d-%))))
  $(eval $(call encoder,without-clouded,$(filter-out $(CLOUDED),$(DAY) $(DAYS)),$(OF_DAYS)))
  $(eval $(call embedding,without-clouded,composite,composite,))
  $(eval $(call own,without-clouded,composite))
endif
VERSUS ?=

$(OUT)/metrics.tsv: $(FILES) $(OUT)/tiles.csv
	$(SI_PREDICT) $(FEATURES) --indicators $(DATA)/region2info.json --indicator $(INDICATORS) \
	  --regions $(OUT)/tiles.csv --folds $(FOLDS) --block-size $(BLOCK) --seeds $(words $(SEEDS)) --model $(MODEL) \
	  --bootstrap $(RESAMPLES) --permutations $(RESAMPLES) $(VERSUS) --split-label blocks --threads $(THREADS) \
	  -o $(OUT)/predictions.h5 > $@

# Where the loss is: the same on tiles that clouds touch, and on those that only the day does.
# $1: a day, $2: touched or free, $3: what awk asks.
define touch
$(OUT)/$2-$1.txt: $(OUT)/masked-$1.h5
	$(IMG_PERTURB) $$< --mask-shares | awk -F '\t' 'NR > 1 && $$$$2 $3 $(TOUCHED_$1) { print $$$$1 }' > $$@

$(OUT)/$2-$1.tsv: $(OUT)/metrics.tsv $(OUT)/$2-$1.txt
	$(SI_PREDICT) --score $(OUT)/predictions.h5 --regions $$(lastword $$^) --split-label $2-$1 --indicator $(KEPT) \
	  --features $(call comma-list,one:original+$(MODEL) $(HOW:%=one:original@$1-%+$(MODEL))) --threads $(THREADS) > $$@
endef
$(foreach d,$(CLOUDED),$(eval $(call touch,$d,touched,>))$(eval $(call touch,$d,free,<=)))

$(OUT)/touch.tsv: $(foreach d,$(CLOUDED),$(OUT)/touched-$d.tsv $(OUT)/free-$d.tsv)
	awk 'FNR > 1 || NR == 1' $^ > $@

$(OUT)/touch.txt: $(OUT)/touch.tsv
	$(SI_REPORT) $< --kept $(KEPT) > $@

# R² by way and set, and its share of that on the day of training.
$(OUT)/table.txt: $(OUT)/metrics.tsv
	$(SI_REPORT) $< --kept $(KEPT) --indicator $(INDICATORS) > $@

$(OUT)/pictures.png: $(CLEAR) $(foreach d,$(CLOUDED),$(OUT)/images-$d.h5 $(OUT)/filled-$d.h5)
	$(IMG_PACK) --to-sheet $^ --show 8 -o $@
