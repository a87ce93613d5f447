import torch

x = torch.ones(1, requires_grad=True)
states = []
with torch.no_grad():
    states.append((torch.is_grad_enabled(), (x * 1).requires_grad))
    with torch.enable_grad():
        states.append((torch.is_grad_enabled(), (x * 1).requires_grad))
        with torch.set_grad_enabled(False):
            states.append((torch.is_grad_enabled(), (x * 1).requires_grad))
    states.append((torch.is_grad_enabled(), torch.ones(1, requires_grad=True).requires_grad))
print(states, torch.is_grad_enabled(), torch.is_inference_mode_enabled())


@torch.enable_grad()
def tracked(t):
    return t * 2


class Model(torch.nn.Module):
    @torch.no_grad()
    def predict(self, t):
        return t * 3


with torch.no_grad():
    print(tracked(x).requires_grad)
print(Model().predict(x).requires_grad, tracked.__name__)
try:
    with torch.no_grad():
        raise ValueError("inside")
except ValueError as error:
    print(error, torch.is_grad_enabled())
