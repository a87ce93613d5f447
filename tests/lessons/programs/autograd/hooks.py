import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 3
handle = y.register_hook(lambda g: print("y receives", g))
scale = x.register_hook(lambda g: g * 10)
y.sum().backward()
print(x.grad)
handle.remove()
scale.remove()
x.grad = None
(x * 3).sum().backward()
print(x.grad)
seen = []
x.register_post_accumulate_grad_hook(lambda p: seen.append(p.grad.clone()))
(x**2).sum().backward()
print(seen)
z = (x * 2).sum()
z.register_hook(lambda g: g / 2)
z.grad_fn.register_hook(lambda ins, outs: print("node", ins, outs))
z.grad_fn.register_prehook(lambda outs: print("pre", outs))
z.backward()
print(x.grad)
try:
    torch.ones(1).register_hook(print)
except RuntimeError as error:
    print(error)
