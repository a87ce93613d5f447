"""Primitive functions on Python floats: what a kernel finds under `m` when it runs on numbers."""

from __future__ import annotations

from gradcli.ops.primitives import PRIMITIVES

globals().update({primitive.name: primitive.on_float for primitive in PRIMITIVES})
