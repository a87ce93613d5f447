import random
import torch

random.seed(0)
torch.manual_seed(0)
n_states, goal = 5, 4
Q = torch.zeros(n_states, 2)
for episode in range(20):
    s = 0
    for t in range(20):
        a = random.randrange(2) if random.random() < 0.3 else Q[s].argmax().item()
        s2 = min(s + 1, goal) if a == 1 else max(s - 1, 0)
        r = 1.0 if s2 == goal else 0.0
        Q[s, a] += 0.5 * (r + 0.9 * Q[s2].max() * (s2 != goal) - Q[s, a])
        s = s2
        if s == goal:
            break
print(Q, Q.argmax(1)[:4], t)
