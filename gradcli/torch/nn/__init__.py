"""torch.nn, as far as functions go."""

from gradcli.torch.nn import functional as functional
