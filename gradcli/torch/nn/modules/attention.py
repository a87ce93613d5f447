"""torch.nn.MultiheadAttention, and what it does with masks."""

from __future__ import annotations

import math
from typing import Any

from gradcli.evaluate.warned import say_inside
from gradcli.ops import table
from gradcli.problems import runtime_error, value_error
from gradcli.torch import functions
from gradcli.torch.nn import functional as F
from gradcli.torch.nn import init
from gradcli.torch.nn.modules.linear import NonDynamicallyQuantizableLinear
from gradcli.torch.nn.modules.module import Module
from gradcli.torch.nn.parameter import fresh

MISMATCHED = "Support for mismatched {} and {} is deprecated. Use same type for both instead."
HINT = (
    "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
    "`generate_square_subsequent_mask` to create this mask."
)
SIDES = {3: "For batched (3-D)", 2: "For unbatched (2-D)"}


def added_mask(mask: Any, name: str, other: Any, other_name: str, like: Any) -> Any:
    """A mask as what is added to the scores: -inf where it is True. Raises AssertionError for whole numbers."""
    if mask is None or mask.is_floating_point():
        result = mask
    elif str(mask.dtype) != "torch.bool":
        raise AssertionError(f"only bool and floating types of {name} are supported")
    else:
        result = like.new_zeros(mask.shape).masked_fill_(mask, -math.inf)
    if mask is not None and other is not None and mask.dtype != other.dtype:
        say_inside(MISMATCHED.format(name, other_name))
    return result


