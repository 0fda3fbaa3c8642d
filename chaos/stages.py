"""The lines that are harmed: every tool on a small city, and what each makes where nothing disturbs it."""
import dataclasses
import hashlib
import os
import pathlib
import shlex
import shutil
import subprocess
import time

CITY = "city-sim -o city --regions 25 --image-size 32 --street-views 0 --scene 10 --seed 7"
TRAIN = "cl-train images.h5 --graph kg.h5 --embedding kge.h5 --batch 9 --threads 1"
PREDICT = (
    "si-predict image=embeddings.h5 -i city/indicators.csv --indicator pop,edu --split city/split.csv"
    " --model ridge,mlp --epochs 10 --hidden 8")

# What later lines read, made once.
INPUTS = [
    CITY,
    "kg-build city/triples.tsv --coordinates city/coordinates.csv -o kg.h5",
    "kg-embed kg.h5 --dimension 16 --epochs 2 -o kge.h5",
    "img-pack city/satellite --size 32 -o images.h5",
    TRAIN + " --epochs 1 -o model.h5",
    "img-embed model.h5 images.h5 -o embeddings.h5",
    "mask-train images.h5 --epochs 1 -o sky.h5",
    PREDICT + " --save-model models.h5 --metrics metrics.tsv",
]


@dataclasses.dataclass
class Stage:
    """A line and the outputs that it names, which lie in the folder `out`."""
    name: str
    line: str
    outputs: list


STAGES = [
    Stage("kg-build", "kg-build city/triples.tsv --coordinates city/coordinates.csv -o out/kg.h5", ["kg.h5"]),
    Stage(
        "kg-build city",
        "kg-build --regions city/regions.geojson --pois city/pois.csv --flows city/flows.csv --checkins"
        " city/checkins.csv --areas city/areas.geojson -o out/kg.h5", ["kg.h5"]),
    Stage("kg-build --to-tsv", "kg-build --to-tsv kg.h5 -o out/facts.tsv", ["facts.tsv"]),
    Stage("kg-build > file", "kg-build city/triples.tsv -o - > stdout", []),
    Stage("kg-embed", "kg-embed kg.h5 --dimension 16 --epochs 2 -o out/kge.h5", ["kge.h5"]),
    Stage("img-pack", "img-pack city/satellite --size 32 -o out/images.h5", ["images.h5"]),
    Stage(
        "img-crop", "img-crop --raster city/scene.tif --regions city/regions.geojson --square 300 --size 32"
        " --percentiles 2,98 -o out/crops.h5", ["crops.h5"]),
    Stage("img-perturb", "img-perturb images.h5 --augment -o out/augmented.h5", ["augmented.h5"]),
    Stage("img-perturb --mask", "img-perturb images.h5 --mask sky.h5 -o out/masked.h5", ["masked.h5"]),
    Stage("mask-train", "mask-train images.h5 --epochs 1 -o out/sky.h5", ["sky.h5"]),
    Stage("cl-train", TRAIN + " --epochs 1 -o out/model.h5", ["model.h5"]),
    Stage("img-embed", "img-embed model.h5 images.h5 -o out/embeddings.h5", ["embeddings.h5"]),
    Stage(
        "si-predict", PREDICT + " --metrics out/metrics.tsv -o out/predictions.h5",
        ["metrics.tsv", "predictions.h5"]),
    Stage("si-predict --save", PREDICT + " --save-model out/models.h5 > stdout", ["models.h5"]),
    Stage(
        "si-predict --from", "si-predict --load-model models.h5 image=embeddings.h5 --regions city/split.csv"
        " -o out/predictions.h5", ["predictions.h5"]),
    Stage("si-report", "si-report metrics.tsv -o out/scores.txt", ["scores.txt"]),
    Stage("geo-read", "geo-read city/regions.geojson -o out/regions.geojsonl", ["regions.geojsonl"]),
    Stage("city-sim", CITY.replace("-o city", "-o out/city").replace("--scene 10", ""), ["city"]),
]


