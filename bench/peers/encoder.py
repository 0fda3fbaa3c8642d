"""A ResNet without its classifier, as the peers run it."""
import torch
import torchvision
from torch import nn


def encoder(weights=None, name="resnet18"):
    model = torchvision.models.get_model(name)
    model.fc = nn.Identity()
    if weights:
        model.load_state_dict(torch.load(weights, weights_only=True))
    return model.to(memory_format=torch.channels_last)


def compiled(model):
    """For inference: weights are constants, folded and laid out ahead."""
    import torch._inductor.config as inductor
    inductor.freezing = True
    return torch.compile(model)


def unit_pictures(pixels):
    """uint8 [n, y, x, 3] to float [n, 3, y, x] in 0...1, channels last in memory."""
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float().div_(255)
