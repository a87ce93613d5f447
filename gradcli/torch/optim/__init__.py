"""torch.optim: optimizers, and schedulers of their learning rates."""

from gradcli.torch.optim import lr_scheduler as lr_scheduler
from gradcli.torch.optim.adam import Adam as Adam
from gradcli.torch.optim.adam import AdamW as AdamW
from gradcli.torch.optim.averaging import Adadelta as Adadelta
from gradcli.torch.optim.averaging import Adagrad as Adagrad
from gradcli.torch.optim.averaging import Adamax as Adamax
from gradcli.torch.optim.averaging import NAdam as NAdam
from gradcli.torch.optim.averaging import RAdam as RAdam
from gradcli.torch.optim.averaging import RMSprop as RMSprop
from gradcli.torch.optim.optimizer import Optimizer as Optimizer
from gradcli.torch.optim.sgd import SGD as SGD
