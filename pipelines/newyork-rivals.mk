# Is it the graph? Objectives, PCA, colours, the graph's own embedding and place on 424 satellite tiles of New York and five
# indicators; encoders and predictors of one day on four others.
#
#   make newyork-rivals DATA=directory             the files that README lists
#   make newyork-rivals SEEDS='1 2' EPOCHS=5       fewer and shorter trainings
#
# rivals-common.mk says what is made of what.

OUT        ?= build/newyork-rivals
SIZE       ?= 64
# Metres.
SQUARE     ?= 1080
KGE_EPOCHS ?= 60
EPOCHS     ?= 20
BATCH      ?= 32
# Of training, and others.
DAY        ?= 2021-06-06
DAYS       ?= 2021-06-16 2021-06-29 2021-07-16 2021-07-24

include pipelines/newyork-common.mk

LABELS := $(DATA)/region2info.json
PLACED := --coordinates $(DATA)/region2info.json
BLOCKS := --block-size $(BLOCK)
PLACES := $(OUT)/places.h5

include pipelines/rivals-common.mk

$(eval $(call day,original,$(DAY)))
$(foreach d,$(DAYS),$(eval $(call day,$d,$d)))

# The published graph has no places.
$(PLACES): $(DATA)/tracts2010.geojson $(DATA)/region2info.json $(DATA)/osm_poi_2017.csv | $(OUT)
	$(KG_BUILD) --quiet --regions $< --region-list $(DATA)/region2info.json --relations LocateAt,Cate1Of \
	  --pois $(DATA)/osm_poi_2017.csv --poi-id osm_id --poi-category fclass --poi-prefix poi -o $@
