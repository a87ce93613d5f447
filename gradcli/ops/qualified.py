"""Functions that mean something else with their module's name in front: torch.norm and torch.linalg.norm.

The parser drops such a name; whoever still has it asks here first, and then the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gradcli.ops.arithmetic import round_decimals
from gradcli.ops.arranging import unfold
from gradcli.ops.contracting import linalg_cross
from gradcli.ops.decompositions import linalg_cholesky, linalg_qr, linalg_svd
from gradcli.ops.kinds import INTEGER
from gradcli.ops.linear_algebra import linalg_norm
from gradcli.ops.op import Composite, Op, Row
from gradcli.ops.picking import diagonal
from gradcli.ops.reduction import log_softmax, softmax
from gradcli.ops.shape import rank_of
from gradcli.ops.warnings import warn


def _implicit(row: Op) -> Composite:
    """softmax in torch.nn.functional chooses a dimension where none is given, and warns."""

    def body(x: Any, /, dim: Any = None) -> Any:
        if dim is None:
            warn(
                f"Implicit dimension choice for {row.name} has been deprecated. Change the call to include dim=X as an argument."
            )
            dim = 0 if rank_of(x) in (0, 1, 3) else 1
        return row(x, dim=dim)

    return Composite(row.name, body, row.doc, rows=(row,), example=row.example)


special_round = Composite(
    "round",
    lambda x, /, decimals=0: round_decimals(x, decimals=decimals),
    "To that many decimals; halves to even.",
    rows=(round_decimals,),
    example="round(x)*x",
)
linalg_diagonal = Composite(
    "diagonal",
    lambda x, /, *, offset=0, dim1=-2, dim2=-1: diagonal(x, offset=offset, dim1=dim1, dim2=dim2),
    "The diagonal of the last two dimensions, as a view.",
    rows=(diagonal,),
    kinds={"dim1": INTEGER, "dim2": INTEGER},
    example="diagonal(stack([stack([x, x]), stack([x, x**2])])).sum()",
)
QUALIFIED: Mapping[str, Row] = {
    "functional.softmax": _implicit(softmax),
    "functional.log_softmax": _implicit(log_softmax),
    "Tensor.unfold": unfold,
    "linalg.cholesky": linalg_cholesky,
    "linalg.cross": linalg_cross,
    "linalg.diagonal": linalg_diagonal,
    "linalg.norm": linalg_norm,
    "linalg.qr": linalg_qr,
    "linalg.svd": linalg_svd,
    "special.round": special_round,
}
"""Module and name -> the row; `functional` is torch.nn.functional, also as F, and `Tensor` the methods of tensors."""
