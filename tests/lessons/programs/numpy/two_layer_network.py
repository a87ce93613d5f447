import numpy as np

np.random.seed(1)
x, y = np.random.randn(8, 3), np.random.randn(8, 2)
w1, w2 = np.random.randn(3, 5), np.random.randn(5, 2)
for t in range(60):
    h = x.dot(w1)
    relu = np.maximum(h, 0)
    pred = relu.dot(w2)
    loss = np.square(pred - y).sum()
    if t % 20 == 0:
        print(t, round(loss, 4))
    g = 2.0 * (pred - y)
    gw2 = relu.T.dot(g)
    gh = g.dot(w2.T).copy()
    gh[h < 0] = 0
    w1 -= 1e-3 * x.T.dot(gh)
    w2 -= 1e-3 * gw2
print(w2.shape, w2.round(2))
