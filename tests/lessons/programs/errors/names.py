import torch

total = 0
for epoch in range(2):
    total += epoch
print(total, epoch)
print(totl)
