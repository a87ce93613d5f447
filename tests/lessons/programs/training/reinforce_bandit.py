import torch

torch.manual_seed(0)
rewards = torch.tensor([0.1, 0.5, 0.9])
logits = torch.zeros(3, requires_grad=True)
opt = torch.optim.SGD([logits], lr=0.5)
for step in range(100):
    probs = torch.softmax(logits, 0)
    action = torch.multinomial(probs, 1).item()
    loss = -torch.log(probs[action]) * (rewards[action] - 0.5)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 50 == 0:
        print(step, action, [f"{p:.2f}" for p in probs.tolist()])
print(logits.argmax())
