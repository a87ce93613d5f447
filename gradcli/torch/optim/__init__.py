"""torch.optim: optimizers, and schedulers of their learning rates."""

from __future__ import annotations

from typing import Any

from gradcli.torch.absent import refuse
from gradcli.torch.optim import lr_scheduler as lr_scheduler
from gradcli.torch.optim.adam import Adam as Adam
from gradcli.torch.optim.adam import AdamW as AdamW
from gradcli.torch.optim.averaging import Adadelta as Adadelta
from gradcli.torch.optim.averaging import Adagrad as Adagrad
from gradcli.torch.optim.averaging import Adamax as Adamax
from gradcli.torch.optim.averaging import NAdam as NAdam
from gradcli.torch.optim.averaging import RAdam as RAdam
from gradcli.torch.optim.averaging import RMSprop as RMSprop
from gradcli.torch.optim.lbfgs import LBFGS as LBFGS
from gradcli.torch.optim.optimizer import Optimizer as Optimizer
from gradcli.torch.optim.sgd import SGD as SGD


def __getattr__(name: str) -> Any:
    """Raises AttributeError; of what PyTorch has and is not available, by its name."""
    refuse("torch.optim", name)
