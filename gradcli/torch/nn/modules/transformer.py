"""torch.nn.Transformer and its parts."""

from __future__ import annotations

import copy
from typing import Any

from gradcli.evaluate.warned import say, say_inside
from gradcli.ops.warnings import Once
from gradcli.problems import runtime_error
from gradcli.recording.modes import is_grad_enabled
from gradcli.torch.functions import empty
from gradcli.torch.nn import functional as F
from gradcli.torch.nn import init
from gradcli.torch.nn.modules.activation import GELU, ReLU
from gradcli.torch.nn.modules.attention import MultiheadAttention, added_mask, causal
from gradcli.torch.nn.modules.container import ModuleList
from gradcli.torch.nn.modules.dropout import Dropout
from gradcli.torch.nn.modules.linear import Linear
from gradcli.torch.nn.modules.module import Module
from gradcli.torch.nn.modules.normalization import LayerNorm

NESTED = "enable_nested_tensor is True, but self.use_nested_tensor is False because encoder_layer{}"
PROTOTYPE = Once(
    "The PyTorch API of nested tensors is in prototype stage and will change in the near future. We recommend specifying "
    "layout=torch.jagged when constructing a nested tensor, as this layout receives active development, has better operator "
    "coverage, and works with torch.compile."
)


def _clones(module: Any, count: int) -> ModuleList:
    return ModuleList([copy.deepcopy(module) for _ in range(count)])


def _function(activation: Any) -> Any:
    """An activation by its name. Raises RuntimeError."""
    if not isinstance(activation, str):
        return activation
    if activation not in ("relu", "gelu"):
        raise runtime_error(f"activation should be relu/gelu, not {activation}")
    return getattr(F, activation)


def _is_causal(mask: Any, told: bool | None, size: int) -> bool:
    """Whether a mask is the one of what comes later, where nobody said so."""
    if told is not None or mask is None:
        return told is True
    wanted = causal(size, mask)
    return bool(mask.shape == wanted.shape and (mask == wanted).all())


def _length(x: Any, batch_first: bool) -> int:
    return int(x.shape[1 if batch_first and x.dim() == 3 else 0])


class _Layer(Module):
    """What layers of an encoder and of a decoder have in common."""

    def _add_feed_forward(self, width: int, inner: int, dropout: float, bias: bool, how: dict[str, Any]) -> None:
        self.linear1 = Linear(width, inner, bias=bias, **how)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(inner, width, bias=bias, **how)

    def _attended(self, block: Any, x: Any, memory: Any, mask: Any, padding: Any, is_causal: bool) -> Any:
        return block(x, memory, memory, attn_mask=mask, key_padding_mask=padding, need_weights=False, is_causal=is_causal)[0]

    def _fed_forward(self, x: Any) -> Any:
        return self.linear2(self.dropout(self.activation(self.linear1(x))))


class TransformerEncoderLayer(_Layer):
    """Attention of a sequence to itself, and two linear layers; each is added to what it was given, and normalized."""

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Any = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        how = {"device": device, "dtype": dtype}
        self.self_attn = MultiheadAttention(d_model, nhead, dropout=dropout, bias=bias, batch_first=batch_first, **how)
        self._add_feed_forward(d_model, dim_feedforward, dropout, bias, how)
        self.norm_first = norm_first
        self.norm1 = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **how)
        self.norm2 = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **how)
        self.dropout1 = Dropout(dropout)
        self.dropout2 = Dropout(dropout)
        self.activation = _function(activation)

    def forward(self, src: Any, src_mask: Any = None, src_key_padding_mask: Any = None, is_causal: bool = False) -> Any:
        """(S, N, E) to the same; with batch_first N stands in front."""
        padding = added_mask(src_key_padding_mask, "src_key_padding_mask", src_mask, "src_mask", src)
        mask = added_mask(src_mask, "src_mask", None, "", src)

        def attended(x: Any) -> Any:
            return self.dropout1(self._attended(self.self_attn, x, x, mask, padding, is_causal))

        if self.norm_first:
            x = src + attended(self.norm1(src))
            return x + self.dropout2(self._fed_forward(self.norm2(x)))
        x = self.norm1(src + attended(src))
        return self.norm2(x + self.dropout2(self._fed_forward(x)))


