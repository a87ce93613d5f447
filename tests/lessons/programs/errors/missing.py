"""Arguments that are missing, or too many."""

import torch

x, y = torch.ones(2, 3), torch.ones(3)
calls = [
    lambda: torch.mm(mat2=x),
    lambda: torch.softmax(dim='a'),
    lambda: torch.softmax(dim=0),
    lambda: torch.mm(5, foo=1, out=None),
    lambda: torch.mm(5, foo=1),
    lambda: torch.cumsum(dim=0),
    lambda: torch.topk(k=1),
    lambda: torch.transpose(dim1=0),
    lambda: torch.transpose(x, dim1=0),
    lambda: torch.unsqueeze(dim=0),
    lambda: torch.squeeze(dim=0),
    lambda: torch.chunk(chunks=2),
    lambda: torch.clamp(min=1),
    lambda: torch.dot(tensor=x),
    lambda: torch.bmm(mat2=x),
    lambda: torch.mv(vec=y),
    lambda: torch.addmm(mat2=x),
    lambda: torch.outer(vec2=y),
    lambda: torch.tril(diagonal=1),
    lambda: torch.matmul(other=x),
    lambda: torch.log_softmax(dim=0),
    lambda: torch.linspace(end=1),
    lambda: torch.linspace(0, steps=3),
    lambda: torch.linspace(0, 1),
    lambda: torch.full(fill_value=1),
    lambda: torch.full((1,)),
    lambda: torch.eye(m=1),
    lambda: torch.round(1, 2, 3),
    lambda: torch.round(x, 1, 2),
    lambda: torch.div(x, 1, 2, 3),
    lambda: x.div(1, 2, 3),
    lambda: x.div(1, 'floor'),
    lambda: x.round(1),
    lambda: x.round(1, 2),
    lambda: x.std(1, 2, 3, 4, 5),
    lambda: x.var(0, 1, 2, 3),
    lambda: x.sum(0, 1),
    lambda: x.sum(0, 1, 2),
    lambda: x.amax(0, 1, 2),
    lambda: x.squeeze(0, 1),
    lambda: x.new_full(2, 1),
    lambda: torch.broadcast_to(y, (2, 3)),
    lambda: x.broadcast_to(2, 2, 3),
]
for call in calls:
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
