# Which relations of a city's graph help which indicator beyond location? New York's graph is built from its
# polygons, its points of interest and the published flows: each relation alone, part by part, and whole.
# Ridge reads TuckER's vectors, a cubic trend surface over the map, and both.
#
#   make newyork-ablation DATA=directory    the files that README lists
#   make newyork-ablation ALONE=                        only the parts and the whole
#   make newyork-ablation WITHOUT='NearBy LargeFlowTo'  the whole without a relation as well; slow

OUT        ?= build/newyork-ablation
GRAPHS     ?= 1 2 3 4 5
# About as many steps for each graph: an epoch has 47 of the whole, 9 of regions alone.
KGE_EPOCHS    ?= 20
REGION_EPOCHS ?= 100
RUNS       ?= 5

# The relations of each part of the graph.
SPATIAL := BorderBy NearBy
PLACES  := LocateAt Cate1Of SimilarFunc
FLOWS   := LargeFlowTo LargeFlowFrom
# A place's category reaches its region through LocateAt, so these two stay together.
ALONE   ?= $(SPATIAL) $(FLOWS) SimilarFunc LocateAt+Cate1Of
WITHOUT ?=

all: $(OUT)/table.txt $(OUT)/metrics.tsv
	@cat $<
	@echo "scores: $(OUT)/metrics.tsv"

include pipelines/common.mk
include pipelines/newyork-common.mk

# The flows of some relations.
$(OUT)/flows-%.tsv: $(DATA)/kg_OD.txt | $(OUT)
	awk -v list=$* 'BEGIN { split(list, name, ","); for (i in name) wanted[name[i]] } $$2 in wanted' $< > $@

# One graph of every region, and its embeddings. $1: its name; $2: relations that polygons and places give;
# $3: relations of flows.
define variant
$(OUT)/$1.h5: $(DATA)/tracts2010.geojson $(DATA)/region2info.json $(if $(filter $(PLACES),$2),$(DATA)/osm_poi_2017.csv) \
  $(if $3,$(OUT)/flows-$(call comma-list,$3).tsv) | $(OUT)
	$$(KG_BUILD) --quiet --regions $(if $2,$$< --region-list $(DATA)/region2info.json \
	  --relations $(call comma-list,$2),$(DATA)/region2info.json --coordinates $(DATA)/region2info.json) \
	  $(if $(filter $(PLACES),$2),--pois $(DATA)/osm_poi_2017.csv --poi-id osm_id --poi-category fclass \
	  --poi-prefix poi) $(if $3,--triples $(OUT)/flows-$(call comma-list,$3).tsv) -o $$@

$(OUT)/$1-kge-%.h5: $(OUT)/$1.h5
	$$(KG_EMBED) $$< --seed $$* --epochs $(if $(filter LocateAt,$2),$(KGE_EPOCHS),$(REGION_EPOCHS)) \
	  --threads $$(THREADS) -o $$(call partial,$$@) && \
	  mv $$(call partial,$$@) $$@

KGE      += $(GRAPHS:%=$(OUT)/$1-kge-%.h5)
FEATURES += $(GRAPHS:%=$1=$(OUT)/$1-kge-%.h5) --join location+$1=trend,$1
endef

KGE      :=
FEATURES := --join location=trend
$(foreach r,$(ALONE),$(eval $(call \
  variant,$r,$(filter-out $(FLOWS),$(subst +, ,$r)),$(filter $(FLOWS),$r))))
$(eval $(call variant,spatial,$(SPATIAL),))
$(eval $(call variant,flows,,$(FLOWS)))
$(eval $(call variant,places,$(PLACES),))
$(eval $(call variant,all,$(SPATIAL) $(PLACES),$(FLOWS)))
$(foreach r,$(WITHOUT),$(eval $(call \
  variant,all-$r,$(filter-out $r,$(SPATIAL) $(PLACES)),$(filter-out $r,$(FLOWS)))))

SCORE = $(SI_PREDICT) $(FEATURES) --indicators $(DATA)/region2info.json --indicator $(INDICATORS) \
  --seeds $(RUNS) --model ridge --baselines mean,coordinates --threads $(THREADS)

$(OUT)/published.tsv: $(KGE)
	$(SCORE) --split-index $(CITY)_train_img_csv_index.csv,$(CITY)_val_img_csv_index.csv,$(CITY)_test_img_csv_index.csv \
	  --split-regions $(CITY)_region_img_name.csv --split-label published -o $(@:.tsv=.h5) > $@

$(OUT)/blocks.tsv: $(KGE)
	$(SCORE) --folds 5 --block-size $(BLOCK) --regions $(CITY)_region_img_name.csv --split-label blocks \
	  -o $(@:.tsv=.h5) > $@

$(OUT)/metrics.tsv: $(OUT)/published.tsv $(OUT)/blocks.tsv
	awk 'FNR > 1 || NR == 1' $^ > $@

# Test R² on ln(1 + y), mean ± sd, one block of rows a split.
$(OUT)/table.txt: $(OUT)/metrics.tsv
	$(SI_REPORT) $< --indicator $(INDICATORS) > $@
