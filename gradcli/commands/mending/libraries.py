"""What TensorFlow, JAX, NumPy, sympy, MATLAB, Excel, JavaScript and C call what the derivative table has."""

from __future__ import annotations

PREFIXES = (
    "torch.nn.functional torch.special torch.linalg torch.Tensor torch.fft nn.functional tf.keras.activations "
    "tf.keras.backend  tf.keras.losses tf.math.special tf.math tf.nn tf.linalg tf.experimental.numpy tf.compat.v1 "
    "tf tensorflow.math tensorflow.nn tensorflow  keras.activations keras.backend keras.ops keras.losses keras ops "
    "jax.numpy jax.nn jax.lax jax.scipy.special jax.scipy  jax.special lax jnp.linalg jnp jsp.special jsp "
    "scipy.special scipy.linalg scipy sc special sympy sp sy sym mpmath mp cmath  np.linalg np.ma np numpy.linalg "
    "numpy cupy cp mx.nd mx.np mx nd paddle.nn.functional paddle autograd.numpy anp functional  Math math Mathf "
    "MathF std K F nn LinearAlgebra Base mlx mnp xp onp "
).split()

RENAMED = {
    # TensorFlow, Keras
    "reduce_sum": "sum",
    "reduce_mean": "mean",
    "reduce_max": "amax",
    "reduce_min": "amin",
    "reduce_prod": "prod",
    "reduce_logsumexp": "logsumexp",
    "reduce_std": "std",
    "reduce_variance": "var",
    "swish": "silu",
    "clip_by_value": "clamp",
    "expand_dims": "unsqueeze",
    "multiply": "mul",
    "subtract": "sub",
    "divide": "div",
    "negative": "neg",
    "add_n": "sum",
    "cond": "where",
    "select": "where",
    # NumPy, SciPy
    "power": "pow",
    "absolute": "abs",
    "fabs": "abs",
    "fabsf": "abs",
    "arctan2": "atan2",
    "concatenate": "cat",
    "clip": "clamp",
    "expit": "sigmoid",
    "gammaln": "lgamma",
    "loggamma": "lgamma",
    "degrees": "rad2deg",
    "radians": "deg2rad",
    "toRadians": "deg2rad",
    "toDegrees": "rad2deg",
    "average": "mean",
    # sympy, Mathematica, MATLAB, Excel
    "Abs": "abs",
    "Max": "maximum",
    "Min": "minimum",
    "ln": "log",
    "LN": "log",
    "Log": "log",
    "LOG10": "log10",
    "Heaviside": "heaviside",
    "IF": "where",
    "If": "where",
    "iif": "where",
    "ifelse": "where",
    "AVERAGE": "mean",
    "ArcTan": "atan",
    "ArcSin": "asin",
    "ArcCos": "acos",
    "Sqrt": "sqrt",
    "Sign": "sign",
    "powf": "pow",
    "expf": "exp",
    "sqrtf": "sqrt",
    "sinf": "sin",
    "cosf": "cos",
    "logf": "log",
    "tanhf": "tanh",
    "fmaxf": "fmax",
    "fminf": "fmin",
    "mtimes": "matmul",
    "times": "mul",
}
MODULES = {
    "Softplus": "softplus",
    "ReLU": "relu",
    "Relu": "relu",
    "ReLU6": "relu6",
    "LeakyReLU": "leaky_relu",
    "ELU": "elu",
    "SELU": "selu",
    "CELU": "celu",
    "GELU": "gelu",
    "SiLU": "silu",
    "Swish": "silu",
    "Mish": "mish",
    "Sigmoid": "sigmoid",
    "LogSigmoid": "logsigmoid",
    "Tanh": "tanh",
    "Tanhshrink": "tanhshrink",
    "Softsign": "softsign",
    "Softshrink": "softshrink",
    "Hardshrink": "hardshrink",
    "Hardtanh": "hardtanh",
    "Hardsigmoid": "hardsigmoid",
    "Hardswish": "hardswish",
    "Softmax": "softmax",
    "LogSoftmax": "log_softmax",
    "Softmin": "softmin",
    "Threshold": "threshold",
    "MSELoss": "mse_loss",
    "L1Loss": "l1_loss",
    "SmoothL1Loss": "smooth_l1_loss",
    "HuberLoss": "huber_loss",
    "BCELoss": "binary_cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "CrossEntropyLoss": "cross_entropy",
    "NLLLoss": "nll_loss",
    "KLDivLoss": "kl_div",
    "CosineSimilarity": "cosine_similarity",
    "PairwiseDistance": "pairwise_distance",
    "Flatten": "flatten",
}

WRAPPERS = (
    "as_tensor asarray array constant convert_to_tensor Tensor FloatTensor "
    "DoubleTensor Variable Parameter Matrix matrix from_numpy ndarray"
).split()