class MultiheadAttention(Module):
    """Values, weighted by how well keys fit queries, for several parts of the features at once."""

    __module__ = "torch.nn.modules.activation"

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        if embed_dim <= 0 or num_heads <= 0:
            raise value_error(
                f"embed_dim and num_heads must be greater than 0, got embed_dim={embed_dim} and num_heads={num_heads} instead"
            )
        super().__init__()
        self.embed_dim = embed_dim
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self._qkv_same_embed_dim = self.kdim == embed_dim and self.vdim == embed_dim
        self.num_heads, self.dropout, self.batch_first = num_heads, dropout, batch_first
        self.head_dim = embed_dim // num_heads
        if self.head_dim * num_heads != embed_dim:
            raise AssertionError("embed_dim must be divisible by num_heads")
        how = {"device": device, "dtype": dtype}
        self._add_projections(how)
        self.register_parameter("in_proj_bias", fresh(3 * embed_dim, **how) if bias else None)
        self.out_proj = NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias=bias, **how)
        self.bias_k = fresh(1, 1, embed_dim, **how) if add_bias_kv else None
        self.bias_v = fresh(1, 1, embed_dim, **how) if add_bias_kv else None
        self.add_zero_attn = add_zero_attn
        self._reset_parameters()

    def _add_projections(self, how: dict[str, Any]) -> None:
        width, names = self.embed_dim, ("q_proj_weight", "k_proj_weight", "v_proj_weight")
        if self._qkv_same_embed_dim:
            self.in_proj_weight = fresh(3 * width, width, **how)
            for name in names:
                self.register_parameter(name, None)
            return
        for name, size in zip(names, (width, self.kdim, self.vdim), strict=True):
            self.register_parameter(name, fresh(width, size, **how))
        self.register_parameter("in_proj_weight", None)

    def _reset_parameters(self) -> None:
        own = [self.in_proj_weight, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight]
        for weight in own:
            if weight is not None:
                init.xavier_uniform_(weight)
        if self.in_proj_bias is not None:
            init.constant_(self.in_proj_bias, 0.0)
            init.constant_(self.out_proj.bias, 0.0)
        for bias in (self.bias_k, self.bias_v):
            if bias is not None:
                init.xavier_normal_(bias)

    def forward(
        self,
        query: Any,
        key: Any,
        value: Any,
        key_padding_mask: Any = None,
        need_weights: bool = True,
        attn_mask: Any = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Any, Any]:
        """(L, N, E) and twice (S, N, E) to (L, N, E) and the weights (N, L, S); with batch_first N stands in front."""
        padding = added_mask(key_padding_mask, "key_padding_mask", attn_mask, "attn_mask", query)
        mask = added_mask(attn_mask, "attn_mask", None, "", query)
        is_batched = query.dim() == 3
        if self.batch_first and is_batched:
            query, key, value = _turned(query, key, value)
        _check_ranks(query, key, value, padding, mask, self.num_heads)
        if not is_batched:
            query, key, value = _each(lambda x: x.unsqueeze(1), query, key, value)
            padding = None if padding is None else padding.unsqueeze(0)
        out, weights = self._attended(query, key, value, padding, mask, need_weights, is_causal)
        if weights is not None and average_attn_weights:
            weights = weights.mean(dim=1)
        if not is_batched:
            return out.squeeze(1), weights if weights is None else weights.squeeze(0)
        return out.transpose(1, 0) if self.batch_first else out, weights

    def _attended(
        self, query: Any, key: Any, value: Any, padding: Any, mask: Any, need_weights: bool, is_causal: bool
    ) -> tuple[Any, Any]:
        if is_causal and mask is None:
            raise runtime_error(HINT)
        if is_causal and padding is None and not need_weights:
            mask = None
        elif padding is not None:
            is_causal = False
        _check_sizes(self, query, key, value)
        length, count, width = query.shape
        heads, size = self.num_heads, self.head_dim
        q, k, v = self._projected(query, key, value)
        mask = _in_three(mask, length, key.shape[0], count * heads)
        extra: Any = (self.bias_k, self.bias_v)
        if self.bias_k is not None:
            k, v = (_joined(x, bias.repeat(1, count, 1), 0) for x, bias in zip((k, v), extra, strict=True))
            mask, padding = _wider(mask), _wider(padding)
        q = q.view(length, count * heads, size).transpose(0, 1)
        k, v = (x.view(x.shape[0], count * heads, size).transpose(0, 1) for x in (k, v))
        if self.add_zero_attn:
            k, v = (_joined(x, x.new_zeros((count * heads, 1, size)), 1) for x in (k, v))
            mask, padding = _wider(mask), _wider(padding)
        mask = _merged(mask, padding, count, heads, k.shape[1])
        share = self.dropout if self.training else 0.0
        if need_weights:
            out, weights = _with_weights(q, k, v, mask, share)
            out = out.transpose(0, 1).reshape(length * count, width)
            weights = weights.view(count, heads, length, k.shape[1])
        else:
            out, weights = _at_once(q, k, v, mask, count, share, is_causal), None
            out = out.permute(2, 0, 1, 3).reshape(count * length, width)
        out = F.linear(out, self.out_proj.weight, self.out_proj.bias)
        return out.view(length, count, out.shape[1]), weights

    def _projected(self, q: Any, k: Any, v: Any) -> Any:
        width = self.embed_dim
        w: Any = self.in_proj_weight
        b: Any = self.in_proj_bias
        if self._qkv_same_embed_dim and k is v:
            if q is k:
                return [*_parts(F.linear(q, w, b), 3, width)]
            w_q, w_kv = w.split([width, width * 2])
            b_q, b_kv = (None, None) if b is None else b.split([width, width * 2])
            return [F.linear(q, w_q, b_q), *_parts(F.linear(k, w_kv, b_kv), 2, width)]
        weights = w.chunk(3) if self._qkv_same_embed_dim else (self.q_proj_weight, self.k_proj_weight, self.v_proj_weight)
        biases = (None, None, None) if b is None else b.chunk(3)
        return [F.linear(x, weight, bias) for x, weight, bias in zip((q, k, v), weights, biases, strict=True)]


# ------------------------------------------------------------------ parts
def _joined(x: Any, more: Any, dim: int) -> Any:
    """Two tensors behind each other."""
    cat: Any = functions.find("cat")
    return cat([x, more], dim=dim)


def _each(function: Any, query: Any, key: Any, value: Any) -> tuple[Any, Any, Any]:
    """What is done to three tensors, of which the same stay the same."""
    k = function(key)
    v = k if value is key else function(value)
    return (k if query is key else function(query)), k, v


def _turned(query: Any, key: Any, value: Any) -> tuple[Any, Any, Any]:
    if key is value:
        q = query.transpose(1, 0)
        k = q if query is key else key.transpose(1, 0)
        return q, k, k
    return query.transpose(1, 0), key.transpose(1, 0), value.transpose(1, 0)


def _parts(x: Any, count: int, width: int) -> Any:
    x = x.unflatten(-1, (count, width)).unsqueeze(0).transpose(0, -2).squeeze(-2).contiguous()
    return [x[i] for i in range(count)]


