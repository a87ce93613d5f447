"""digamma and polygamma against known values, and at their poles."""

from __future__ import annotations

import math

import pytest

from gradcli.ops.special import digamma, polygamma

DIGAMMA = {
}
POLYGAMMA = {
}
