# What candidates cost and keep: TuckER on New York's graph with its places, 16,351 entities, trained against all of
# them, against those of the tail's type (typed), against a sample of these (sampled:N), and
# against either with a sample of the others (typed+N, sampled:N+N). Ridge reads the vectors of regions; 2 % of the facts
# are held out and ranked among all entities and among those of their type.
#
#   make newyork-candidates DATA=directory    the files that README lists
#   make newyork-candidates SEEDS=3           a first look

OUT        ?= build/newyork-candidates
SEEDS      ?= 9
KGE_EPOCHS ?= 20
SAMPLE     ?= 1024
HOLDOUT    ?= .02
NUMBERS    := $(shell seq $(SEEDS))
CANDIDATES := all typed typed+256 typed+$(SAMPLE) sampled-$(SAMPLE) sampled-$(SAMPLE)+$(SAMPLE)

all: $(OUT)/table.txt $(OUT)/values.jsonl
	@cat $<
	@echo "values: $(OUT)/values.jsonl"

include pipelines/common.mk
include pipelines/newyork-common.mk

$(OUT)/city.h5: $(DATA)/tracts2010.geojson $(DATA)/region2info.json $(DATA)/osm_poi_2017.csv $(DATA)/kg_OD.txt | $(OUT)
	$(KG_BUILD) --quiet --regions $< --region-list $(DATA)/region2info.json --coordinates $(DATA)/region2info.json \
	  --relations BorderBy,NearBy,LocateAt,Cate1Of,SimilarFunc --pois $(DATA)/osm_poi_2017.csv --poi-id osm_id \
	  --poi-category fclass --poi-prefix poi --triples $(DATA)/kg_OD.txt -o $@

# $1: candidates as a file is called, sampled-N for sampled:N.
define trained
$(OUT)/$1-kge-%.h5 $(OUT)/$1-ranking-%.tsv: $(OUT)/city.h5
	$$(KG_EMBED) $$< --candidates $(subst -,:,$1) --seed $$* --epochs $(KGE_EPOCHS) --holdout $(HOLDOUT) \
	  --threads $$(THREADS) -o $$(call partial,$(OUT)/$1-kge-$$*.h5) > $(OUT)/$1-ranking-$$*.tsv && \
	  mv $$(call partial,$(OUT)/$1-kge-$$*.h5) $(OUT)/$1-kge-$$*.h5
endef
$(foreach c,$(CANDIDATES),$(eval $(call trained,$c)))

KGE      := $(foreach c,$(CANDIDATES),$(NUMBERS:%=$(OUT)/$c-kge-%.h5))
RANKINGS := $(foreach c,$(CANDIDATES),$(NUMBERS:%=$(OUT)/$c-ranking-%.tsv))
FEATURES := $(foreach c,$(CANDIDATES),$(NUMBERS:%=$c=$(OUT)/$c-kge-%.h5))

SCORE = $(SI_PREDICT) $(FEATURES) --indicators $(DATA)/region2info.json --indicator $(INDICATORS) \
  --seeds $(SEEDS) --model ridge --threads $(THREADS)

$(OUT)/published.tsv: $(KGE)
	$(SCORE) --split-index $(CITY)_train_img_csv_index.csv,$(CITY)_val_img_csv_index.csv,$(CITY)_test_img_csv_index.csv \
	  --split-regions $(CITY)_region_img_name.csv --split-label published > $@

$(OUT)/blocks.tsv: $(KGE)
	$(SCORE) --folds 5 --block-size $(BLOCK) --regions $(CITY)_region_img_name.csv --split-label blocks > $@

# Every test R² and the MRRs, mean ± sd over seeds, against those of all, by Welch's test.
COMPARE = $(SI_REPORT) --welch all $(OUT)/published.tsv $(OUT)/blocks.tsv \
  $(foreach c,$(CANDIDATES),$(NUMBERS:%=$c=$(OUT)/$c-ranking-%.tsv))

$(OUT)/table.txt: $(OUT)/published.tsv $(OUT)/blocks.tsv $(RANKINGS)
	$(COMPARE) > $@

$(OUT)/values.jsonl: $(OUT)/published.tsv $(OUT)/blocks.tsv $(RANKINGS)
	$(COMPARE) --json > $@
