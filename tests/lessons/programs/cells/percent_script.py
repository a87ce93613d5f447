"""A script with cells."""
# %% [markdown]
# # Gradients

# %%
import torch

x = torch.tensor(3.0, requires_grad=True)
x
# %%
y = x**2
y.backward()
x.grad
# %% A title of a cell
for i in range(2):
    print(i)
x.grad == 2 * x
# %%
x.grad.zero_();
# %%
x
