# From how far on are features worth having? Labels are taken away from ever larger surroundings of the regions that are
# scored: single regions, blocks of 0.01° to 0.1°, blocks with wider and wider buffers, clusters, community districts,
# counties. For each, place alone, the graph's vectors, counts of the places around, pictures, and features and place
# together (kriging), for all 2,120 tracts and for the 424 with pictures.
#
#   make newyork-distance DATA=directory          the files that README lists
#   make newyork-distance SEEDS=1 SIZE=64         fewer trainings, smaller pictures
#
# S is a seed, L what is left out, P the regions: tracts or tiles.
#
#   kg.h5 ──► kge-S.h5 ───────────────────────┐
#   spatial.h5, flows.h5 ──► kge-spatial-S …  ├─► P-L.h5 ──► P-L.tsv ──► metrics.tsv ──► curve.tsv ──► distance.png
#   places.h5 ──► counts.h5 ──────────────────┤
#   images.h5 ──► model-S.h5 ──► trained-S.h5 ┘

OUT        ?= build/newyork-distance
# From 1 on.
SEEDS      ?= 1 2
SIZE       ?= 64
KGE_EPOCHS ?= 60
EPOCHS     ?= 20
BATCH      ?= 32
FOLDS      ?= 5
# With place (kriging) as well where there are pictures; over all tracts that takes hours.
MODELS_tiles  ?= ridge,kriging
MODELS_tracts ?= ridge
CL_FLAGS   ?=
INDICATORS ?= edu,income,unemploy,crime,pop
# Degrees.
BLOCKS     ?= 0.01 0.03 0.06
# Each a fold of its own.
LARGE      ?= 0.1
# Metres; beyond these nothing is left that was surveyed.
BUFFERS_tiles  ?= 1000 2000 3000
BUFFERS_tracts ?= 1000 2000 4000
CLUSTERS   ?= 12
# Metres around a county that is left out.
BEYOND     ?= 2000
# Of tracts, beyond which kriging conditions each on its nearest.
EXACT      ?= 500

all: $(OUT)/table.txt $(OUT)/distance-tiles.png $(OUT)/distance-tracts.png
	@cat $<
	@echo "scores: $(OUT)/metrics.tsv, by distance: $(OUT)/curve.tsv"
	@echo "figures: $(OUT)/distance-tiles.png $(OUT)/distance-tracts.png"

include pipelines/common.mk
include pipelines/newyork-common.mk

