"""Disks that are full before the output is whole: a file system in memory of a few KiB where that may be mounted, else a
limit on the size of files."""
import resource
import shutil
import subprocess

from stages import STAGES


def size_of(workshop, stage):
    """Bytes of the whole outputs, from the first run."""
    workshop.prepare(stage)
    workshop.finish(workshop.start(stage.line))
    files = [file for file in workshop.out.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files)


sizes = {}


def mounted(path, size):
    if path.exists():
        shutil.rmtree(path)
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(path)]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


def run(workshop, random, number):
    stage = STAGES[number % len(STAGES)]
    if stage.name not in sizes:
        sizes[stage.name] = size_of(workshop, stage)
    size = max(4096, int(random.uniform(0, 1) * sizes[stage.name]))
    workshop.prepare(stage)
    # A folder is one file after another, none of which need be larger than the limit.
    kept = workshop.directory / "kept"
    shutil.rmtree(kept, ignore_errors=True)
    if number % 2 == 0 and stage.outputs != ["city"]:
        workshop.out.rename(kept)
        if mounted(workshop.out, size + 8192):
            try:
                for file in kept.iterdir():
                    shutil.copy(file, workshop.out)
                result = workshop.finish(workshop.start(stage.line))
                return workshop.judge(f"on a disk of {size} bytes", stage, result, {73, 74})
            finally:
                subprocess.run(["umount", str(workshop.out)], check=True)
        shutil.rmtree(workshop.out, ignore_errors=True)
        kept.rename(workshop.out)

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    result = workshop.finish(workshop.start(stage.line, limits=limit))
    return workshop.judge(f"no file larger than {size} bytes", stage, result, {73, 74})
