# torch.save and torch.load: weights, a checkpoint with an optimizer, a whole model
import os

import torch
from torch import nn

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 3)
        self.norm = nn.BatchNorm1d(3)

    def forward(self, x):
        return self.norm(self.first(x))


model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
x = torch.randn(8, 2)
loss = model(x).pow(3).sum()
loss.backward()
optimizer.step()
torch.save(model.state_dict(), "saving-weights.pt")
torch.save({"epoch": 3, "model": model.state_dict(), "optimizer": optimizer.state_dict(), "loss": loss}, "saving-checkpoint.pt")
print(os.path.exists("saving-weights.pt"), os.path.isfile("saving-checkpoint.pt"))

other = Net()
print(other.load_state_dict(torch.load("saving-weights.pt", weights_only=True)))
print(torch.equal(other.first.weight, model.first.weight), other.norm.num_batches_tracked)
with torch.no_grad():
    model.first.weight.zero_()  # what was saved keeps its numbers
checkpoint = torch.load("saving-checkpoint.pt", map_location=torch.device("cpu"))
print(checkpoint["epoch"], checkpoint["loss"].requires_grad, checkpoint["loss"].grad_fn, checkpoint["model"]["norm.weight"])
print(checkpoint["optimizer"]["state"][3]["step"], checkpoint["optimizer"]["param_groups"][0]["lr"])
optimizer.load_state_dict(checkpoint["optimizer"])

w = torch.ones(2, requires_grad=True)
(w * 3).sum().backward()
torch.save([w, w.data, nn.Parameter(torch.zeros(1)), (1, "two", None, torch.float32)], "saving-list.pt")
again = torch.load("saving-list.pt")
print(again, again[0].grad, again[0].is_leaf)

torch.save(model, "saving-model.pt")
try:
    torch.load("saving-model.pt")
except Exception as error:
    print(type(error).__name__, str(error)[:40], "__main__.Net" in str(error))
whole = torch.load("saving-model.pt", weights_only=False)
print(whole, whole.first.bias.grad)
for wrong in (lambda: torch.load("saving-nothing.pt"), lambda: torch.load(3), lambda: torch.save(x, 3)):
    try:
        wrong()
    except (OSError, AttributeError) as error:
        print(type(error).__name__, error)
try:
    torch.save({"f": lambda: 1}, "saving-lambda.pt")
except Exception as error:
    print(type(error).__name__)
for name in ("weights", "checkpoint", "list", "model", "lambda"):
    if os.path.exists(f"saving-{name}.pt"):
        os.remove(f"saving-{name}.pt")
