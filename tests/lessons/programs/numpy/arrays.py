import numpy as np

a = np.arange(12).reshape(3, 4)
print(a, a.shape, a.dtype, a.T, a[1], a[:, 1], a[a > 5], a.sum(), a.sum(axis=0), a.mean(), a.std())
print(np.zeros((2, 2)), np.ones(3), np.eye(2), np.linspace(0, 1, 5), np.full(2, 7), np.arange(0, 1, 0.25))
print(
    a @ a.T,
    np.dot([1, 2], [3, 4]),
    np.exp([0, 1]),
    np.maximum([1, 5], 3),
    np.concatenate([[1], [2, 3]]),
    np.stack([[1, 2], [3, 4]], 1),
)
print(
    np.unique([3, 1, 3]),
    np.argmax([1, 9, 2]),
    np.where(np.array([1, -1]) > 0, 1, 0),
    np.round(np.pi, 2),
    np.cumsum([1, 2, 3]),
    np.clip([1, 9], 2, 5),
)
print(
    repr(a),
    repr(np.float64(1.5)),
    np.float32(0.1),
    repr(np.array([1.0, 2.5])),
    np.array([True, False]),
    np.array([[1.5, 2], [3, 4]]),
)
print(
    type(a).__name__,
    a.tolist(),
    a.astype(float)[0],
    np.random is not None,
    a.reshape(-1)[:3],
    a.flatten().shape,
    np.hstack([[1], [2]]),
    np.vstack([[1], [2]]),
)
