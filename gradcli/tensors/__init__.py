"""Tensors: dtype, memory, the operations on them, and what is recorded of those."""

from gradcli.tensors import dispatch as dispatch  # gives tensors their operations
