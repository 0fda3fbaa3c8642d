"""What is timed. Every work yields rows of results; repeats alternate between our side and each peer."""
import os
import subprocess
import sys
from statistics import median

import inputs
from inputs import FOLDER, made, tool
from processes import Peer, Steps, run

PEERS = "bench/peers"


class Side:
    """Times of one side, and how to take one more."""

    def __init__(self, time, finish):
        self.time, self.finish, self.seconds = time, finish, []

    @classmethod
    def command(cls, *commands, log):
        side = cls(None, lambda: max(side.memory))
        side.memory = []

        def time():
            seconds, memory = run(*commands, log=log)
            side.memory.append(memory)
            return seconds
        side.time = time
        return side


class Bench:
    def __init__(self, threads, repeats, log):
        self.threads, self.repeats, self.log = threads, repeats, log

    def tool(self, name, *words):
        return [tool(name), *words, "--threads", self.threads]

    def peer(self, script, *words):
        return Peer(os.path.join(PEERS, script), *words, log=self.log)

    def peers(self, script, *words):
        """The same in both configurations."""
        return {"eager, channels last": self.peer(script, *words, "eager"),
                "torch.compile, channels last": self.peer(script, *words, "compiled")}

    def alternate(self, work, unit, ours, peers, items=None):
        """Rows of the table: medians of seconds, or of items a second."""
        for _ in range(self.repeats):
            for side in [ours, *peers.values()]:
                side.seconds.append(side.time())
        value = lambda side: items / median(side.seconds) if items else median(side.seconds)
        memory = ours.finish()
        for config, peer in sorted(peers.items(), key=lambda item: -median(item[1].seconds)):
            yield dict(
                work=work, ours=value(ours), peer=value(peer), unit=unit,
                ratio=median(peer.seconds) / median(ours.seconds), ours_mib=memory, peer_mib=peer.finish(),
                config=config)

    # -- pictures ------------------------------------------------------------

    # Our side reads the weights each time, the peers' once: as many pictures as make that little.
    def embed(self, work="embed", network="resnet18", count=512):
        source = inputs.pictures(f"city-{count}-224.images.h5", self._pictures(count))
        target = os.path.join(FOLDER, f"{work}.h5")
        command = self.tool("img-embed", "-q", inputs.weights(network), source, "-o", target)
        yield from self._embed(work, network, source, target, count, command)

    def embed_resnet50(self):
        yield from self.embed("embed-resnet50", "resnet50", count=1024)

    def embed_png(self):
        count = 512
        source = self._pictures(count)
        target = os.path.join(FOLDER, "embed-png.h5")
        yield from self._embed(
            "embed-png", "resnet18", source, target, count, self.tool("img-pack", "-q", source, "-o", "-"),
            self.tool("img-embed", "-q", inputs.weights(), "-", "-o", target))

    def _pictures(self, count):
        return os.path.join(inputs.city(f"city-{count}-224", count, 224), "satellite")

    def _embed(self, work, network, source, target, count, *commands):
        run(*commands, log=self.log)
        peers = self.peers("embed.py", network, inputs.weights(network), source)
        for config, peer in peers.items():
            self.note(work, config, peer.check(target))
        yield from self.alternate(
            work, "images/s", Side.command(*commands, log=self.log),
            {config: Side(peer.time, peer.finish) for config, peer in peers.items()}, items=count)

    def train_step(self, work="train-step", network="resnet18", batch=128):
        city = inputs.city(f"city-{batch}-224", batch, 224)
        source = inputs.pictures(f"city-{batch}-224.images.h5", os.path.join(city, "satellite"))
        kg = inputs.graph(f"city-{batch}", os.path.join(city, "triples.tsv"))
        target = os.path.join(FOLDER, f"{work}.h5")

        def command(epochs):
            return self.tool(
                "cl-train", source, "--graph", kg, "--embedding", inputs.untrained(kg), "--init",
                inputs.weights(network), "--batch", batch, "--epochs", epochs, "--statistics", "running", "--json", "-q", "-o", target)
        run(command(1), log=self.log)
        peers = self.peers("train_step.py", network, inputs.weights(network), source, batch)
        for config, peer in peers.items():
            self.note(work, config, peer.check(target))
        ours = Steps(*command(1000), log=self.log)
        yield from self.alternate(
            work, "images/s", Side(ours.time, ours.finish),
            {config: Side(peer.time, peer.finish) for config, peer in peers.items()}, items=batch)

    def train_resnet50(self):
        yield from self.train_step("train-resnet50", "resnet50", 32)

    # -- graphs --------------------------------------------------------------

    def graph_step(self):
        kg = inputs.graph("graph-20k", inputs.triples(150_000, 20_000))
        kge = inputs.untrained(kg)
        target = os.path.join(FOLDER, "graph-step.h5")
        command = self.tool("graph-steps", "--graph", kg, "--embedding", kge)
        run([*command, "-o", target], log=self.log)
        peer = self.peer("graph_step.py", kg, kge)
        self.note("graph-step", "DGL", peer.check(target))
        ours = Steps(*command, "--steps", 1_000_000, log=self.log)
        yield from self.alternate(
            "graph-step", "s", Side(lambda: ours.time(10), ours.finish),
            {"DGL 1.1.3, a product an edge": Side(peer.time, peer.finish)})

    def tucker_epoch(self):
        kg = inputs.new_york()
        peer = self.peer("tucker_epoch.py", kg)
        ours = Steps(
            *self.tool("kg-embed", kg, "--epochs", 100_000, "--verbose", "-o", os.path.join(FOLDER, "tucker.h5")),
            log=self.log, lines="stderr", starts="kg-embed: epoch ")
        yield from self.alternate(
            "tucker-epoch", "s", Side(lambda: ours.time(2), ours.finish),
            {"eager": Side(peer.time, peer.finish)})

    def tucker_published(self):
        """The published size: candidates of the tail's type beside all entities, and beside PyKEEN's loop."""
        kg = inputs.places(2_120, 84_000)
        epochs = lambda candidates: Steps(
            *self.tool(
                "kg-embed", kg, "--epochs", 100_000, "--candidates", candidates, "--verbose", "-o",
                os.path.join(FOLDER, "published.h5")),
            log=self.log, lines="stderr", starts="kg-embed: epoch ")
        peer = self.peer("slcwa.py", kg, 1024, 1)
        typed, mixed, sampled, whole = (
            epochs(candidates) for candidates in ("typed", "typed+1024", "sampled:1024", "all"))
        peers = {"kg-embed --candidates all": Side(lambda: whole.time(1), whole.finish),
                 "kg-embed --candidates typed+1024": Side(lambda: mixed.time(2), mixed.finish),
                 "kg-embed --candidates sampled:1024": Side(lambda: sampled.time(2), sampled.finish),
                 "PyKEEN 1.11, sLCWA, one negative a fact": Side(peer.time, peer.finish)}
        yield from self.alternate(
            "tucker-published", "s", Side(lambda: typed.time(2), typed.finish), peers)

    def kg_build(self):
        source = inputs.triples(10_000_000, 1_000_000)
        target = os.path.join(FOLDER, "kg-build.h5")
        command = self.tool("kg-build", "-q", source, "-o", target)
        run(command, log=self.log)
        peers = {}
        for config, mode in {"Python, dicts": "loop", "pandas": "pandas"}.items():
            loader = [sys.executable, os.path.join(PEERS, "kg_loader.py"), source, target + ".peer", mode]
            run(loader, log=self.log)
            # In a process of its own: what this one holds would count as memory of those that it starts.
            same = [sys.executable, "bench/same_graph.py", target, target + ".peer"]
            self.note("kg-build", config, subprocess.run(same, check=True, stdout=subprocess.PIPE, text=True).stdout.strip())
            peers[config] = Side.command(loader, log=self.log)
        yield from self.alternate("kg-build", "s", Side.command(command, log=self.log), peers)

    # -- scenes --------------------------------------------------------------

    def crop(self):
        scene, regions, centres = inputs.scene()
        yield from self._scene(
            "crop", [scene, centres],
            ["--raster", scene, "--regions", regions, "--at", centres, "--square", 2240, "--size", 224],
            "rasterio, exact warping, h5py")

    def zonal(self):
        scene, regions, _ = inputs.scene()
        yield from self._scene(
            "zonal", [scene, regions], ["--raster", scene, "--regions", regions, "--zonal", "mean,sd"],
            "rasterio, exactextract")

    def _scene(self, work, sources, words, config):
        target = os.path.join(FOLDER, f"{work}.h5")
        script = [sys.executable, os.path.join(PEERS, "scene.py")]
        ours = self.tool("img-crop", "-q", *words, "-o", target)
        loop = [*script, work, *sources, target + ".peer"]
        run(ours, log=self.log)
        run(loop, log=self.log)
        same = subprocess.run([*script, "same", target, target + ".peer"], stdout=subprocess.PIPE, text=True)
        self.note(work, config, same.stdout.strip())
        same.check_returncode()
        yield from self.alternate(
            work, "s", Side.command(ours, log=self.log), {config: Side.command(loop, log=self.log)})

    # -- all of it -----------------------------------------------------------

    def epoch(self):
        regions, batch = 1142, 128
        city = inputs.street_views(
            "city-epoch", inputs.city("city-1142-256", regions, 256),
            inputs.city("city-50-streets", 50, 32, views=10, view_pixels=400))
        kg = inputs.graph("graph-epoch", self._city_graph(city))
        kge = inputs.untrained(kg)
        path = lambda name: os.path.join(FOLDER, name)
        stages = [
            self.tool("img-pack", "-q", os.path.join(city, "satellite"), "-o", path("epoch.images.h5")),
            self.tool(
                "cl-train", "-q", path("epoch.images.h5"), "--graph", kg, "--embedding", kge, "--init",
                inputs.weights(), "--epochs", 1, "--batch", batch, "--statistics", "running", "-o",
                path("epoch.model.h5")),
            self.tool(
                "img-embed", "-q", path("epoch.model.h5"), path("epoch.images.h5"), "-o", path("epoch.h5"))]
        memory = []

        def ours():
            times, peaks = zip(*(run(stage, log=self.log) for stage in stages))
            memory.append(max(peaks))
            return sum(times)
        peer = self.peer("epoch.py", city, kg, kge, inputs.weights(), batch)
        # An epoch of the peer takes minutes: its batches are timed instead, and counted.
        theirs = lambda: regions / batch * (peer.time("train") + peer.time("extract"))
        yield from self.alternate(
            "epoch", "s", Side(ours, lambda: max(memory)),
            {"the published loop, PyTorch and DGL": Side(theirs, peer.finish)})

    def _city_graph(self, city):
        """The city's own facts, and random ones among as many entities, 150,000 in all."""
        def make(path):
            with open(os.path.join(city, "triples.tsv")) as own, open(path, "w") as file:
                lines = own.readlines()[:150_000]
                file.writelines(lines)
                with open(inputs.triples(150_000, 20_000)) as more:
                    file.writelines(line for line, _ in zip(more, range(150_000 - len(lines))))
        return made("epoch-triples.tsv", make)

    def note(self, work, config, text):
        print(f"bench: {work}, {config}: {text}", file=sys.stderr)


WORKS = {"embed": Bench.embed, "embed-resnet50": Bench.embed_resnet50, "embed-png": Bench.embed_png,
         "train-step": Bench.train_step, "train-resnet50": Bench.train_resnet50,
         "graph-step": Bench.graph_step, "epoch": Bench.epoch, "tucker-epoch": Bench.tucker_epoch,
         "tucker-published": Bench.tucker_published,
         "kg-build": Bench.kg_build, "crop": Bench.crop, "zonal": Bench.zonal}
