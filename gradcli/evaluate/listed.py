"""What PyTorch's refusals list, of functions with several signatures.

From torch 2.13 by `python -m tools.signatures`.
"""

# ruff: noqa: E501

from collections.abc import Mapping

# fmt: off
_FUNCTIONS: Mapping[tuple[str, ...], str] = {
    (
        "(Tensor input, Tensor other, *, Tensor out = None)",
        "(Tensor input, Number other, *, Tensor out = None)",
    ): (
        "lt le gt ge eq ne fmod copysign "
        "less less_equal greater greater_equal not_equal "
    ),
    (
        "(Tensor input, Tensor other, *, Tensor out = None)",
        "(Number self, Tensor other)",
        "(Tensor input, Number other, *, Tensor out = None)",
    ): "bitwise_and bitwise_or bitwise_xor remainder",
    (
        "(Tensor input, Tensor other, *, Number alpha = 1, Tensor out = None)",
    ): "add sub",
    (
        "(Tensor input, Tensor other, *, Tensor out = None)",
        "(Tensor input, Tensor other, *, str rounding_mode, Tensor out = None)",
        "(Tensor input, Number other, *, str rounding_mode)",
    ): "div",
    (
        "(Tensor input, Tensor other, *, Tensor out = None)",
        "(Tensor input, Number other)",
    ): "floor_divide multiply true_divide",
    (
        "(Tensor input, *, Tensor out = None)",
        "(Tensor input, *, int decimals, Tensor out = None)",
    ): "round",
    (
        "(Tensor input, Tensor min = None, Tensor max = None, *, Tensor out = None)",
        "(Tensor input, Number min = None, Number max = None, *, Tensor out = None)",
    ): "clamp clip",
    (
        "(Tensor condition)",
        "(Tensor condition, Tensor input, Tensor other, *, Tensor out = None)",
        "(Tensor condition, Number self, Tensor other)",
        "(Tensor condition, Tensor input, Number other)",
        "(Tensor condition, Number self, Number other)",
    ): "where",
    (
        "(Tensor input, Tensor min, *, Tensor out = None)",
        "(Tensor input, Number min, *, Tensor out = None)",
    ): "clamp_min",
    (
        "(Tensor input, Tensor max, *, Tensor out = None)",
        "(Tensor input, Number max, *, Tensor out = None)",
    ): "clamp_max",
    (
        "(Tensor input, Tensor exponent, *, Tensor out = None)",
        "(Number self, Tensor exponent, *, Tensor out = None)",
        "(Tensor input, Number exponent, *, Tensor out = None)",
    ): "pow float_power",
    (
        "(Tensor input, Tensor other, *, Tensor out = None)",
        "(Number self, Tensor other, *, Tensor out = None)",
        "(Tensor input, Number other, *, Tensor out = None)",
    ): "xlogy xlog1py",
    (
        "(Tensor input, Tensor end, Tensor weight, *, Tensor out = None)",
        "(Tensor input, Tensor end, Number weight, *, Tensor out = None)",
    ): "lerp",
    (
        "(Tensor input, *, torch.dtype dtype = None)",
        "(Tensor input, tuple of ints dim, bool keepdim = False, *, torch.dtype dtype = None, Tensor out = None)",
    ): "sum",
    (
        "(Tensor input, *, torch.dtype dtype = None, Tensor out = None)",
        "(Tensor input, tuple of ints dim, bool keepdim = False, *, torch.dtype dtype = None, Tensor out = None)",
    ): "mean",
    (
        "(Tensor input, *, torch.dtype dtype = None)",
        "(Tensor input, int dim, bool keepdim = False, *, torch.dtype dtype = None, Tensor out = None)",
    ): "prod",
    (
        "(Tensor input, tuple of ints dim, bool unbiased = True, bool keepdim = False, *, Tensor out = None)",
        "(Tensor input, tuple of ints dim = None, *, Number correction = None, bool keepdim = False, Tensor out = None)",
        "(Tensor input, bool unbiased = True)",
    ): "var std",
    (
        "(Tensor input, *, bool stable, int dim = -1, bool descending = False, Tensor out = None)",
        "(Tensor input, int dim = -1, bool descending = False)",
    ): "argsort",
    (
        "(Tensor input, *, Tensor out = None)",
        "(Tensor input, Tensor other, *, Tensor out = None)",
        "(Tensor input, int dim, bool keepdim = False, *, tuple of Tensors out = None)",
    ): "max min",
    (
        "(Tensor input)",
        "(Tensor input, int dim, bool keepdim = False, *, tuple of Tensors out = None)",
    ): "median nanmedian",
    (
        "(Tensor input, *, bool stable, int dim = -1, bool descending = False, tuple of Tensors out = None)",
        "(Tensor input, int dim = -1, bool descending = False, *, tuple of Tensors out = None)",
    ): "sort",
    (
        "(Tensor input, *, Tensor out = None)",
        "(Tensor input, tuple of ints dim = None, bool keepdim = False, *, Tensor out = None)",
        "(Tensor input, int dim, bool keepdim = False, *, Tensor out = None)",
    ): "any all",
    (
        "(Tensor input, Tensor mat2, *, Tensor out = None)",
        "(Tensor input, Tensor mat2, torch.dtype out_dtype, *, Tensor out = None)",
    ): "mm bmm",
    (
        '(Tensor input, Tensor q, int dim = None, bool keepdim = False, *, str interpolation = "linear", Tensor out = None)',
        '(Tensor input, float q, int dim = None, bool keepdim = False, *, str interpolation = "linear", Tensor out = None)',
    ): "quantile nanquantile",
    (
        "(Tensor y, Tensor x, *, int dim = -1)",
        "(Tensor y, *, Number dx = 1, int dim = -1)",
    ): "trapezoid cumulative_trapezoid",
    (
        "(Tensor input, int dim = None)",
        "(Tensor input, tuple of ints dim)",
    ): "count_nonzero",
    (
        "(Tensor elements, Tensor test_elements, *, bool assume_unique = False, bool invert = False, Tensor out = None)",
        "(Number element, Tensor test_elements, *, bool assume_unique = False, bool invert = False, Tensor out = None)",
        "(Tensor elements, Number test_element, *, bool assume_unique = False, bool invert = False, Tensor out = None)",
    ): "isin",
    (
        "(Tensor sorted_sequence, Tensor input, *, bool out_int32 = False, bool right = False, str side = None, Tensor sorter = None, Tensor out = None)",
        "(Tensor sorted_sequence, Number self, *, bool out_int32 = False, bool right = False, str side = None, Tensor sorter = None, Tensor out = None)",
    ): "searchsorted",
    (
        "(Tensor input, Tensor boundaries, *, bool out_int32 = False, bool right = False, Tensor out = None)",
        "(Number self, Tensor boundaries, *, bool out_int32 = False, bool right = False)",
    ): "bucketize",
    (
        "(Tensor input, int source, int destination)",
        "(Tensor input, tuple of ints source, tuple of ints destination)",
    ): "movedim moveaxis",
    (
        "(Tensor input)",
        "(Tensor input, int dim)",
        "(Tensor input, tuple of ints dim)",
    ): "squeeze",
    (
        "(Tensor input, Tensor repeats, int dim = None, *, int output_size = None)",
        "(Tensor repeats, *, int output_size = None)",
        "(Tensor input, int repeats, int dim = None, *, int output_size = None)",
    ): "repeat_interleave",
    (
        "(Tensor input, tuple of ints indices, int dim = 0)",
        "(Tensor input, Tensor tensor_indices_or_sections, int dim = 0)",
        "(Tensor input, int sections, int dim = 0)",
    ): "tensor_split",
    (
        "(Tensor input, int sections)",
        "(Tensor input, tuple of ints indices)",
    ): "hsplit vsplit dsplit",
    (
        "(Tensor input, int dim, Tensor start, int length)",
        "(Tensor input, int dim, int start, int length)",
    ): "narrow",
    (
        "(Tensor input, Tensor mask, Tensor value)",
        "(Tensor input, Tensor mask, Number value)",
    ): "masked_fill",
    (
        "(Tensor input, int dim, Tensor index, Tensor src, *, Tensor out = None)",
        "(Tensor input, int dim, Tensor index, Tensor src, *, str reduce, Tensor out = None)",
        "(Tensor input, int dim, Tensor index, Number value, *, Tensor out = None)",
        "(Tensor input, int dim, Tensor index, Number value, *, str reduce, Tensor out = None)",
    ): "scatter",
    (
        "(Tensor input, int dim, Tensor index, Tensor value)",
        "(Tensor input, int dim, Tensor index, Number value)",
    ): "index_fill",
    (
        "(int n, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(int n, int m, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
    ): "eye",
    (
        "(Number end, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(Number start, Number end, *, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(Number start, Number end, Number step = 1, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
    ): "arange",
    (
        "(Tensor start, Tensor end, int steps, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(Number start, Tensor end, int steps, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(Tensor start, Number end, int steps, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(Number start, Number end, int steps, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
    ): "linspace",
    (
        "(Tensor start, Tensor end, int steps, float base = 10.0, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(Number start, Tensor end, int steps, float base = 10.0, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(Tensor start, Number end, int steps, float base = 10.0, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(Number start, Number end, int steps, float base = 10.0, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
    ): "logspace",
    (
        "(Tensor input, int split_size, int dim = 0)",
        "(Tensor input, tuple of ints split_size, int dim = 0)",
    ): "split",
    (
        "(Tensor input, tuple of ints dim, bool unbiased = True, bool keepdim = False)",
        "(Tensor input, tuple of ints dim = None, *, Number correction = None, bool keepdim = False)",
        "(Tensor input, bool unbiased = True)",
    ): "var_mean std_mean",
    (
        "(Tensor input, Number ord, tuple of ints dim = {-2,-1}, bool keepdim = False, *, torch.dtype dtype = None, Tensor out = None)",
        '(Tensor input, str ord = "fro", tuple of ints dim = {-2,-1}, bool keepdim = False, *, torch.dtype dtype = None, Tensor out = None)',
    ): "matrix_norm",
    (
        "(Tensor input, Tensor vec1, Tensor vec2, *, Number beta = 1, Number alpha = 1, Tensor out = None)",
    ): "addr",
    (
        "(Tensor input, *, Tensor atol = None, Tensor rtol = None, bool hermitian = False, Tensor out = None)",
        "(Tensor input, *, float atol = None, float rtol = None, bool hermitian = False, Tensor out = None)",
        "(Tensor input, Tensor rcond, bool hermitian = False, *, Tensor out = None)",
        "(Tensor input, float rcond, bool hermitian = False, *, Tensor out = None)",
    ): "pinv",
    (
        "(Tensor input, *, Tensor atol = None, Tensor rtol = None, bool hermitian = False, Tensor out = None)",
        "(Tensor input, *, float atol = None, float rtol = None, bool hermitian = False, Tensor out = None)",
        "(Tensor input, Tensor tol, bool hermitian = False, *, Tensor out = None)",
        "(Tensor input, float tol, bool hermitian = False, *, Tensor out = None)",
    ): "matrix_rank",
    (
        "(Tensor input, Number p = None, *, Tensor out = None)",
        "(Tensor input, str p, *, Tensor out = None)",
    ): "cond",
    (
        "(Tensor input, Tensor tensor1, Tensor tensor2, *, Number value = 1, Tensor out = None)",
    ): "addcmul addcdiv",
    (
        "(Tensor input, Tensor mat1, Tensor mat2, *, Number beta = 1, Number alpha = 1, Tensor out = None)",
        "(Tensor input, Tensor mat1, Tensor mat2, torch.dtype out_dtype, *, Number beta = 1, Number alpha = 1, Tensor out = None)",
    ): "addmm",
    (
        "(Tensor input, Tensor mat, Tensor vec, *, Number beta = 1, Number alpha = 1, Tensor out = None)",
    ): "addmv",
    (
        "(Tensor input, Tensor batch1, Tensor batch2, *, Number beta = 1, Number alpha = 1, Tensor out = None)",
        "(Tensor input, Tensor batch1, Tensor batch2, torch.dtype out_dtype, *, Number beta = 1, Number alpha = 1, Tensor out = None)",
    ): "baddbmm",
    (
        "(Tensor input, Tensor batch1, Tensor batch2, *, Number beta = 1, Number alpha = 1, Tensor out = None)",
    ): "addbmm",
    (
        "(Tensor input, Tensor weight, Tensor bias = None, tuple of ints stride = 1, tuple of ints padding = 0, tuple of ints dilation = 1, int groups = 1)",
        '(Tensor input, Tensor weight, Tensor bias = None, tuple of ints stride = 1, str padding = "valid", tuple of ints dilation = 1, int groups = 1)',
    ): "conv1d conv2d conv3d",
    (
        "(Tensor input, Tensor value)",
        "(Tensor input, Number value)",
    ): "fill",
    (
        "(Tensor input, Tensor other, *, Number alpha = 1, Tensor out = None)",
        "(Tensor input, Number other, Number alpha = 1)",
    ): "subtract",
    (
        "(Tensor input, Tensor other, *, Tensor out = None)",
        "(Tensor input, Tensor other, *, str rounding_mode, Tensor out = None)",
        "(Tensor input, Number other)",
        "(Tensor input, Number other, *, str rounding_mode)",
    ): "divide",
    (
        "(Tensor y, *, float dx = 1, int dim = -1)",
        "(Tensor y, Tensor x, *, int dim = -1)",
    ): "trapz",
    (
        "(Tensor input, Number ord = None, tuple of ints dim = None, bool keepdim = False, *, torch.dtype dtype = None, Tensor out = None)",
        "(Tensor input, str ord, tuple of ints dim = None, bool keepdim = False, *, torch.dtype dtype = None, Tensor out = None)",
    ): "linalg.norm",
    (
        "(tuple of ints size, *, torch.Generator generator, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(tuple of ints size, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
    ): "rand randn",
    (
        "(int high, tuple of ints size, *, torch.Generator generator, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(int high, tuple of ints size, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(int low, int high, tuple of ints size, *, torch.Generator generator, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(int low, int high, tuple of ints size, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
    ): "randint",
    (
        "(int n, *, torch.Generator generator, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(int n, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
    ): "randperm",
    (
        "(Tensor mean, Tensor std, *, torch.Generator generator = None, Tensor out = None)",
        "(Tensor mean, float std = 1, *, torch.Generator generator = None, Tensor out = None)",
        "(float mean, Tensor std, *, torch.Generator generator = None, Tensor out = None)",
        "(float mean, float std, tuple of ints size, *, torch.Generator generator = None, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
    ): "normal",
    (
        "(Tensor input, *, torch.Generator generator = None, Tensor out = None)",
        "(Tensor input, float p, *, torch.Generator generator = None)",
    ): "bernoulli",
    (
        "(Tensor input, *, torch.Generator generator, torch.memory_format memory_format = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(Tensor input, *, torch.memory_format memory_format = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
    ): "rand_like randn_like",
    (
        "(Tensor input, int low, int high, *, torch.Generator generator, torch.memory_format memory_format = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(Tensor input, int low, int high, *, torch.memory_format memory_format = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(Tensor input, Tensor high, *, torch.Generator generator, torch.memory_format memory_format = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(Tensor input, Tensor high, *, torch.memory_format memory_format = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(Tensor input, int high, *, torch.Generator generator, torch.memory_format memory_format = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
        "(Tensor input, int high, *, torch.memory_format memory_format = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)",
    ): "randint_like",
    (
        "(Tensor tensor, Tensor other)",
        "(Number scalar, Tensor tensor)",
        "(Tensor tensor, Number other)",
        "(Number scalar1, Number scalar2)",
    ): "result_type",
}
_METHODS: Mapping[tuple[str, ...], str] = {
    (
        "(Tensor other)",
        "(Number other)",
    ): (
        "lt le gt ge eq ne bitwise_and bitwise_or "
        "bitwise_xor floor_divide remainder fmod copysign xlogy less less_equal "
        "greater greater_equal not_equal multiply true_divide "
    ),
    (
        "(Tensor other, *, Number alpha = 1)",
    ): "add sub",
    (
        "(Tensor other)",
        "(Tensor other, *, str rounding_mode)",
        "(Number other, *, str rounding_mode)",
    ): "div",
    (
        "()",
        "(*, int decimals)",
    ): "round",
    (
        "(Tensor min = None, Tensor max = None)",
        "(Number min = None, Number max = None)",
    ): "clamp clip",
    (
        "(Tensor condition, Tensor other)",
        "(Tensor condition, Number other)",
    ): "where",
    (
        "(Tensor min)",
        "(Number min)",
    ): "clamp_min",
    (
        "(Tensor max)",
        "(Number max)",
    ): "clamp_max",
    (
        "(Tensor exponent)",
        "(Number exponent)",
    ): "pow float_power",
    (
        "(Tensor end, Tensor weight)",
        "(Tensor end, Number weight)",
    ): "lerp",
    (
        "(*, torch.dtype dtype = None)",
        "(tuple of ints dim, bool keepdim = False, *, torch.dtype dtype = None)",
    ): "sum mean",
    (
        "(*, torch.dtype dtype = None)",
        "(int dim, bool keepdim = False, *, torch.dtype dtype = None)",
    ): "prod",
    (
        "(tuple of ints dim, bool unbiased = True, bool keepdim = False)",
        "(tuple of ints dim = None, *, Number correction = None, bool keepdim = False)",
        "(bool unbiased = True)",
    ): "var std",
    (
        "(*, bool stable, int dim = -1, bool descending = False)",
        "(int dim = -1, bool descending = False)",
    ): "argsort sort",
    (
        "()",
        "(Tensor other)",
        "(int dim, bool keepdim = False)",
    ): "max min",
    (
        "()",
        "(int dim, bool keepdim = False)",
    ): "median nanmedian",
    (
        "()",
        "(tuple of ints dim = None, bool keepdim = False)",
        "(int dim, bool keepdim = False)",
    ): "any all",
    (
        '(Tensor q, int dim = None, bool keepdim = False, *, str interpolation = "linear")',
        '(float q, int dim = None, bool keepdim = False, *, str interpolation = "linear")',
    ): "quantile nanquantile",
    (
        "(int dim = None)",
        "(tuple of ints dim)",
    ): "count_nonzero",
    (
        "()",
        "(*, bool as_tuple)",
    ): "nonzero",
    (
        "(torch.dtype dtype)",
        "(tuple of ints size)",
    ): "view",
    (
        "(int source, int destination)",
        "(tuple of ints source, tuple of ints destination)",
    ): "movedim moveaxis",
    (
        "()",
        "(int dim)",
        "(tuple of ints dim)",
    ): "squeeze",
    (
        "(Tensor repeats, int dim = None, *, int output_size = None)",
        "(int repeats, int dim = None, *, int output_size = None)",
    ): "repeat_interleave",
    (
        "(tuple of ints indices, int dim = 0)",
        "(Tensor tensor_indices_or_sections, int dim = 0)",
        "(int sections, int dim = 0)",
    ): "tensor_split",
    (
        "(int sections)",
        "(tuple of ints indices)",
    ): "hsplit vsplit dsplit",
    (
        "(int dim, Tensor start, int length)",
        "(int dim, int start, int length)",
    ): "narrow",
    (
        "(Tensor mask, Tensor value)",
        "(Tensor mask, Number value)",
    ): "masked_fill",
    (
        "(int dim, Tensor index, Tensor src)",
        "(int dim, Tensor index, Tensor src, *, str reduce)",
        "(int dim, Tensor index, Number value)",
        "(int dim, Tensor index, Number value, *, str reduce)",
    ): "scatter",
    (
        "(int dim, Tensor index, Tensor value)",
        "(int dim, Tensor index, Number value)",
    ): "index_fill",
    (
        "(Tensor vec1, Tensor vec2, *, Number beta = 1, Number alpha = 1)",
    ): "addr",
    (
        "(Tensor tensor1, Tensor tensor2, *, Number value = 1)",
    ): "addcmul addcdiv",
    (
        "(Tensor mat1, Tensor mat2, *, Number beta = 1, Number alpha = 1)",
    ): "addmm",
    (
        "(Tensor mat, Tensor vec, *, Number beta = 1, Number alpha = 1)",
    ): "addmv",
    (
        "(Tensor batch1, Tensor batch2, *, Number beta = 1, Number alpha = 1)",
    ): "baddbmm addbmm",
    (
        "(Tensor other, *, Number alpha = 1)",
        "(Number other, Number alpha = 1)",
    ): "subtract",
    (
        "(Tensor other)",
        "(Tensor other, *, str rounding_mode)",
        "(Number other)",
        "(Number other, *, str rounding_mode)",
    ): "divide",
    (
        "(*, torch.Generator generator = None)",
        "(int from, int to, *, torch.Generator generator = None)",
        "(int to, *, torch.Generator generator = None)",
    ): "random_",
    (
        "(Tensor p, *, torch.Generator generator = None)",
        "(float p = 0.5, *, torch.Generator generator = None)",
    ): "bernoulli_",
    (
        "(torch.device device = None, torch.dtype dtype = None, bool non_blocking = False, bool copy = False, *, torch.memory_format memory_format = None)",
        "(torch.dtype dtype, bool non_blocking = False, bool copy = False, *, torch.memory_format memory_format = None)",
        "(Tensor tensor, bool non_blocking = False, bool copy = False, *, torch.memory_format memory_format = None)",
    ): "to",
}
FUNCTIONS: Mapping[str, tuple[str, ...]] = {n: texts for texts, names in _FUNCTIONS.items() for n in names.split()}
METHODS: Mapping[str, tuple[str, ...]] = {n: texts for texts, names in _METHODS.items() for n in names.split()}
