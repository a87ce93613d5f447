"""NumPy for scripts: real arrays and an allow-list of functions, of which none reaches a file, memory by address, or code."""

from __future__ import annotations

from typing import Any

from gradcli.script import sorting
from gradcli.script.namespaces import Module, Surroundings, module
from gradcli.script.standins import refuse, stand_in

FUNCTIONS = """abs all allclose amax amin angle any append apply_along_axis arange argmax argmin argpartition argsort argwhere
around array array2string array_equal array_repr array_split array_str asanyarray asarray ascontiguousarray atleast_1d
atleast_2d atleast_3d average bincount block broadcast_arrays broadcast_shapes broadcast_to can_cast choose clip column_stack
compress concatenate concat convolve copy copyto corrcoef correlate count_nonzero cov cross cumprod cumsum delete diag
diag_indices diagflat diagonal diff digitize dot dsplit dstack ediff1d einsum empty empty_like expand_dims eye extract
fill_diagonal fix flatnonzero flip fliplr flipud full full_like gradient hanning hamming histogram histogram2d
histogram_bin_edges hsplit hstack identity imag indices inner insert interp intersect1d isclose iscomplex isin isreal isscalar
ix_ kron linspace logspace geomspace lexsort matrix_transpose max maximum may_share_memory mean median meshgrid min minimum
mod moveaxis nan_to_num nanargmax nanargmin nancumsum nanmax nanmean nanmedian nanmin nanprod nanstd nansum nanvar ndim
nonzero ones ones_like outer pad partition percentile permute_dims piecewise place poly polyadd polyder polydiv polyfit
polyint polymul polysub polyval prod promote_types ptp put put_along_axis putmask quantile ravel ravel_multi_index real repeat
reshape resize result_type roll rollaxis roots rot90 round searchsorted select setdiff1d setxor1d shape shares_memory sinc
size sort split squeeze stack std sum swapaxes take take_along_axis tensordot tile trace transpose trapezoid tri tril
tril_indices trim_zeros triu triu_indices unique unravel_index unwrap vander var vdot vsplit vstack where zeros zeros_like
set_printoptions get_printoptions printoptions format_float_positional format_float_scientific iterable ndenumerate ndindex
vectorize finfo iinfo poly1d dtype errstate seterr geterr i0 kaiser blackman bartlett base_repr binary_repr""".split()
TYPES = """bool_ bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 intp uintp float16 float32 float64 double single half
complex64 complex128 longdouble int_ uint str_ bytes_ object_ generic number integer signedinteger unsignedinteger inexact
floating complexfloating character""".split()
CONSTANTS = "pi e inf nan euler_gamma newaxis __version__ c_ r_ s_ mgrid ogrid".split()
LINALG = """norm inv pinv det slogdet eig eigh eigvals eigvalsh svd svdvals qr cholesky solve lstsq matrix_rank matrix_power cond
multi_dot trace vecdot outer cross LinAlgError tensorsolve tensorinv matrix_norm vector_norm diagonal""".split()
FFT = "fft ifft rfft irfft fft2 ifft2 fftn ifftn fftfreq rfftfreq fftshift ifftshift".split()
TESTING = """assert_allclose assert_array_equal assert_almost_equal assert_array_almost_equal assert_equal assert_array_less
assert_approx_equal""".split()
RANDOM = """seed rand randn randint random random_sample sample ranf normal standard_normal uniform shuffle permutation choice
beta binomial chisquare dirichlet exponential gamma geometric gumbel laplace logistic lognormal multinomial multivariate_normal
negative_binomial pareto poisson rayleigh standard_cauchy standard_exponential standard_gamma standard_t triangular vonmises
wald weibull zipf""".split()


def numpy(around: Surroundings) -> Module:
    """The module numpy."""
    import numpy as np

    names = _of(np, [*FUNCTIONS, *TYPES, *CONSTANTS])
    names.update({n: v for n, v in vars(np).items() if isinstance(v, np.ufunc)})
    names.update({name: sorting.function(getattr(np, name)) for name in sorting.FUNCTIONS})
    names.update(
        ndarray=stand_in(np.ndarray),
        random=random(around),
        linalg=module("numpy.linalg", _of(np.linalg, LINALG)),
        fft=module("numpy.fft", _of(np.fft, FFT)),
        testing=module("numpy.testing", _of(_testing(), TESTING)),
        set_printoptions=_printing(np.set_printoptions),
        seterr=_without_call(np.seterr),
        errstate=_without_call(np.errstate),
    )
    return module("numpy", names)


def _testing() -> Any:
    import numpy.testing

    return numpy.testing


def _of(real: Any, names: list[str]) -> dict[str, Any]:
    return {n: getattr(real, n) for n in names if hasattr(real, n)}


def _printing(function: Any) -> Any:
    def set_printoptions(**options: Any) -> None:
        """How arrays are shown."""
        options.pop("override_repr", None)
        function(**options)

    return set_printoptions


def _without_call(function: Any) -> Any:
    def handling(*arguments: Any, **options: Any) -> Any:
        """What happens where numbers go wrong."""
        chosen = [*arguments, *options.values()]
        if any(isinstance(way, str) and way in ("call", "log") for way in chosen):
            refuse("a function as NumPy's handler of errors")
        if any(isinstance(way, str) and way == "print" for way in chosen):
            refuse("printing as NumPy's handling of errors", "take 'warn'")  # it would not print where the script does
        return function(*arguments, **options)

    handling.__name__ = handling.__qualname__ = function.__name__
    return handling


def random(around: Surroundings) -> Module:
    """The module numpy.random: a state of this session's own."""
    import numpy as np

    seed = around.seed
    state = np.random.RandomState(seed if seed is None or seed < 2**32 else [seed % 2**32, seed >> 32])

    def generator(seed: Any = None) -> Any:
        """A generator of its own."""
        return np.random.default_rng(seed if seed is None or isinstance(seed, np.random.Generator) else _whole(seed))

    def random_state(seed: Any = None) -> Any:
        """A generator of the older kind."""
        return np.random.RandomState(None if seed is None else _whole(seed))

    names = _of(state, RANDOM)
    names.update(default_rng=generator, RandomState=random_state, Generator=stand_in(np.random.Generator))
    return module("numpy.random", names)


def _whole(seed: Any) -> Any:
    return [int(s) for s in seed] if isinstance(seed, list | tuple) else int(seed)
