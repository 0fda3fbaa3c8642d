# Is it the graph? The same rivals as newyork-rivals.mk on a simulated city, where pictures and graph each show part of what
# drives the indicators: cut out of its scene, and out of that of a second day with clouds.
#
#   make rivals
#   make rivals SEEDS=1 OBJECTIVES='graph simclr'      a part
#
# rivals-common.mk says what is made of what.

OUT        ?= build/rivals
CITY_SEED  ?= 1
REGIONS    ?= 320
SIZE       ?= 64
# Metres, and of a pixel of the scene.
SQUARE     ?= 256
PIXEL      ?= 4
KGE_EPOCHS ?= 40
EPOCHS     ?= 16
BATCH      ?= 32
CLUSTERS   ?= 40
INDICATORS ?= pop,edu,income,crime
DAYS       ?= cloudy
CITY       := $(OUT)/city

LABELS := $(CITY)/indicators.csv
PLACED := --coordinates $(CITY)/coordinates.csv
BLOCKS := --cluster-blocks $(CLUSTERS)

include pipelines/rivals-common.mk

# The city's directory appears whole, so one of its files stands for all.
$(CITY)/city.json: | $(OUT)
	$(CITY_SIM) --regions $(REGIONS) --seed $(CITY_SEED) --image-size $(SIZE) --scene $(PIXEL) --street-views 0 \
	  --threads $(THREADS) -o $(CITY) > $(OUT)/city.tsv

$(LABELS): $(CITY)/city.json ;

$(OUT)/tiles.csv: $(LABELS)
	cut -d , -f 1 $< > $@

$(OUT)/kg.h5: $(CITY)/city.json
	$(KG_BUILD) $(CITY)/triples.tsv --regions $(LABELS) $(PLACED) -o $@

# $1: a set, $2: its scene.
define pictures
$(OUT)/images-$1.h5: $(CITY)/city.json $(OUT)/tiles.csv
	$$(IMG_CROP) --raster $(CITY)/$2.tif --bands red,green,blue --at $(CITY)/coordinates.csv \
	  --region-list $(OUT)/tiles.csv --square $(SQUARE) --size $(SIZE) --limits 0,3000 --threads $(THREADS) -o $$@
endef
$(eval $(call pictures,original,scene))
$(eval $(call pictures,cloudy,scene_cloudy))
