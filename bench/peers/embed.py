"""Embeds pictures with a ResNet: embed.py NETWORK WEIGHTS (IMAGES.h5 | PNG-DIRECTORY) eager|compiled"""
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import h5py
import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms.functional import to_tensor

from encoder import compiled, encoder, unit_pictures
from worker import agreement, serve

network, weights, source, mode = sys.argv[1:]
BATCH = 64


class Pictures(Dataset):
    def __init__(self, directory):
        self.paths = [os.path.join(directory, name) for name in sorted(os.listdir(directory))]

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        with Image.open(self.paths[index]) as picture:
            return to_tensor(picture.convert("RGB"))


def batches_of_file():
    """The next batch is read while one is encoded."""
    with h5py.File(source) as file, ThreadPoolExecutor(1) as reader:
        pictures = file["image"]
        read = lambda first: unit_pictures(pictures[first:first + BATCH])
        ahead = reader.submit(read, 0)
        for first in range(BATCH, len(pictures) + BATCH, BATCH):
            batch = ahead.result()
            if first < len(pictures):
                ahead = reader.submit(read, first)
            yield batch


def batches_of_directory():
    for batch in DataLoader(Pictures(source), batch_size=BATCH, num_workers=2):
        yield batch.to(memory_format=torch.channels_last)


batches = batches_of_directory if os.path.isdir(source) else batches_of_file
model = encoder(weights, network).eval()
if mode == "compiled":
    model = compiled(model)


def embed():
    with torch.inference_mode():
        return np.concatenate([model(batch).numpy() for batch in batches()])


def check(path):
    with h5py.File(path) as file:
        names = file["region/id"].asstr()[:]
        order = np.argsort(names)  # the peer's order of files
        ours = file["embedding"][:]
    with h5py.File(source) if not os.path.isdir(source) else open(os.devnull) as file:
        if os.path.isdir(source):
            ours = ours[order]
        else:
            assert list(file["region/id"].asstr()[:]) == list(names)
    return agreement(ours, embed())


embed()
serve(embed, check)
