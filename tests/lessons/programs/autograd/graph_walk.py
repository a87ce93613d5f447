import torch

x = torch.tensor(1.0, requires_grad=True)
w = torch.tensor(2.0, requires_grad=True)
y = torch.relu(x * w + 1).log() / 3


def walk(node, depth=0):
    if node is None:
        return
    print("  " * depth + type(node).__name__)
    for parent, _ in node.next_functions:
        walk(parent, depth + 1)


walk(y.grad_fn)
print(y.grad_fn.next_functions[0][0].next_functions, y.grad_fn.name())
leaf = y.grad_fn.next_functions[0][0].next_functions[0][0].next_functions[0][0].next_functions[0][0]
print(leaf.name(), leaf.variable is x if leaf.variable is x else leaf.variable is w)
print((x * w).grad_fn._saved_self, (x * w).grad_fn._saved_other, x.exp().grad_fn._saved_result)
