import warnings
import torch

warnings.simplefilter("ignore")
x = torch.tensor(0.0, requires_grad=True)
with torch.autograd.set_detect_anomaly(True):
    y = torch.sqrt(x**2)
    try:
        y.backward()
    except RuntimeError as error:
        print(error)
y = torch.sqrt(x**2)
y.backward()
print(x.grad)
print(torch.is_anomaly_enabled())
