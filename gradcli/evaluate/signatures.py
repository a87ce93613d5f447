"""How PyTorch takes the arguments of its functions: measured from torch 2.13 by `python -m tools.signatures`.

A signature is a row of arguments, `name:kind`, with `=` where it has a default and `?` where it may be None; what stands
behind `*` is taken by name alone. A signature that begins with `python` is that of a function written in Python, and
`none` that of a method without arguments.
Kinds: T tensor, N number, i int, f float, b bool, s text, d dtype, I ints, J ints or one int, L tensors, o anything.
"""

from collections.abc import Mapping

# fmt: off
_FUNCTIONS: Mapping[tuple[str, ...], str] = {
    (
        "input:T other:T * out:T?=",
        "input:T other:N * out:T?=",
    ): (
        "lt le gt ge eq ne fmod copysign "
        "less less_equal greater greater_equal not_equal "
    ),
    (
        "input:T other:T",
    ): (
        "equal logical_and logical_or mul maximum minimum fmax fmin "
        "logaddexp atan2 hypot logical_xor gcd lcm nextafter ldexp "
        "logaddexp2 vdot matmul inner kron arctan2 linalg.matmul "
    ),
    (
        "input:T",
    ): (
        "logical_not isnan isinf isfinite signbit bitwise_not reciprocal neg "
        "abs sign sgn positive floor ceil trunc frac "
        "square sqrt rsqrt exp exp2 expm1 log log2 "
        "log10 log1p sin cos tan asin acos atan "
        "sinh cosh tanh asinh acosh atanh sinc deg2rad "
        "rad2deg sigmoid logsigmoid relu selu erf erfc lgamma "
        "digamma i0 i1 erfinv isposinf isneginf entr erfcx "
        "log_ndtr ndtr i0e i1e msort t corrcoef argwhere "
        "detach ravel trace fliplr flipud det slogdet logdet "
        "negative absolute fix arcsin arccos arctan arcsinh arccosh "
        "arctanh expit gammaln psi inverse special.exp2 special.expm1 special.log1p "
        "special.sinc special.erf special.erfc special.digamma special.i0 special.erfinv "
    ),
    (
        "input:T other:T * out:T?=",
        "self:N other:T",
        "input:T other:N * out:T?=",
    ): "bitwise_and bitwise_or bitwise_xor remainder",
    (
        "input:T * dtype:d?= layout:o?= device:o?= pin_memory:o?= memory_format:o?=",
    ): "zeros_like ones_like",
    (
        "input:T other:T * alpha:N=",
    ): "add sub",
    (
        "input:T other:T * out:T?=",
        "input:T other:T * rounding_mode:s? out:T?=",
        "input:T other:N * rounding_mode:s?",
    ): "div",
    (
        "input:T other:T * out:T?=",
        "input:T other:N",
    ): "floor_divide multiply true_divide",
    (
        "input:T * out:T?=",
        "input:T * decimals:i out:T?=",
    ): "round",
    (
        "input:T min:T?= max:T?= * out:T?=",
        "input:T min:N?= max:N?= * out:T?=",
    ): "clamp clip",
    (
        "input:T values:T",
    ): "heaviside",
    (
        "input:T nan:f?= posinf:f?= neginf:f?=",
    ): "nan_to_num",
    (
        "condition:T",
        "condition:T input:T other:T * out:T?=",
        "condition:T self:N other:T",
        "condition:T input:T other:N",
        "condition:T self:N other:N",
    ): "where",
    (
        "input:T min:T * out:T?=",
        "input:T min:N * out:T?=",
    ): "clamp_min",
    (
        "input:T max:T * out:T?=",
        "input:T max:N * out:T?=",
    ): "clamp_max",
    (
        "input:T exponent:T * out:T?=",
        "self:N exponent:T * out:T?=",
        "input:T exponent:N * out:T?=",
    ): "pow float_power",
    (
        "input:T other:T * out:T?=",
        "self:N other:T * out:T?=",
        "input:T other:N * out:T?=",
    ): "xlogy xlog1py special.xlogy",
    (
        "input:T eps:f?=",
    ): "logit special.logit",
    (
        "python input:o negative_slope:o= inplace:o=",
    ): "leaky_relu",
    (
        "input:T beta:N= threshold:N=",
    ): "softplus",
    (
        "python input:o alpha:o= inplace:o=",
    ): "elu",
    (
        "input:T alpha:N=",
    ): "celu",
    (
        "input:T * approximate:s=",
    ): "gelu",
    (
        "python input:o inplace:o=",
    ): "silu mish hardsigmoid hardswish relu6",
    (
        "input:T lambd:N=",
    ): "softshrink hardshrink",
    (
        "python input:o",
    ): "softsign tanhshrink",
    (
        "python input:o min_val:o= max_val:o= inplace:o=",
    ): "hardtanh",
    (
        "input:T end:T weight:T * out:T?=",
        "input:T end:T weight:N * out:T?=",
    ): "lerp",
    (
        "input:T other:T rtol:f= atol:f= equal_nan:b=",
    ): "isclose allclose",
    (
        "n:i input:T",
    ): "polygamma special.polygamma",
    (
        "input:T dims:I",
    ): "flip permute tile",
    (
        "input:T shape:I",
    ): "reshape",
    (
        "input:T dim:J?= keepdim:b=",
    ): "amax amin",
    (
        "input:T dim:J keepdim:b=",
    ): "logsumexp special.logsumexp",
    (
        "input:T dim:i * dtype:d?=",
    ): "cumsum cumprod special.log_softmax",
    (
        "input:T dim:i dtype:d?=",
    ): "softmax log_softmax special.softmax",
    (
        "python input:o dim:o= _stacklevel:o= dtype:o=",
    ): "softmin functional.softmax functional.log_softmax",
    (
        "input:T * dtype:d?=",
        "input:T dim:J? keepdim:b= * dtype:d?= out:T?=",
    ): "sum",
    (
        "input:T * dtype:d?= out:T?=",
        "input:T dim:J? keepdim:b= * dtype:d?= out:T?=",
    ): "mean",
    (
        "input:T * dtype:d?=",
        "input:T dim:i keepdim:b= * dtype:d?= out:T?=",
    ): "prod",
    (
        "input:T dim:J? unbiased:b= keepdim:b= * out:T?=",
        "input:T dim:J?= * correction:N?= keepdim:b= out:T?=",
        "input:T unbiased:b=",
    ): "var std",
    (
        "input:T ord:N= dim:J?= keepdim:b= * dtype:d?=",
    ): "vector_norm",
    (
        "input:T dim:i",
    ): "unsqueeze cummax cummin logcumsumexp",
    (
        "input:T k:i dim:i= largest:b= sorted:b=",
    ): "topk",
    (
        "input:T k:i dim:i= keepdim:b=",
    ): "kthvalue",
    (
        "input:T * dim:i?= keepdim:b=",
    ): "aminmax",
    (
        "input:T * stable:b dim:i= descending:b= out:T?=",
        "input:T dim:i= descending:b=",
    ): "argsort",
    (
        "input:T dim:i?= keepdim:b=",
    ): "argmax argmin",
    (
        "input:T * out:T?=",
        "input:T other:T * out:T?=",
        "input:T dim:i keepdim:b= * out:L?=",
    ): "max min",
    (
        "input:T",
        "input:T dim:i keepdim:b= * out:L?=",
    ): "median nanmedian",
    (
        "input:T * stable:b? dim:i= descending:b= out:L?=",
        "input:T dim:i= descending:b= * out:L?=",
    ): "sort",
    (
        "input:T * out:T?=",
        "input:T dim:I?= keepdim:b= * out:T?=",
        "input:T dim:i? keepdim:b= * out:T?=",
    ): "any all",
    (
        "input:T dim:J?= keepdim:b= * dtype:d?=",
    ): "nansum nanmean",
    (
        "input:T n:i= dim:i= prepend:T?= append:T?=",
    ): "diff",
    (
        "input:T mat2:T * out:T?=",
        "input:T mat2:T out_dtype:d * out:T?=",
    ): "mm bmm",
    (
        "input:T offset:i= dim1:i= dim2:i=",
    ): "diagonal diag_embed",
    (
        "input:T dim:i=",
    ): "unbind",
    (
        "input:T start_dim:i= end_dim:i=",
    ): "flatten",
    (
        "input:T dim0:i dim1:i",
    ): "transpose swapdims",
    (
        "input:T q:T dim:i?= keepdim:b= * interpolation:s= out:T?=",
        "input:T q:f dim:i?= keepdim:b= * interpolation:s= out:T?=",
    ): "quantile nanquantile",
    (
        "input:T dim:i= keepdim:b=",
    ): "mode",
    (
        "input:T * correction:i= fweights:T?= aweights:T?=",
    ): "cov",
    (
        "y:T x:T * dim:i=",
        "y:T * dx:N= dim:i=",
    ): "trapezoid cumulative_trapezoid",
    (
        "input:T other:T p:N=",
    ): "dist",
    (
        "input:T p:N dim:i maxnorm:N",
    ): "renorm",
    (
        "input:T dim:i?=",
        "input:T dim:I?",
    ): "count_nonzero",
    (
        "input:T weights:T?= minlength:i=",
    ): "bincount",
    (
        "input:T bins:i= min:N= max:N=",
    ): "histc",
    (
        "elements:T test_elements:T * assume_unique:b= invert:b= out:T?=",
        "element:N test_elements:T * assume_unique:b= invert:b= out:T?=",
        "elements:T test_element:N * assume_unique:b= invert:b= out:T?=",
    ): "isin",
    (
        "sorted_sequence:T input:T * out_int32:b= right:b= side:s?= sorter:T?= out:T?=",
        "sorted_sequence:T self:N * out_int32:b= right:b= side:s?= sorter:T?= out:T?=",
    ): "searchsorted",
    (
        "input:T boundaries:T * out_int32:b= right:b= out:T?=",
        "self:N boundaries:T * out_int32:b= right:b=",
    ): "bucketize",
    (
        "input:T * memory_format:o?=",
    ): "clone",
    (
        "input:T dim:i sizes:I",
    ): "unflatten",
    (
        "input:T source:i destination:i",
        "input:T source:I destination:I",
    ): "movedim moveaxis",
    (
        "input:T",
        "input:T dim:i",
        "input:T dim:I",
    ): "squeeze",
    (
        "tensors:L dim:i=",
    ): "cat stack concat concatenate",
    (
        "input:T shifts:J dims:J?=",
    ): "roll",
    (
        "input:T diagonal:i=",
    ): "tril triu diag",
    (
        "tensors:L",
    ): "hstack vstack dstack column_stack multi_dot",
    (
        "input:T size:I",
    ): "broadcast_to",
    (
        "input:T k:i= dims:I=",
    ): "rot90",
    (
        "input:T repeats:T dim:i?= * output_size:i?=",
        "repeats:T * output_size:i?=",
        "input:T repeats:i dim:i?= * output_size:i?=",
    ): "repeat_interleave",
    (
        "python input:o kernel_size:o dilation:o= padding:o= stride:o=",
    ): "unfold",
    (
        "input:T offset:i=",
    ): "diagflat",
    (
        "input:T r:i= with_replacement:b=",
    ): "combinations",
    (
        "input:T indices:I dim:i=",
        "input:T tensor_indices_or_sections:T dim:i=",
        "input:T sections:i dim:i=",
    ): "tensor_split",
    (
        "input:T sections:i",
        "input:T indices:I",
    ): "hsplit vsplit dsplit",
    (
        "input:T dim:i index:i",
    ): "select",
    (
        "input:T dim:i start:T length:i",
        "input:T dim:i start:i length:i",
    ): "narrow",
    (
        "input:T mask:T value:T",
        "input:T mask:T value:N",
    ): "masked_fill",
    (
        "input:T dim:i index:T * sparse_grad:b=",
    ): "gather",
    (
        "input:T dim:i index:T",
    ): "index_select",
    (
        "input:T indices:T dim:i?=",
    ): "take_along_dim",
    (
        "input:T dim:i index:T src:T * out:T?=",
        "input:T dim:i index:T src:T * reduce:s out:T?=",
        "input:T dim:i index:T value:N * out:T?=",
        "input:T dim:i index:T value:N * reduce:s out:T?=",
    ): "scatter",
    (
        "input:T dim:i index:T src:T",
    ): "scatter_add",
    (
        "input:T index:T",
    ): "take",
    (
        "input:T mask:T",
    ): "masked_select",
    (
        "input:T mask:T source:T",
    ): "masked_scatter",
    (
        "input:T dim:i index:T source:T * alpha:N=",
    ): "index_add",
    (
        "input:T dim:i index:T source:T",
    ): "index_copy",
    (
        "input:T dim:i index:T value:T",
        "input:T dim:i index:T value:N",
    ): "index_fill",
    (
        "input:T dim:i index:T src:T reduce:s * include_self:b=",
    ): "scatter_reduce",
    (
        "size:I * dtype:d?= layout:o?= device:o?= pin_memory:o?=",
    ): "zeros ones",
    (
        "size:I fill_value:N * dtype:d?= layout:o?= device:o?= pin_memory:o?=",
    ): "full",
    (
        "n:i * out:T?= dtype:d?= layout:o?= device:o?= pin_memory:b?= requires_grad:b=",
        "n:i m:i * out:T?= dtype:d?= layout:o?= device:o?= pin_memory:b?= requires_grad:b=",
    ): "eye",
    (
        "end:N * out:T?= dtype:d?= layout:o?= device:o?= pin_memory:b?= requires_grad:b=",
        "start:N end:N * dtype:d?= layout:o?= device:o?= pin_memory:b?= requires_grad:b=",
        "start:N end:N step:N= * out:T?= dtype:d?= layout:o?= device:o?= pin_memory:b?= requires_grad:b=",
    ): "arange",
    (
        "start:T end:T steps:i * out:T?= dtype:d?= layout:o?= device:o?= pin_memory:b?= requires_grad:b=",
        "start:N end:T steps:i * out:T?= dtype:d?= layout:o?= device:o?= pin_memory:b?= requires_grad:b=",
        "start:T end:N steps:i * out:T?= dtype:d?= layout:o?= device:o?= pin_memory:b?= requires_grad:b=",
        "start:N end:N steps:i * out:T?= dtype:d?= layout:o?= device:o?= pin_memory:b?= requires_grad:b=",
    ): "linspace",
    (
        "start:T end:T steps:i base:f= * out:T?= dtype:d?= layout:o?= device:o?= pin_memory:b?= requires_grad:b=",
        "start:N end:T steps:i base:f= * out:T?= dtype:d?= layout:o?= device:o?= pin_memory:b?= requires_grad:b=",
        "start:T end:N steps:i base:f= * out:T?= dtype:d?= layout:o?= device:o?= pin_memory:b?= requires_grad:b=",
        "start:N end:N steps:i base:f= * out:T?= dtype:d?= layout:o?= device:o?= pin_memory:b?= requires_grad:b=",
    ): "logspace",
    (
        "python tensor:o split_size_or_sections:o dim:o=",
    ): "split",
    (
        "input:T chunks:i dim:i=",
    ): "chunk",
    (
        "input:T dim:J? unbiased:b= keepdim:b=",
        "input:T dim:J?= * correction:N?= keepdim:b=",
        "input:T unbiased:b=",
    ): "var_mean std_mean",
    (
        "input:T size:I stride:I storage_offset:i?=",
    ): "as_strided",
    (
        "input:T vec:T",
    ): "mv",
    (
        "input:T tensor:T",
    ): "dot",
    (
        "input:T vec2:T",
    ): "outer ger",
    (
        "input:T weight:T bias:T?=",
    ): "linear",
    (
        "A:T",
    ): "inv linalg.det linalg.slogdet",
    (
        "python input:o p:o= dim:o= keepdim:o= out:o= dtype:o=",
    ): "norm",
    (
        "input:T ord:N dim:I= keepdim:b= * dtype:d?= out:T?=",
        "input:T ord:s= dim:I= keepdim:b= * dtype:d?= out:T?=",
    ): "matrix_norm",
    (
        "python a:o b:o dims:o= out:o=",
    ): "tensordot",
    (
        "input:T other:T dim:i?=",
    ): "cross",
    (
        "x:T y:T * dim:i=",
    ): "vecdot",
    (
        "input:T vec1:T vec2:T * beta:N= alpha:N=",
    ): "addr",
    (
        "input:T n:i",
    ): "matrix_power linalg.matrix_power",
    (
        "input:T B:T * upper:b left:b= unitriangular:b=",
    ): "solve_triangular",
    (
        "A:T B:T * left:b=",
    ): "solve",
    (
        "input:T upper:b=",
    ): "cholesky",
    (
        "input:T some:b=",
    ): "qr",
    (
        "input:T UPLO:s=",
    ): "eigh eigvalsh",
    (
        "input:T some:b= compute_uv:b=",
    ): "svd",
    (
        "A:T * driver:s?=",
    ): "svdvals",
    (
        "input:T * atol:T?= rtol:T?= hermitian:b= out:T?=",
        "input:T * atol:f?= rtol:f?= hermitian:b= out:T?=",
        "input:T rcond:T hermitian:b= * out:T?=",
        "input:T rcond:f hermitian:b= * out:T?=",
    ): "pinv",
    (
        "input:T * atol:T?= rtol:T?= hermitian:b= out:T?=",
        "input:T * atol:f?= rtol:f?= hermitian:b= out:T?=",
        "input:T tol:T hermitian:b= * out:T?=",
        "input:T tol:f hermitian:b= * out:T?=",
    ): "matrix_rank",
    (
        "input:T p:N?= * out:T?=",
        "input:T p:s? * out:T?=",
    ): "cond",
    (
        "input:T tensor1:T tensor2:T * value:N=",
    ): "addcmul addcdiv",
    (
        "input:T mat1:T mat2:T * beta:N= alpha:N= out:T?=",
        "input:T mat1:T mat2:T out_dtype:d * beta:N= alpha:N= out:T?=",
    ): "addmm",
    (
        "input:T mat:T vec:T * beta:N= alpha:N=",
    ): "addmv",
    (
        "input:T batch1:T batch2:T * beta:N= alpha:N= out:T?=",
        "input:T batch1:T batch2:T out_dtype:d * beta:N= alpha:N= out:T?=",
    ): "baddbmm",
    (
        "input:T batch1:T batch2:T * beta:N= alpha:N=",
    ): "addbmm",
    (
        "python input:o pad:o mode:o= value:o=",
    ): "pad",
    (
        "input:T weight:T bias:T?= stride:J= padding:J= dilation:J= groups:i=",
        "input:T weight:T bias:T?= stride:J= padding:s= dilation:J= groups:i=",
    ): "conv1d conv2d conv3d",
    (
        "input:T weight:T bias:T?= stride:J= padding:J= output_padding:J= groups:i= dilation:J=",
    ): "conv_transpose1d conv_transpose2d conv_transpose3d",
    (
        "python input:o kernel_size:o stride:o= padding:o= dilation:o= ceil_mode:o= return_indices:o=",
    ): "max_pool1d max_pool2d max_pool3d",
    (
        "input:T kernel_size:J stride:J?= padding:J= ceil_mode:b= count_include_pad:b=",
    ): "avg_pool1d",
    (
        "input:T kernel_size:J stride:J?= padding:J= ceil_mode:b= count_include_pad:b= divisor_override:i?=",
    ): "avg_pool2d avg_pool3d",
    (
        "input:T output_size:J",
    ): "adaptive_avg_pool1d",
    (
        "python input:o output_size:o",
    ): "adaptive_avg_pool2d",
    (
        "python input:o output_size:o return_indices:o=",
    ): "adaptive_max_pool1d adaptive_max_pool2d",
    (
        "python input:o norm_type:o kernel_size:o stride:o= ceil_mode:o=",
    ): "lp_pool1d lp_pool2d",
    (
        "python input:o output_size:o kernel_size:o dilation:o= padding:o= stride:o=",
    ): "fold",
    (
        "python input:o normalized_shape:o weight:o= bias:o= eps:o=",
    ): "layer_norm",
    (
        "python input:o running_mean:o running_var:o weight:o= bias:o= training:o= momentum:o= eps:o=",
    ): "batch_norm",
    (
        "python input:o running_mean:o= running_var:o= weight:o= bias:o= use_input_stats:o= momentum:o= eps:o=",
    ): "instance_norm",
    (
        "python input:o num_groups:o weight:o= bias:o= eps:o=",
    ): "group_norm",
    (
        "python input:o normalized_shape:o weight:o= eps:o=",
    ): "rms_norm",
    (
        "python input:o p:o= dim:o= eps:o= out:o=",
    ): "normalize",
    (
        "python input:o size:o alpha:o= beta:o= k:o=",
    ): "local_response_norm",
    (
        "python input:o weight:o padding_idx:o= max_norm:o= norm_type:o= scale_grad_by_freq:o= sparse:o=",
    ): "embedding",
    (
        "input:T num_classes:i=",
    ): "one_hot",
    (
        "python input:o threshold:o value:o inplace:o=",
    ): "threshold",
    (
        "python input:o lower:o= upper:o= training:o= inplace:o=",
    ): "rrelu",
    (
        "input:T weight:T",
    ): "prelu",
    (
        "python input:o dim:o=",
    ): "glu",
    (
        "input1:T input2:T weight:T bias:T?=",
    ): "bilinear",
    (
        "query:T key:T value:T attn_mask:T?= dropout_p:f= is_causal:b= * scale:f?= enable_gqa:b=",
    ): "scaled_dot_product_attention",
    (
        "python input:o target:o size_average:o= reduce:o= reduction:o= weight:o=",
    ): "mse_loss l1_loss",
    (
        "python input:o target:o reduction:o= delta:o= weight:o=",
    ): "huber_loss",
    (
        "python input:o target:o size_average:o= reduce:o= reduction:o= beta:o=",
    ): "smooth_l1_loss",
    (
        "python input:o target:o weight:o= size_average:o= reduce:o= reduction:o=",
    ): "binary_cross_entropy multilabel_soft_margin_loss",
    (
        "python input:o target:o weight:o= size_average:o= reduce:o= reduction:o= pos_weight:o=",
    ): "binary_cross_entropy_with_logits",
    (
        "python input:o target:o weight:o= size_average:o= ignore_index:o= reduce:o= reduction:o=",
    ): "nll_loss",
    (
        "python input:o target:o weight:o= size_average:o= ignore_index:o= reduce:o= reduction:o= label_smoothing:o=",
    ): "cross_entropy",
    (
        "x1:T x2:T dim:i= eps:f=",
    ): "cosine_similarity",
    (
        "python input:o target:o size_average:o= reduce:o= reduction:o= log_target:o=",
    ): "kl_div",
    (
        "python input:o target:o log_input:o= full:o= size_average:o= eps:o= reduce:o= reduction:o=",
    ): "poisson_nll_loss",
    (
        "python input:o target:o var:o full:o= eps:o= reduction:o=",
    ): "gaussian_nll_loss",
    (
        "python input:o target:o size_average:o= reduce:o= reduction:o=",
    ): "soft_margin_loss",
    (
        "python input1:o input2:o target:o margin:o= size_average:o= reduce:o= reduction:o=",
    ): "margin_ranking_loss cosine_embedding_loss",
    (
        "python input:o target:o margin:o= size_average:o= reduce:o= reduction:o=",
    ): "hinge_embedding_loss",
    (
        "python input:o target:o p:o= margin:o= weight:o= size_average:o= reduce:o= reduction:o=",
    ): "multi_margin_loss",
    (
        "x1:T x2:T p:f= eps:f= keepdim:b=",
    ): "pairwise_distance",
    (
        "python x1:o x2:o p:o= compute_mode:o=",
    ): "cdist",
    (
        "python anchor:o positive:o negative:o margin:o= p:o= eps:o= swap:o= size_average:o= reduce:o= reduction:o=",
    ): "triplet_margin_loss",
    (
        "input:T value:T",
        "input:T value:N",
    ): "fill",
    (
        "input:T other:T * alpha:N= out:T?=",
        "input:T other:N alpha:N=",
    ): "subtract",
    (
        "input:T other:T * out:T?=",
        "input:T other:T * rounding_mode:s? out:T?=",
        "input:T other:N",
        "input:T other:N * rounding_mode:s?",
    ): "divide",
    (
        "input:T axis0:i axis1:i",
    ): "swapaxes",
    (
        "y:T * dx:f= dim:i=",
        "y:T x:T * dim:i=",
    ): "trapz",
    (
        "input:T rcond:f=",
    ): "pinverse",
    (
        "input:T * upper:b=",
    ): "linalg.cholesky",
    (
        "input:T other:T * dim:i=",
    ): "linalg.cross",
    (
        "A:T * offset:i= dim1:i= dim2:i=",
    ): "linalg.diagonal",
    (
        "input:T ord:N?= dim:J?= keepdim:b= * dtype:d?= out:T?=",
        "input:T ord:s? dim:J?= keepdim:b= * dtype:d?= out:T?=",
    ): "linalg.norm",
    (
        "A:T mode:s=",
    ): "linalg.qr",
    (
        "A:T full_matrices:b= * driver:s?=",
    ): "linalg.svd",
    (
        "input:T * decimals:i=",
    ): "special.round",
}
_METHODS: Mapping[tuple[str, ...], str] = {
    (
        "other:T",
        "other:N",
    ): (
        "lt le gt ge eq ne bitwise_and bitwise_or "
        "bitwise_xor floor_divide remainder fmod copysign xlogy less less_equal "
        "greater greater_equal not_equal multiply true_divide "
    ),
    (
        "other:T",
    ): (
        "equal logical_and logical_or mul maximum minimum fmax fmin "
        "logaddexp atan2 hypot logical_xor gcd lcm nextafter ldexp "
        "logaddexp2 expand_as view_as reshape_as vdot matmul inner kron "
        "arctan2 "
    ),
    (
        "none",
    ): (
        "logical_not isnan isinf isfinite signbit bitwise_not reciprocal neg "
        "abs sign sgn positive floor ceil trunc frac "
        "square sqrt rsqrt exp exp2 expm1 log log2 "
        "log10 log1p sin cos tan asin acos atan "
        "sinh cosh tanh asinh acosh atanh sinc deg2rad "
        "rad2deg sigmoid relu erf erfc lgamma digamma i0 "
        "erfinv isposinf isneginf msort t corrcoef argwhere detach "
        "ravel trace fliplr flipud det slogdet logdet negative "
        "absolute fix arcsin arccos arctan arcsinh arccosh arctanh "
        "inverse "
    ),
    (
        "other:T * alpha:N=",
    ): "add sub",
    (
        "other:T",
        "other:T * rounding_mode:s?",
        "other:N * rounding_mode:s?",
    ): "div",
    (
        "",
        "* decimals:i",
    ): "round",
    (
        "min:T?= max:T?=",
        "min:N?= max:N?=",
    ): "clamp clip",
    (
        "values:T",
    ): "heaviside",
    (
        "nan:f?= posinf:f?= neginf:f?=",
    ): "nan_to_num",
    (
        "condition:T other:T",
        "condition:T other:N",
    ): "where",
    (
        "min:T",
        "min:N",
    ): "clamp_min",
    (
        "max:T",
        "max:N",
    ): "clamp_max",
    (
        "exponent:T",
        "exponent:N",
    ): "pow float_power",
    (
        "eps:f?=",
    ): "logit",
    (
        "lambd:N=",
    ): "hardshrink",
    (
        "end:T weight:T",
        "end:T weight:N",
    ): "lerp",
    (
        "other:T rtol:f= atol:f= equal_nan:b=",
    ): "isclose allclose",
    (
        "dims:I",
    ): "flip permute tile",
    (
        "shape:I",
    ): "reshape",
    (
        "dim:J?= keepdim:b=",
    ): "amax amin",
    (
        "dim:J keepdim:b=",
    ): "logsumexp",
    (
        "dim:i * dtype:d?=",
    ): "cumsum cumprod",
    (
        "dim:i dtype:d?=",
    ): "softmax log_softmax",
    (
        "* dtype:d?=",
        "dim:J? keepdim:b= * dtype:d?=",
    ): "sum mean",
    (
        "* dtype:d?=",
        "dim:i keepdim:b= * dtype:d?=",
    ): "prod",
    (
        "dim:J? unbiased:b= keepdim:b=",
        "dim:J?= * correction:N?= keepdim:b=",
        "unbiased:b=",
    ): "var std",
    (
        "dim:i",
    ): "unsqueeze cummax cummin logcumsumexp",
    (
        "k:i dim:i= largest:b= sorted:b=",
    ): "topk",
    (
        "k:i dim:i= keepdim:b=",
    ): "kthvalue",
    (
        "* dim:i?= keepdim:b=",
    ): "aminmax",
    (
        "* stable:b dim:i= descending:b=",
        "dim:i= descending:b=",
    ): "argsort",
    (
        "dim:i?= keepdim:b=",
    ): "argmax argmin",
    (
        "",
        "other:T",
        "dim:i keepdim:b=",
    ): "max min",
    (
        "",
        "dim:i keepdim:b=",
    ): "median nanmedian",
    (
        "* stable:b? dim:i= descending:b=",
        "dim:i= descending:b=",
    ): "sort",
    (
        "",
        "dim:I?= keepdim:b=",
        "dim:i? keepdim:b=",
    ): "any all",
    (
        "dim:J?= keepdim:b= * dtype:d?=",
    ): "nansum nanmean",
    (
        "n:i= dim:i= prepend:T?= append:T?=",
    ): "diff",
    (
        "mat2:T",
    ): "mm bmm",
    (
        "offset:i= dim1:i= dim2:i=",
    ): "diagonal diag_embed",
    (
        "dim:i=",
    ): "unbind",
    (
        "start_dim:i= end_dim:i=",
    ): "flatten",
    (
        "dim0:i dim1:i",
    ): "transpose swapdims",
    (
        "q:T dim:i?= keepdim:b= * interpolation:s=",
        "q:f dim:i?= keepdim:b= * interpolation:s=",
    ): "quantile nanquantile",
    (
        "dim:i= keepdim:b=",
    ): "mode",
    (
        "* correction:i= fweights:T?= aweights:T?=",
    ): "cov",
    (
        "other:T p:N=",
    ): "dist",
    (
        "p:N dim:i maxnorm:N",
    ): "renorm",
    (
        "dim:i?=",
        "dim:I?",
    ): "count_nonzero",
    (
        "weights:T?= minlength:i=",
    ): "bincount",
    (
        "bins:i= min:N= max:N=",
    ): "histc",
    (
        "python self:o sorted:o= return_inverse:o= return_counts:o= dim:o=",
    ): "unique",
    (
        "* memory_format:o?=",
    ): "clone",
    (
        "dtype:d",
        "size:I",
    ): "view",
    (
        "python self:o dim:o sizes:o",
    ): "unflatten",
    (
        "source:i destination:i",
        "source:I destination:I",
    ): "movedim moveaxis",
    (
        "",
        "dim:i",
        "dim:I",
    ): "squeeze",
    (
        "size:I * implicit:b=",
    ): "expand",
    (
        "repeats:I",
    ): "repeat",
    (
        "shifts:J dims:J?=",
    ): "roll",
    (
        "diagonal:i=",
    ): "tril triu diag",
    (
        "size:I",
    ): "broadcast_to",
    (
        "k:i= dims:I=",
    ): "rot90",
    (
        "repeats:T dim:i?= * output_size:i?=",
        "repeats:i dim:i?= * output_size:i?=",
    ): "repeat_interleave",
    (
        "dimension:i size:i step:i",
    ): "unfold",
    (
        "offset:i=",
    ): "diagflat",
    (
        "indices:I dim:i=",
        "tensor_indices_or_sections:T dim:i=",
        "sections:i dim:i=",
    ): "tensor_split",
    (
        "sections:i",
        "indices:I",
    ): "hsplit vsplit dsplit",
    (
        "dim:i index:i",
    ): "select",
    (
        "dim:i start:T length:i",
        "dim:i start:i length:i",
    ): "narrow",
    (
        "mask:T value:T",
        "mask:T value:N",
    ): "masked_fill",
    (
        "dim:i index:T * sparse_grad:b=",
    ): "gather",
    (
        "dim:i index:T",
    ): "index_select",
    (
        "indices:T dim:i?=",
    ): "take_along_dim",
    (
        "dim:i index:T src:T",
        "dim:i index:T src:T * reduce:s",
        "dim:i index:T value:N",
        "dim:i index:T value:N * reduce:s",
    ): "scatter",
    (
        "dim:i index:T src:T",
    ): "scatter_add",
    (
        "index:T",
    ): "take",
    (
        "mask:T",
    ): "masked_select",
    (
        "mask:T source:T",
    ): "masked_scatter",
    (
        "dim:i index:T source:T * alpha:N=",
    ): "index_add",
    (
        "dim:i index:T source:T",
    ): "index_copy",
    (
        "dim:i index:T value:T",
        "dim:i index:T value:N",
    ): "index_fill",
    (
        "dim:i index:T src:T reduce:s * include_self:b=",
    ): "scatter_reduce",
    (
        "python self:o split_size:o dim:o=",
    ): "split",
    (
        "chunks:i dim:i=",
    ): "chunk",
    (
        "size:I stride:I storage_offset:i?=",
    ): "as_strided",
    (
        "vec:T",
    ): "mv",
    (
        "tensor:T",
    ): "dot",
    (
        "vec2:T",
    ): "outer ger",
    (
        "python self:o p:o= dim:o= keepdim:o= dtype:o=",
    ): "norm",
    (
        "other:T dim:i?=",
    ): "cross",
    (
        "vec1:T vec2:T * beta:N= alpha:N=",
    ): "addr",
    (
        "n:i",
    ): "polygamma matrix_power",
    (
        "python self:o other:o",
    ): "solve",
    (
        "upper:b=",
    ): "cholesky",
    (
        "some:b=",
    ): "qr",
    (
        "some:b= compute_uv:b=",
    ): "svd",
    (
        "tensor1:T tensor2:T * value:N=",
    ): "addcmul addcdiv",
    (
        "mat1:T mat2:T * beta:N= alpha:N=",
    ): "addmm",
    (
        "mat:T vec:T * beta:N= alpha:N=",
    ): "addmv",
    (
        "batch1:T batch2:T * beta:N= alpha:N=",
    ): "baddbmm addbmm",
    (
        "weight:T",
    ): "prelu",
    (
        "other:T * alpha:N=",
        "other:N alpha:N=",
    ): "subtract",
    (
        "other:T",
        "other:T * rounding_mode:s?",
        "other:N",
        "other:N * rounding_mode:s?",
    ): "divide",
    (
        "axis0:i axis1:i",
    ): "swapaxes",
    (
        "rcond:f=",
    ): "pinverse",
}
FUNCTIONS: Mapping[str, tuple[str, ...]] = {n: texts for texts, names in _FUNCTIONS.items() for n in names.split()}
METHODS: Mapping[str, tuple[str, ...]] = {n: texts for texts, names in _METHODS.items() for n in names.split()}
# The names in PyTorch's refusals, where they are not those of the functions
TITLES: Mapping[str, str] = {
    "logsigmoid": "log_sigmoid",
    "i1": "special_i1",
    "entr": "special_entr",
    "xlog1py": "special_xlog1py",
    "erfcx": "special_erfcx",
    "log_ndtr": "special_log_ndtr",
    "ndtr": "special_ndtr",
    "i0e": "special_i0e",
    "i1e": "special_i1e",
    "vector_norm": "linalg_vector_norm",
    "inv": "linalg_inv",
    "matrix_norm": "linalg_matrix_norm",
    "vecdot": "linalg_vecdot",
    "multi_dot": "linalg_multi_dot",
    "solve_triangular": "linalg_solve_triangular",
    "solve": "linalg_solve",
    "eigh": "linalg_eigh",
    "eigvalsh": "linalg_eigvalsh",
    "svdvals": "linalg_svdvals",
    "pinv": "linalg_pinv",
    "matrix_rank": "linalg_matrix_rank",
    "cond": "linalg_cond",
    "max_pool1d": "_max_pool1d",
    "max_pool2d": "_max_pool2d",
    "max_pool3d": "_max_pool3d",
    "adaptive_max_pool1d": "_adaptive_max_pool1d",
    "adaptive_max_pool2d": "_adaptive_max_pool2d",
    "threshold": "_threshold",
    "expit": "special_expit",
    "gammaln": "special_gammaln",
    "psi": "special_psi",
    "functional.softmax": "softmax",
    "functional.log_softmax": "log_softmax",
    "linalg.cholesky": "linalg_cholesky",
    "linalg.cross": "linalg_cross",
    "linalg.diagonal": "linalg_diagonal",
    "linalg.norm": "linalg_norm",
    "linalg.qr": "linalg_qr",
    "linalg.svd": "linalg_svd",
    "special.round": "special_round",
    "linalg.matmul": "linalg_matmul",
    "linalg.det": "linalg_det",
    "linalg.matrix_power": "linalg_matrix_power",
    "linalg.slogdet": "linalg_slogdet",
    "special.exp2": "special_exp2",
    "special.expm1": "special_expm1",
    "special.log1p": "special_log1p",
    "special.xlogy": "special_xlogy",
    "special.sinc": "special_sinc",
    "special.logit": "special_logit",
    "special.erf": "special_erf",
    "special.erfc": "special_erfc",
    "special.digamma": "special_digamma",
    "special.i0": "special_i0",
    "special.erfinv": "special_erfinv",
    "special.polygamma": "special_polygamma",
    "special.logsumexp": "special_logsumexp",
    "special.softmax": "special_softmax",
    "special.log_softmax": "special_log_softmax",
}
# What PyTorch does not have in these places, or has there with another meaning
ABSENT: Mapping[str, frozenset[str]] = {
    "": frozenset(
        (
            "logsigmoid leaky_relu softplus elu gelu silu mish hardsigmoid hardswish softshrink softsign tanhshrink "
            "hardtanh relu6 i1 entr xlog1py erfcx log_ndtr ndtr i0e i1e softmin vector_norm view T mT expand "
            "expand_as repeat view_as reshape_as unfold linear inv matrix_norm linalg_norm vecdot linalg_cross "
            "multi_dot solve_triangular linalg_cholesky linalg_qr eigh eigvalsh linalg_svd svdvals pinv pad "
            "avg_pool2d avg_pool3d adaptive_avg_pool2d adaptive_max_pool1d adaptive_max_pool2d lp_pool1d lp_pool2d "
            "fold batch_norm instance_norm normalize local_response_norm embedding one_hot glu "
            "scaled_dot_product_attention mse_loss l1_loss huber_loss smooth_l1_loss binary_cross_entropy "
            "binary_cross_entropy_with_logits nll_loss cross_entropy kl_div poisson_nll_loss gaussian_nll_loss "
            "soft_margin_loss margin_ranking_loss hinge_embedding_loss multi_margin_loss multilabel_soft_margin_loss "
            "cosine_embedding_loss triplet_margin_loss mod fabs rint power radians degrees expit swish gammaln psi "
            "average expand_dims copy "
        ).split()
    ),
    "functional": frozenset(
        (
            "lt le gt ge eq equal ne logical_and logical_or logical_not isnan isinf isfinite signbit bitwise_and "
            "bitwise_or bitwise_xor bitwise_not zeros_like ones_like add sub mul div floor_divide remainder fmod "
            "reciprocal neg abs sign sgn positive floor ceil trunc round frac maximum minimum fmax fmin clamp "
            "heaviside nan_to_num where clamp_min clamp_max copysign square sqrt rsqrt exp exp2 expm1 log log2 log10 "
            "log1p logaddexp pow float_power xlogy sin cos tan asin acos atan atan2 sinh cosh asinh acosh atanh sinc "
            "deg2rad rad2deg hypot logit erf erfc lgamma digamma lerp i0 i1 erfinv isclose allclose isposinf isneginf "
            "logical_xor gcd lcm nextafter ldexp logaddexp2 entr xlog1py erfcx log_ndtr ndtr i0e i1e polygamma flip "
            "reshape amax amin logsumexp cumsum cumprod sum mean prod var std vector_norm unsqueeze topk kthvalue "
            "msort aminmax cummax cummin argsort argmax argmin max min median sort any all nansum nanmean "
            "logcumsumexp diff mm diagonal unbind flatten t transpose quantile nanquantile nanmedian mode cov "
            "corrcoef trapezoid cumulative_trapezoid dist renorm count_nonzero bincount histc unique nonzero argwhere "
            "isin searchsorted bucketize double float long bool clone detach view ravel unflatten permute T mT "
            "movedim squeeze expand expand_as repeat tile cat stack roll tril triu diag trace hstack vstack dstack "
            "column_stack broadcast_to broadcast_tensors view_as reshape_as atleast_1d atleast_2d atleast_3d fliplr "
            "flipud rot90 repeat_interleave diag_embed diagflat block_diag meshgrid cartesian_prod combinations "
            "tensor_split hsplit vsplit dsplit select narrow masked_fill gather index_select take_along_dim scatter "
            "scatter_add take masked_select masked_scatter index_add index_copy index_fill scatter_reduce zeros ones "
            "full eye arange linspace logspace split chunk var_mean std_mean as_strided mv dot vdot bmm matmul inner "
            "outer kron det inv norm matrix_norm linalg_norm einsum tensordot cross vecdot linalg_cross addr "
            "multi_dot chain_matmul matrix_power solve_triangular solve cholesky linalg_cholesky linalg_qr qr eigh "
            "eigvalsh svd linalg_svd svdvals slogdet logdet pinv matrix_rank cond addcmul addcdiv addmm addmv baddbmm "
            "addbmm cdist fill less less_equal greater greater_equal not_equal subtract multiply divide true_divide "
            "mod negative absolute fabs fix rint clip power arcsin arccos arctan arctan2 arcsinh arccosh arctanh "
            "radians degrees expit swish gammaln psi average expand_dims swapaxes swapdims trapz copy moveaxis concat "
            "concatenate ger inverse pinverse "
        ).split()
    ),
    "Tensor": frozenset(
        (
            "zeros_like ones_like logsigmoid leaky_relu softplus elu selu celu gelu silu mish hardsigmoid hardswish "
            "softshrink softsign tanhshrink hardtanh relu6 i1 entr xlog1py erfcx log_ndtr ndtr i0e i1e softmin "
            "vector_norm trapezoid cumulative_trapezoid isin searchsorted bucketize cat stack hstack vstack dstack "
            "column_stack broadcast_tensors atleast_1d atleast_2d atleast_3d block_diag meshgrid cartesian_prod "
            "combinations zeros ones full eye arange linspace logspace var_mean std_mean linear inv matrix_norm "
            "linalg_norm einsum tensordot vecdot linalg_cross multi_dot chain_matmul solve_triangular linalg_cholesky "
            "linalg_qr eigh eigvalsh linalg_svd svdvals pinv matrix_rank cond pad conv1d conv2d conv3d "
            "conv_transpose1d conv_transpose2d conv_transpose3d max_pool1d max_pool2d max_pool3d avg_pool1d "
            "avg_pool2d avg_pool3d adaptive_avg_pool1d adaptive_avg_pool2d adaptive_max_pool1d adaptive_max_pool2d "
            "lp_pool1d lp_pool2d fold layer_norm batch_norm instance_norm group_norm rms_norm normalize "
            "local_response_norm embedding one_hot threshold rrelu glu bilinear scaled_dot_product_attention mse_loss "
            "l1_loss huber_loss smooth_l1_loss binary_cross_entropy binary_cross_entropy_with_logits nll_loss "
            "cross_entropy cosine_similarity kl_div poisson_nll_loss gaussian_nll_loss soft_margin_loss "
            "margin_ranking_loss hinge_embedding_loss multi_margin_loss multilabel_soft_margin_loss pairwise_distance "
            "cdist cosine_embedding_loss triplet_margin_loss fill mod fabs rint power radians degrees expit swish "
            "gammaln psi average expand_dims trapz copy concat concatenate "
        ).split()
    ),
}
