"""Memory that NumPy shares with tensors: what is written through an array is seen by every tensor on it."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.session.observe import grad, numbers


def an_element_taken_before_and_after_the_array(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], dtype=torch.float64)
    early = x[0]
    array = x.numpy()
    late, cut, copy = x[0], early.detach(), early.clone()
    array[0] = 9
    return [*numbers([early, late, cut, copy, late * 2, x]), early.item(), float(late), bool(cut)]


def a_scalar_written_through_its_array(torch: Any) -> list[Any]:
    x = torch.tensor(1.0, dtype=torch.float64)
    row, cut = x.view(1), x.detach()
    array = np.asarray(x)
    array[...] = 9
    seen = numbers([x, x + 1, row, cut, row[0], x.exp().log(), x == 9])
    x.add_(1)
    return [*seen, float(array), *numbers([x, row, cut])]


def a_truth_value_written_through_its_array(torch: Any) -> list[Any]:
    x = torch.tensor([True, False])
    last, whole = x[1], torch.tensor(True)
    np.asarray(x)[1] = True
    whole.numpy()[...] = False
    return [bool(last), last.item(), *numbers([x, whole, ~whole, torch.where(last, 1.0, 2.0)])]


def an_array_of_one_element_alone(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], dtype=torch.float64)
    first = x[0]
    array = first.numpy()
    first.add_(3)
    array[...] += 1
    return [*numbers([x, first]), float(array)]


def elements_of_which_several_were_taken(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], dtype=torch.float64)
    array = x.numpy()
    first, second = x
    parts = x.unbind()
    array[:] = 5, 6
    return numbers([first, second, *parts, torch.stack([first, second])])


def a_copy_for_numpy_is_a_copy(torch: Any) -> list[Any]:
    x = torch.tensor(1.0, dtype=torch.float64)
    np.array(x)[...] = 3
    np.asarray(x, dtype="f4")[...] = 4
    return [x.tolist()]


def gradients_look_at_what_the_array_holds(torch: Any) -> list[Any]:
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    y = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    of_x, of_y = x.detach().numpy(), y.detach().numpy()
    z = x * x + y[0] ** 2 * x
    of_x[...], of_y[0] = 5, 4
    z.backward()
    return [z.item(), grad(x), grad(y)]


def a_gradient_that_numpy_has(torch: Any) -> list[Any]:
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    (x * 2).backward()
    array = x.grad.numpy()
    array[...] = 7
    (x * 2).backward()
    return [grad(x), float(array)]
