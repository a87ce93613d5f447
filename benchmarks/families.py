"""The expressions of the corpus of claims: one a line, with points (x, or x,y) after the bar.

Everything is written so that Python, torch, NumPy, jax and gradcli read the same of it.
"""

from __future__ import annotations

SMOOTH = """
    4*x**3 - 7*x**2 + 3       | 1.7 -0.6 12 0.01
    x**2*exp(2*x)             | 0.7 -1.25 3
    exp(-x**2/3)              | 0.4 2.2 -1
    sin(4*x)*cos(x)           | 0.6 1.9 -2.4
    cos(x)**3                 | 0.9 2.1
    x*log(x) - 2*x            | 0.3 2.5 40
    log(3 + x**2)             | 1.1 -4 0.02
    sqrt(5 + 2*x)             | 0.5 7 -1.2
    (x**2 + 1)*(x - 4)        | 2.25 -0.3
    (2*x + 1)/(x**2 + 4)      | 1.3 -2.8 20
    x/(1 + exp(-3*x))         | 0.2 -1.4
    tan(x/2)                  | 0.8 -2.2
    atan(3*x)                 | 0.5 -2 9
    asin(x/3)                 | 1.4 -2.6
    acos(x/5)                 | 2.1 -4.4
    sinh(x)*cosh(x)           | 0.6 -1.8
    tanh(2*x)**2              | 0.45 -0.9
    x**x                      | 1.6 0.4 3
    2**x*x                    | 1.5 -2
    x**2.5                    | 0.7 3.3
    x**-3                     | 1.2 -0.8
    x**(1/3)                  | 2.4 0.09
    exp(sin(3*x))             | 0.35 -1.1
    sin(exp(x))               | 0.9 2.2
    log(log(x + 3))           | 1.2 25
    1/(1 + x + x**3)          | 0.8 2.6
    sqrt(1 + sin(x)**2)       | 1.3 -0.7
    asinh(2*x)                | 0.4 -3
    acosh(x + 1)              | 0.7 5
    atanh(x/4)                | 1.1 -3.1
    log1p(x**2)               | 0.5 -6
    expm1(-x)*x               | 1.4 -0.6
    exp(x)/(1 + x**2)         | 0.3 -2.7
    cos(x**2)*x               | 1.4 -0.7
    sin(x)**2*exp(-x)         | 2.4 0.3
    u = x**2 + 1; v = sin(u); u*v       | 0.8 -1.7
    h = tanh(3*x); h - h**3/3           | 0.2 -0.4
    p = 1/x; exp(-p)*p                  | 0.9 3.1
    sqrt(x)*log(2*x)          | 0.6 8
    (x - 3)**5                | 2.2 4.5
    exp(-x)*sin(5*x)          | 0.3 1.7
    x*sqrt(4 - x**2)          | 1.1 -0.4
"""
TWO = """
    x*exp(-y)                 | 2,0.5 -1.3,1.2
    x**y                      | 1.7,2.3 0.6,-1.4
    sin(x*y) + y**2           | 0.7,1.3 -2,0.4
    (x - y)/(x + y)           | 3,1.5 0.4,2.2
    log(x**2 + y**2)          | 0.5,-1.1 3,4
    (1 - x)**2 + 100*(y - x**2)**2      | -1.2,1 0.7,0.6
    atan2(x, y)               | 1.2,0.8 -0.7,-2.1
    hypot(x, y)               | 3,4 -0.2,1.7
    logaddexp(x, y)           | 1.4,0.2 -3,2.5
    xlogy(x, y)               | 1.3,2.7 0.4,0.15
    lerp(x, y, 0.3)           | 1.1,4 -2,0.3
    x*y/(x**2 + y)            | 1.4,0.9 -0.6,2
    sigmoid(x*y - 1)          | 0.8,1.9 -1.5,0.7
    sqrt(x**2 + 3*y**2)       | 1.2,0.7 -2,1
    float_power(x, y)         | 2.2,1.6 0.8,-0.5
    a = x + 2*y; b = x*y; a**2*b        | 0.5,1.5 -1.1,0.8
"""
SPECIAL = """
    erf(x)                    | 0.3 -1.7 3.4 5.5
    erf(3*x)*x                | 0.2 -0.6
    erfc(x)                   | 0.8 -2 6.5 12
    erfinv(x)                 | 0.2 -0.75 0.99
    lgamma(x)                 | 0.4 2.2 9.5 -1.3
    lgamma(2*x)               | 0.7 15
    digamma(x)                | 0.6 3.3 21 -0.4
    i0(x)                     | 0.7 -2.4 9
    i1(x)                     | 0.4 -1.9 7
    i0(2*x)/(1 + x**2)        | 0.9 2.2
    sinc(x)                   | 0.4 -1.3 2.6 0.001
    exp2(3*x)                 | 0.7 -1.6
    log2(x + 5)               | 1.2 -3
    log10(x)                  | 0.3 40
    rsqrt(x)                  | 0.8 6
    reciprocal(x + 2)         | 0.7 -5
    square(sin(x))            | 1.4 -0.8
    deg2rad(x)**2             | 30 -75
    sin(deg2rad(x))           | 40 200
    rad2deg(x)*x              | 0.5 -2
    sigmoid(4*x)              | 0.3 -1.2 7
    logsigmoid(x)             | 0.4 -2.5 9
    logit(x)                  | 0.3 0.92 0.04
    softplus(x)               | 0.7 -3 8
    softplus(x, beta=2.5)     | 0.4 -1.3
    elu(x)                    | 0.8 -1.4 -6
    elu(x, alpha=0.7)         | -0.6 1.3
    selu(x)                   | -1.1 0.9
    celu(x, alpha=1.5)        | -2.2 0.4
    gelu(x)                   | 0.6 -1.3 -5 4
    gelu(x, approximate='tanh')         | 0.7 -1.6 2.8
    silu(x)                   | 0.9 -2.3 6
    mish(x)                   | 0.5 -1.9 3.3
    hardsigmoid(x)            | 1.4 -2.2 4
    hardswish(x)              | 0.8 -1.5 3.5
    softsign(x)               | 1.3 -0.4 25
    tanhshrink(x)             | 0.6 -1.8 0.01
    leaky_relu(x, 0.2)        | 1.2 -0.7
    leaky_relu(x)             | -3 0.6
    hardtanh(x)               | 0.4 -1.5
    relu6(x)                  | 2.5 7 -1
    softshrink(x)             | 0.9 -2.2 0.3
    hardshrink(x)             | 1.1 0.2 -0.8
    xlogy(2, x)               | 0.6 11
    logaddexp(x, 1)           | 0.4 -6
    hypot(x, 2)               | 1.5 -7
    atan2(x, 3)               | 1.2 -8
    float_power(x, 1.7)       | 0.8 5
    lerp(2, x, 0.75)          | 1.4
    digamma(x)*x              | 1.7 0.2
    erf(x/2)**2               | 0.9 -2.1
    frac(3*x)*x               | 0.55 -0.3
    remainder(x, 0.75)*x      | 1.3 2.9
"""
EXTREME = """
    3e-200*x**2               | 2e-90 4e100 1
    2e200*x**3                | 2e-100 3e10 1e-40
    1e-300*x                  | 1 7e150
    1e300*x/3                 | 1e-200 2
    x**-2                     | 1e100 2e-100 3
    sqrt(x)                   | 1e-300 2e300 4
    x**(1/3)                  | 1e-290 5e200
    log(x)                    | 2e-300 3e300
    log1p(x)                  | 1e-300 3e-17 1e200
    expm1(x)                  | 2e-290 -700 600
    exp(x)                    | -690 650 700
    exp(x - 1000)             | 500 400 998
    exp(-x**2)                | 6 15 25
    exp(-1/x)                 | 0.002 0.01 1e100
    x*exp(-x)                 | 300 600
    1/(1 + exp(-x))           | -600 40 -37
    sigmoid(x)                | -650 36 45 -30
    logsigmoid(x)             | 50 -400 500
    tanh(x)                   | 18 25 -300
    tanh(x)*1e30              | 20 33
    cosh(x)                   | 1e-200 600
    sinh(x)                   | 1e-200 -650
    atan(x)                   | 1e80 -2e140 1e-200
    atan(1e10*x)              | 1 1e-10
    x/sqrt(1 + x**2)          | 1e5 1e90 1e-100
    x/(1 + x)                 | 1e100 1e-250
    softsign(x)               | 1e120 -1e-80
    asinh(x)                  | 1e200 1e-200
    acosh(x)                  | 1e250 1.000000001
    atanh(x)                  | 1e-280 0.99999999
    asin(x)                   | 1e-290 0.999999999
    sqrt(x**2)                | 3e200 -2e-200
    sqrt(1 + x**2)            | 1e-150 1e150
    hypot(x, 1)               | 1e-150 1e150
    log(1 + exp(x))           | 700 -650 50
    softplus(x)               | -650 19
    logaddexp(x, 0)           | -600 600 30
    log(cosh(x))              | 600 -500 1e-160
    erf(x)                    | 6 20 1e-200
    erfc(x)                   | 5 14 25 -8
    erfinv(x)                 | 1e-200 0.9999999 -0.999999999
    gelu(x)                   | -12 -30 9 1e-150
    silu(x)                   | -500 40 -90
    mish(x)                   | -300 30
    elu(x)                    | -600 -40 1e-100
    lgamma(x)                 | 1e-200 1e15 170
    digamma(x)                | 1e-120 1e200 1e9
    i0(x)                     | 1e-150 600 40
    i1(x)                     | 1e-100 500
    sinc(x)                   | 1e-8 1e-100 1e5
    sin(x)                    | 1e5 1e10 1e-200
    cos(x)                    | 1e-200 1e8
    sin(1e6*x)                | 0.3 2.5
    cos(3e8*x)                | 0.7
    tan(x)                    | 1e-180 1.5707 1e6
    x**300                    | 0.2 1.5 0.9
    x**-40                    | 1e-6 2e5
    2**x                      | -900 1000
    exp2(x)                   | -960 1010
    x**x                      | 100 1e-9 140
    exp(exp(x))               | 6 -30
    log(log(x))               | 1e300 1.0000001
    1e-150/x                  | 1e-100 1e100
    x*1e-160*1e-130           | 2
    (1e160*x)**2/1e300        | 3e-20 1
    exp(x)*exp(-x + 1)*x      | 300 -200
    log_ = log(x); log_**2    | 1e200 1e-200
    rsqrt(x)                  | 1e-200 1e200
    square(x)*1e-250          | 1e200 1e-20
    erfc(x)/erfc(x + 1)       | 10 15
    sigmoid(x)*(1 - sigmoid(x))         | 30 -40
    tanh(x)**2                | 15 1e-150
    log(sigmoid(x))           | 60 -300
    exp(-exp(x))              | 5 -20
    x**2*exp(-x**2)           | 12 1e-140
    log10(x)                  | 1e-300 1e300
"""
CANCELLATION = """
    sqrt(x + 1) - sqrt(x)     | 1e10 1e16 1e4
    sqrt(x**2 + 1e16) - 1e8   | 1 300 0.02
    cos(x) - 1                | 1e-8 1e-5 1e-150
    exp(x) - 1 - x            | 1e-7 1e-4 -1e-10
    (1 + x)**2 - 1 - 2*x      | 1e-9 1e-12
    (1 + x)**3 - 1            | 1e-17 1e-9
    tan(x) - x                | 1e-6 1e-3
    x - sin(x)                | 1e-7 1e-4 1e-30
    tanh(x) - x               | 1e-7 1e-3
    log(1 + x) - x            | 1e-9 1e-5
    1/x - 1/(x + 1)           | 1e8 1e12
    1e8*x - 1e8*sin(x)        | 1e-4 1e-8
    1e16*x + sin(x) - 1e16*x  | 0.7 2
    1e20*x + x**2 - 1e20*x    | 3 0.7
    (x + 1e15) - 1e15 + x**2  | 0.3
    exp(x)*exp(-x) + x**2     | 30 400
    sin(x)**2 + cos(x)**2 + x/7         | 1.3 50
    (x - 1)**7                | 1.0001 1.01
    x**7 - 7*x**6 + 21*x**5 - 35*x**4 + 35*x**3 - 21*x**2 + 7*x - 1        | 1.0001 1.01
    log(exp(x) + 1e10) - log(1e10)      | 3 0.1
    log(x + 1) - log(x)       | 1e9 1e13
    cosh(x)**2 - sinh(x)**2 + x**2      | 15 25
    (exp(x) - exp(-x))/2 - sinh(x) + x  | 3 20
    sigmoid(x) + sigmoid(-x) + x/3      | 2 40
    erf(x) + erfc(x) + x**2   | 0.4 3
    (exp(x) - 1)/x            | 1e-9 1e-4
    (1 - cos(x))/x**2         | 1e-6 1e-3
    sin(x)/x - 1              | 1e-5 1e-9
    lgamma(x + 1) - lgamma(x) | 0.7 1e6 30
    digamma(x + 1) - digamma(x)         | 0.7 1e5
    atan(x) + atan(1/x) + x/9 | 1e4 3
    log(x**2) - 2*log(x) + x  | 1e100 5
    sqrt(x)**2 - x + sin(x)   | 2 1e5
    1 - tanh(x)**2            | 12 20
    1 - erf(x)                | 3 7
    1 - sigmoid(x)            | 30 45
    log(1 - exp(-x))          | 1e-9 40
    exp(x) - exp(x - 1e-9)    | 1 5
    acos(1 - x)               | 1e-12 1e-5
    asin(1 - x)               | 1e-10
    (x + 1e8)**2 - x**2 - 1e16          | 1 1e3
    sin(x + 1e-8) - sin(x)    | 0.5 2
"""
BRANCHES = """
    abs(x - 2)*x              | 1.999999999 2.000000001 5 -3
    relu(x - 1e-6)            | 2e-6 1e-7 -4
    relu(x - 1000)            | 999.9999999 1000.0000001 5
    where(x > 3, x**2, 2*x)   | 3.0000000001 2.9999999999 40
    where(x < 1e-3, 5*x, sin(x))        | 0.0009999 0.0010001
    where(x > 1e6, 3*x, x)    | 999999.999 1000000.001 2
    clamp(x, -1, 2)**2        | 1.9999999 2.0000001 -1.5 0.3
    clamp(3*x, min=0.5)       | 0.16666 0.16667
    clamp(x, max=1e-5)        | 0.9e-5 1.1e-5
    maximum(x**2, 2*x)        | 1.9999 2.0001 -1
    minimum(x, 3 - x)         | 1.4999999 1.5000001
    maximum(sin(x), cos(x))   | 0.785398 0.785399 4
    clamp(x, min=0.7)*x       | 0.69999 0.70001
    minimum(x**3, x)          | 0.9999 1.0001 -0.5
    abs(sin(x))               | 3.14159 3.1416 1
    abs(x)                    | 1e-300 -1e-300 1e300
    relu(x)                   | 1e-300 -1e-300 1e300
    abs(x**2 - 2)             | 1.4142135 1.4142136
    hardtanh(x)*x             | 0.99999999 1.00000001
    hardsigmoid(x)*x          | 2.999999 3.000001 -3.5
    hardswish(x)              | -2.999999 -3.000001
    relu6(x)*x                | 5.9999999 6.0000001
    softshrink(x)*x           | 0.4999999 0.5000001
    hardshrink(x)*x           | 0.4999999 0.5000001
    softplus(x, threshold=5)  | 4.9999 5.0001
    leaky_relu(x, 0.3)*x      | 1e-9 -1e-9
    where(abs(x) < 50, x**2/2, 50*(abs(x) - 25))            | 49.999999 -50.000001 3
    where(sin(x) > 0.5, x, -x)          | 0.5235 0.5236 2
    floor(x)*x                | 2.0000001 1.9999999 -0.5
    ceil(x)*x                 | 2.0000001 2.9999999
    round(x)*x**2             | 2.4999999 2.5000001
    trunc(x)*x                | -1.9999999 3.2
    frac(x)*x                 | 1.9999999 2.0000001
    sign(x - 1)*x**2          | 0.9999999 1.0000001
    where(exp(x) > 20, x, 3*x)          | 2.9957 2.9958
    relu(x**3 - 8)            | 1.99999999 2.00000001
    relu(1 - relu(x))         | 0.99999999 1.00000001 -2
    where(x > 0, log1p(abs(x)), x**2)   | 1e-12 -1e-12
    abs(abs(x) - 1)           | 0.999999 1.000001 -1e-9
    copysign(x**2, -1.0)      | 1.5 -2
    elu(x)*2                  | 1e-12 -1e-12
    where(x > 0.1, where(x > 0.2, x**3, x**2), x)           | 0.09999 0.10001 0.19999 0.20001
    where(1e200*x > 1, x**2, x)         | 0.9e-200 1.1e-200
    relu(x*1e-200 - 1)        | 0.9e200 1.1e200
"""
KINKS = """
    abs(x)                    | 0
    abs(x - 2)                | 2
    abs(3*x)                  | 0
    relu(x)                   | 0
    relu(2*x - 1)             | 0.5
    relu(1 - x)               | 1
    -abs(x)                   | 0
    x + relu(-x)              | 0
    x*abs(x - 1)              | 1
    exp(abs(x))               | 0
    sqrt(x**2)                | 0
    leaky_relu(x, 0.1)        | 0
    leaky_relu(x)             | 0
    clamp(x, -1, 2)           | 2 -1
    clamp(2*x, min=3)         | 1.5
    hardtanh(x)               | 1 -1
    relu6(x)                  | 6 0
    maximum(x, 2*x)           | 0
    maximum(x, 3 - x)         | 1.5
    minimum(x**2, x)          | 1 0
    clamp(x, min=1)           | 1
    clamp(2*x, max=4)         | 2
    where(x > 1, x**2, x)     | 1
    where(x < 0, -3*x, x)     | 0
    softshrink(x)             | 0.5 -0.5
    hardsigmoid(x)            | 3 -3
    abs(x**2 - 4)             | 2 -2
    abs(sin(x))               | 0
    abs(x)*cos(x)             | 0
    abs(x)/(1 + abs(x))       | 0
    relu(x)*5 - 2*relu(-x)    | 0
    elu(x, alpha=2)           | 0
    celu(3*x)*1 + abs(x)      | 0
    relu(x - 1e-6)            | 1e-6
    relu(x - 1000)            | 1000
    abs(log(x))               | 1
    relu(log(x))              | 1
    abs(exp(x) - 1)           | 0
    maximum(exp(x), 1 - x)    | 0
    selu(x)                   | 0
"""
TENSORS = """
    sum(v**2)                           | v
    sum(v*w)                            | v w
    dot(v, w)                           | v w
    sum(exp(v))/3                       | v
    mean(v**3)                          | v
    prod(v)                             | v
    sum(cumsum(v, dim=0)**2)            | v
    sum(cumprod(v, dim=0))              | v
    sum(softmax(v, dim=0)*w)            | v w
    sum(log_softmax(v, dim=0)*w)        | v w
    sum(softmin(v, dim=0)*w)            | v
    logsumexp(v, dim=0)                 | v
    sum(logcumsumexp(v, dim=0))         | v
    norm(v)                             | v
    vector_norm(v, ord=3)               | v
    norm(v - w)                         | v w
    var(v)                              | v
    std(v)                              | v
    sum(v)*sum(v**2)                    | v
    sum(sigmoid(v)*w)                   | v w
    sum(tanh(A @ v))                    | A v
    sum((A @ v - w)**2)                 | A v w
    dot(v, A @ v)                       | A v
    sum(A @ B)                          | A B
    sum((A @ B)**2)                     | A B
    sum(mm(A, B)*A)                     | A B
    sum(mv(A, v))                       | A v
    trace(A @ B)                        | A B
    sum(t(A) @ A)                       | A
    det(A)                              | A
    log(abs(det(A)))                    | A
    sum(inv(A))                         | A
    trace(inv(A))                       | A
    sum(outer(v, w)**2)                 | v w
    sum(A*v)                            | A v
    sum(softmax(A, dim=1)*A)            | A
    sum(softmax(A, dim=0)*B)            | A B
    sum(log_softmax(A, dim=1))          | A
    sum(logsumexp(A, dim=1)**2)         | A
    sum(mean(A, dim=0)**2)              | A
    sum(sum(A, dim=1)**3)               | A
    norm(A)                             | A
    sum(var(A, dim=1))                  | A
    sum(A**2)*sum(B)                    | A B
    mse_loss(v, w)                      | v w
    mse_loss(v, w, reduction='sum')     | v
    l1_loss(v, w)                       | v w
    huber_loss(v, w)                    | v w
    smooth_l1_loss(v, w)                | v
    binary_cross_entropy(p, q)          | p
    binary_cross_entropy_with_logits(v, p)         | v
    binary_cross_entropy_with_logits(v, p, reduction='sum')        | v
    cosine_similarity(v, w, dim=0)      | v w
    sum(relu(A @ v)**2)                 | A v
    h = tanh(A @ v + w); sum(h*h)       | A v w
    max(v)*sum(w)                       | v w
    amax(v)                             | v
    sum(amax(A, dim=1)**2)              | A
    sum(amin(A, dim=0))                 | A
    median(v)*2                         | v
    sum(abs(v))                         | v
    sum(relu(v)*w)                      | v w
    sum(diff(v)**2)                     | v
    sum(kron(v, w)**2)                  | v w
    sum(tril(A)**2)                     | A
    sum(where(v > 0, v**2, -v))         | v
    sum(maximum(v, w))                  | v w
    sum(clamp(v, -1, 1)**2)             | v
    sum(erf(v))                         | v
    sum(gelu(v))                        | v
    sum(lgamma(p))                      | p
    sum(x*v**2)                         | x v
    sum(v)/x                            | x v
    v[0]*v[1] + v[2]**2                 | v
    A[0, 1]*A[1, 0]                     | A
    sum(A[:, 0]*v)                      | A v
"""
# For each set the data of the names; the last two have large and small numbers.
DATA = (
    {"v": "[0.5, -1.2, 2]", "w": "[1.5, 0.7, -0.4]", "p": "[0.2, 0.9, 0.55]", "q": "[0, 1, 1]", "x": "1.3",
     "A": "[[1, 2, 0.5], [0.3, -1, 4], [2, 1, -0.7]]", "B": "[[0.2, 1, -1], [3, 0.1, 2], [0.4, -0.6, 1]]"},
    {"v": "[3, 0.25, -0.8]", "w": "[-2, 1.1, 0.6]", "p": "[0.4, 0.35, 0.8]", "q": "[1, 0, 0]", "x": "-0.6",
     "A": "[[2, -1, 0.1], [0.7, 1.5, 1], [-3, 0.2, 0.9]]", "B": "[[1, 0.5, 2], [-1, 2, 0.3], [0.8, 1.7, -2]]"},
    {"v": "[30, -20, 5]", "w": "[1e3, 2, -7]", "p": "[1e-6, 0.5, 0.999999]", "q": "[1, 1, 0]", "x": "250",
     "A": "[[100, 2, 50], [0.3, -1, 4], [20, 1, -7]]", "B": "[[1, 1000, -1], [3, 0.01, 2], [4, -6, 100]]"},
    {"v": "[1e-8, -3e-5, 2e-3]", "w": "[4e-6, 0.1, 5e-9]", "p": "[0.01, 0.02, 0.3]", "q": "[0, 0, 1]", "x": "1e-4",
     "A": "[[1e-3, 2, 1e-4], [0.3, -1e-5, 1], [0.2, 1, -7e-3]]", "B": "[[1e-2, 1, -1e-3], [3e-4, 1, 2], [0.4, -6e-5, 1]]"},
)  # fmt: skip
# Kinks of several elements: expression, name, data, numbers inside and outside the subgradients.
TENSOR_KINKS = """
    sum(abs(v))        | [0, 1, -2]  | [0, 1, -1]; [0.5, 1, -1]; [-1, 1, -1]      | [1.2, 1, -1]; [0, 1, 1]; [-2, 1, -1]
    sum(relu(v))       | [0, 3, -1]  | [0, 1, 0]; [1, 1, 0]; [0.25, 1, 0]         | [1.5, 1, 0]; [-0.1, 1, 0]; [0, 1, 1]
    max(v)             | [2, 2, 1]   | [1, 0, 0]; [0.5, 0.5, 0]; [0.25, 0.75, 0]  | [1, 1, 0]; [0, 0, 0]; [0.5, 0.5, 1]
    amax(v)            | [4, 1, 4]   | [0.5, 0, 0.5]; [0, 0, 1]                   | [1, 0, 1]; [0.5, 0.5, 0]
    min(v)             | [-1, 0, -1] | [0.5, 0, 0.5]; [1, 0, 0]                   | [1, 0, 1]; [0, 0, 0]
    norm(v)            | [0, 0, 0]   | [0, 0, 0]; [0.5, 0.5, 0]                   | [1, 1, 0]; [2, 0, 0]
    sum(abs(v - 1))    | [1, 1, 3]   | [0, 0, 1]; [1, -1, 1]                      | [1.5, 0, 1]; [0, 0, -1]
    sum(relu(v)*3)     | [0, 0, 2]   | [0, 3, 3]; [1.5, 0, 3]                     | [4, 0, 3]; [0, 0, 0]
    l1_loss(v, v*0, reduction='sum') | [0, 2, -1] | [0, 1, -1]; [0.3, 1, -1]      | [3, 1, -1]; [0, -1, -1]
"""
# Formulas: an expression, where x may lie, what its derivative is, and what it is not.
FORMULAS = """
    3*x**2 + 4*x + 5     | -3 3     | 6*x + 4; 2*(3*x + 2)                               | 6*x + 5; 3*x + 4; 6*x; 6*x**2 + 4
    sin(3*x)             | -3 3     | 3*cos(3*x); 3*sin(3*x + pi/2)                      | cos(3*x); 3*sin(3*x); 3*cos(x)
    exp(-x**2) | -2 2 | -2*x*exp(-x**2); -2*x/exp(x**2) | -2*exp(-x**2); -x**2*exp(-x**2); exp(-2*x)
    x**2*exp(x) | -3 3 | x*(x + 2)*exp(x); exp(x)*(x**2 + 2*x) | 2*x*exp(x); x**2*exp(x); x*(x + 1)*exp(x)
    log(1 + x**2)        | -3 3     | 2*x/(1 + x**2); 2/(x + 1/x)                        | 1/(1 + x**2); 2*x; x/(1 + x**2)
    x*log(x)             | 0.1 5    | log(x) + 1; log(e*x)                               | log(x); 1/x; log(x) + x
    sqrt(1 + x**2) | -3 3 | x/sqrt(1 + x**2); sin(atan(x)) | 1/(2*sqrt(1 + x**2)); x*sqrt(1 + x**2); 1
    sigmoid(x) | -5 5 | sigmoid(x)*(1 - sigmoid(x)); 1/(2 + exp(x) + exp(-x)) | x*(1 - x); sigmoid(x); 1 - sigmoid(x)**2
    tanh(x)              | -3 3     | 1 - tanh(x)**2; 1/cosh(x)**2; 4/(exp(x) + exp(-x))**2 | 1 - x**2; 1 - tanh(x); 1/cosh(x)
    tan(x)               | -1.4 1.4 | 1/cos(x)**2; 1 + tan(x)**2                         | 1/cos(x); 1 + tan(x); 1/sin(x)**2
    atan(2*x) | -3 3 | 2/(1 + 4*x**2) | 1/(1 + 4*x**2); 2/(1 + x**2); 2/(1 + 2*x**2)
    asin(x)              | -.9 .9   | 1/sqrt(1 - x**2); 1/cos(asin(x))                   | 1/sqrt(1 + x**2); -1/sqrt(1 - x**2)
    sin(x)*cos(x) | -3 3 | cos(2*x); cos(x)**2 - sin(x)**2; 1 - 2*sin(x)**2 | -sin(x)*cos(x); cos(x)**2 + sin(x)**2; 2*cos(2*x)
    sin(x)/x | 0.2 5 | (x*cos(x) - sin(x))/x**2; cos(x)/x - sin(x)/x**2 | cos(x); (sin(x) - x*cos(x))/x**2; cos(x)/x
    x**x                 | 0.2 3    | x**x*(log(x) + 1)                                  | x*x**(x - 1); x**x*log(x)
    2**x                 | -3 3     | log(2)*2**x; exp(x*log(2))*log(2)                  | x*2**(x - 1); 2**x; 0.693*2**x
    sin(pi*x) | -2 2 | pi*cos(pi*x) | 3.14*cos(pi*x); 3.14159*cos(pi*x); cos(pi*x)
    exp(sin(x)) | -3 3 | cos(x)*exp(sin(x)) | exp(cos(x)); exp(sin(x)); -cos(x)*exp(sin(x))
    log(sin(x))          | 0.2 2.9  | 1/tan(x); cos(x)/sin(x)                            | 1/sin(x); tan(x)
    1/(1 + x**2) | -3 3 | -2*x/(1 + x**2)**2 | -1/(1 + x**2)**2; 2*x/(1 + x**2)**2; 1/(2*x)
    (x - 1)*(x - 2)*(x - 3)   | -1 5     | 3*x**2 - 12*x + 11                            | 3*x**2 - 12*x + 10; 3*x**2 - 11*x + 11
    x/(x + 2)            | -1.5 4   | 2/(x + 2)**2; 1/(x + 2) - x/(x + 2)**2             | -2/(x + 2)**2; 1/(x + 2); 2/(x + 2)
    cosh(x)              | -3 3     | sinh(x); (exp(x) - exp(-x))/2                      | -sinh(x); cosh(x)
    erf(x) | -2 2 | 2/sqrt(pi)*exp(-x**2); 1.1283791670955126*exp(-x**2) | exp(-x**2); 1.128*exp(-x**2); 2/sqrt(pi)*exp(-x)
    erfc(2*x) | -1 1 | -4/sqrt(pi)*exp(-4*x**2) | -2/sqrt(pi)*exp(-4*x**2); -4/sqrt(pi)*exp(-2*x**2)
    lgamma(x)            | 0.2 9    | digamma(x); digamma(x + 1) - 1/x                   | digamma(x + 1); log(x); 1/digamma(x)
    softplus(x)          | -4 4     | sigmoid(x); 1/(1 + exp(-x))                        | softplus(x); sigmoid(-x); tanh(x)
    silu(x)              | -4 4     | sigmoid(x)*(1 + x*(1 - sigmoid(x)))                | sigmoid(x); sigmoid(x)*(1 + x)
    log(x)**2            | 0.2 5    | 2*log(x)/x                                         | 2*log(x); 2/x; log(x)/x
    sqrt(x)              | 0.1 5    | 1/(2*sqrt(x)); sqrt(x)/(2*x); 0.5*x**-0.5          | 1/sqrt(x); 0.5*sqrt(x); -0.5*x**-1.5
    x**5                 | -2 2     | 5*x**4; 5*x*x*x*x                                  | 4*x**4; 5*x**5; x**4; 5*x**4 + 1e-6
    exp(2*x)*cos(x) | -2 2 | exp(2*x)*(2*cos(x) - sin(x)) | exp(2*x)*(cos(x) - sin(x)); -2*exp(2*x)*sin(x)
    cos(x**2) | -2 2 | -2*x*sin(x**2) | -sin(x**2); 2*x*sin(x**2); -2*x*sin(2*x)
    log2(x)              | 0.2 5    | 1/(x*log(2))                                       | 1/x; log(2)/x; 1.4427*1/x
    i0(x)                | -3 3     | i1(x)                                              | i0(x); -i1(x)
    asinh(x)             | -4 4     | 1/sqrt(x**2 + 1)                                   | 1/sqrt(x**2 - 1 + 2.001); 1/(x**2 + 1)
    logit(x)             | .1 .9    | 1/(x*(1 - x)); 1/x + 1/(1 - x)                     | 1/x - 1/(1 - x); x*(1 - x)
    expm1(x)             | -3 3     | exp(x); expm1(x) + 1                               | expm1(x); exp(x) - 1
    log1p(x)             | -.9 4    | 1/(1 + x)                                          | 1/x; log1p(x)
    rsqrt(x)             | 0.2 4    | -0.5*x**-1.5; -rsqrt(x)/(2*x)                      | 0.5*x**-1.5; -rsqrt(x)
    acos(x)              | -.9 .9   | -1/sqrt(1 - x**2)                                  | 1/sqrt(1 - x**2); -1/(1 - x**2)
    tanh(x)*1e30 | -3 3 | 1e30*(1 - tanh(x)**2) | 1e30*(1 - tanh(x)**2)*1.00001; 1e29/cosh(x)**2
    1e-200*x**2          | -3 3     | 2e-200*x                                           | 0*x; 2e-200; 2.001e-200*x
    sqrt(x**2 + 1e16) - 1e8   | -3 3     | x/sqrt(x**2 + 1e16)                           | 0*x; x*1.0001e-8; x/1e7
    (1 + x)**2 - 1 - 2*x | -1 1     | 2*x; 2*(1 + x) - 2                                 | x; 2 + 2*x; 2*x + 1e-4
    x**4/4 - x**3/3      | -2 2     | x**3 - x**2; x*x*(x - 1)                           | x**3 - x**2/3; x**3 + x**2
    u = x**2 + 1; u*log(u)    | -2 2     | 2*x*(log(x**2 + 1) + 1)                       | 2*x*log(x**2 + 1); log(x**2 + 1) + 1
    sinc(x)              | 0.2 3    | (pi*x*cos(pi*x) - sin(pi*x))/(pi*x**2)             | (x*cos(x) - sin(x))/x**2; cos(pi*x)
"""
# Formulas of which some are right in a part of the domain alone: thresholds near and far.
THRESHOLDS = ("1e-3", "0.25", "-2", "7", "50", "-300", "1e4", "-1e6")
PIECEWISE = """
    relu(x - {t})                         | where(x > {t}, 1, 0)                      | 0*x; 1 + 0*x; where(x > {t}, 0, 1)
    abs(x - {t}) | sign(x - {t}); where(x > {t}, 1, -1) | 1 + 0*x; -1 + 0*x; where(x > {t}, 1, 1.0001)
    where(x > {t}, x**2, 3*x)             | where(x > {t}, 2*x, 3)                    | 2*x; 3 + 0*x; where(x > {t}, 3, 2*x)
    where(x < {t}, sin(x), x)             | where(x < {t}, cos(x), 1)                 | cos(x); 1 + 0*x
    clamp(x, max={t})                     | where(x < {t}, 1, 0)                      | 1 + 0*x; 0*x
    maximum(x, {t})*2                     | where(x > {t}, 2, 0)                      | 2 + 0*x; 0*x; where(x > {t}, 2, 1)
    x + relu({t} - x)                     | where(x > {t}, 1, 0)                      | 1 + 0*x; 0*x
"""
TWO_FORMULAS = """
    x*exp(-y)            | exp(-y)                      | -exp(-y); x*exp(-y); exp(y)
    sin(x*y)             | y*cos(x*y)                   | cos(x*y); x*cos(x*y); y*cos(x)
    x**2*y + y**3        | 2*x*y                        | 2*x*y + 3*y**2; 2*x; x**2
    x/(x**2 + y**2)      | (y**2 - x**2)/(x**2 + y**2)**2         | (x**2 - y**2)/(x**2 + y**2)**2; 1/(2*x)
    log(x**2 + y**2 + 1) | 2*x/(x**2 + y**2 + 1)        | 2*x + 2*y; 1/(x**2 + y**2 + 1); 2*(x + y)/(x**2 + y**2 + 1)
    (x - y)**2/2         | x - y                        | y - x; 2*(x - y); x
    sigmoid(x*y) | y*sigmoid(x*y)*(1 - sigmoid(x*y)) | sigmoid(x*y)*(1 - sigmoid(x*y)); x*sigmoid(x*y)*(1 - sigmoid(x*y))
    exp(x + 2*y)         | exp(x + 2*y); exp(x)*exp(y)**2         | 2*exp(x + 2*y); exp(x)
    where(x > y, x**2, y**2)  | where(x > y, 2*x, 0)    | 2*x; where(x > y, 2*x, 2*y)
    maximum(x, y)        | where(x > y, 1, 0)           | 1 + 0*x; where(x > y, 1, 0.5)
"""
TENSOR_FORMULAS = """
    sum(v**2)                      | v | 2*v                                   | v; 2*v**2; v**2
    dot(v, w)                      | v | w                                     | v; 2*w
    sum(exp(v))                    | v | exp(v)                                | exp(v)/3; exp(sum(v)) + 0*v
    mean(v**2)                     | v | 2*v/3                                 | 2*v; v/3
    logsumexp(v, dim=0)            | v | softmax(v, dim=0); exp(v)/sum(exp(v)) | log_softmax(v, dim=0); exp(v)
    norm(v)                        | v | v/norm(v); v/sqrt(sum(v**2))          | v*norm(v); 2*v/norm(v); v
    var(v)                         | v | v - mean(v)                           | 2*(v - mean(v))/3; 2*v
    prod(v)                        | v | prod(v)/v                             | prod(v) + 0*v; v/prod(v)
    sum((A @ v - w)**2)            | v | 2*t(A) @ (A @ v - w)                  | 2*A @ (A @ v - w); t(A) @ (A @ v - w)
    dot(v, A @ v)                  | v | (A + t(A)) @ v                        | 2*A @ v; A @ v
    dot(v, A @ w)                  | A | outer(v, w)                           | outer(w, v)
    sum(tanh(A @ v))               | v | t(A) @ (1 - tanh(A @ v)**2)           | A @ (1 - tanh(A @ v)**2); 1 - tanh(v)**2
    mse_loss(v, w)                 | v | 2*(v - w)/3                           | 2*(w - v)/3; (v - w)/3; 2*(v - w)
    sum(sigmoid(v))                | v | sigmoid(v)*(1 - sigmoid(v))           | sigmoid(v); 1 - sigmoid(v)
    sum(relu(v))                   | v | where(v > 0, 1, 0) + 0*v              | v; 1 + 0*v
    trace(A @ B)                   | A | t(B)                                  | B
"""
OPERATORS = ("-({})", "2*({})", "({})/2", "({})*1.000001", "({}) + 1e-3", "1.01*({0}) - 0.01*({0})**2", "abs({}) + 0.1")
