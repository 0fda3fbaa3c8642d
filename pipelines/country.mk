# A country: many simulated cities put together, from raw files to scores, and what every stage of that costs.
#
#   make country                                 100,000 regions with 10 million places: under an hour, 16 GiB, 20 GB of disk
#   make country CITIES=4 REGIONS=500 PLACES=20  a small one
#
# K is a city.
#
#   city-K ─┬─► regions.geojson, pois.csv, flows.csv, checkins.csv, areas.geojson ──► kg.h5 ──► kge.h5 ─┐
#           ├─► images-K.h5 ─┬──────────────────────────────────────────────────────────► model.h5 ◄────┤
#           │                └──► embedded.h5 ◄──────────────────────────────────────────────┘          │
#           └─► indicators.csv, split.csv ──► metrics.tsv ◄── embedded.h5 and kge.h5 ───────────────────┘

OUT        ?= build/country
CITIES     ?= 50
# Of a city; places on average in a region.
REGIONS    ?= 2000
PLACES     ?= 100
SIZE       ?= 32
# Most similar regions of each that the graph says of.
SIMILAR    ?= 10
CANDIDATES ?= sampled:256
KGE_EPOCHS ?= 2
NEIGHBOURS ?= 10,10
EPOCHS     ?= 3
BATCH      ?= 128
SEED       ?= 1
INDICATORS ?= pop,edu,income,crime

all: $(OUT)/table.txt $(OUT)/costs.txt
	@cat $^
	@echo "scores: $(OUT)/metrics.tsv; costs of every command: $(OUT)/costs.tsv"

include pipelines/common.mk

NUMBERS := $(shell seq -w $(CITIES))
IMAGES  := $(NUMBERS:%=$(OUT)/images-%.h5)
PLANS   := $(NUMBERS:%=$(OUT)/city-%/city.json)
COST     = pipelines/cost $(OUT)/costs.tsv

# Cities lie on a lattice of 0.6°, ten in a row, so that none touches another, and are told by what ids begin with.
$(OUT)/city-%/city.json: | $(OUT)
	k=$$((10#$*)) && $(COST) city-sim/$* $(CITY_SIM) --quiet --regions $(REGIONS) --poi-density $(PLACES) --image-size $(SIZE) \
	  --street-views 0 --seed $$(($(SEED) * 1000 + k)) --prefix C$*- --threads $(THREADS) \
	  --origin $$(awk -v k=$$((k - 1)) 'BEGIN { printf "%.1f,%.1f", -33 + .6 * (k % 10), 38 + .6 * int(k / 10) }') \
	  -o $(OUT)/city-$* > $(OUT)/city-$*.tsv

# One heading, then all rows.
TABLES := $(addprefix $(OUT)/,pois.csv flows.csv checkins.csv indicators.csv split.csv coordinates.csv)
$(TABLES): $(OUT)/%.csv: $(PLANS)
	{ head -n 1 $(OUT)/city-$(firstword $(NUMBERS))/$*.csv; tail -q -n +2 $(NUMBERS:%=$(OUT)/city-%/$*.csv); } > $@

# Features are lines.
$(OUT)/%.geojson: $(PLANS)
	awk 'FNR == 1 || /^\] \}$$/ { next } { sub(/,$$/, ""); printf "%s%s", n++ ? ",\n" : "", $$0 } \
	  BEGIN { print "{ \"type\": \"FeatureCollection\", \"features\": [" } END { print "\n] }" }' \
	  $(NUMBERS:%=$(OUT)/city-%/$*.geojson) > $@

$(OUT)/kg.h5: $(addprefix $(OUT)/,regions.geojson areas.geojson pois.csv flows.csv checkins.csv)
	$(COST) kg-build $(KG_BUILD) --regions $(OUT)/regions.geojson --pois $(OUT)/pois.csv --flows $(OUT)/flows.csv \
	  --checkins $(OUT)/checkins.csv --areas $(OUT)/areas.geojson --similar-top $(SIMILAR) --threads $(THREADS) -o $@

$(OUT)/kge.h5: $(OUT)/kg.h5
	$(COST) kg-embed $(KG_EMBED) $< --candidates $(CANDIDATES) --epochs $(KGE_EPOCHS) --seed $(SEED) \
	  --threads $(THREADS) -o $(call partial,$@) && mv $(call partial,$@) $@

$(OUT)/images-%.h5: $(OUT)/city-%/city.json
	$(COST) img-pack/$* $(IMG_PACK) $(OUT)/city-$*/satellite --size $(SIZE) --threads $(THREADS) -o $@

$(OUT)/model.h5: $(IMAGES) $(OUT)/kg.h5 $(OUT)/kge.h5
	$(COST) cl-train $(CL_TRAIN) $(IMAGES) --graph $(OUT)/kg.h5 --embedding $(OUT)/kge.h5 --neighbours $(NEIGHBOURS) \
	  --epochs $(EPOCHS) --batch $(BATCH) --seed $(SEED) --threads $(THREADS) -o $(call partial,$@) && mv $(call partial,$@) $@

$(OUT)/embedded.h5: $(OUT)/model.h5 $(IMAGES)
	$(COST) img-embed $(IMG_EMBED) $^ --threads $(THREADS) -o $@

$(OUT)/untrained.h5: $(IMAGES)
	$(COST) img-embed-untrained $(IMG_EMBED) --untrained $^ --seed $(SEED) --threads $(THREADS) -o $@

$(OUT)/metrics.tsv $(OUT)/table.txt &: $(OUT)/untrained.h5 $(OUT)/embedded.h5 $(OUT)/kge.h5 $(OUT)/indicators.csv $(OUT)/split.csv
	$(COST) si-predict $(SI_PREDICT) untrained=$(OUT)/untrained.h5 trained=$(OUT)/embedded.h5 graph=$(OUT)/kge.h5 --join both=trained,graph \
	  --indicators $(OUT)/indicators.csv --indicator $(INDICATORS) --split $(OUT)/split.csv --model ridge --baselines mean \
	  --seed $(SEED) --threads $(THREADS) --metrics $(OUT)/metrics.tsv --summary > $(OUT)/table.txt

# Of a stage of many commands the sum, and the most memory of one.
$(OUT)/costs.txt: $(OUT)/table.txt
	awk -F '\t' 'NR > 1 { sub(/\/.*/, "", $$1); if (!($$1 in runs)) order[++n] = $$1; runs[$$1]++; \
	  seconds[$$1] += $$2; cpu[$$1] += $$3; if ($$4 > mib[$$1]) mib[$$1] = $$4 } \
	  END { print "stage\truns\tseconds\tcpu_seconds\tmib"; for (i = 1; i <= n; i++) { s = order[i]; \
	    printf "%s\t%d\t%.0f\t%.0f\t%d\n", s, runs[s], seconds[s], cpu[s], mib[s] } }' $(OUT)/costs.tsv | \
	  column -t -s "$$(printf '\t')" > $@
