import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
W = torch.tensor([[1.0, -1.0], [0.5, 2.0]], requires_grad=True)
y = torch.tanh(W @ x).sum()
names = {id(x): "x", id(W): "W"}
ids, edges = {}, []


def visit(node):
    if node is None or node in ids:
        return
    ids[node] = len(ids)
    for parent, index in node.next_functions:
        if parent is not None:
            visit(parent)
            edges.append((ids[node], ids[parent], index))


visit(y.grad_fn)
for node, number in sorted(ids.items(), key=lambda kv: kv[1]):
    label = names[id(node.variable)] if hasattr(node, "variable") else node.name()
    print(number, label)
print(edges)
