"""adam.h5: trajectories of torch.optim.Adam and AdamW on given gradients, float32."""

import os
import h5py
import torch

STEPS, N = 12, 97
torch.manual_seed(1)
torch.set_num_threads(1)
start = torch.randn(N)
# Scales from 1e-6 to 1e2, so that epsilon and the decay both matter.
gradients = torch.randn(STEPS, N) * torch.logspace(-6, 2, N)
gradients[:, 0] = 0

cases = {
    "adam": (torch.optim.Adam, dict(lr=3e-4)),
    "adam_l2": (torch.optim.Adam, dict(lr=3e-3, weight_decay=0.1)),
    "adamw": (torch.optim.AdamW, dict(lr=1e-3, weight_decay=1.0)),
    "adamw_betas": (torch.optim.AdamW, dict(lr=5e-3, weight_decay=0.01, betas=(0.8, 0.95), eps=1e-4)),
}
with h5py.File(os.path.join(os.path.dirname(__file__), "adam.h5"), "w") as file:
    file["start"] = start.numpy()
    file["gradients"] = gradients.numpy()
    for name, (kind, options) in cases.items():
        parameter = torch.nn.Parameter(start.clone())
        optimiser = kind([parameter], **options)
        path = torch.empty(STEPS, N)
        for step in range(STEPS):
            parameter.grad = gradients[step].clone()
            optimiser.step()
            path[step] = parameter.detach()
            # As a schedule does between epochs.
            for group in optimiser.param_groups:
                group["lr"] *= 0.9
        file[f"{name}/path"] = path.numpy()
        file[f"{name}/first_moment"] = optimiser.state[parameter]["exp_avg"].numpy()
        file[f"{name}/second_moment"] = optimiser.state[parameter]["exp_avg_sq"].numpy()
