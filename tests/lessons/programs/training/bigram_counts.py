import torch

words = ["emma", "ava", "anna", "nora"]
chars = sorted(set("".join(words)))
stoi = {s: i + 1 for i, s in enumerate(chars)}
stoi["."] = 0
itos = {i: s for s, i in stoi.items()}
N = torch.zeros((len(stoi), len(stoi)), dtype=torch.int32)
for w in words:
    chs = ["."] + list(w) + ["."]
    for a, b in zip(chs, chs[1:]):
        N[stoi[a], stoi[b]] += 1
print(N, stoi)
P = (N + 1).float()
P /= P.sum(1, keepdim=True)
g = torch.Generator().manual_seed(2147483647)
for _ in range(3):
    out, ix = [], 0
    while True:
        ix = torch.multinomial(P[ix], num_samples=1, replacement=True, generator=g).item()
        if ix == 0 or len(out) > 10:
            break
        out.append(itos[ix])
    print("".join(out))
log_likelihood = sum(torch.log(P[stoi[a], stoi[b]]) for w in words for a, b in zip("." + w, w + "."))
print(f"{log_likelihood=:.3f}", f"{-log_likelihood.item():.2f}")
