"""Names that PyTorch has and that are not available: asked for, they say so, and are not taken for misspelt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

ABSENT: Mapping[str, frozenset[str]] = {
    "torch.nn": frozenset(
        """AdaptiveAvgPool3d AdaptiveLogSoftmaxWithLoss AdaptiveMaxPool3d CTCLoss ChannelShuffle Container CrossMapLRN2d
        DataParallel
        EmbeddingBag FractionalMaxPool2d FractionalMaxPool3d LPPool3d LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d LazyConv1d
        LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d LazyInstanceNorm1d LazyInstanceNorm2d
        LazyInstanceNorm3d LazyLinear LinearCrossEntropyLoss MaxUnpool1d MaxUnpool2d MaxUnpool3d MultiLabelMarginLoss
        NLLLoss2d SyncBatchNorm UninitializedBuffer UninitializedParameter""".split()
    ),
    "torch.optim": frozenset("ASGD Adafactor Muon Rprop SparseAdam swa_utils".split()),
    "torch.optim.lr_scheduler": frozenset(),
    "torch.distributions": frozenset(
        """AffineTransform Beta Binomial Cauchy Chi2 ContinuousBernoulli Dirichlet ExponentialFamily FisherSnedecor Gamma
        GeneralizedPareto Geometric Gumbel HalfCauchy HalfNormal InverseGamma Kumaraswamy LKJCholesky LogNormal LogisticNormal
        LowRankMultivariateNormal MixtureSameFamily Multinomial MultivariateNormal NegativeBinomial OneHotCategorical
        OneHotCategoricalStraightThrough Pareto Poisson RelaxedBernoulli RelaxedOneHotCategorical StudentT
        TransformedDistribution VonMises Weibull Wishart biject_to register_kl transform_to transforms""".split()
    ),
    "torch.autograd": frozenset({"profiler", "profiler_util", "forward_ad", "graph"}),
    "torch.nn.utils": frozenset("parametrize parametrizations prune spectral_norm weight_norm remove_weight_norm".split()),
    "torch": frozenset({"func", "jit", "distributed", "multiprocessing", "onnx", "fx", "hub", "profiler"}),
}


def refuse(module: str, name: str) -> NoReturn:
    """Raise the AttributeError of a name that a module does not have, or has not here."""
    if name in ABSENT[module]:
        raise AttributeError(f"{module}.{name} is not available: gradcli does not have it")
    raise AttributeError(f"module '{module}' has no attribute '{name}'")
