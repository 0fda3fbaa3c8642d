# Another city: what travels? A predictor is fitted to one simulated city and scores others, of which it has seen no label,
# by counts of places, pictures as the first city's encoder sees them, and plain colours. The graph's vectors are left out:
# their axes mean something else in every training.
#
#   make cities
#   make cities OTHERS=2 REGIONS=200 EPOCHS=4      a first look

OUT        ?= build/cities
# Seeds of the simulation; 1 is the city that is surveyed.
OTHERS     ?= 2 3 4 5
REGIONS    ?= 300
SIZE       ?= 64
KGE_EPOCHS ?= 40
EPOCHS     ?= 16
BATCH      ?= 32
CL_FLAGS   ?=
FOLDS      ?= 5
CLUSTERS   ?= 20
INDICATORS ?= edu,income,crime,pop

all: $(OUT)/table.txt $(OUT)/metrics.tsv
	@cat $<
	@echo "scores: $(OUT)/metrics.tsv"


include pipelines/common.mk

HERE   := LocateAt_rev/Cate1Of
CITIES := 1 $(OTHERS)

$(OUT)/city-%/indicators.csv: | $(OUT)
	$(CITY_SIM) -o $(@D) --regions $(REGIONS) --image-size $(SIZE) --street-views 0 --seed $* --quiet > /dev/null

# $1: a city.
define city
$(OUT)/kg-$1.h5: $(OUT)/city-$1/indicators.csv
	$(KG_BUILD) --quiet --regions $$(<D)/regions.geojson --pois $$(<D)/pois.csv --flows $$(<D)/flows.csv \
	  --areas $$(<D)/areas.geojson -o $$@

$(OUT)/counts-$1.h5: $(OUT)/kg-$1.h5
	$(KG_EMBED) $$< --paths $(HERE),NearBy/$(HERE),LargeFlowTo/$(HERE) --path-regions 1 \
	  -o $$(call partial,$$@) && mv $$(call partial,$$@) $$@

$(OUT)/images-$1.h5: $(OUT)/city-$1/indicators.csv
	$(IMG_PACK) $$(<D)/satellite --size $(SIZE) --threads $(THREADS) -o $$@

$(OUT)/pictures-$1.h5: $(OUT)/model.h5 $(OUT)/images-$1.h5
	$(IMG_EMBED) $$^ --threads $(THREADS) -o $$@

$(OUT)/colour-$1.h5: $(OUT)/images-$1.h5
	$(IMG_EMBED) --features colour $$< --threads $(THREADS) -o $$@
endef
$(foreach c,$(CITIES),$(eval $(call city,$c)))

$(OUT)/tucker-1.h5: $(OUT)/kg-1.h5
	$(KG_EMBED) $< --candidates typed --epochs $(KGE_EPOCHS) --threads $(THREADS) -o $(call partial,$@) && \
	  mv $(call partial,$@) $@

$(OUT)/model.h5: $(OUT)/images-1.h5 $(OUT)/kg-1.h5 $(OUT)/tucker-1.h5
	$(CL_TRAIN) $< --graph $(OUT)/kg-1.h5 --embedding $(OUT)/tucker-1.h5 --epochs $(EPOCHS) --batch $(BATCH) \
	  $(CL_FLAGS) --threads $(THREADS) -o $(call partial,$@) && mv $(call partial,$@) $@

SETS := counts pictures colour

$(OUT)/metrics.tsv: $(foreach s,$(SETS),$(CITIES:%=$(OUT)/$s-%.h5))
	$(SI_PREDICT) $(foreach s,$(SETS),$s=$(OUT)/$s-1.h5 $(foreach o,$(OTHERS),--apply $s@city-$o=$(OUT)/$s-$o.h5)) \
	  $(foreach o,$(OTHERS),--target city-$o=$(OUT)/city-$o/indicators.csv) \
	  --indicators $(OUT)/city-1/indicators.csv --coordinates $(OUT)/city-1/coordinates.csv --indicator $(INDICATORS) \
	  --folds $(FOLDS) --cluster-blocks $(CLUSTERS) --model ridge --baselines mean,place --threads $(THREADS) > $@

$(OUT)/table.txt: $(OUT)/metrics.tsv
	$(SI_REPORT) $< --indicator $(INDICATORS) > $@
