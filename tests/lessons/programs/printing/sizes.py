import torch

s = torch.ones(2, 3).shape
print(
    s,
    str(s),
    repr(s),
    list(s),
    tuple(s),
    f"{s}",
    s[0],
    s[-1],
    s[:1],
    len(s),
    s + (1,),
    (1,) + tuple(s),
    s == (2, 3),
    s == [2, 3],
    s.numel(),
    torch.Size([4]),
    torch.Size(),
    hash(s) == hash((2, 3)),
)
a, b = s
print(
    a * b,
    {s: 1},
    [torch.ones(1).shape],
    s * 2,
    s.index(3),
    s.count(2),
    2 in s,
    max(s),
    sum(s),
    isinstance(s, tuple),
    type(s),
)
print(
    "shape: %s" % str(s),
    "shape: {}".format(s),
    torch.ones(()).shape,
    torch.ones(2, 0).shape,
    torch.zeros(*s).shape,
    torch.zeros(s).shape,
    torch.ones(3, 4).size()[1],
)
