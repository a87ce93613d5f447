"""torch.utils: data sets and how one goes over them."""

from gradcli.torch.utils import data as data
