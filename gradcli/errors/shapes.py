"""Errors about shapes, dimensions and indices."""

from __future__ import annotations

from gradcli.errors.entry import Known

ENTRIES = (
    Known(
        "broadcasting",
        "RuntimeError",
        r"The size of tensor a \((?P<a>\d+)\) must match the size of tensor b \((?P<b>\d+)\) at non-singleton "
        r"dimension (?P<dim>\d+)",
        "two shapes cannot be broadcast",
        "Shapes are compared from their last dimension on: sizes have to be equal, or one of them 1. In dimension {dim} they are "
        "{a} and {b}.",
        (
            "a column [n, 1] is meant and a row [n] was given, or the other way round: unsqueeze or reshape one of them",
            "one of the tensors has to be transposed",
            "data and targets have different lengths",
        ),
        """\
import torch

a = torch.ones(2, 3)
b = torch.ones(2)
print(a + b)
""",
        """\
import torch

a = torch.ones(2, 3)
b = torch.ones(2)
print(a + b.unsqueeze(1))
""",
    ),
    Known(
        "matmul",
        "RuntimeError",
        r"mat1 and mat2 shapes cannot be multiplied \((?P<m>\d+)x(?P<k>\d+) and (?P<l>\d+)x(?P<n>\d+)\)",
        "two matrices do not fit for a product",
        "A row of the first meets a column of the second: {k} numbers meet {l}. For a layer, {k} is the size of its "
        "input and {l} "
        "its in_features.",
        (
            "in_features of a Linear layer is not the last size of its input",
            "images were not flattened: x.flatten(1) before the first Linear layer",
            "one of the matrices has to be transposed",
        ),
        """\
import torch

a = torch.ones(2, 3)
b = torch.ones(2, 3)
print(a @ b)
""",
        """\
import torch

a = torch.ones(2, 3)
b = torch.ones(2, 3)
print(a @ b.T)
""",
    ),
    Known(
        "matrix and vector",
        "RuntimeError",
        r"size mismatch, got input \((?P<m>\d+)\), mat \((?P<rows>\d+)x(?P<columns>\d+)\), vec \((?P<n>\d+)\)",
        "a matrix and a vector do not fit for a product",
        "Each row of the matrix has {columns} numbers, and the vector has {n}.",
        (
            "the matrix has to be transposed",
            "the vector has one number more or less, such as one for a bias",
        ),
        """\
import torch

A = torch.ones(2, 3)
v = torch.ones(2)
print(A @ v)
""",
        """\
import torch

A = torch.ones(2, 3)
v = torch.ones(2)
print(A.T @ v)
""",
    ),
    Known(
        "dot",
        "RuntimeError",
        r"inconsistent tensor size, expected tensor \[(?P<m>\d+)\] and src \[(?P<n>\d+)\] to have the same number of elements",
        "two vectors of different lengths",
        "A dot product pairs the numbers of two vectors: {m} and {n} do not pair.",
        ("one of the vectors is too long, or the wrong one; look at .shape of both",),
        """\
import torch

u, v = torch.ones(2), torch.ones(3)
print(torch.dot(u, v))
""",
        """\
import torch

u, v = torch.ones(2), torch.ones(3)
print(torch.dot(u, v[:2]))
""",
    ),
    Known(
        "dot of matrices",
        "RuntimeError",
        r"1D tensors expected, but got (?P<m>\d+)D and (?P<n>\d+)D tensors",
        "torch.dot() of something that is no vector",
        "torch.dot takes two vectors, unlike numpy.dot. These have {m} and {n} dimensions.",
        ("a product of matrices is meant: a @ b",),
        """\
import torch

A, v = torch.ones(2, 3), torch.ones(3)
print(torch.dot(A, v))
""",
        """\
import torch

A, v = torch.ones(2, 3), torch.ones(3)
print(A @ v)
""",
    ),
    Known(
        "mm of vectors",
        "RuntimeError",
        r"(?P<which>self|mat2) must be a matrix",
        "torch.mm() of something that is no matrix",
        "torch.mm takes two matrices and nothing else.",
        ("a vector or a batch is among them: @ and torch.matmul take those too",),
        """\
import torch

A, v = torch.ones(2, 3), torch.ones(3)
print(torch.mm(A, v))
""",
        """\
import torch

A, v = torch.ones(2, 3), torch.ones(3)
print(A @ v)
""",
    ),
    Known(
        "bmm",
        "RuntimeError",
        r"Expected size for first two dimensions of batch2 tensor to be: (?P<wanted>\[.*?\]) but got: (?P<given>\[.*?\])",
        "two batches of matrices do not fit for a product",
        "The second batch needs as many matrices as the first, each with a row for every column of the first: {wanted}, not "
        "{given}.",
        ("the matrices of one batch have to be transposed: b.transpose(1, 2) or b.mT",),
        """\
import torch

a, b = torch.ones(4, 2, 3), torch.ones(4, 2, 3)
print((a @ b).shape)
""",
        """\
import torch

a, b = torch.ones(4, 2, 3), torch.ones(4, 2, 3)
print((a @ b.mT).shape)
""",
    ),
    Known(
        "reshape",
        "RuntimeError",
        r"shape '(?P<shape>\[.*?\])' is invalid for input of size (?P<size>\d+)",
        "a shape has room for another number of elements",
        "view and reshape keep every element: the sizes of {shape} have to multiply to {size}.",
        (
            "the batch size was written as a number, and the last batch is smaller: use -1 or x.shape[0]",
            "the size after convolutions or pooling is another than was reckoned: print x.shape before",
        ),
        """\
import torch

x = torch.arange(6)
print(x.view(4, 2))
""",
        """\
import torch

x = torch.arange(6)
print(x.view(-1, 2))
""",
    ),
    Known(
        "view of a transposed tensor",
        "RuntimeError",
        r"view size is not compatible with input tensor's size and stride",
        "view() of a tensor whose memory is in another order",
        "view changes the shape and moves nothing. After a transposition neighbours do not lie side by side, so there is no such "
        "view.",
        ("view() follows .T, transpose, permute or a slice: use reshape(), which copies where it has to",),
        """\
import torch

x = torch.arange(6).view(2, 3)
print(x.T.view(6))
""",
        """\
import torch

x = torch.arange(6).view(2, 3)
print(x.T.reshape(6))
""",
    ),
    Known(
        "index",
        "IndexError",
        r"index (?P<index>-?\d+) is out of bounds for dimension (?P<dim>\d+) with size (?P<size>\d+)",
        "an index is too large",
        "Dimension {dim} has {size} elements, and counting begins with 0.",
        (
            "a loop goes one step too far, or over the length of another tensor",
            "the dimensions are mistaken: x[row, column]",
        ),
        """\
import torch

x = torch.arange(3)
print(x[3])
""",
        """\
import torch

x = torch.arange(3)
print(x[2], x[-1])
""",
    ),
    Known(
        "dimension",
        "IndexError",
        r"Dimension out of range \(expected to be in range of \[(?P<low>-?\d+), (?P<high>-?\d+)\], but got (?P<dim>-?\d+)\)",
        "there is no such dimension",
        "dim={dim} was asked for, and the dimensions go from {low} to {high}.",
        (
            "the tensor has fewer dimensions than was thought, such as one example without its batch",
            "squeeze() or an index took a dimension away",
        ),
        """\
import torch

x = torch.tensor([1.0, 2.0])
print(x.sum(dim=1))
""",
        """\
import torch

x = torch.tensor([1.0, 2.0])
print(x.sum(dim=0))
""",
    ),
    Known(
        "too many indices",
        "IndexError",
        r"too many indices for tensor of dimension (?P<dim>\d+)",
        "more indices than dimensions",
        "Each index takes one dimension, and the tensor has {dim}.",
        ("the tensor was flattened, squeezed or indexed before",),
        """\
import torch

x = torch.arange(3)
print(x[0, 1])
""",
        """\
import torch

x = torch.arange(3)
print(x[0], x[1])
""",
    ),
    Known(
        "index of a number",
        "IndexError",
        r"invalid index of a 0-dim tensor",
        "a tensor of no dimensions was indexed",
        "It holds one number. item() gives it as a Python number.",
        ("loss[0] or loss.data[0], as old lessons write it: loss.item()",),
        """\
import torch

loss = torch.tensor(0.5)
print(loss[0])
""",
        """\
import torch

loss = torch.tensor(0.5)
print(loss.item())
""",
    ),
    Known(
        "iterating over a number",
        "TypeError",
        r"iteration over a 0-d tensor",
        "a tensor of no dimensions was iterated over",
        "There is one number in it and nothing to go through.",
        (
            "a sum or a mean has taken all dimensions away",
            "for k in n, where n is a tensor: for k in range(n)",
            "a, b = f(x), and f returned one number",
        ),
        """\
import torch

n = torch.tensor(3)
for k in n:
    print(k)
""",
        """\
import torch

n = torch.tensor(3)
for k in range(n):
    print(k)
""",
    ),
    Known(
        "length of a number",
        "TypeError",
        r"len\(\) of a 0-d tensor",
        "len() of a tensor of no dimensions",
        "It holds one number; it has no length. numel() is 1.",
        ("a sum or a mean has taken all dimensions away",),
        """\
import torch

x = torch.tensor(3.0)
print(len(x))
""",
        """\
import torch

x = torch.tensor(3.0)
print(x.numel())
""",
    ),
    Known(
        "mask",
        "IndexError",
        r"The shape of the mask (?P<mask>\[.*?\]) at index (?P<index>\d+) does not match the shape of the indexed tensor "
        r"(?P<shape>\[.*?\])",
        "a mask of another shape than the tensor",
        "A mask says of each element whether it is taken: it has shape {mask} and the tensor {shape}.",
        ("the mask was made from another tensor, or before the tensor was reshaped or filtered",),
        """\
import torch

x = torch.arange(3)
print(x[torch.tensor([True, False])])
""",
        """\
import torch

x = torch.arange(3)
print(x[x > 0])
""",
    ),
    Known(
        "indices that are no whole numbers",
        "IndexError",
        r"tensors used as indices must be long, int, byte or bool tensors",
        "a tensor of floats was used as an index",
        "An index counts: whole numbers, or a mask of True and False.",
        ("indices were computed with division or read as floats: .long()",),
        """\
import torch

x = torch.arange(3)
print(x[torch.tensor([0.0, 2.0])])
""",
        """\
import torch

x = torch.arange(3)
print(x[torch.tensor([0.0, 2.0]).long()])
""",
    ),
    Known(
        "cat",
        "RuntimeError",
        r"Sizes of tensors must match except in dimension (?P<dim>\d+)\. Expected size (?P<wanted>\d+) but got size "
        r"(?P<given>\d+) "
        r"for tensor number (?P<which>\d+) in the list",
        "tensors that do not fit for cat",
        "cat lays tensors end to end in dimension {dim}; in all others they are alike. Tensor {which}, counted from 0, has size "
        "{given} where {wanted} is expected.",
        ("dim= is the wrong one", "one of the tensors has to be transposed, cropped or padded"),
        """\
import torch

a, b = torch.ones(2, 2), torch.ones(2, 3)
print(torch.cat([a, b]))
""",
        """\
import torch

a, b = torch.ones(2, 2), torch.ones(2, 3)
print(torch.cat([a, b], dim=1))
""",
    ),
    Known(
        "cat of numbers",
        "RuntimeError",
        r"zero-dimensional tensor \(at position (?P<which>\d+)\) cannot be concatenated",
        "cat of tensors without dimensions",
        "cat joins along a dimension that is there; numbers have none. stack makes a new one.",
        ("losses or other single numbers are collected: torch.stack(list)",),
        """\
import torch

losses = [torch.tensor(1.0), torch.tensor(2.0)]
print(torch.cat(losses))
""",
        """\
import torch

losses = [torch.tensor(1.0), torch.tensor(2.0)]
print(torch.stack(losses))
""",
    ),
    Known(
        "stack",
        "RuntimeError",
        r"stack expects each tensor to be equal size, but got (?P<first>\[.*?\]) at entry 0 and (?P<other>\[.*?\]) at "
        r"entry (?P<k>\d+)",
        "tensors of different sizes cannot be stacked",
        "stack lays tensors of one shape on each other: the first is {first}, number {k} is {other}.",
        (
            "sequences of different lengths in a batch: pad them first",
            "images of different sizes: crop or resize them first",
            "cat is meant",
        ),
        """\
import torch

a, b = torch.ones(2), torch.ones(3)
print(torch.stack([a, b]))
""",
        """\
import torch

a, b = torch.ones(2), torch.ones(3)
print(torch.cat([a, b]))
""",
    ),
    Known(
        "in-place broadcasting",
        "RuntimeError",
        r"output with shape (?P<shape>\[.*?\]) doesn't match the broadcast shape (?P<wide>\[.*?\])",
        "a result in place is larger than its tensor",
        "What is written in place stays in the shape {shape}; the operation gives {wide}.",
        (
            "total += x, where total holds one number and x several: x.sum(), or total = total + x",
            "a row or a column was made with the dimensions the other way round",
        ),
        """\
import torch

total = torch.tensor(0.0)
total += torch.tensor([1.0, 2.0])
""",
        """\
import torch

total = torch.tensor(0.0)
total += torch.tensor([1.0, 2.0]).sum()
print(total)
""",
    ),
    Known(
        "expand",
        "RuntimeError",
        r"[Tt]he expanded size of the tensor \((?P<wanted>\d+)\) must match the existing size \((?P<given>\d+)\) at "
        r"non-singleton "
        r"dimension (?P<dim>\d+)",
        "a tensor cannot be expanded to a shape",
        "Only a dimension of size 1 can be expanded: in dimension {dim} there are {given}, and {wanted} are wanted.",
        (
            "x[...] = values of another length",
            "the dimension of size 1 is missing: unsqueeze first",
        ),
        """\
import torch

x = torch.tensor([1.0, 2.0])
print(x.expand(3, 3))
""",
        """\
import torch

x = torch.tensor([1.0, 2.0])
print(x.unsqueeze(1).expand(2, 3))
""",
    ),
    Known(
        "rows of different lengths",
        "ValueError",
        r"expected sequence of length (?P<wanted>\d+) at dim (?P<dim>\d+) \(got (?P<given>\d+)\)",
        "nested lists that are no table",
        "All rows of a tensor have the same length: {wanted} in dimension {dim}, and one has {given}.",
        ("sequences of different lengths: pad them, or keep a list of tensors",),
        """\
import torch

x = torch.tensor([[1, 2], [3, 4, 5]])
""",
        """\
import torch

x = torch.tensor([[1, 2, 0], [3, 4, 5]])
print(x)
""",
    ),
    Known(
        "t() of more dimensions",
        "RuntimeError",
        r"t\(\) expects a tensor with <= 2 dimensions, but self is (?P<dim>\d+)D",
        "t() of a tensor with more than two dimensions",
        "t() exchanges the two dimensions of a matrix; with {dim} it would not be clear which.",
        ("a batch of matrices: x.transpose(-2, -1) or x.mT",),
        """\
import torch

x = torch.ones(4, 2, 3)
print(x.t().shape)
""",
        """\
import torch

x = torch.ones(4, 2, 3)
print(x.mT.shape)
""",
    ),
    Known(
        "batch sizes of a loss",
        "ValueError",
        r"Expected input batch_size \((?P<m>\d+)\) to match target batch_size \((?P<n>\d+)\)",
        "predictions and targets are of different number",
        "There is a class for each row of predictions: {m} rows, and {n} targets.",
        (
            "a view or flatten mixed the batch with another dimension: print the shape after each layer",
            "x.view(-1, features) with the wrong number of features",
        ),
        """\
import torch
import torch.nn.functional as F

scores = torch.ones(2, 3)
print(F.cross_entropy(scores, torch.tensor([0, 1, 2])))
""",
        """\
import torch
import torch.nn.functional as F

scores = torch.ones(2, 3)
print(F.cross_entropy(scores, torch.tensor([0, 2])))
""",
    ),
    Known(
        "class out of bounds",
        "IndexError",
        r"Target (?P<target>-?\d+) is out of bounds",
        "a class has no score",
        "Classes are counted from 0, and {target} is none of those that the predictions have a column for.",
        (
            "labels begin with 1: subtract 1",
            "the last layer has fewer outputs than there are classes",
        ),
        """\
import torch
import torch.nn.functional as F

scores = torch.ones(2, 3)
print(F.cross_entropy(scores, torch.tensor([1, 3])))
""",
        """\
import torch
import torch.nn.functional as F

scores = torch.ones(2, 3)
print(F.cross_entropy(scores, torch.tensor([1, 3]) - 1))
""",
    ),
    Known(
        "target of several dimensions",
        "RuntimeError",
        r"0D or 1D target tensor expected, multi-target not supported",
        "a column of classes where a list is wanted",
        "cross_entropy wants one class for each row, in a tensor of shape [rows].",
        (
            "labels of shape [n, 1]: target.squeeze(1)",
            "one-hot labels of whole numbers: make them floats, or target.argmax(1)",
        ),
        """\
import torch
import torch.nn.functional as F

scores = torch.ones(2, 3)
print(F.cross_entropy(scores, torch.tensor([[0], [2]])))
""",
        """\
import torch
import torch.nn.functional as F

scores = torch.ones(2, 3)
print(F.cross_entropy(scores, torch.tensor([[0], [2]]).squeeze(1)))
""",
    ),
    Known(
        "target size of a loss",
        "UserWarning",
        r"Using a target size \(torch\.Size\((?P<target>\[.*?\])\)\) that is different to the input size "
        r"\(torch\.Size\((?P<input>\[.*?\])\)\)",
        "a loss broadcasts its target",
        "Predictions of size {input} and targets of size {target} are broadcast: every prediction meets every target, "
        "and the loss "
        "is wrong.",
        ("a column [n, 1] against a list [n]: target.unsqueeze(1), or output.squeeze(1)",),
        """\
import torch
import torch.nn.functional as F

output, target = torch.ones(3, 1), torch.ones(3)
print(F.mse_loss(output, target))
""",
        """\
import torch
import torch.nn.functional as F

output, target = torch.ones(3, 1), torch.ones(3)
print(F.mse_loss(output, target.unsqueeze(1)))
""",
    ),
    Known(
        "channels of a convolution",
        "RuntimeError",
        r"Given groups=(?P<groups>\d+), weight of size (?P<weight>\[.*?\]), expected input(?P<input>\[.*?\]) to have "
        r"(?P<wanted>\d+) channels, but got (?P<given>\d+) channels instead",
        "an image has another number of channels than the convolution",
        "The second size of the input is the number of channels: {given}, and the weight is made for {wanted}.",
        (
            "grey images for a network of colour images, or the other way round",
            "channels stand last, as in files: x.permute(0, 3, 1, 2)",
        ),
        """\
import torch
import torch.nn.functional as F

image, weight = torch.ones(1, 1, 4, 4), torch.ones(2, 3, 3, 3)
print(F.conv2d(image, weight).shape)
""",
        """\
import torch
import torch.nn.functional as F

image, weight = torch.ones(1, 3, 4, 4), torch.ones(2, 3, 3, 3)
print(F.conv2d(image, weight).shape)
""",
    ),
    Known(
        "dimensions of a convolution",
        "RuntimeError",
        r"Expected 3D \(unbatched\) or 4D \(batched\) input to conv2d, but got input of size: (?P<size>\[.*?\])",
        "an image without its channels",
        "conv2d takes [batch, channels, height, width], or one image without the batch; this is {size}.",
        ("a grey image has its channel to be added: x.unsqueeze(0), and unsqueeze(1) in a batch",),
        """\
import torch
import torch.nn.functional as F

image, weight = torch.ones(4, 4), torch.ones(2, 1, 3, 3)
print(F.conv2d(image, weight).shape)
""",
        """\
import torch
import torch.nn.functional as F

image, weight = torch.ones(4, 4), torch.ones(2, 1, 3, 3)
print(F.conv2d(image.unsqueeze(0), weight).shape)
""",
    ),
    Known(
        "kernel size",
        "RuntimeError",
        r"Calculated padded input size per channel: \((?P<size>.*?)\)\. Kernel size: \((?P<kernel>.*?)\)\. Kernel size can't be "
        r"greater than actual input size",
        "the image is smaller than the kernel",
        "With its padding the image is {size}, and the kernel is {kernel}.",
        ("too many convolutions or poolings for so small an image", "padding= is missing"),
        """\
import torch
import torch.nn.functional as F

image, weight = torch.ones(1, 1, 2, 2), torch.ones(1, 1, 3, 3)
print(F.conv2d(image, weight).shape)
""",
        """\
import torch
import torch.nn.functional as F

image, weight = torch.ones(1, 1, 2, 2), torch.ones(1, 1, 3, 3)
print(F.conv2d(image, weight, padding=1).shape)
""",
    ),
    Known(
        "embedding",
        "IndexError",
        r"index out of range in self",
        "a word has no row in the embedding",
        "An embedding has rows 0 to num_embeddings - 1, and the index is none of them.",
        (
            "num_embeddings is smaller than the vocabulary; padding and unknown words count too",
            "indices begin with 1",
        ),
        """\
import torch
import torch.nn.functional as F

table = torch.ones(3, 2)
print(F.embedding(torch.tensor([0, 3]), table))
""",
        """\
import torch
import torch.nn.functional as F

table = torch.ones(4, 2)
print(F.embedding(torch.tensor([0, 3]), table))
""",
    ),
)