# Pictures as the robustness study has found them to be learnt best: in pairs.
$(OUT)/images.h5: $(wildcard $(DATA)/satellite_clean/*.png) | $(OUT)
	$(IMG_PACK) $(DATA)/satellite_clean --size $(SIZE) --threads $(THREADS) -o $@

# Which relations carry place: those of neighbours alone, and those of flows alone.
$(OUT)/spatial.h5: $(DATA)/kg_spatial.txt | $(OUT)
	$(KG_BUILD) --quiet $< --regions $(DATA)/region2info.json -o $@

$(OUT)/flows.h5: $(DATA)/kg_OD.txt | $(OUT)
	$(KG_BUILD) --quiet $< --regions $(DATA)/region2info.json -o $@

define embedded
$(OUT)/kge-$1-%.h5: $(OUT)/$1.h5
	$(KG_EMBED) $$< --seed $$* --epochs $(KGE_EPOCHS) --threads $(THREADS) -o $$(call partial,$$@) && \
	  mv $$(call partial,$$@) $$@
endef
$(foreach g,spatial flows,$(eval $(call embedded,$g)))

# The published graph has no places; these are OpenStreetMap's.
$(OUT)/places.h5: $(DATA)/tracts2010.geojson $(DATA)/region2info.json $(DATA)/osm_poi_2017.csv $(DATA)/kg_OD.txt | $(OUT)
	$(KG_BUILD) --quiet --regions $< --region-list $(DATA)/region2info.json --relations NearBy,LocateAt,Cate1Of \
	  --pois $(DATA)/osm_poi_2017.csv --poi-id osm_id --poi-category fclass --poi-prefix poi \
	  --triples $(DATA)/kg_OD.txt -o $@

# Categories of the places in a tract, around it, and where its people go.
HERE := LocateAt_rev/Cate1Of
$(OUT)/counts.h5: $(OUT)/places.h5
	$(KG_EMBED) $< --paths $(HERE),NearBy/$(HERE),LargeFlowTo/$(HERE) -o $(call partial,$@) && \
	  mv $(call partial,$@) $@

# County and community district of each tract.
$(OUT)/groups.csv: $(DATA)/region2info.json | $(OUT)
	awk 'BEGIN { print "region,county,district" } match($$0, /"[^"]*": \{/) { \
	  id = substr($$0, RSTART + 1, RLENGTH - 5); \
	  if (match($$0, /"cd": *[0-9]+/)) { cd = substr($$0, RSTART, RLENGTH); sub(/.* /, "", cd); \
	    print id "," substr(id, 1, 5) "," cd } }' RS='}' $< > $@

$(OUT)/tracts.csv: $(OUT)/groups.csv
	cut -d , -f 1 $< > $@

# What is left out, by name.
OUT_random    := --folds $(FOLDS)
$(foreach b,$(BLOCKS),$(eval OUT_blocks-$b := --folds $(FOLDS) --block-size $b))
$(foreach b,$(LARGE),$(eval OUT_blocks-$b := --folds each --block-size $b))
$(foreach b,$(sort $(BUFFERS_tiles) $(BUFFERS_tracts)),$(eval OUT_buffer-$b := --folds $(FOLDS) --block-size $(BLOCK) --buffer $b))
OUT_clusters  := --folds each --cluster-blocks $(CLUSTERS)
OUT_districts := --folds each --blocks $(OUT)/groups.csv --block-column district
OUT_counties  := --folds each --blocks $(OUT)/groups.csv --block-column county
OUT_beyond    := $(OUT_counties) --buffer $(BEYOND)
# $1: regions.
left_out = random $(BLOCKS:%=blocks-%) $(LARGE:%=blocks-%) $(BUFFERS_$1:%=buffer-%) clusters districts counties beyond

FEATURES_tracts := counts=$(OUT)/counts.h5 $(foreach s,$(SEEDS),tucker=$(OUT)/kge-$s.h5 \
  spatial=$(OUT)/kge-spatial-$s.h5 flows=$(OUT)/kge-flows-$s.h5) --join both=tucker,counts \
  --setting exact-limit=$(EXACT)
FEATURES_tiles  := counts=$(OUT)/counts.h5 $(foreach s,$(SEEDS),tucker=$(OUT)/kge-$s.h5 \
  pictures=$(OUT)/trained-$s.h5) --join both=tucker,pictures --join all=tucker,pictures,counts
FILES_tracts := $(OUT)/counts.h5 $(foreach s,$(SEEDS),$(OUT)/kge-$s.h5 $(OUT)/kge-spatial-$s.h5 $(OUT)/kge-flows-$s.h5)
FILES_tiles  := $(OUT)/counts.h5 $(foreach s,$(SEEDS),$(OUT)/kge-$s.h5 $(OUT)/trained-$s.h5)

# $1: regions, $2: what is left out.
define left
$(OUT)/$1-$2.tsv: $(FILES_$1) $(OUT)/$1.csv $(OUT)/groups.csv
	$(SI_PREDICT) $(FEATURES_$1) --indicators $(DATA)/region2info.json --indicator $(INDICATORS) --drop-missing \
	  --coordinates $(DATA)/region2info.json --regions $(OUT)/$1.csv $(OUT_$2) --model $(MODELS_$1) \
	  --baselines mean,place --versus place --distances --split-label $1-$2 --threads $(THREADS) -o $$(@:.tsv=.h5) > $$@
endef
$(foreach p,tracts tiles,$(foreach l,$(call left_out,$p),$(eval $(call left,$p,$l))))

# Out-of-fold predictions of a county that none of them has seen: of the tracts with pictures by models of all tracts, and
# of either where the mean of each county is published.
$(OUT)/seen-counties.tsv: $(OUT)/tracts-counties.tsv $(OUT)/tiles.csv
	$(SI_PREDICT) --score $(<:.tsv=.h5) --regions $(OUT)/tiles.csv --split-label tiles-by-tracts > $@

$(OUT)/%-means.tsv: $(OUT)/%-counties.tsv $(OUT)/groups.csv
	$(SI_PREDICT) --score $(<:.tsv=.h5) --known-means-by county --groups $(OUT)/groups.csv \
	  --split-label $*-means-known > $@

$(OUT)/metrics.tsv: $(foreach p,tiles tracts,$(foreach l,$(call left_out,$p),$(OUT)/$p-$l.tsv)) $(OUT)/seen-counties.tsv $(OUT)/tiles-means.tsv $(OUT)/tracts-means.tsv
	awk 'NR == 1 || !/^features\t/' $^ > $@

# Test R² on ln(1 + y), mean ± sd over seeds; what is better than place alone is marked.
$(OUT)/table.txt: $(OUT)/metrics.tsv
	$(SI_REPORT) $< --indicator $(INDICATORS) --versus place > $@

# regions, left out, features, indicator, metres to the nearest label (median), R².
$(OUT)/curve.tsv: $(OUT)/metrics.tsv
	awk -F '\t' -v OFS='\t' 'BEGIN { print "regions", "left_out", "features", "indicator", "metres", "r2" } \
	  $$4 == "r2" && $$3 ~ /\/test$$/ { r2[$$3 OFS $$1 OFS $$2] = $$5 } \
	  $$4 == "distance" { split($$3, part, "/"); name = part[1]; regions = name; sub(/-.*/, "", regions); \
	    sub(/^[^-]*-/, "", name); print regions, name, $$1, $$2, $$5, r2[$$3 OFS $$1 OFS $$2] }' $< > $@

$(OUT)/distance-%.png: $(OUT)/curve.tsv $(PLOTS)/distance.gp $(PLOTS)/common.gp
	gnuplot -e 'input="$<"; output="$@"; regions="$*"; indicators="$(subst $(comma), ,$(INDICATORS))"' \
	  $(PLOTS)/distance.gp
