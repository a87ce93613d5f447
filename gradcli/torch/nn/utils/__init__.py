"""torch.nn.utils: gradients that are kept small, parameters as one vector, sequences of different lengths."""

from __future__ import annotations

from typing import Any

from gradcli.torch.absent import refuse
from gradcli.torch.nn.utils import rnn as rnn
from gradcli.torch.nn.utils.clip_grad import clip_grad_norm as clip_grad_norm
from gradcli.torch.nn.utils.clip_grad import clip_grad_norm_ as clip_grad_norm_
from gradcli.torch.nn.utils.clip_grad import clip_grad_value_ as clip_grad_value_
from gradcli.torch.nn.utils.clip_grad import get_total_norm as get_total_norm
from gradcli.torch.nn.utils.convert_parameters import parameters_to_vector as parameters_to_vector
from gradcli.torch.nn.utils.convert_parameters import vector_to_parameters as vector_to_parameters


def __getattr__(name: str) -> Any:
    """Raises AttributeError; of what PyTorch has and is not available, by its name."""
    refuse("torch.nn.utils", name)
