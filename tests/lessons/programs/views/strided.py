import torch

x = torch.arange(9.0)
print(
    torch.as_strided(x, (3, 3), (1, 3)), x.as_strided((2, 2), (3, 1), 1), x.unfold(0, 3, 2), x.unfold(0, 3, 2).stride()
)
m = x.reshape(3, 3)
print(
    m.diagonal(),
    m.diagonal(1),
    torch.diag(m),
    torch.diag(x[:2]),
    m.narrow(1, 0, 2),
    m.select(0, 1),
    torch.diag_embed(x[:2]),
)
m.diagonal().zero_()
print(m, x, m.diagonal().stride(), m.storage_offset(), m[1:, 1:].storage_offset())
print(torch.tril(m), torch.triu(m, 1), torch.tril_indices(2, 2), torch.trace(m + 1))
