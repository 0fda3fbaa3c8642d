"""Too little memory: then a tool says so (EX_OSERR) and leaves nothing."""
import resource

from stages import STAGES

MIB = 1 << 20


def run(workshop, random, number):
    stage = STAGES[number % len(STAGES)]
    # Below 160 MiB there is no room for the libraries themselves.
    size = int(2 ** random.uniform(7.4, 10.5)) * MIB
    workshop.prepare(stage)

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (size, size))

    result = workshop.finish(workshop.start(stage.line, limits=limit))
    return workshop.judge(f"{size // MIB} MiB of memory", stage, result, {71})
