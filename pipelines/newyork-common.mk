# What the pipelines of New York share: DATA is the directory with the files that README lists. A pipeline sets OUT
# before it includes this.

DATA       ?= ../shared/data/newyork
CITY       := $(DATA)/new_york_zl15
INDICATORS ?= pop,edu,income,unemploy,crime
# Degrees; a cell of the grid that folds go by.
BLOCK      ?= 0.03

# The published graph.
$(OUT)/kg.h5: $(DATA)/kg_spatial.txt $(DATA)/kg_OD.txt | $(OUT)
	$(KG_BUILD) $^ --regions $(DATA)/region2info.json --coordinates $(DATA)/region2info.json -o $@

# The regions with pictures, as a table.
$(OUT)/tiles.csv: $(wildcard $(DATA)/satellite_clean/*.png) | $(OUT)
	{ echo region; ls $(DATA)/satellite_clean | sed -n 's/\.png$$//p'; } > $@

# Squares of a day around the points that the published tiles were cut around. $1: its name, $2: its date.
define day
$(OUT)/images-$1.h5: $(DATA)/dates/S2L2A_$2.tif $(OUT)/tiles.csv
	$(IMG_CROP) --raster $$< --at $(DATA)/region2info.json --region-list $(OUT)/tiles.csv --square $(SQUARE) \
	  --size $(SIZE) --min-valid 0.5 --threads $(THREADS) -o $$@
endef