def digest(path):
    """What a file holds, or a folder's files by name; "" where there is nothing."""
    path = pathlib.Path(path)
    if not path.exists():
        return ""
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    total = hashlib.sha256()
    for file in files:
        total.update(str(file.relative_to(path)).encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


@dataclasses.dataclass
class Result:
    """How a line ended."""
    status: int
    error: str


@dataclasses.dataclass
class Trial:
    """One harm done to one line, and what came of it."""
    what: str
    end: str  # done, failed, ended
    breaches: list = dataclasses.field(default_factory=list)

    def __str__(self):
        return f"{self.what}: {'; '.join(self.breaches)}"


class Workshop:
    """A folder with the city and all inputs, in which lines are run."""

    def __init__(self, tools, directory):
        self.directory = pathlib.Path(directory)
        self.out = self.directory / "out"
        self.spool = self.directory / "tmp"
        self.spool.mkdir()
        self.environment = dict(
            os.environ, PATH=f"{os.path.abspath(tools)}:{os.environ['PATH']}", TMPDIR=str(self.spool), LC_ALL="C")
        for line in INPUTS:
            result = self.finish(self.start(line))
            if result.status:
                raise SystemExit(f"chaos: {line}: {result.error}")
        self.old_city = self.directory / "old-city"
        self.finish(self.start(CITY.replace("-o city", "-o old-city").replace("--seed 7", "--seed 8")))
        self.whole, self.old = {}, {}
        for stage in STAGES:
            self.prepare(stage)
            self.old[stage.name] = self.state(stage)
            result = self.finish(self.start(stage.line))
            if result.status:
                raise SystemExit(f"chaos: {stage.line}: {result.error}")
            self.whole[stage.name] = self.state(stage)

    def prepare(self, stage):
        """Puts something old in the place of every output."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()
        (self.directory / "stdout").unlink(missing_ok=True)
        for name in stage.outputs:
            if name == "city":
                shutil.copytree(self.old_city, self.out / name)
            else:
                (self.out / name).write_text("old")

    def state(self, stage):
        """Digests of the outputs, and of what went to standard output."""
        return [digest(self.out / name) for name in stage.outputs] + [digest(self.directory / "stdout")]

    def start(self, line, before=None, prefix="", limits=None):
        """Starts a line under `prefix`, in a session of its own. `limits` runs in the child."""
        line, _, redirection = line.partition(" > ")
        sink = open(self.directory / redirection, "wb") if redirection else subprocess.DEVNULL
        error = open(self.directory / "stderr", "wb")
        words = shlex.split(prefix) + shlex.split(line) + ["-q"]
        process = subprocess.Popen(
            words, cwd=self.directory, env=self.environment, stdin=subprocess.DEVNULL, stdout=sink, stderr=error,
            start_new_session=True, preexec_fn=limits)
        for file in (sink, error):
            if file is not subprocess.DEVNULL:
                file.close()
        return process

    def finish(self, process, timeout=120):
        try:
            status = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            status = "hung"
        return Result(status, (self.directory / "stderr").read_text(errors="replace"))

    def left_behind(self, stage):
        """Files beside the outputs, and in the folder of temporary files."""
        beside = [path.name for path in self.out.iterdir() if path.name not in stage.outputs]
        return beside + [path.name for path in self.spool.iterdir()]

    def judge(self, what, stage, result, allowed, by=()):
        """What came of a harm: `allowed` are statuses of failures, `by` signals that may have ended the line."""
        whole, old, now = self.whole[stage.name], self.old[stage.name], self.state(stage)
        breaches = []
        if result.status == 0:
            end = "done"
            if now != whole:
                breaches.append("says that it is done, with other bytes")
        elif result.status in [-number for number in by]:
            end = "ended"
        else:
            end = "failed"
            if result.status not in allowed:
                breaches.append(f"ends with {result.status}, where {sorted(allowed)} are possible")
            lines = [line for line in result.error.split("\n") if line]
            if len(lines) != 1:
                breaches.append(f"says {len(lines)} lines: {result.error[:300]!r}")
        if end != "done":
            for name, new, before, is_now in zip(stage.outputs, whole, old, now):
                if is_now not in (new, before):
                    breaches.append(f"{name} is neither old nor whole")
        left = self.left_behind(stage)
        # What a killed tool leaves is removed by another process.
        for _ in range(40 if end == "ended" else 0):
            if left:
                time.sleep(0.05)
                left = self.left_behind(stage)
        if left:
            breaches.append(f"leaves {', '.join(left)}")
            shutil.rmtree(self.spool)
            self.spool.mkdir()
        return Trial(f"{stage.line}, {what}", end, breaches)
