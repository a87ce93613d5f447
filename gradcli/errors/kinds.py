"""Errors about dtypes, about what becomes a Python number, and those of Python that PyTorch's values lead to."""

from __future__ import annotations

from gradcli.errors.entry import Known

ENTRIES = (
    Known(
        "whole numbers that require grad",
        "RuntimeError",
        r"(?:Only|only) Tensors of floating point (?:and complex )?dtype can require gradients",
        "whole numbers cannot require grad",
        "A derivative needs numbers that can change a little; a tensor made of whole numbers is int64.",
        (
            "a decimal point is missing: torch.tensor(2.0, requires_grad=True)",
            "torch.arange(n), or an array of whole numbers from NumPy: .float() or dtype=torch.float32",
        ),
        """\
import torch

x = torch.tensor(2, requires_grad=True)
""",
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
print(x)
""",
    ),
    Known(
        "dtypes of a product",
        "RuntimeError",
        r"expected m1 and m2 to have the same dtype, but got: (?P<a>.+?) != (?P<b>\w+(?: \w+)?)",
        "a product of matrices of two dtypes",
        "Products of matrices do not promote: {a} and {b} do not mix.",
        (
            "an array of NumPy is float64, and PyTorch's own tensors are float32: .float()",
            "whole numbers are multiplied by weights: .float()",
        ),
        """\
import torch

a = torch.ones(2, 2, dtype=torch.float64)
b = torch.ones(2, 2)
print(a @ b)
""",
        """\
import torch

a = torch.ones(2, 2, dtype=torch.float64)
b = torch.ones(2, 2)
print(a.float() @ b)
""",
    ),
    Known(
        "dtypes of a layer",
        "RuntimeError",
        r"mat1 and mat2 must have the same dtype, but got (?P<a>\w+) and (?P<b>\w+)",
        "a layer and its input are of two dtypes",
        "The input is {a} and the weight {b}.",
        (
            "data from NumPy are float64 (Double) and the layer is float32 (Float): x.float()",
            "whole numbers (Long) as input: x.float()",
        ),
        """\
import torch
import torch.nn.functional as F

x, weight = torch.ones(2, 3, dtype=torch.float64), torch.ones(1, 3)
print(F.linear(x, weight, torch.zeros(1)))
""",
        """\
import torch
import torch.nn.functional as F

x, weight = torch.ones(2, 3, dtype=torch.float64), torch.ones(1, 3)
print(F.linear(x.float(), weight, torch.zeros(1)))
""",
    ),
    Known(
        "dtypes of a matrix and a vector",
        "RuntimeError",
        r"addmv input tensors must have the same dtype, but got (?P<a>\w+), (?P<b>\w+), and (?P<c>\w+)",
        "a product of a matrix and a vector of two dtypes",
        "Products do not promote: {b} and {c} do not mix.",
        ("the array comes from NumPy and is float64 (Double), and PyTorch's own tensors are float32 (Float): .float()",),
        """\
import torch

A, v = torch.ones(2, 3), torch.ones(3, dtype=torch.float64)
print(A @ v)
""",
        """\
import torch

A, v = torch.ones(2, 3), torch.ones(3, dtype=torch.float64)
print(A @ v.float())
""",
    ),
    Known(
        "dtypes of dot",
        "RuntimeError",
        r"dot : expected both vectors to have same dtype, but found (?P<a>\w+) and (?P<b>\w+)",
        "a dot product of two dtypes",
        "Products of vectors do not promote: {a} and {b} do not mix.",
        ("one comes from NumPy (Double) or from whole numbers (Long): .float()",),
        """\
import torch

u, v = torch.tensor([1, 2]), torch.tensor([1.0, 2.0])
print(torch.dot(u, v))
""",
        """\
import torch

u, v = torch.tensor([1, 2]), torch.tensor([1.0, 2.0])
print(torch.dot(u.float(), v))
""",
    ),
    Known(
        "scalar type",
        "RuntimeError",
        r"expected (?:scalar type|target dtype to be) (?P<wanted>\w+(?: or \w+)?),? but (?:found|got) (?P<given>\w+)",
        "a tensor of another dtype was expected",
        "{wanted} is wanted and {given} was given.",
        (
            "classes have to be whole numbers: target.long()",
            "data from NumPy are float64 (Double) and the model is float32 (Float): x.float()",
        ),
        """\
import torch
import torch.nn.functional as F

scores, target = torch.ones(2, 3), torch.tensor([0.0, 2.0])
print(F.cross_entropy(scores, target))
""",
        """\
import torch
import torch.nn.functional as F

scores, target = torch.ones(2, 3), torch.tensor([0.0, 2.0])
print(F.cross_entropy(scores, target.long()))
""",
    ),
    Known(
        "dtype in place",
        "RuntimeError",
        r"result type (?P<given>\w+) can't be cast to the desired output type (?P<wanted>\w+(?: \w+)?)",
        "a result in place is of another dtype than its tensor",
        "What is written in place keeps its dtype, {wanted}; the operation gives {given}.",
        (
            "a tensor of whole numbers is divided or scaled in place: make it with a decimal point",
            "count += loss, where count was torch.tensor(0)",
        ),
        """\
import torch

total = torch.tensor(0)
total += torch.tensor(0.5)
""",
        """\
import torch

total = torch.tensor(0.0)
total += torch.tensor(0.5)
print(total)
""",
    ),
    Known(
        "mean of whole numbers",
        "RuntimeError",
        r"mean\(\): could not infer output dtype\. Input dtype must be either a floating point or complex dtype\. "
        r"Got: (?P<given>\w+)",
        "the mean of whole numbers",
        "A mean is seldom a whole number, and the tensor is {given}.",
        (
            "correct predictions are counted: (guess == target).float().mean()",
            "data were read as whole numbers: .float()",
        ),
        """\
import torch

right = torch.tensor([True, False, True])
print(right.mean())
""",
        """\
import torch

right = torch.tensor([True, False, True])
print(right.float().mean())
""",
    ),
    Known(
        "negative powers",
        "RuntimeError",
        r"Integers to negative integer powers are not allowed",
        "a whole number to a negative power",
        "The result would be a fraction, and a tensor of whole numbers can hold none.",
        ("a decimal point is missing: torch.tensor(2.0) ** -1",),
        """\
import torch

print(torch.tensor([1, 2]) ** -1)
""",
        """\
import torch

print(torch.tensor([1.0, 2.0]) ** -1)
""",
    ),
    Known(
        "item of several",
        "RuntimeError",
        r"a Tensor with (?P<n>\d+) elements cannot be converted to Scalar",
        "item() of more than one number",
        "item() gives the one number of a tensor, and this one has {n}.",
        (
            "the loss was not reduced: .mean() or .sum() first",
            "all numbers are wanted: tolist()",
        ),
        """\
import torch

loss = torch.tensor([0.5, 1.5])
print(loss.item())
""",
        """\
import torch

loss = torch.tensor([0.5, 1.5])
print(loss.mean().item())
""",
    ),
    Known(
        "truth of several",
        "RuntimeError",
        r"Boolean value of Tensor with (?:more than one value|no values) is ambiguous",
        "if of more than one number",
        "A condition is one truth value. A comparison of tensors gives one for each element.",
        (
            "if x > 0 for a whole tensor: (x > 0).all(), .any(), or torch.where",
            "and, or, not: write &, |, ~ for tensors",
            "x in list, or == between lists of tensors",
        ),
        """\
import torch

x = torch.tensor([1.0, -2.0])
if x > 0:
    print("positive")
""",
        """\
import torch

x = torch.tensor([1.0, -2.0])
if (x > 0).any():
    print(torch.where(x > 0, x, 0.0))
""",
    ),
    Known(
        "several to a number",
        "TypeError",
        r"only (?:one element tensors|integer tensors of a single element) can be converted to (?:Python scalars|an index)",
        "a tensor of several numbers where one is wanted",
        "float(), int() and an index want one number.",
        (
            "float(x) of a vector: x.sum(), or x.tolist()",
            "math.sin(x) of a tensor: torch.sin(x)",
        ),
        """\
import torch

x = torch.tensor([1, 2])
print([10, 20, 30][x])
""",
        """\
import torch

x = torch.tensor([1, 2])
print([[10, 20, 30][k] for k in x])
""",
    ),
    Known(
        "None has no attribute",
        "AttributeError",
        r"'NoneType' object has no attribute '(?P<name>\w+)'",
        "something is None, most often .grad",
        ".{name} was asked of None. A .grad is None until backward has reached its tensor.",
        (
            "backward() has not been called yet, or the gradient was set to None by zero_grad()",
            "the tensor is no leaf: w = w - lr * w.grad made a result of it, which never gets a .grad",
            "requires_grad=True is missing, or nothing connects the tensor to the loss",
        ),
        """\
import torch

w = torch.tensor(2.0, requires_grad=True)
w.grad.zero_()
""",
        """\
import torch

w = torch.tensor(2.0, requires_grad=True)
(w**2).backward()
print(w.grad)
w.grad.zero_()
""",
    ),
    Known(
        "arithmetic with None",
        "TypeError",
        r"unsupported operand type\(s\) for (?P<operator>\S+): (?='NoneType'|'[\w.]+' and 'NoneType')"
        r"'(?P<a>[\w.]+)' and '(?P<b>[\w.]+)'",
        "something is None, most often .grad",
        "{operator} was given {a} and {b}. A .grad is None until backward has reached its tensor.",
        (
            "backward() has not been called yet",
            "the tensor is no leaf: w = w - lr * w.grad made a result of it, which never gets a .grad",
            "requires_grad=True is missing, or nothing connects the tensor to the loss",
        ),
        """\
import torch

w = torch.tensor(2.0, requires_grad=True)
w = w - 0.1
(w**2).backward()
step = 0.1 * w.grad
""",
        """\
import torch

w = torch.tensor(2.0, requires_grad=True)
with torch.no_grad():
    w -= 0.1
(w**2).backward()
step = 0.1 * w.grad
print(step)
""",
    ),
    Known(
        "backward of a number",
        "AttributeError",
        r"'(?P<type>int|float|numpy\.\w+|float64|float32|ndarray)' object has no attribute "
        r"'(?P<name>backward|grad|requires_grad|detach|item)'",
        "a number of Python or NumPy where a tensor is wanted",
        "A {type} has no history. Only tensors have .{name}.",
        (
            "item() or float() was called too early: loss = criterion(...).item(); loss.backward()",
            "a sum that began with 0 had nothing added to it",
            "NumPy or math computed the value: use torch's functions",
        ),
        """\
import torch

w = torch.tensor(2.0, requires_grad=True)
loss = (w**2).item()
loss.backward()
""",
        """\
import torch

w = torch.tensor(2.0, requires_grad=True)
loss = w**2
loss.backward()
print(loss.item())
""",
    ),
    Known(
        "name",
        "NameError",
        r"name '(?P<name>\w+)' is not defined",
        "a name has no value: Python's own error, not PyTorch's",
        "Nothing that has run so far gave {name} a value.",
        (
            "a cell of the notebook was not run, or failed before it came to the definition",
            "an import is missing, such as import torch.nn as nn",
            "it is misspelt, or defined inside a function",
        ),
        """\
import torch

layer = nn.functional.relu(torch.tensor(-1.0))
""",
        """\
import torch
from torch import nn

layer = nn.functional.relu(torch.tensor(-1.0))
print(layer)
""",
    ),
    Known(
        "dtype of a loss",
        "RuntimeError",
        r"Found dtype (?P<given>\w+) but expected (?P<wanted>\w+)",
        "backward of a loss of two dtypes",
        "Prediction and target are of two dtypes: a gradient of {given} arrives where {wanted} is expected.",
        ("targets from NumPy are float64 (Double), or whole numbers (Long): target.float()",),
        """\
import torch
import torch.nn.functional as F

x = torch.tensor([0.5, 0.5], requires_grad=True)
target = torch.zeros(2, dtype=torch.float64)
F.binary_cross_entropy(x, target).backward()
""",
        """\
import torch
import torch.nn.functional as F

x = torch.tensor([0.5, 0.5], requires_grad=True)
target = torch.zeros(2, dtype=torch.float64)
F.binary_cross_entropy(x, target.float()).backward()
print(x.grad)
""",
    ),
    Known(
        "binary cross entropy",
        "RuntimeError",
        r"all elements of input should be between 0 and 1",
        "binary_cross_entropy of something that is no probability",
        "It takes the logarithm of its input and of 1 minus its input.",
        (
            "the last sigmoid is missing: use binary_cross_entropy_with_logits instead",
            "NaN among the predictions: the training has diverged",
        ),
        """\
import torch
import torch.nn.functional as F

score, target = torch.tensor([1.5, -0.5]), torch.tensor([1.0, 0.0])
print(F.binary_cross_entropy(score, target))
""",
        """\
import torch
import torch.nn.functional as F

score, target = torch.tensor([1.5, -0.5]), torch.tensor([1.0, 0.0])
print(F.binary_cross_entropy_with_logits(score, target))
""",
    ),
    Known(
        "array of objects",
        "TypeError",
        r"can't convert np\.ndarray of type numpy\.(?P<dtype>\w+)",
        "an array that PyTorch has no dtype for",
        "An array of {dtype} has no place in a tensor.",
        (
            "texts or None among the numbers, so that NumPy made it an array of objects: array.astype(float)",
            "rows of different lengths",
        ),
        """\
import numpy as np
import torch

a = np.array([1.0, 2.0], dtype=object)
x = torch.from_numpy(a)
""",
        """\
import numpy as np
import torch

a = np.array([1.0, 2.0], dtype=object)
x = torch.from_numpy(a.astype(float))
print(x)
""",
    ),
    Known(
        "singular matrix",
        "_LinAlgError",
        r"The diagonal element (?P<k>\d+) is zero, the inversion could not be completed because the input matrix is singular",
        "a matrix has no inverse",
        "Its rows are linearly dependent.",
        (
            "a row or a column is there twice, or is zero",
            "torch.linalg.lstsq or pinv answers what can be answered; a small multiple of the unit matrix makes it regular",
        ),
        """\
import torch

A = torch.ones(2, 2)
print(torch.linalg.inv(A))
""",
        """\
import torch

A = torch.ones(2, 2)
print(torch.linalg.inv(A + 0.1 * torch.eye(2)))
""",
    ),
    Known(
        "params of an optimizer",
        "TypeError",
        r"params argument given to the optimizer should be an iterable of Tensors or dicts, but got (?P<type>[\w.]+)",
        "an optimizer was given one tensor, not a list",
        "It wants all that it shall change, in a list or from model.parameters(); this is a {type}.",
        ("SGD(w, lr=0.1) for one tensor: SGD([w], lr=0.1)",),
        """\
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
optimizer = torch.optim.SGD(w, lr=0.1)
""",
        """\
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
print(len(optimizer.param_groups))
""",
    ),
    Known(
        "empty parameter list",
        "ValueError",
        r"optimizer got an empty parameter list",
        "an optimizer has nothing to change",
        "model.parameters() gave nothing: the model has no parameters that it knows of.",
        (
            "layers are kept in a Python list or dict: nn.ModuleList, nn.ModuleDict",
            "model.parameters() was used up before: it can be gone through once",
            "weights are plain tensors: nn.Parameter(w)",
        ),
        """\
import torch

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [torch.nn.Linear(2, 1)]

torch.optim.SGD(Net().parameters(), lr=0.1)
""",
        """\
import torch

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.ModuleList([torch.nn.Linear(2, 1)])

torch.optim.SGD(Net().parameters(), lr=0.1)
""",
    ),
    Known(
        "leaves of an optimizer",
        "ValueError",
        r"can't optimize a non-leaf Tensor",
        "an optimizer was given a result",
        "step() changes leaves. A result is computed anew from them, so to change it would have no effect.",
        ("requires_grad=True was followed by an operation: torch.ones(2, requires_grad=True) * 0.1",),
        """\
import torch

w = torch.ones(2, requires_grad=True) * 0.1
torch.optim.SGD([w], lr=0.1)
""",
        """\
import torch

w = (torch.ones(2) * 0.1).requires_grad_()
torch.optim.SGD([w], lr=0.1)
""",
    ),
    Known(
        "parameter of a module",
        "TypeError",
        r"cannot assign '(?P<type>[\w.]+)' (?:object )?(?:as|to) parameter '(?P<name>\w+)'",
        "a parameter of a module was replaced by a tensor",
        "A module wants an nn.Parameter in the place of {name}, so that optimizers find it.",
        (
            "weights are set: with torch.no_grad(): layer.weight.copy_(w), or nn.Parameter(w)",
            "layer.weight = layer.weight - lr * grad: write layer.weight -= lr * grad inside no_grad()",
        ),
        """\
import torch

layer = torch.nn.Linear(2, 1)
layer.weight = torch.zeros(1, 2)
""",
        """\
import torch

layer = torch.nn.Linear(2, 1)
layer.weight = torch.nn.Parameter(torch.zeros(1, 2))
print(layer.weight)
""",
    ),
    Known(
        "module before its init",
        "AttributeError",
        r"cannot assign module before Module\.__init__\(\) call",
        "super().__init__() is missing",
        "nn.Module keeps its layers in tables that its own __init__ makes.",
        ("the first line of __init__ has to be super().__init__()",),
        """\
import torch

class Net(torch.nn.Module):
    def __init__(self):
        self.layer = torch.nn.Linear(2, 1)

Net()
""",
        """\
import torch

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)

Net()
""",
    ),
    Known(
        "keys of a state",
        "RuntimeError",
        r"Error\(s\) in loading state_dict for (?P<name>\w+)",
        "a stored state does not fit the module",
        "Each key of the state has to be a parameter of {name}, and of the same shape.",
        (
            "the model was saved with other layers or other sizes",
            "the keys begin with module., from DataParallel",
        ),
        """\
import torch

state = torch.nn.Linear(3, 1).state_dict()
torch.nn.Linear(2, 1).load_state_dict(state)
""",
        """\
import torch

state = torch.nn.Linear(3, 1).state_dict()
torch.nn.Linear(3, 1).load_state_dict(state)
""",
    ),
)
