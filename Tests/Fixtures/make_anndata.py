"""Writes the folder anndata: one table of features, as AnnData stores it in several ways. Run: python make_anndata.py"""

import warnings
from pathlib import Path

import anndata
import numpy as np
import pandas as pd
import scipy.sparse

warnings.simplefilter("ignore")
Path("anndata").mkdir(exist_ok=True)
# Whole numbers, so that every type holds them.
values = np.array([[1, 0, 3], [0, 0, -2], [4, 5, 0], [7, 0, 0]], "f4")
ids = ["r1", "r2", "r10", "São"]


def write(name, x, index=pd.Index(ids)):
    anndata.AnnData(x, obs=pd.DataFrame(index=index)).write_h5ad(f"anndata/{name}.h5ad")


for kind in ["f2", "u2", "i8"]:
    write(kind, (values if kind != "u2" else abs(values)).astype(kind))
write("csr", scipy.sparse.csr_matrix(values))
write("csc", scipy.sparse.csc_matrix(values.astype("i8")))
write("bool", values != 0)
anndata.settings.allow_write_nullable_strings = True
write("nullable", values, pd.Index(ids, dtype="string", name="region"))
