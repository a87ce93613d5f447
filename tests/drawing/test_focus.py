"""A part of a drawing: everything keeps its place, what was not asked for is pale, and what is told is of the trace."""

from __future__ import annotations

import re

import pytest

from gradcli.calculation.question import Settings
from gradcli.drawing.captions import MOST_OF_ONE
from gradcli.drawing.focus import focused
from gradcli.drawing.scene import Scene, scene
from gradcli.problems import Problem
from gradcli.views.svg import svg
from tests.command import gradcli
from tests.traces import CASES, made

PARABOLA = made(CASES[0])
COMMAND = ("explain", "3*x**2 + 4*x + 5", "--x", "2")


def placed(found: Scene) -> list[tuple[float, ...]]:
    return [(box.x, box.y, box.width, box.height) for box in found.boxes]


def told(found: Scene) -> list[str]:
    whole = scene(PARABOLA)
    return [text.text.replace("\u00a0", " ") for text in found.texts if text not in whole.texts]


@pytest.mark.parametrize("only", [(), ("graph",), ("graph", "result"), ("forward", "backward")])
def test_everything_may_be_asked_for(only):
    assert focused(PARABOLA, only) == scene(PARABOLA)


def test_the_forward_pass_alone_has_no_gradients():
    found = focused(PARABOLA, ("forward",))
    assert all(arrow.back is None for arrow in found.arrows)
    assert not any(text.style == "gradient" for box in found.boxes for text in box.texts)
    assert {"25", "2"} <= {text.text for box in found.boxes for text in box.texts}


def test_of_backward_the_values_are_pale():
    found = focused(PARABOLA, ("backward",))
    assert placed(found) == placed(scene(PARABOLA))
    numbers = {(text.style, text.pale) for box in found.boxes for text in box.texts if text.style in ("value", "gradient")}
    assert numbers == {("value", True), ("gradient", False)}
    assert all(arrow.pale == ("forward",) for arrow in found.arrows)


def test_of_the_result_the_ends_stay():
    found = focused(PARABOLA, ("result",))
    kept = [box for box in found.boxes if not box.pale]
    assert [box.texts[0].text for box in kept] == ["x", "y = v4 + 5"]
    assert all(arrow.pale == ("forward", "back") for arrow in found.arrows)
    both = focused(PARABOLA, ("result", "forward"))
    leaf = next(box for box in both.boxes if box.kind == "leaf")
    assert not any(text.pale for text in leaf.texts) and all(arrow.pale == ("back",) for arrow in both.arrows)


def test_one_value_stands_among_its_neighbours():
    found = focused(PARABOLA, node="v3")
    assert placed(found) == placed(scene(PARABOLA))
    assert [box.texts[0].text for box in found.boxes if box.marked] == ["v3 = 4*x"]
    assert sorted(box.texts[0].text for box in found.boxes if not box.pale) == ["4", "v3 = 4*x", "v4 = v2 + v3", "x"]
    assert sum(not arrow.pale for arrow in found.arrows) == 3
    assert told(found) == [
        "v3 = 4*x = 4*2 = 8",
        "AddBackward0: ∂v4/∂v3 = 1   1 × 1 = 1   to v3",
        "gradient that arrived: 1",
        "∂v3/∂x = 4   1 × 4 = 4   to x",
    ]
    assert all(text.y < found.height for text in found.texts)


def test_a_leaf_tells_where_its_gradient_comes_from():
    lines = told(focused(PARABOLA, node="x"))
    assert lines[0] == "MulBackward0: ∂v3/∂x = 4   1 × 4 = 4   to x"
    assert lines[-1] == "4 + 12 = 16   x.grad: None becomes 16"


def test_what_is_told_of_one_value_has_an_end():
    trace = made((" + ".join(f"sin(x*{k})" for k in range(40)), {"x": 2.0}, Settings()))
    lines = [text.text for text in focused(trace, node="x").texts][-MOST_OF_ONE:]
    assert lines[0].startswith("MulBackward0: ∂") and re.fullmatch(r"… \d+ more lines", lines[-1])


def test_there_has_to_be_such_a_value():
    with pytest.raises(Problem, match="there is no value `v9`"):
        focused(PARABOLA, node="v9")


def test_it_is_drawn():
    picture = svg(PARABOLA, node="v3")
    assert (
        picture.count('<g class="leaf">') == 1 and '<g class="output pale">' in picture and '<g class="operation now">' in picture
    )
    for options in (("--node", "v3"), ("--only", "backward"), ("--only", "result", "--only", "forward")):
        ran = gradcli(*COMMAND, "--format", "svg", *options)
        assert (ran.status, ran.err) == (0, "") and "pale" in ran.out.partition("</style>")[2]
    assert "pale" not in gradcli(*COMMAND, "--format", "svg").out.partition("</style>")[2]


def test_an_animation_plays_everything():
    assert "do not go together" in gradcli(*COMMAND, "--format", "svg", "--animate", "--node", "x").err
