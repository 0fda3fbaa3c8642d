"""The published training loop: for every region of a batch its satellite picture and all ten street views are
decoded, though only the former is used; CompGCN over the whole graph on DGL; extraction decodes alike.

epoch.py CITY KG.h5 KGE.h5 WEIGHTS BATCH; answers `train` and `extract`, a batch each.
"""
import json
import os
import sys

import h5py
import torch
from PIL import Image
from torch import nn
from torch.nn.functional import cross_entropy
from torchvision.transforms import Compose, Resize, ToTensor

from compgcn import CompGCN, load
from encoder import encoder
from worker import serve

city, kg, kge, weights, batch = sys.argv[1:]
batch = int(batch)
torch.manual_seed(1)
graph, nodes, relations = load(kg, kge)
with h5py.File(kg) as file:
    row = {name: index for index, name in enumerate(file["entity/id"].asstr()[:])}
with open(os.path.join(city, "street_views.json")) as file:
    views = json.load(file)
regions = sorted(views)
order = torch.randperm(len(regions)).tolist()
picture = Compose([Resize((224, 224)), ToTensor()])


def decode(*path):
    with Image.open(os.path.join(city, *path)) as file:
        return picture(file.convert("RGB"))


def load_batch(chosen):
    satellite = torch.stack([decode("satellite", f"{region}.png") for region in chosen])
    street = [torch.stack([decode("street_view", name) for name in views[region]]) for region in chosen]
    assert len(street) == len(chosen)
    return satellite


def projection(inputs, hidden):
    return nn.Sequential(nn.Linear(inputs, hidden, bias=False), nn.ReLU(), nn.Linear(hidden, 64, bias=False))


image_encoder, image_head = encoder(weights), projection(512, 512)
graph_encoder, graph_head = CompGCN(nodes.shape[1]), projection(64, 64)
model = nn.ModuleList([image_encoder, image_head, graph_encoder, graph_head])
adam = torch.optim.Adam(model.parameters(), lr=3e-4)


def batches():
    while True:
        for first in range(0, len(order) - batch + 1, batch):
            yield [regions[index] for index in order[first:first + batch]]


chosen = batches()


def train():
    names = next(chosen)
    model.train()
    adam.zero_grad()
    images = image_head(image_encoder(load_batch(names)))
    states = graph_encoder(graph, nodes, relations)[[row[name] for name in names]]
    logits = graph_head(states) @ images.t()
    target = torch.arange(batch)
    (cross_entropy(logits, target) + cross_entropy(logits.t(), target)).backward()
    adam.step()


def extract():
    model.eval()
    with torch.inference_mode():
        image_encoder(load_batch(next(chosen)))


serve({"train": train, "extract": extract})
