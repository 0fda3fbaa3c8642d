# Does training on sampled neighbourhoods cost anything? New York's 424 satellite tiles, encoders trained with the whole
# graph in each step and on samples of it, judged by ridge on random folds and on spatial blocks.
#
#   make newyork-neighbours DATA=directory       the files that README lists
#   make newyork-neighbours SIZE=224 BATCH=128   larger pictures; several times as long

OUT        ?= build/newyork-neighbours
SEEDS      ?= 1 2 3 4 5
SIZE       ?= 64
KGE_EPOCHS ?= 60
EPOCHS     ?= 20
BATCH      ?= 32
# Messages of an entity and direction that layer 1 and layer 2 sum, one pair an encoder.
LIMITS     ?= 10,10 all,10
CL_FLAGS   ?=

all: $(OUT)/table.txt $(OUT)/differences.txt
	@cat $^
	@echo "scores: $(OUT)/metrics.tsv"

include pipelines/newyork-common.mk
include pipelines/common.mk

$(OUT)/images.h5: $(wildcard $(DATA)/satellite_clean/*.png) | $(OUT)
	$(IMG_PACK) $(DATA)/satellite_clean --size $(SIZE) --threads $(THREADS) -o $@

# Encoders by their limits, whose commas become dashes in names: model-10-10-S.h5.
dashed = $(subst $(comma),-,$1)
define sampled
$(OUT)/sampled-$(call dashed,$1)-model-%.h5: $(OUT)/images.h5 $(OUT)/kg.h5 $(OUT)/kge-%.h5
	$(CL_TRAIN) $$< --graph $(OUT)/kg.h5 --embedding $(OUT)/kge-$$*.h5 --seed $$* --epochs $(EPOCHS) \
	  --batch $(BATCH) --neighbours $1 $(CL_FLAGS) --threads $$(THREADS) -o $$(call partial,$$@) && \
	  mv $$(call partial,$$@) $$@

$(OUT)/sampled-$(call dashed,$1)-trained-%.h5: $(OUT)/sampled-$(call dashed,$1)-model-%.h5 $(OUT)/images.h5
	$(IMG_EMBED) $$^ --threads $$(THREADS) -o $$@

FILES    += $(SEEDS:%=$(OUT)/sampled-$(call dashed,$1)-trained-%.h5)
FEATURES += $(SEEDS:%=sampled-$(call dashed,$1)=$(OUT)/sampled-$(call dashed,$1)-trained-%.h5)
endef

# Replicates of a name are runs.
FILES    := $(SEEDS:%=$(OUT)/trained-%.h5) $(SEEDS:%=$(OUT)/untrained-%.h5)
FEATURES := $(SEEDS:%=whole=$(OUT)/trained-%.h5) $(SEEDS:%=untrained=$(OUT)/untrained-%.h5)
$(foreach limits,$(LIMITS),$(eval $(call sampled,$(limits))))

SCORE = $(SI_PREDICT) $(FEATURES) --indicators $(DATA)/region2info.json --indicator $(INDICATORS) \
  --regions $(OUT)/tiles.csv --folds 5 --seeds $(words $(SEEDS)) --model ridge --bootstrap 2000 \
  --versus whole --threads $(THREADS)

$(OUT)/random.tsv: $(FILES) $(OUT)/tiles.csv
	$(SCORE) --split-label random -o $(@:.tsv=.h5) > $@

$(OUT)/blocks.tsv: $(FILES) $(OUT)/tiles.csv
	$(SCORE) --block-size $(BLOCK) --split-label blocks -o $(@:.tsv=.h5) > $@

$(OUT)/metrics.tsv: $(OUT)/random.tsv $(OUT)/blocks.tsv
	awk 'FNR > 1 || NR == 1' $^ > $@

# Test R² on ln(1 + y), mean ± sd, one block of rows a split.
$(OUT)/table.txt: $(OUT)/metrics.tsv
	$(SI_REPORT) $< --indicator $(INDICATORS) > $@

# What sampling gains over the whole graph in R², with its 95 % interval over tracts or blocks, and p of random signs.
$(OUT)/differences.txt: $(OUT)/metrics.tsv
	awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) column[$$i] = i; next } \
	  $$1 !~ /^sampled/ { next } \
	  $$4 == "r2_gain:whole" { key = $$3 "\t" $$2 "\t" $$1; order[++n] = key; gain[key] = $$5; \
	    low[key] = $$column["low"]; high[key] = $$column["high"] } \
	  $$4 == "p_signflip:whole" { p[$$3 "\t" $$2 "\t" $$1] = $$5 } \
	  END { print "split\tindicator\tfeatures\tgain of R2\tlow\thigh\tp"; \
	    for (i = 1; i <= n; i++) { key = order[i]; \
	      printf "%s\t%.3f\t%.3f\t%.3f\t%.3f\n", key, gain[key], low[key], high[key], p[key] } }' $< | \
	  column -t -s "$$(printf '\t')" > $@
