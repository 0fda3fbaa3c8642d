# make … CLUSTER=slurm: recipes run as steps of Slurm; see README.md.

DEMANDS        ?= pipelines/cluster/demands
# Of srun, for every step: SLURM_FLAGS='--partition=cpu --account=mine'
SLURM_FLAGS    ?=
# How often a recipe is begun whose nodes are lost under it.
TRIES          ?= 3
# Seconds until a file that one machine has written must be seen by another.
VISIBLE_WITHIN ?= 60
export DEMANDS SLURM_FLAGS TRIES VISIBLE_WITHIN

SHELL          := pipelines/cluster/slurm-shell
# Expanded for every recipe. Files outside OUT were there before.
.SHELLFLAGS     = $(OUT) $(or $@,-) $(filter $(OUT)/%,$^) -- -eu -o pipefail -c
# A step has as many threads as processors.
THREADS        ?= $${SLURM_CPUS_PER_TASK:-1}
