from torch import nn

small, large = nn.Linear(2, 2), nn.Sequential(nn.Linear(2, 2))
large.load_state_dict({"0." + k: v for k, v in small.state_dict().items()})
print("loaded")
large.load_state_dict(small.state_dict())
