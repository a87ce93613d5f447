import torch

pred = torch.tensor([0, 1, 1, 0, 1, 0, 1, 1])
true = torch.tensor([0, 1, 0, 0, 1, 1, 1, 0])
tp = ((pred == 1) & (true == 1)).sum().item()
fp = ((pred == 1) & (true == 0)).sum().item()
fn = ((pred == 0) & (true == 1)).sum().item()
tn = ((pred == 0) & (true == 0)).sum().item()
precision, recall = tp / (tp + fp), tp / (tp + fn)
print(
    tp,
    fp,
    fn,
    tn,
    f"{precision:.3f} {recall:.3f} {2 * precision * recall / (precision + recall):.3f}",
    (pred == true).float().mean(),
)
matrix = torch.zeros(2, 2, dtype=torch.int64)
for t, p in zip(true, pred):
    matrix[t.long(), p.long()] += 1
print(matrix, torch.bincount(true * 2 + pred, minlength=4).view(2, 2), matrix.diag().sum() / matrix.sum())
logits = torch.tensor([[0.1, 0.5, 0.4], [0.7, 0.2, 0.1]])
top = logits.topk(2, dim=1).indices
print(top, (top == torch.tensor([[2], [1]])).any(dim=1).float().mean(), logits.max(1).values)
