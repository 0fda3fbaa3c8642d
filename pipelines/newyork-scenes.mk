# New York from the raw scene: tiles cut out of it along the tracts, against those that somebody cut before; and one
# tile a tract against as many as cover it.
#
#   make newyork-scenes DATA=directory            the files that README lists
#   make newyork-scenes SIZE=224 EPOCHS=20        larger pictures, many times as long

OUT        ?= build/newyork-scenes
SEEDS      ?= 1 2 3
SIZE       ?= 64
# Metres: a side of the tiles that others cut is 40 pixels, 1.08 km.
SQUARE     ?= 1080
COVER      ?= 540
KGE_EPOCHS ?= 60
EPOCHS     ?= 20
BATCH      ?= 64
CL_FLAGS   ?=
# Degrees: the pictures do not say where they lie.
EXTENT     ?= -74.01,40.75,-73.86,40.88

all: $(OUT)/table.txt $(OUT)/tiles.txt
	@cat $^
	@echo "scores: $(OUT)/metrics.tsv"

include pipelines/common.mk
include pipelines/newyork-common.mk

TRACTS := --regions $(DATA)/tracts2010.geojson --region-list $(OUT)/tiles.csv
CROP    = $(IMG_CROP) --raster $(DATA)/scene_$*.png --extent $(EXTENT) --threads $(THREADS)

# The scene's own pixels around the centres that the tiles were cut around, and those tiles.
$(OUT)/pixels-%.h5: $(DATA)/scene_%.png $(OUT)/tiles.csv
	$(CROP) --at $(DATA)/region2info.json --region-list $(OUT)/tiles.csv --pixels 40 -o $@

$(OUT)/given-%.h5: $(OUT)/tiles.csv
	$(IMG_PACK) $(DATA)/satellite_$* --regions $< --size 0 -o $@

# Two sheets of the same pictures are the same file.
$(OUT)/tiles.txt: $(foreach d,clean cloudy,$(OUT)/pixels-$d.h5 $(OUT)/given-$d.h5)
	for date in clean cloudy; do \
	  for kind in pixels given; do \
	    $(IMG_PACK) --to-sheet $(OUT)/$$kind-$$date.h5 --regions $(OUT)/tiles.csv -o $(OUT)/$$kind-$$date.png; \
	  done; \
	  if cmp -s $(OUT)/pixels-$$date.png $(OUT)/given-$$date.png; then same=same; else same=other; fi; \
	  echo "scene_$$date: $$same pixels as the tiles of satellite_$$date"; \
	done > $@

# One square around the point of each tract that is farthest from its border, or as many as cover the tract.
$(OUT)/square-%.h5: $(DATA)/scene_%.png $(DATA)/tracts2010.geojson $(OUT)/tiles.csv
	$(CROP) $(TRACTS) --square $(SQUARE) --size $(SIZE) --min-valid 0.5 -o $@

$(OUT)/cover-%.h5: $(DATA)/scene_%.png $(DATA)/tracts2010.geojson $(OUT)/tiles.csv
	$(CROP) $(TRACTS) --cover $(COVER) --size $(SIZE) --min-valid 0.5 -o $@

# Statistics of all pixels of a tract.
$(OUT)/zonal.h5: $(DATA)/scene_clean.png $(DATA)/tracts2010.geojson $(OUT)/tiles.csv
	$(IMG_CROP) --raster $< --extent $(EXTENT) $(TRACTS) --zonal mean,sd,quantiles --min-valid 0.5 \
	  --threads $(THREADS) -o $@

# Encoders of either kind of picture, one a seed.
define encoders
$(OUT)/$1-model-%.h5: $(OUT)/$1-clean.h5 $(OUT)/kg.h5 $(OUT)/kge-%.h5
	$(CL_TRAIN) $$< --graph $(OUT)/kg.h5 --embedding $(OUT)/kge-$$*.h5 --seed $$* --epochs $(EPOCHS) \
	  --batch $(BATCH) $(CL_FLAGS) --threads $$(THREADS) -o $$(call partial,$$@) && \
	  mv $$(call partial,$$@) $$@

$(OUT)/$1-trained-%.h5: $(OUT)/$1-model-%.h5 $(OUT)/$1-clean.h5
	$(IMG_EMBED) $$^ --threads $$(THREADS) -o $$@

$(OUT)/$1-untrained-%.h5: $(OUT)/$1-clean.h5
	$(IMG_EMBED) --untrained $$< --seed $$* --threads $$(THREADS) -o $$@

$(OUT)/$1-colour.h5: $(OUT)/$1-clean.h5
	$(IMG_EMBED) --features colour $$< --threads $$(THREADS) -o $$@
endef
$(foreach kind,square cover,$(eval $(call encoders,$(kind))))

# Replicates of a name are runs.
FILES    := $(OUT)/zonal.h5 $(foreach k,square cover,$(OUT)/$k-colour.h5 \
  $(foreach s,$(SEEDS),$(OUT)/$k-untrained-$s.h5 $(OUT)/$k-trained-$s.h5))
FEATURES := zonal=$(OUT)/zonal.h5 $(foreach k,square cover,$k-colour=$(OUT)/$k-colour.h5 \
  $(foreach s,$(SEEDS),$k-untrained=$(OUT)/$k-untrained-$s.h5 $k-trained=$(OUT)/$k-trained-$s.h5))

$(OUT)/metrics.tsv: $(FILES) $(OUT)/tiles.csv
	$(SI_PREDICT) $(FEATURES) --indicators $(DATA)/region2info.json --indicator $(INDICATORS) \
	  --regions $(OUT)/tiles.csv --folds 5 --block-size $(BLOCK) --baselines mean,coordinates \
	  --split-label blocks --threads $(THREADS) -o $(OUT)/predictions.h5 > $@

$(OUT)/table.txt: $(OUT)/metrics.tsv
	$(SI_REPORT) $< --indicator $(INDICATORS) > $@
