# A simulated city from raw files to scored predictions, pictures and a map that fills what a survey left out.
#
#   make -f pipelines/demo.mk -n               what would run
#   make demo OUT=build/large REGIONS=2000     another city
#   make demo GRAPH_FROM=raw                   the graph from polygons, places, flows and visits; the same graph

OUT        ?= build/demo
SEED       ?= 1
REGIONS    ?= 400
SIZE       ?= 64
KGE_EPOCHS ?= 60
EPOCHS     ?= 20
BATCH      ?= 64
CL_FLAGS   ?=
INDICATORS ?= pop,edu,income,crime
SHOWN      ?= income
GRAPH_FROM ?= triples
CITY       := $(OUT)/city

POLYGONS   := $(CITY)/regions.geojson
MAPPED     := both+ridge
MAP_TITLE  ?= A simulated city, two thirds surveyed

all: $(OUT)/table.txt $(OUT)/loss.png $(OUT)/scatter.png $(OUT)/map.png $(OUT)/map.html
	@cat $<
	@echo "scores: $(OUT)/metrics.tsv"
	@echo "pictures: $(OUT)/loss.png $(OUT)/scatter.png $(OUT)/map.png"
	@echo "map of all regions, to open in a browser: $(OUT)/map.html"

include pipelines/common.mk

# The city's directory appears whole, so one of its files stands for all.
$(CITY)/city.json: | $(OUT)
	$(CITY_SIM) --regions $(REGIONS) --image-size $(SIZE) --street-views 0 --scene 10 --seed $(SEED) \
	  --threads $(THREADS) -o $(CITY) > $(OUT)/city.tsv

# city-sim derives the same facts from the same city, except those about categories and brands themselves.
GRAPH_triples := $(CITY)/triples.tsv --regions $(CITY)/indicators.csv
GRAPH_raw     := --regions $(CITY)/regions.geojson --pois $(CITY)/pois.csv --flows $(CITY)/flows.csv \
  --checkins $(CITY)/checkins.csv --areas $(CITY)/areas.geojson --relations all,-SubCateOf,-RelatedBrand

$(OUT)/kg.h5: $(CITY)/city.json
	$(KG_BUILD) $(GRAPH_$(GRAPH_FROM)) --coordinates $(CITY)/coordinates.csv -o $@

$(OUT)/images.h5: $(CITY)/city.json
	$(IMG_PACK) $(CITY)/satellite --size $(SIZE) --threads $(THREADS) -o $@

# What the scene of the whole city says of each region in numbers.
$(OUT)/scene.h5: $(CITY)/city.json
	$(IMG_CROP) --raster $(CITY)/scene.tif --regions $(CITY)/regions.geojson --zonal mean,sd --threads $(THREADS) -o $@

FEATURES := scene=$(OUT)/scene.h5 untrained=$(OUT)/untrained-$(SEED).h5 trained=$(OUT)/trained-$(SEED).h5 graph=$(OUT)/kge-$(SEED).h5

$(OUT)/predictions.h5 $(OUT)/metrics.tsv $(OUT)/table.txt &: \
  $(OUT)/scene.h5 $(OUT)/untrained-$(SEED).h5 $(OUT)/trained-$(SEED).h5 $(OUT)/kge-$(SEED).h5
	$(SI_PREDICT) $(FEATURES) --seed $(SEED) \
	  --indicators $(CITY)/indicators.csv --indicator $(INDICATORS) --split $(CITY)/split.csv \
	  --coordinates $(CITY)/coordinates.csv --model ridge --baselines mean,coordinates \
	  --threads $(THREADS) --metrics $(OUT)/metrics.tsv --summary -o $(OUT)/predictions.h5 > $(OUT)/table.txt

$(OUT)/loss.png: $(OUT)/history-$(SEED).tsv $(PLOTS)/loss.gp
	gnuplot -e 'input="$<"; output="$@"' $(PLOTS)/loss.gp

$(OUT)/shown.tsv: $(OUT)/predictions.h5
	$(SI_PREDICT) --to-tsv $< --indicator $(SHOWN) --features trained+ridge > $@

$(OUT)/scatter.png: $(OUT)/shown.tsv $(PLOTS)/scatter.gp
	gnuplot -e 'input="$<"; output="$@"; indicator="$(SHOWN)"' $(PLOTS)/scatter.gp

# A survey that left out every third region …
$(OUT)/survey.csv: $(CITY)/city.json
	awk 'NR == 1 || NR % 3' $(CITY)/indicators.csv > $@

# … of which pictures and graph say something all the same.
$(OUT)/estimates.h5: $(OUT)/survey.csv $(OUT)/trained-$(SEED).h5 $(OUT)/kge-$(SEED).h5
	$(SI_PREDICT) trained=$(OUT)/trained-$(SEED).h5 graph=$(OUT)/kge-$(SEED).h5 --join both=trained,graph \
	  --indicators $< --indicator $(INDICATORS) --coordinates $(CITY)/coordinates.csv --folds 5 --model ridge --fill \
	  --seed $(SEED) --threads $(THREADS) --metrics $(OUT)/survey-scores.tsv -o $@

# Polygons come with the city.
$(POLYGONS): $(CITY)/city.json ;

$(OUT)/map.tsv: $(OUT)/estimates.geojson
	$(SI_REPORT) --outlines $(SHOWN)_estimate $< -o $@

$(OUT)/map.png: $(OUT)/map.tsv $(PLOTS)/map.gp
	gnuplot -e 'input="$<"; output="$@"; log1p=1' \
	  -e 'heading="Estimated from pictures and graph: ln(1 + $(SHOWN))"' $(PLOTS)/map.gp
