"""A session with PyTorch's names: `import gradcli.torch as torch`.

Functions are the rows of the table, found by name; tensors have PyTorch's methods; errors are Python's own exceptions with
PyTorch's texts. As in PyTorch the default dtype of a process with this module is float32 until `set_default_dtype`;
everything else in gradcli says in which dtype it computes, and is not affected.
"""

from __future__ import annotations

import math
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gradcli.evaluate import methods as methods  # gives tensors their methods
from gradcli.evaluate.devices import STRIDED, Device, Layout
from gradcli.ops.defaults import begin_with, default_dtype
from gradcli.ops.defaults import set_default_dtype as _set
from gradcli.ops.dtypes import NAMED, SHORT, DType
from gradcli.ops.size import Size as Size
from gradcli.printing.options import set_printoptions as set_printoptions
from gradcli.problems import type_error
from gradcli.recording.modes import is_grad_enabled as is_grad_enabled
from gradcli.torch import accelerator as accelerator
from gradcli.torch import autograd as autograd
from gradcli.torch import backends as backends
from gradcli.torch import cuda as cuda
from gradcli.torch import functions
from gradcli.torch import linalg as linalg
from gradcli.torch import nn as nn
from gradcli.torch import optim as optim
from gradcli.torch import random as random
from gradcli.torch import return_types as return_types
from gradcli.torch import special as special
from gradcli.torch import utils as utils
from gradcli.torch.absent import refuse
from gradcli.torch.autograd.anomaly import is_anomaly_enabled as is_anomaly_enabled
from gradcli.torch.drawing import bernoulli as bernoulli
from gradcli.torch.drawing import multinomial as multinomial
from gradcli.torch.drawing import normal as normal
from gradcli.torch.drawing import poisson as poisson
from gradcli.torch.drawing import rand as rand
from gradcli.torch.drawing import rand_like as rand_like
from gradcli.torch.drawing import randint as randint
from gradcli.torch.drawing import randint_like as randint_like
from gradcli.torch.drawing import randn as randn
from gradcli.torch.drawing import randn_like as randn_like
from gradcli.torch.drawing import randperm as randperm
from gradcli.torch.dropouts import alpha_dropout as alpha_dropout
from gradcli.torch.dropouts import alpha_dropout_ as alpha_dropout_
from gradcli.torch.dropouts import dropout as dropout
from gradcli.torch.dropouts import dropout_ as dropout_
from gradcli.torch.dropouts import feature_alpha_dropout as feature_alpha_dropout
from gradcli.torch.dropouts import feature_alpha_dropout_ as feature_alpha_dropout_
from gradcli.torch.dropouts import feature_dropout as feature_dropout
from gradcli.torch.dropouts import feature_dropout_ as feature_dropout_
from gradcli.torch.dropouts import rrelu as rrelu
from gradcli.torch.dropouts import rrelu_ as rrelu_
from gradcli.torch.functions import allclose as allclose
from gradcli.torch.functions import as_tensor as as_tensor
from gradcli.torch.functions import empty as empty
from gradcli.torch.functions import equal as equal
from gradcli.torch.functions import from_numpy as from_numpy
from gradcli.torch.functions import full_like as full_like
from gradcli.torch.functions import is_inference as is_inference
from gradcli.torch.functions import is_tensor as is_tensor
from gradcli.torch.functions import scalar_tensor as scalar_tensor
from gradcli.torch.functions import tensor as tensor
from gradcli.torch.functions import where as where
from gradcli.torch.legacy import BoolTensor as BoolTensor
from gradcli.torch.legacy import ByteTensor as ByteTensor
from gradcli.torch.legacy import CharTensor as CharTensor
from gradcli.torch.legacy import DoubleTensor as DoubleTensor
from gradcli.torch.legacy import FloatTensor as FloatTensor
from gradcli.torch.legacy import HalfTensor as HalfTensor
from gradcli.torch.legacy import IntTensor as IntTensor
from gradcli.torch.legacy import LongTensor as LongTensor
from gradcli.torch.legacy import ShortTensor as ShortTensor
from gradcli.torch.older import set_default_tensor_type as set_default_tensor_type
from gradcli.torch.queries import broadcast_shapes as broadcast_shapes
from gradcli.torch.queries import can_cast as can_cast
from gradcli.torch.queries import empty_like as empty_like
from gradcli.torch.queries import is_complex as is_complex
from gradcli.torch.queries import is_floating_point as is_floating_point
from gradcli.torch.queries import is_nonzero as is_nonzero
from gradcli.torch.queries import is_storage as is_storage
from gradcli.torch.queries import numel as numel
from gradcli.torch.queries import promote_types as promote_types
from gradcli.torch.queries import result_type as result_type
from gradcli.torch.queries import tril_indices as tril_indices
from gradcli.torch.queries import triu_indices as triu_indices
from gradcli.torch.random import Generator as Generator
from gradcli.torch.random import default_generator as default_generator
from gradcli.torch.random import get_rng_state as get_rng_state
from gradcli.torch.random import initial_seed as initial_seed
from gradcli.torch.random import manual_seed as manual_seed
from gradcli.torch.random import seed as seed
from gradcli.torch.random import set_rng_state as set_rng_state
from gradcli.torch.ranges import finfo as finfo
from gradcli.torch.ranges import iinfo as iinfo
from gradcli.torch.refused import compile as compile
from gradcli.torch.refused import load as load
from gradcli.torch.refused import save as save
from gradcli.torch.refused import vmap as vmap
from gradcli.torch.settings import are_deterministic_algorithms_enabled as are_deterministic_algorithms_enabled
from gradcli.torch.settings import get_num_threads as get_num_threads
from gradcli.torch.settings import set_num_threads as set_num_threads
from gradcli.torch.settings import use_deterministic_algorithms as use_deterministic_algorithms
from gradcli.torch.switches import enable_grad as enable_grad
from gradcli.torch.switches import inference_mode as inference_mode
from gradcli.torch.switches import is_inference_mode_enabled as is_inference_mode_enabled
from gradcli.torch.switches import no_grad as no_grad
from gradcli.torch.switches import set_grad_enabled as set_grad_enabled
from gradcli.torch.typenames import typename as typename
from gradcli.torch.written import einsum as einsum
from gradcli.torch.written import norm as norm
from gradcli.torch.written import split as split

if TYPE_CHECKING:
    from gradcli.tensors.tensor import Tensor as Tensor
else:
    from gradcli.torch.constructor import Tensor as Tensor

__version__ = "2.13.0"  # the version whose answers these are

pi, e, inf, nan = math.pi, math.e, math.inf, math.nan
device, dtype, layout, strided = Device, DType, Layout, STRIDED


def get_default_dtype() -> DType:
    """The dtype of Python floats that become tensors."""
    return NAMED[default_dtype()]


def set_default_dtype(d: DType) -> None:
    """Another dtype for Python floats that become tensors. Raises TypeError for what is not floating point."""
    if not isinstance(d, DType) or not d.is_floating_point:
        raise type_error("only floating-point types are supported as the default type")
    _set(d)


def __getattr__(name: str) -> Any:
    """A dtype, a row of the table as a function, or a module that comes late. Raises AttributeError."""
    dtype_name = SHORT.get(name, name)
    if dtype_name in NAMED:
        return NAMED[dtype_name]
    if name == "distributions":
        return import_module("gradcli.torch.distributions")  # few scripts draw from them
    found = functions.find(name)
    if found is None:
        refuse("torch", name)
    return found


range = functions.inclusive
begin_with("float32")
