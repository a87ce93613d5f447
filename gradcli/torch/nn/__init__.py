"""torch.nn: functions, and what parameters begin with."""

from gradcli.torch.nn import functional as functional
from gradcli.torch.nn import init as init