def _in_three(mask: Any, length: int, sources: int, heads: int) -> Any:
    """A mask with a dimension for the heads. Raises RuntimeError."""
    if mask is None:
        return None
    wanted: tuple[int, ...] = (length, sources) if mask.dim() == 2 else (heads, length, sources)
    if tuple(mask.shape) != wanted:
        raise runtime_error(f"The shape of the {mask.dim()}D attn_mask is {mask.shape}, but should be {wanted}.")
    return mask.unsqueeze(0) if mask.dim() == 2 else mask


def _wider(mask: Any) -> Any:
    return None if mask is None else F.pad(mask, (0, 1))


def _merged(mask: Any, padding: Any, count: int, heads: int, sources: int) -> Any:
    if padding is None:
        return mask
    for k, wanted in enumerate((count, sources)):
        if padding.shape[k] != wanted:
            raise AssertionError(f"Expected key_padded_mask.shape[{k}] to be {wanted}, but got {padding.shape[k]}")
    padding = padding.view(count, 1, 1, sources).expand(-1, heads, -1, -1).reshape(count * heads, 1, sources)
    return padding if mask is None else mask + padding


def _with_weights(q: Any, k: Any, v: Any, mask: Any, share: float) -> tuple[Any, Any]:
    scaled = q * math.sqrt(1.0 / float(q.shape[-1]))
    keys = k.transpose(-2, -1)
    scores = scaled.bmm(keys) if mask is None else table.TABLE["baddbmm"](mask, scaled, keys)
    weights = F.softmax(scores, dim=-1)
    if share > 0:
        weights = F.dropout(weights, p=share)
    return weights.bmm(v), weights


def _at_once(q: Any, k: Any, v: Any, mask: Any, count: int, share: float, is_causal: bool) -> Any:
    if mask is not None:
        mask = mask.unsqueeze(0) if mask.shape[0] == 1 else mask.view(count, -1, mask.shape[1], k.shape[1])
    q, k, v = (x.view(count, -1, x.shape[1], x.shape[2]) for x in (q, k, v))
    if not share:
        return F.scaled_dot_product_attention(q, k, v, mask, 0.0, is_causal)
    if is_causal:
        mask = causal(q.shape[2], q)
    root = math.sqrt(1.0 / math.sqrt(q.shape[-1]))
    scores = (q * root) @ (k.transpose(-2, -1) * root)
    weights = F.softmax(scores if mask is None else scores + mask, dim=-1)
    return F.dropout(weights, p=share) @ v


def causal(size: int, like: Any) -> Any:
    """-inf above the diagonal."""
    return like.new_full((size, size), -math.inf).triu(1)


# ------------------------------------------------------------------ checks
def _check_ranks(query: Any, key: Any, value: Any, padding: Any, mask: Any, heads: int) -> None:
    """Raise AssertionError with PyTorch's texts."""
    rank = query.dim()
    if rank not in SIDES:
        raise AssertionError(f"query should be unbatched 2D or batched 3D tensor but received {rank}-D query tensor")
    if key.dim() != rank or value.dim() != rank:
        raise AssertionError(
            f"{SIDES[rank]} `query`, expected `key` and `value` to be {rank}-D but found {key.dim()}-D and {value.dim()}-D "
            "tensors respectively"
        )
    if padding is not None and padding.dim() != rank - 1:
        raise AssertionError(
            f"{SIDES[rank]} `query`, expected `key_padding_mask` to be `None` or {rank - 1}-D but found {padding.dim()}-D "
            "tensor instead"
        )
    if mask is None:
        return
    if mask.dim() not in (2, 3):
        raise AssertionError(
            f"{SIDES[rank]} `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found {mask.dim()}-D tensor instead"
        )
    wanted = (heads, query.shape[0], key.shape[0])
    if rank == 2 and mask.dim() == 3 and tuple(mask.shape) != wanted:
        raise AssertionError(f"Expected `attn_mask` shape to be {wanted} but got {mask.shape}")


def _check_sizes(module: Any, query: Any, key: Any, value: Any) -> None:
    if query.shape[2] != module.embed_dim:
        raise AssertionError(f"was expecting embedding dimension of {module.embed_dim}, but got {query.shape[2]}")
    if not module._qkv_same_embed_dim:
        if key.shape[:2] != value.shape[:2]:
            raise AssertionError(f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}")
    elif key.shape != value.shape:
        raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