class TransformerEncoder(Module):
    """Layers behind each other.

    PyTorch leaves out what is padded while nothing is recorded, and has zeros there: so it is here.
    """

    def __init__(
        self,
        encoder_layer: Any,
        num_layers: int,
        norm: Any = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ) -> None:
        super().__init__()
        self.layers = _clones(encoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm
        self.enable_nested_tensor = enable_nested_tensor
        self.mask_check = mask_check
        self._choose(encoder_layer, say)

    def _choose(self, layer: Any, tell: Any) -> None:
        reason = _why_not_nested(layer) if self.enable_nested_tensor else ""
        self.use_nested_tensor = self.enable_nested_tensor and not reason
        if reason:
            tell(NESTED.format(reason))

    def forward(self, src: Any, mask: Any = None, src_key_padding_mask: Any = None, is_causal: bool | None = None) -> Any:
        """(S, N, E) to the same; with batch_first N stands in front."""
        padding = added_mask(src_key_padding_mask, "src_key_padding_mask", mask, "mask", src)
        mask = added_mask(mask, "mask", None, "", src)
        first = self.layers[0]
        is_causal = _is_causal(mask, is_causal, _length(src, first.self_attn.batch_first))
        output = src
        for layer in self.layers:
            output = layer(output, src_mask=mask, is_causal=is_causal, src_key_padding_mask=padding)
        if mask is None and padding is not None and self._leaves_out(src, padding):
            say_inside(PROTOTYPE)
            output = output.masked_fill((padding != 0).unsqueeze(-1), 0.0)
        return output if self.norm is None else self.norm(output)

    def _leaves_out(self, src: Any, padding: Any) -> bool:
        """Whether PyTorch computes without what is padded: in eval, unrecorded, and all padding at the end."""
        first = self.layers[0]
        if not self.use_nested_tensor or first.training or src.dim() != 3:
            return False
        if is_grad_enabled() and (src.requires_grad or any(p.requires_grad for p in first.parameters())):
            return False
        left = (padding != 0).long()
        return bool((left[:, 1:] >= left[:, :-1]).all())


def _why_not_nested(layer: Any) -> str:
    """Why PyTorch warns that it will not leave out what is padded."""
    if not isinstance(layer, TransformerEncoderLayer):
        return " was not TransformerEncoderLayer"
    own = layer.self_attn
    usual = layer.activation in (F.relu, F.gelu) or isinstance(layer.activation, ReLU | GELU)
    reasons = (
        (layer.norm_first, ".norm_first was True"),
        (not own.batch_first, ".self_attn.batch_first was not True(use batch_first for better inference performance)"),
        (own.in_proj_bias is None, ".self_attn was passed bias=False"),
        (not usual, ".activation_relu_or_gelu was not True"),
        (layer.norm1.eps != layer.norm2.eps, ".norm1.eps was not equal to encoder_layer.norm2.eps"),
        (own.num_heads % 2 == 1, ".self_attn.num_heads is odd"),
    )
    return next((text for found, text in reasons if found), "")


class TransformerDecoderLayer(_Layer):
    """Attention of a sequence to itself and to what an encoder made, and two linear layers."""

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Any = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        how = {"device": device, "dtype": dtype}
        self.self_attn = MultiheadAttention(d_model, nhead, dropout=dropout, batch_first=batch_first, bias=bias, **how)
        self.multihead_attn = MultiheadAttention(d_model, nhead, dropout=dropout, batch_first=batch_first, bias=bias, **how)
        self._add_feed_forward(d_model, dim_feedforward, dropout, bias, how)
        self.norm_first = norm_first
        for name in ("norm1", "norm2", "norm3"):
            setattr(self, name, LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **how))
        self.dropout1, self.dropout2, self.dropout3 = Dropout(dropout), Dropout(dropout), Dropout(dropout)
        self.activation = _function(activation)

    def forward(
        self,
        tgt: Any,
        memory: Any,
        tgt_mask: Any = None,
        memory_mask: Any = None,
        tgt_key_padding_mask: Any = None,
        memory_key_padding_mask: Any = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Any:
        """(T, N, E) and (S, N, E) to (T, N, E); with batch_first N stands in front."""

        def own(x: Any) -> Any:
            return self.dropout1(self._attended(self.self_attn, x, x, tgt_mask, tgt_key_padding_mask, tgt_is_causal))

        def other(x: Any) -> Any:
            return self.dropout2(
                self._attended(self.multihead_attn, x, memory, memory_mask, memory_key_padding_mask, memory_is_causal)
            )

        def fed(x: Any) -> Any:
            return self.dropout3(self._fed_forward(x))

        x = tgt
        for block, norm in ((own, self.norm1), (other, self.norm2), (fed, self.norm3)):
            x = x + block(norm(x)) if self.norm_first else norm(x + block(x))
        return x


class TransformerDecoder(Module):
    """Layers behind each other."""

    def __init__(self, decoder_layer: Any, num_layers: int, norm: Any = None) -> None:
        super().__init__()
        self.layers = _clones(decoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self,
        tgt: Any,
        memory: Any,
        tgt_mask: Any = None,
        memory_mask: Any = None,
        tgt_key_padding_mask: Any = None,
        memory_key_padding_mask: Any = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Any:
        """(T, N, E) and (S, N, E) to (T, N, E); with batch_first N stands in front."""
        is_causal = _is_causal(tgt_mask, tgt_is_causal, _length(tgt, self.layers[0].self_attn.batch_first))
        output = tgt
        for layer in self.layers:
            output = layer(
                output,
                memory,
                tgt_mask=tgt_mask,
                memory_mask=memory_mask,
                tgt_key_padding_mask=tgt_key_padding_mask,
                memory_key_padding_mask=memory_key_padding_mask,
                tgt_is_causal=is_causal,
                memory_is_causal=memory_is_causal,
            )
        return output if self.norm is None else self.norm(output)


class Transformer(Module):
    """An encoder and a decoder."""

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Any = F.relu,
        custom_encoder: Any = None,
        custom_decoder: Any = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        how = {"device": device, "dtype": dtype}
        layer = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias)
        if custom_encoder is None:
            encoder = TransformerEncoderLayer(*layer, **how)
            norm = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **how)
            custom_encoder = TransformerEncoder(encoder, num_encoder_layers, norm, enable_nested_tensor=False)
            custom_encoder.enable_nested_tensor = True
            custom_encoder._choose(encoder, say_inside)
        self.encoder = custom_encoder
        if custom_decoder is None:
            decoder = TransformerDecoderLayer(*layer, **how)
            norm = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **how)
            custom_decoder = TransformerDecoder(decoder, num_decoder_layers, norm)
        self.decoder = custom_decoder
        self._reset_parameters()
        self.d_model, self.nhead, self.batch_first = d_model, nhead, batch_first

    def _reset_parameters(self) -> None:
        for p in self.parameters():
            if len(p.shape) > 1:
                init.xavier_uniform_(p)

    def forward(
        self,
        src: Any,
        tgt: Any,
        src_mask: Any = None,
        tgt_mask: Any = None,
        memory_mask: Any = None,
        src_key_padding_mask: Any = None,
        tgt_key_padding_mask: Any = None,
        memory_key_padding_mask: Any = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Any:
        """(S, N, E) and (T, N, E) to (T, N, E); with batch_first N stands in front. Raises RuntimeError."""
        batch = 0 if self.batch_first else 1
        if src.dim() == 3 and src.shape[batch] != tgt.shape[batch]:
            raise runtime_error("the batch number of src and tgt must be equal")
        if src.shape[-1] != self.d_model or tgt.shape[-1] != self.d_model:
            raise runtime_error("the feature number of src and tgt must be equal to d_model")
        memory = self.encoder(src, mask=src_mask, src_key_padding_mask=src_key_padding_mask, is_causal=src_is_causal)
        return self.decoder(
            tgt,
            memory,
            tgt_mask=tgt_mask,
            memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask,
            tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal,
        )

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Any:
        """-inf above the diagonal: nobody looks at what comes later."""
        return causal(sz, empty(0, device=device, dtype=dtype))
