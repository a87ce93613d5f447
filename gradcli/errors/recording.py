"""Errors about what is recorded: graphs, leaves, `.grad`, what was changed in place."""

from __future__ import annotations

from gradcli.errors.entry import Known

ENTRIES = (
    Known(
        "second backward",
        "RuntimeError",
        r"Trying to backward through the graph a second time",
        "backward went through the same graph twice",
        "What the operations had saved for backward was freed by the first pass, and this pass needs it again.",
        (
            "backward() is called twice on one result, or on two results that share a part of the graph",
            "a value that is computed once before the loop is used in every round of it",
            "a hidden state or a loss is carried from one round to the next without detach()",
        ),
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**2
y.backward()
y.backward()
""",
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
for _ in range(2):
    y = x**2  # a graph for each pass; or backward(retain_graph=True)
    y.backward()
print(x.grad)
""",
    ),
    Known(
        "no grad_fn",
        "RuntimeError",
        r"element \d+ of tensors does not require grad and does not have a grad_fn",
        "there is no graph behind this tensor",
        "backward starts from a result that was recorded. This one was computed from tensors that do not require grad, or while "
        "recording was off.",
        (
            "no tensor was made with requires_grad=True",
            "it was computed inside torch.no_grad(), or by a function that is decorated with it",
            "detach(), .data, .item(), .numpy() or torch.tensor(result) cut it off",
            "argmax, a comparison, round to int: they have no derivative",
        ),
        """\
import torch

w = torch.tensor([1.0, 2.0])
loss = (w**2).sum()
loss.backward()
""",
        """\
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (w**2).sum()
loss.backward()
print(w.grad)
""",
    ),
    Known(
        "scalar outputs",
        "RuntimeError",
        r"grad can be implicitly created only for scalar outputs",
        "backward() was called on more than one number",
        "A gradient is that of one number. For a tensor of several, backward has to be told how much each of them counts.",
        (
            "the loss was not reduced: .mean() or .sum() is missing, or reduction='none' is set",
            "backward is called on the prediction instead of on the loss",
            "a vector-Jacobian product is wanted: backward(gradient=v)",
        ),
        """\
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x**2
y.backward()
""",
        """\
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x**2
y.sum().backward()  # the same as y.backward(torch.ones_like(y))
print(x.grad)
""",
    ),
    Known(
        "shape of the gradient",
        "RuntimeError",
        r"Mismatch in shape: grad_output\[\d+\] has a shape of torch\.Size\((?P<given>\[.*?\])\) and "
        r"output\[\d+\] has a shape of torch\.Size\((?P<wanted>\[.*?\])\)",
        "the gradient for backward has another shape than the output",
        "gradient= has a number for each element of the output: its shape has to be {wanted}, and it is {given}.",
        (
            "the vector was made for the input; it has to be made for the output",
            "a gradient of shape [1] for an output of shape []",
        ),
        """\
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x**2
y.backward(torch.ones(3))
""",
        """\
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x**2
y.backward(torch.ones_like(y))
print(x.grad)
""",
    ),
    Known(
        "leaf in place",
        "RuntimeError",
        r"a leaf Variable that requires grad is being used in an in-place operation",
        "a leaf was changed in place while it was recorded",
        "The gradient of a leaf is that at the value with which it was used; a recorded change in place would make it a result.",
        (
            "the update of a parameter, such as w -= lr * w.grad, stands outside torch.no_grad()",
            "a method with an underscore, w.fill_() or w.clamp_(), on a parameter",
        ),
        """\
import torch

w = torch.tensor(2.0, requires_grad=True)
(w**2).backward()
w -= 0.1 * w.grad
""",
        """\
import torch

w = torch.tensor(2.0, requires_grad=True)
(w**2).backward()
with torch.no_grad():
    w -= 0.1 * w.grad
print(w)
""",
    ),
    Known(
        "view of a leaf in place",
        "RuntimeError",
        r"a view of a leaf Variable that requires grad is being used in an in-place operation",
        "a part of a leaf was changed in place while it was recorded",
        "A part of a leaf shares its memory: to change it is to change the leaf.",
        (
            "elements are assigned, w[0] = 1, outside torch.no_grad()",
            "a row or a reshaped view of a parameter is initialised with an in-place method",
        ),
        """\
import torch

w = torch.zeros(3, requires_grad=True)
w[0] = 1.0
""",
        """\
import torch

w = torch.zeros(3, requires_grad=True)
with torch.no_grad():
    w[0] = 1.0
print(w)
""",
    ),
    Known(
        "changed in place",
        "RuntimeError",
        r"one of the variables needed for gradient computation has been modified by an inplace operation",
        "a tensor that backward needs was changed in place",
        "An operation saved the tensor for its derivative, and it was written into afterwards. PyTorch counts the writes and "
        "refuses to compute a wrong gradient.",
        (
            "+=, *= or a method with an underscore on an intermediate result",
            "elements of a result are assigned after it was used",
            "a parameter is updated between forward and backward, as with two losses and two optimizers",
            "relu_ or inplace=True right after an operation that saved its result, such as exp or sigmoid",
        ),
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x.exp()
z = y**2
y += 1
z.backward()
""",
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x.exp()
z = y**2
y = y + 1  # another tensor; the one that was saved stays as it is
z.backward()
print(x.grad)
""",
    ),
    Known(
        "unused input",
        "RuntimeError",
        r"(?:The|One of the) differentiated Tensors?(?: at index \d+)? appears? to not have been used in the graph",
        "autograd.grad was asked for a tensor that the output does not depend on",
        "No path of the graph leads from the output to this input. Its derivative is not 0 but absent.",
        (
            "the input was not used, or another tensor of the same name was",
            "it was copied before it was used: .clone(), .to() or x * 1, and the original is asked for",
            "the path to it was cut by detach() or no_grad()",
        ),
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
torch.autograd.grad(x**2, [x, b])
""",
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
print(torch.autograd.grad(x**2, [x, b], allow_unused=True))
""",
    ),
    Known(
        "input without grad",
        "RuntimeError",
        r"One of the differentiated Tensors does not require grad",
        "autograd.grad was asked for a tensor that does not require grad",
        "Only what requires grad has a derivative: a leaf with requires_grad=True, or a result of one.",
        (
            "requires_grad=True is missing on the input",
            "requires_grad was set after the output had been computed",
        ),
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
c = torch.tensor(3.0)
torch.autograd.grad(c * x**2, c)
""",
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
c = torch.tensor(3.0, requires_grad=True)
print(torch.autograd.grad(c * x**2, c))
""",
    ),
    Known(
        "retain_grad",
        "RuntimeError",
        r"can't retain_grad on Tensor that has requires_grad=False",
        "retain_grad() on a tensor that has no gradient",
        "retain_grad() keeps the gradient of a result; a tensor that does not require grad never gets one.",
        (
            "none of the tensors it was computed from requires grad",
            "it was computed inside torch.no_grad(), or detached",
        ),
        """\
import torch

x = torch.tensor(2.0)
y = x**2
y.retain_grad()
""",
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**2
y.retain_grad()
(3 * y).backward()
print(y.grad)
""",
    ),
    Known(
        "flag of a result",
        "RuntimeError",
        r"you can only change requires_grad flags of leaf variables",
        "requires_grad of a result cannot be switched off",
        "A result requires grad because it was recorded. Only of a leaf can it be decided.",
        (
            "a result is to be used without its history: detach() gives the same values without it",
            "parameters are to be frozen: set requires_grad=False on the parameters, before the forward pass",
        ),
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**2
y.requires_grad = False
""",
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
y = (x**2).detach()
print(y.requires_grad)
""",
    ),
    Known(
        "numpy of a recorded tensor",
        "RuntimeError",
        r"Can't call numpy\(\) on Tensor that requires grad",
        "NumPy was asked for a tensor that is recorded",
        "What NumPy does is not recorded. PyTorch wants to hear that this is meant: detach() first.",
        (
            "a prediction or a loss is plotted or collected; use .detach().numpy(), or .item() for one number",
            "an evaluation runs without torch.no_grad()",
        ),
        """\
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
print((x**2).numpy())
""",
        """\
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
print((x**2).detach().numpy())
""",
    ),
    Known(
        "inference tensor saved",
        "RuntimeError",
        r"Inference tensors cannot be saved for backward",
        "a tensor from inference mode is used where gradients are recorded",
        "Inference tensors have no version counter, so nothing could tell whether they were changed before backward.",
        (
            "features were computed inside torch.inference_mode() and are used for training",
            "clone() makes a normal tensor of it; torch.no_grad() would have made one at once",
        ),
        """\
import torch

w = torch.tensor(2.0, requires_grad=True)
with torch.inference_mode():
    c = torch.tensor(3.0) * 2
y = w * c
""",
        """\
import torch

w = torch.tensor(2.0, requires_grad=True)
with torch.no_grad():
    c = torch.tensor(3.0) * 2
y = w * c
y.backward()
print(w.grad)
""",
    ),
    Known(
        "inference tensor to require grad",
        "RuntimeError",
        r"Setting requires_grad=True on inference tensor outside InferenceMode is not allowed",
        "a tensor from inference mode is to require grad",
        "An inference tensor stays outside autograd for good.",
        ("the tensor was made inside torch.inference_mode(); clone() it first",),
        """\
import torch

with torch.inference_mode():
    x = torch.ones(2)
x.requires_grad = True
""",
        """\
import torch

with torch.inference_mode():
    x = torch.ones(2)
x = x.clone().requires_grad_()
print(x)
""",
    ),
    Known(
        "inference tensor in place",
        "RuntimeError",
        r"Inplace update to inference tensor outside InferenceMode is not allowed",
        "a tensor from inference mode is changed outside of it",
        "Inference tensors have no version counter, so a change could go unnoticed.",
        ("the tensor was made inside torch.inference_mode(); clone() it first, or use torch.no_grad()",),
        """\
import torch

with torch.inference_mode():
    x = torch.ones(2)
x += 1
""",
        """\
import torch

with torch.inference_mode():
    x = torch.ones(2)
x = x.clone()
x += 1
print(x)
""",
    ),
    Known(
        "size of .grad",
        "RuntimeError",
        r"attempting to assign a gradient of size '(?P<given>\[.*?\])' to a tensor of size '(?P<wanted>\[.*?\])'",
        ".grad was set to a tensor of another size",
        "A gradient has a number for each element of its tensor: size {wanted}, not {given}.",
        ("the gradient was summed, averaged or reshaped on its way; give it the tensor's own shape",),
        """\
import torch

w = torch.tensor(2.0, requires_grad=True)
w.grad = torch.tensor([1.0, 2.0])
""",
        """\
import torch

w = torch.tensor(2.0, requires_grad=True)
w.grad = torch.zeros_like(w)
print(w.grad)
""",
    ),
    Known(
        "several views in place",
        "RuntimeError",
        r"Output \d+ of (?P<node>\w+) is a view and is being modified inplace. This view is the output of a function that "
        r"returns multiple views",
        "one of several views is changed in place",
        "{node} gave several views of one tensor at once; autograd cannot tell what a change of one of them does to the others.",
        (
            "for row in tensor: row += 1; index the tensor instead, tensor[k] += 1",
            "the parts of chunk, split or unbind are changed; clone() them or work out of place",
        ),
        """\
import torch

x = torch.ones(2, 3, requires_grad=True)
y = x * 2
for row in y:
    row += 1
""",
        """\
import torch

x = torch.ones(2, 3, requires_grad=True)
y = x * 2
for k in range(2):
    y[k] += 1
y.sum().backward()
print(x.grad)
""",
    ),
    Known(
        "view made in no_grad",
        "RuntimeError",
        r"A view was created in no_grad mode and is being modified inplace with grad mode enabled",
        "a view that was made without recording is changed in place",
        "How the view was made is not recorded, so what the change means for the tensor behind it is not known.",
        ("the slice is taken inside torch.no_grad() and written outside; do both inside, or both outside",),
        """\
import torch

w = torch.ones(3, requires_grad=True)
y = w * 2
with torch.no_grad():
    part = y[:2]
part *= w[:2]
""",
        """\
import torch

w = torch.ones(3, requires_grad=True)
y = w * 2
part = y[:2]
part *= w[:2]
print(y)
""",
    ),
    Known(
        "anomaly",
        "RuntimeError",
        r"Function '(?P<node>\w+)' returned nan values in its (?P<k>\d+)th output",
        "anomaly detection found the first NaN of backward",
        "{node} turned the gradient that reached it into NaN: an infinite or undefined slope, often times zero.",
        (
            "sqrt or norm at 0, log of a negative number, 0/0",
            "torch.where evaluates both branches: the one that was not taken has a NaN slope",
            "exp overflowed; softplus, logsumexp, log_softmax and the *_with_logits losses are safe",
        ),
        """\
import torch

x = torch.tensor(0.0, requires_grad=True)
with torch.autograd.detect_anomaly():
    y = torch.sqrt(x**2)
    y.backward()
""",
        """\
import torch

x = torch.tensor(0.0, requires_grad=True)
y = torch.abs(x)
y.backward()
print(x.grad)
""",
    ),
    Known(
        "no derivative",
        "RuntimeError",
        r"derivative for aten::(?P<name>\w+) is not implemented",
        "the operation has no derivative in PyTorch",
        "{name} was recorded, and backward came to it, but PyTorch has no rule for it.",
        (
            "a step function or a whole-number operation is on the path; put something smooth in its place",
            "detach() its operands if no gradient shall flow through it",
        ),
        """\
import torch

x = torch.tensor(0.5, requires_grad=True)
y = torch.heaviside(x, torch.tensor(1.0))
y.backward()
""",
        """\
import torch

x = torch.tensor(0.5, requires_grad=True)
y = torch.sigmoid(10 * x)  # a smooth step
y.backward()
print(x.grad)
""",
    ),
    Known(
        "deepcopy",
        "RuntimeError",
        r"Only Tensors created explicitly by the user \(graph leaves\) support the deepcopy protocol",
        "a result was deep-copied",
        "A copy of a result would need a copy of its whole history. Only leaves can be copied so.",
        (
            "a model or an object holds a result, such as a stored loss or hidden state; detach() it there",
            "copy.deepcopy of a tensor that was computed; use y.detach().clone()",
        ),
        """\
import copy
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**2
copy.deepcopy(y)
""",
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**2
print(y.detach().clone())
""",
    ),
    Known(
        "number of gradients",
        "RuntimeError",
        r"function (?P<node>\w+) returned an incorrect number of gradients \(expected (?P<wanted>\d+), got (?P<given>\d+)\)",
        "backward of a Function returned too few or too many gradients",
        "backward returns one gradient for each argument of forward, None where there is none: {wanted} here, and it returned "
        "{given}.",
        ("an argument that is no tensor, such as a flag or an exponent, needs a None of its own",),
        """\
import torch

class Scale(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.factor = factor
        return x * factor
    @staticmethod
    def backward(ctx, g):
        return g * ctx.factor

Scale.apply(torch.tensor(1.0, requires_grad=True), 3).backward()
""",
        """\
import torch

class Scale(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.factor = factor
        return x * factor
    @staticmethod
    def backward(ctx, g):
        return g * ctx.factor, None

Scale.apply(torch.tensor(1.0, requires_grad=True), 3).backward()
""",
    ),
    Known(
        "shape of a returned gradient",
        "RuntimeError",
        r"Function (?P<node>\w+) returned an invalid gradient at index (?P<k>\d+) - got (?P<given>\[.*?\]) but expected shape "
        r"compatible with (?P<wanted>\[.*?\])",
        "backward of a Function returned a gradient of the wrong shape",
        "The gradient for an argument has the argument's shape: {wanted}, not {given}.",
        ("the gradient was reduced, or not summed over what was broadcast, or multiplied by the wrong saved tensor",),
        """\
import torch

class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2
    @staticmethod
    def backward(ctx, g):
        return torch.cat([g, g])

Double.apply(torch.ones(2, requires_grad=True)).sum().backward()
""",
        """\
import torch

class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2
    @staticmethod
    def backward(ctx, g):
        return g * 2

Double.apply(torch.ones(2, requires_grad=True)).sum().backward()
""",
    ),
    Known(
        "gradcheck",
        "GradcheckError",
        r"Jacobian mismatch for output \d+ with respect to input \d+",
        "gradcheck found a gradient that is not the slope",
        "The analytical gradient, which backward gave, and the numerical one, which is a difference quotient, are not close.",
        (
            "backward of a Function has a mistake",
            "the inputs are float32: the difference quotient is too coarse; use float64",
            "the point is at a kink, such as relu at 0, or the function is random (dropout)",
        ),
        """\
import torch

def f(x):
    return x**2 + 3 * x.detach()

x = torch.tensor([2.0], dtype=torch.float64, requires_grad=True)
torch.autograd.gradcheck(f, (x,))
""",
        """\
import torch

def f(x):
    return x**2 + 3 * x

x = torch.tensor([2.0], dtype=torch.float64, requires_grad=True)
print(torch.autograd.gradcheck(f, (x,)))
""",
    ),
    Known(
        "gradcheck without inputs",
        "ValueError",
        r"gradcheck expects at least one input tensor to require gradient",
        "gradcheck has nothing to check",
        "gradcheck compares derivatives with respect to the inputs that require grad, and none of them does.",
        ("requires_grad=True is missing on the inputs",),
        """\
import torch

x = torch.ones(2, dtype=torch.float64)
torch.autograd.gradcheck(torch.sin, (x,))
""",
        """\
import torch

x = torch.ones(2, dtype=torch.float64, requires_grad=True)
print(torch.autograd.gradcheck(torch.sin, (x,)))
""",
    ),
    Known(
        "grad of a result",
        "UserWarning",
        r"The \.grad attribute of a Tensor that is not a leaf Tensor is being accessed",
        ".grad of a result is read, and is None",
        "backward keeps the gradients of leaves alone. A result keeps its own only after retain_grad().",
        (
            "a leaf was replaced by a result of the same name: w = w - lr * w.grad, or x = x.to(device)",
            "requires_grad=True was followed by an operation: torch.ones(3, requires_grad=True) * 2",
            "the gradient of an intermediate result is wanted: y.retain_grad() before backward",
        ),
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**2
(3 * y).backward()
print(y.grad)
""",
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**2
y.retain_grad()
(3 * y).backward()
print(y.grad)
""",
    ),
    Known(
        "create_graph",
        "UserWarning",
        r"Using backward\(\) with create_graph=True will create a reference cycle",
        "backward(create_graph=True) keeps the graph alive",
        "The gradient in .grad has a graph, which leads back to the tensor that holds it: memory that is freed late.",
        ("a second derivative is wanted: torch.autograd.grad(..., create_graph=True) has no such cycle",),
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
(x**3).backward(create_graph=True)
print(x.grad)
""",
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
(slope,) = torch.autograd.grad(x**3, x, create_graph=True)
print(torch.autograd.grad(slope, x))
""",
    ),
    Known(
        "copy of a tensor",
        "UserWarning",
        r"To copy construct from a tensor, it is recommended to use sourceTensor\.detach\(\)\.clone\(\)",
        "torch.tensor() was given a tensor",
        "torch.tensor() copies numbers and forgets where they came from; of a tensor, detach().clone() says the same clearly.",
        (
            "torch.tensor(loss) or torch.tensor(y): this cuts the graph; leave it out if gradients shall flow",
            "data were tensors already",
        ),
        """\
import torch

x = torch.tensor([1.0, 2.0])
y = torch.tensor(x)
""",
        """\
import torch

x = torch.tensor([1.0, 2.0])
y = x.detach().clone()
print(y)
""",
    ),
    Known(
        "scalar of a recorded tensor",
        "UserWarning",
        r"Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior",
        "a recorded tensor was turned into a Python number",
        "A number has no history: gradients do not flow through float(x) or math.sin(x).",
        (
            "math.sin(x) or NumPy on a tensor where torch.sin(x) is meant",
            "a loss is reported with float(loss); loss.item() says it without the warning",
        ),
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
print(float(x**2))
""",
        """\
import torch

x = torch.tensor(2.0, requires_grad=True)
print((x**2).item())
""",
    ),
)
