"""One call that writes, flushes, closes or names a file fails, once."""
import collections
import re

from stages import STAGES

CALLS = ["write", "pwrite64", "fsync", "ftruncate", "linkat", "rename", "renameat2", "close"]
ERRORS = ["EIO", "ENOSPC"]
counts = collections.defaultdict(dict)


def count(workshop, stage):
    """How often the line makes each call."""
    if stage.name not in counts:
        trace = workshop.directory / "trace"
        workshop.prepare(stage)
        workshop.finish(workshop.start(stage.line, prefix=f"strace -f -qq -o {trace} -e trace={','.join(CALLS)}"))
        # A call that another thread interrupts stands on two lines.
        found = re.findall(r"^\d+ +(\w+)\(", trace.read_text(errors="replace"), re.M)
        counts[stage.name] = collections.Counter(found)
    return counts[stage.name]


def run(workshop, random, number):
    stage = STAGES[number % len(STAGES)]
    made = count(workshop, stage)
    call = random.choice([call for call in CALLS if made[call]])
    which, error = random.randint(1, made[call]), random.choice(ERRORS)
    workshop.prepare(stage)
    injection = f"-e trace={call} -e inject={call}:error={error}:when={which}"
    result = workshop.finish(workshop.start(stage.line, prefix=f"strace -f -qq -o /dev/null {injection}"))
    # What failed may be no file of ours: 71, such as a thread's own pipe; an input's (65); before there is a tool, a
    # library's (127).
    allowed = {71, 73, 74} | ({65, 127} if call == "close" else set())
    return workshop.judge(f"{call} {which} of {made[call]} fails with {error}", stage, result, allowed)
