import torch

loss = torch.tensor(0.123456789, requires_grad=True) * 2
print(f"{loss} {loss:.4f} {loss.item():.4f} {loss!r} {loss:10.2e}|{loss:<8.3f}|{loss:+.1f}")
print(f"{loss = } {torch.ones(2) = }")
n, name, width = 7, "epoch", 9
print(f"{n:03d} {n:>5} {n:<5}| {n:^5} {n:b} {n:x} {n:,} {12345678:,} {0.5:%} {1e-7:g} {name:>{width}} {name!r:*^12}")
print(f"{loss.shape} {loss.dtype} {torch.arange(3)} {[torch.tensor(1.5)]} {{literal}} {'nested ' + str(n)}")
print(
    "{:.3f} {:>6} {name} {0} {1:.1%}".format(1.0, 0.5, name=name)
    if False
    else "{:.3f} {:>6} {name}".format(1.0, 0.5, name=name)
)
print("%d %5.2f %s %r %e %%" % (3, 2.5, "s", "r", 12345.678), "%(a)s-%(b)03d" % {"a": 1, "b": 2})
print("{0:.2f} {0} {1[0]} {2.shape}".format(1.5, [9], torch.ones(2)))
try:
    f"{torch.ones(2):.2f}"
except TypeError as error:
    print(error)
