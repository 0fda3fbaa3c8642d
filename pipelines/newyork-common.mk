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
