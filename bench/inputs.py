"""The inputs of the benchmarks, made once in build/bench/ by the tools themselves."""
import json
import os
import subprocess
import sys

BIN = os.path.abspath(".build/release")
FOLDER = os.path.abspath("build/bench")
NEW_YORK = os.environ.get("DATA", "../shared/data/newyork")


def tool(name):
    return os.path.join(BIN, name)


def made(name, make):
    """The path of build/bench/NAME; `make(path)` makes it, under another name until it is whole."""
    path = os.path.join(FOLDER, name)
    if not os.path.exists(path):
        os.makedirs(FOLDER, exist_ok=True)
        print(f"bench: making {os.path.relpath(path)}", file=sys.stderr)
        make(path + ".new")
        os.rename(path + ".new", path)
    return path


def _run(*words, **options):
    subprocess.run([str(word) for word in words], check=True, stdin=subprocess.DEVNULL,
                   **{"stdout": subprocess.DEVNULL, **options})


def city(name, regions, pixels, views=0, view_pixels=64, density=1):
    return made(name, lambda path: _run(
        tool("city-sim"), "-q", "-o", path, "--regions", regions, "--image-size", pixels, "--street-views", views,
        "--street-view-size", view_pixels, "--poi-density", density))


def street_views(name, city_path, other):
    """A city with ten street views a region: those of the `other`, smaller one, again and again."""
    def make(path):
        os.makedirs(os.path.join(path, "street_view"))
        for part in ("satellite", "triples.tsv"):
            os.symlink(os.path.relpath(os.path.join(city_path, part), path), os.path.join(path, part))
        pool = sorted(os.listdir(os.path.join(other, "street_view")))
        views, count = {}, 0
        for region in sorted(name.removesuffix(".png") for name in os.listdir(os.path.join(city_path, "satellite"))):
            views[region] = [f"{region}-{index}.jpg" for index in range(10)]
            for view in views[region]:
                os.link(os.path.join(other, "street_view", pool[count % len(pool)]), os.path.join(path, "street_view", view))
                count += 1
        with open(os.path.join(path, "street_views.json"), "w") as file:
            json.dump(views, file)
    return made(name, make)


def pictures(name, directory, *options):
    return made(name, lambda path: _run(tool("img-pack"), "-q", directory, *options, "-o", path))


def weights(network="resnet18"):
    """Random weights of a ResNet for both sides."""
    program = ("import sys, torch, torchvision; torch.manual_seed(1); model = torchvision.models.get_model(sys.argv[1]); "
               "model.fc = torch.nn.Identity(); torch.save(model.state_dict(), sys.argv[2])")
    return made(f"{network}.pth", lambda path: _run(sys.executable, "-c", program, network, path))


def triples(facts, entities):
    def make(path):
        with open(path, "w") as file:
            _run(sys.executable, "bench/make_triples.py", facts, entities, stdout=file)
    return made(f"triples-{facts}-{entities}.tsv", make)


def places_table(regions, count):
    """The facts of a city by its numbers of regions and places; see make_places.py."""
    def make(path):
        with open(path, "w") as file:
            _run(sys.executable, "bench/make_places.py", regions, count, stdout=file)
    return made(f"places-{regions}-{count}.tsv", make)


def places(regions, count):
    """The graph of such a city."""
    return graph(f"places-{regions}-{count}", places_table(regions, count))


def lines(path):
    with open(path, "rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def graph(name, *tables):
    return made(f"{name}.kg.h5", lambda path: _run(tool("kg-build"), "-q", *tables, "-o", path))


def untrained(kg):
    """Random tables of a graph's entities and relations."""
    name = os.path.basename(kg).replace(".kg.h5", ".kge.h5")
    return made(name, lambda path: _run(tool("kg-embed"), "-q", kg, "--epochs", 0, "-o", path))


def scene(side=20_000):
    """A scene of 3.2 GB, 5,041 polygons on it and points in them."""
    script = os.path.join("bench", "peers", "scene.py")
    paths = [os.path.join(FOLDER, f"scene-{side}.{kind}") for kind in ("tif", "geojson", "csv")]
    made(os.path.basename(paths[0]), lambda path: _run(sys.executable, script, "make", path, *paths[1:], side))
    return paths


def new_york():
    """The published graph, or without its data one of the same size."""
    tables = [os.path.join(NEW_YORK, name) for name in ("kg_spatial.txt", "kg_OD.txt")]
    if all(map(os.path.exists, tables)):
        return graph("newyork", *tables)
    print(f"bench: {NEW_YORK} is absent; a random graph takes the place of New York's", file=sys.stderr)
    return graph("newyork-like", triples(147_222, 2_120))
