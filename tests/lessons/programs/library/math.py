import math

print(
    math.pi,
    math.e,
    math.tau,
    math.inf,
    math.sqrt(2),
    math.exp(1),
    math.log(10),
    math.log(8, 2),
    math.log2(8),
    math.log10(0.001),
    math.log1p(1e-10),
)
print(
    math.sin(math.pi),
    math.cos(0),
    math.atan2(1, -1),
    math.degrees(math.pi),
    math.radians(180),
    math.hypot(3, 4),
    math.tanh(0.5),
)
print(
    math.floor(-1.5),
    math.ceil(1.2),
    math.trunc(-1.7),
    math.fabs(-2),
    math.fmod(-7, 3),
    math.gcd(12, 18),
    math.lcm(4, 6),
    math.factorial(10),
    math.comb(5, 2),
    math.perm(5, 2),
)
print(
    math.isnan(math.nan),
    math.isinf(-math.inf),
    math.isclose(0.1 + 0.2, 0.3),
    math.copysign(1, -0.0),
    math.erf(0.5),
    math.gamma(5),
    math.prod([1, 2, 3]),
    math.fsum([0.1] * 10),
    math.dist([0, 0], [3, 4]),
    math.isqrt(17),
)
for bad in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.exp(1000), lambda: math.factorial(-1)):
    try:
        bad()
    except (ValueError, OverflowError) as error:
        print(type(error).__name__, error)
