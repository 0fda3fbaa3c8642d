"""An epoch of PyKEEN's own loop for large graphs: TuckER under the stochastic local closed world assumption (sLCWA), each
fact against corrupted ones, softplus loss, both directions by inverse triples: slcwa.py KG.h5 BATCH NEGATIVES

PyKEEN's TuckER (Ali et al., JMLR 2021) with the sizes and dropouts of kg-embed.
"""
import sys

import h5py
import numpy as np
import torch
from pykeen.models import TuckER
from pykeen.training import SLCWATrainingLoop
from pykeen.triples import CoreTriplesFactory

from worker import serve

path, batch, negatives = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.manual_seed(1)
with h5py.File(path) as file:
    entities, relations = len(file["entity/id"]), len(file["relation/name"])
    triples = torch.from_numpy(file["triple"][:].astype(np.int64))
factory = CoreTriplesFactory(triples, entities, relations, create_inverse_triples=True)
model = TuckER(
    triples_factory=factory, embedding_dim=64, dropout_0=0.3, dropout_1=0.2, dropout_2=0.3, random_seed=1)
loop = SLCWATrainingLoop(
    model=model, triples_factory=factory, optimizer=torch.optim.Adam(model.parameters(), lr=3e-3),
    negative_sampler="basic", negative_sampler_kwargs=dict(num_negs_per_pos=negatives))


def epoch():
    loop.train(
        triples_factory=factory, num_epochs=1, batch_size=batch, use_tqdm=False, use_tqdm_batch=False,
        num_workers=0)


serve(epoch)
