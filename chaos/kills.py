"""Processes that are killed or asked to end at random moments."""
import os
import signal
import time

from stages import STAGES, TRAIN, Stage, Trial, digest

ASKING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE]
seconds = {}


def duration(workshop, stage):
    """Of the whole line, in seconds."""
    if stage.name not in seconds:
        workshop.prepare(stage)
        started = time.perf_counter()
        workshop.finish(workshop.start(stage.line))
        seconds[stage.name] = time.perf_counter() - started
    return seconds[stage.name]


def interrupt(workshop, random, stage, number):
    """Sends the signal at some moment of the line's life; how long it had, and how it ended."""
    delay = random.uniform(0, 1.1) * duration(workshop, stage)
    workshop.prepare(stage)
    process = workshop.start(stage.line)
    time.sleep(delay)
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass
    return delay, workshop.finish(process)


def kill(workshop, random, number):
    stage = STAGES[number % len(STAGES)]
    delay, result = interrupt(workshop, random, stage, signal.SIGKILL)
    return workshop.judge(f"killed after {delay:.3f} s", stage, result, set(), [signal.SIGKILL])


def signal_tools(workshop, random, number):
    # A training that is asked to stop writes what it has: see `resume`.
    stages = [stage for stage in STAGES if stage.name != "cl-train"]
    stage, sent = stages[number % len(stages)], random.choice(ASKING)
    delay, result = interrupt(workshop, random, stage, sent)
    return workshop.judge(f"{sent.name} after {delay:.3f} s", stage, result, set(), [sent])


TRAINING = Stage("training", TRAIN + " --epochs 3 -o out/model.h5", ["model.h5"])


def resume(workshop, random, number):
    """A training that was interrupted goes on to the same bytes."""
    if TRAINING.name not in workshop.whole:
        workshop.prepare(TRAINING)
        workshop.finish(workshop.start(TRAINING.line))
        workshop.whole[TRAINING.name] = workshop.state(TRAINING)
    sent = random.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
    workshop.old[TRAINING.name] = [digest(workshop.out / "model.h5"), ""]
    delay, result = interrupt(workshop, random, TRAINING, sent)
    trial = Trial(f"{TRAINING.line}, {sent.name} after {delay:.3f} s", "done" if result.status == 0 else "ended")
    model = workshop.out / "model.h5"
    time.sleep(0.5)
    left = workshop.left_behind(TRAINING)
    if left:
        trial.breaches.append(f"leaves {', '.join(left)}")
    if model.read_bytes() != b"old":
        again = workshop.finish(workshop.start(TRAINING.line + " --resume out/model.h5"))
        if again.status or workshop.state(TRAINING) != workshop.whole[TRAINING.name]:
            trial.breaches.append(f"resumed, ends with {again.status} and other bytes: {again.error}")
    elif sent != signal.SIGKILL and result.status == 0:
        trial.breaches.append("says that it is done, and left the old file")
    return trial
