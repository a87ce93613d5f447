"""The drawing: nothing sticks out, nothing overlaps, arrows end at boxes, and the numbers are those of the trace."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings

from gradcli.calculation.question import Settings
from gradcli.calculation.trace import Trace
from gradcli.drawing.captions import captions
from gradcli.drawing.graph import arrows, drawn
from gradcli.drawing.grids import BLANK, grid, vector
from gradcli.drawing.measure import lines
from gradcli.drawing.order import crossings, ordered
from gradcli.drawing.scene import Curve, Scene, Text, scene
from gradcli.letters import cut, wide
from gradcli.numerals import number, tensor
from gradcli.syntax.parser import parse
from tests.expressions import elementwise
from tests.traces import CASES, HOSTILE, IDS, hostile, made

NET = "h = tanh(W1 @ x + b1); y = W2 @ h + b2; ((y - t)**2).mean()"
NET_VALUES = {
    "W1": [[0.5, -0.3], [0.8, 0.2], [-0.4, 0.9]],
    "x": [1.0, 2.0],
    "b1": [0.1, -0.2, 0.0],
    "W2": [[1.0, -1.0, 0.5], [0.3, 0.7, -0.6]],
    "b2": [0.0, 0.1],
    "t": [1.0, -1.0],
}
SHARED = "a = x*y; b = sin(a) + x; c = (a + b)*(x - y); d = c*a + b; e = d*c + x*b; (e - a)*(d + c)/(b + y) + e*e*x"
MORE = [
    (NET, NET_VALUES, Settings(wrt=("W1", "b1", "W2", "b2"))),
    (SHARED, {"x": 1.0, "y": 2.0}, Settings()),
    ("x*x*x*x*x", {"x": 2.0}, Settings()),
    (" + ".join(f"x*{k}" for k in range(40)), {"x": 2.0}, Settings()),
    ("cross_entropy(z, t)", {"z": [2.0, 1.0, 0.1], "t": 0}, Settings()),
    ("unused = x*y; also = unused + 1; x**2 + x", {"x": 2.0, "y": 3.0}, Settings()),
    ("stack([x, y, x, y, x, y, x, y, x, y, x, y]).sum()", {"x": 2.0, "y": 3.0}, Settings()),
    ("x_" + "abcdefghij" * 8 + "*3", {"x_" + "abcdefghij" * 8: 5.0}, Settings()),
]
Rectangle = tuple[float, float, float, float]


def inside(inner: Rectangle, outer: Rectangle) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def apart(a: Rectangle, b: Rectangle) -> bool:
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def rectangles(found: Scene) -> list[Rectangle]:
    return [(box.x, box.y, box.x + box.width, box.y + box.height) for box in found.boxes]


def ends(curve: Curve) -> tuple[float, float]:
    """The heights of the lower and the upper end, the head's tip counted."""
    heights = [curve.start[1], curve.parts[-1][-1], *(y for _, y in curve.head)]
    return max(heights), min(heights)


def sampled(curve: Curve) -> list[tuple[float, float]]:
    points = [curve.start]
    for part in curve.parts:
        x, y = points[-1]
        if len(part) == 2:
            points += [(x + (part[0] - x) * k / 8, y + (part[1] - y) * k / 8) for k in range(1, 9)]
        else:
            a, b, c, d, e, f = part
            for k in range(1, 13):
                t, s = k / 12, 1 - k / 12
                points.append(
                    (
                        s**3 * x + 3 * s * s * t * a + 3 * s * t * t * c + t**3 * e,
                        s**3 * y + 3 * s * s * t * b + 3 * s * t * t * d + t**3 * f,
                    )
                )
    return points


def check(trace: Trace) -> Scene:
    """Everything that has to hold of any drawing."""
    found = scene(trace)
    frames = rectangles(found)
    page = (0.0, 0.0, found.width, found.height)
    boxes = {box.id: frame for box, frame in zip(found.boxes, frames, strict=True)}
    assert [box.id for box in found.boxes] == [v.id for v in drawn(trace)]
    assert [(arrow.source, arrow.target) for arrow in found.arrows] == arrows(trace)
    for k, frame in enumerate(frames):
        assert inside(frame, page)
        assert all(apart(frame, other) for other in frames[:k])
    for box, frame in zip(found.boxes, frames, strict=True):
        assert all(inside(text.rectangle(), frame) for text in box.texts), box
        assert all(inside((x, y, x, y), frame) for rule in box.rules for x, y in rule.points)
        shown = [text for text in box.texts if text.until is None]
        assert all(apart(a.rectangle(), b.rectangle()) for k, a in enumerate(shown) for b in shown[:k])
    labels = [text.rectangle() for arrow in found.arrows for text in arrow.label]
    texts = [text.rectangle() for text in (*found.heading, *found.texts)]
    for k, label in enumerate(labels):
        assert inside(label, page)
        assert all(apart(label, frame) for frame in frames)
        assert all(apart(label, other) for other in (*labels[:k], *texts)), (label, k)
    for k, text in enumerate(texts):
        assert inside(text, page)
        assert all(apart(text, frame) for frame in (*frames, *texts[:k]))
    for arrow in found.arrows:
        source, target = boxes[arrow.source], boxes[arrow.target]
        for curve in (arrow.forward, arrow.back):
            if curve is not None:
                lower, upper = ends(curve)
                assert abs(lower - source[1]) < 0.01 and abs(upper - target[3]) < 0.01
                assert source[0] <= curve.start[0] <= source[2] and target[0] <= curve.parts[-1][-2] <= target[2]
                for x, y in sampled(curve)[1:-1]:
                    assert all(not (a + 1 < x < c - 1 and b + 1 < y < d - 1) for a, b, c, d in frames)
                    assert all(not (a < x < c and b + 1 < y < d - 1) for a, b, c, d in labels)
    return found


@pytest.mark.parametrize("case", [*CASES, *MORE], ids=[*IDS, *(text[:30] for text, _, _ in MORE)])
def test_nothing_overlaps_or_sticks_out(case):
    check(made(case))


@pytest.mark.parametrize("name", HOSTILE)
def test_of_any_text(name):
    check(hostile(name))


@settings(max_examples=40, deadline=None)
@given(elementwise(depth=4))
def test_of_any_expression(text):
    values = {name: 0.5 + k for k, name in enumerate("xyz") if name in parse(text).names()}
    trace = made((text, values, Settings(passes=2)))
    found = check(trace)
    boxes = {box.id: [line.text for line in box.texts] for box in found.boxes}
    for v in trace.vertices:
        if v.id in boxes and v.op not in ("leaf", "constant"):
            assert number(v.value) in boxes[v.id]
    for move in trace.passes[0].moves:
        if move.grad_fn != "AccumulateGrad" and trace.vertices[move.vertex].id in boxes:
            assert any(line.endswith(tensor(move.upstream)) for line in boxes[move.vertex])
    for name, g in trace.grads.items():
        leaf = next(v for v in trace.vertices if v.name == name)
        assert leaf.id not in boxes or g is None or any(line.endswith(tensor(g)) for line in boxes[leaf.id])


def test_a_structure_has_no_gradients():
    from gradcli.calculation.structure import structure

    found = check(structure(parse("mean((x*w + b)**2)"), Settings()))
    assert all(arrow.back is None for arrow in found.arrows)
    assert [step.kind for step in found.steps] == ["start"]


def test_operands_stand_from_left_to_right():
    found = scene(made(("(a - b)/(c + d)", {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0}, Settings())))
    at = {box.texts[0].text: box.x for box in found.boxes}
    assert at["a"] < at["b"] < at["c"] < at["d"]
    assert at["v1 = a - b"] < at["v2 = c + d"]


def test_two_arrows_of_one_value_are_apart():
    found = scene(made(("x*x", {"x": 3.0}, Settings())))
    first, second = found.arrows
    assert first.forward != second.forward and first.back != second.back
    assert [label.text for label in first.label] == ["∂ x = 3", "↓ 3"]


def test_a_constant_stands_between_its_operation_and_the_next_row():
    found = scene(made(("exp(x)**2", {"x": 3.0}, Settings())))
    at = {box.texts[0].text: box for box in found.boxes}
    power, two, below = at["y = v1**2"], at["2"], at["v1 = exp(x)"]
    assert power.y + power.height < two.y and two.y + two.height < below.y


def test_what_can_go_straight_does():
    found = scene(made(("tanh(sin(x)*w)", {"x": 3.0, "w": 2.0}, Settings())))
    ways = {(arrow.source, arrow.target): {x for x, _ in sampled(arrow.forward)} for arrow in found.arrows}
    assert sorted(map(len, ways.values()))[:3] == [1, 1, 1]  # all but the one from w, beside sin(x)


def test_places_are_whole_numbers():
    found = scene(made(MORE[1]))
    numbers = [n for box in found.boxes for n in (box.x, box.y, box.width, box.height)]
    numbers += [n for arrow in found.arrows for part in arrow.forward.parts for n in part]
    assert all(n == int(n) for n in numbers)


def test_the_heading_tells_what_is_not_in_the_boxes():
    from gradcli.calculation.structure import symbolic

    twice = scene(made(("x**2", {"x": 3.0}, Settings(passes=2))))
    assert "2 backward passes: .grad is added to, arrows show the first" in " ".join(text.text for text in twice.heading)
    assert "passes" not in " ".join(text.text for text in scene(made(CASES[10])).heading)  # the second was refused
    guessed = scene(symbolic(parse("(W @ x).sum()"), Settings()))
    assert "this is for a matrix W and a vector x" in " ".join(text.text for text in guessed.heading)


def test_the_numbers_of_a_parabola():
    found = scene(made(CASES[0]))
    leaf = next(box for box in found.boxes if box.kind == "leaf")
    assert [line.text for line in leaf.texts] == ["x", "value", "2", "grad", "4 + 12 = 16", "leaf"]
    assert [step.kind for step in found.steps] == ["start", *["forward"] * 5, *["backward"] * 5, "accumulate"]
    assert "".join(text for text, _ in found.steps[-1].said[0]) == "4 + 12 = 16   x.grad: None becomes 16"
    assert "".join(text for text, _ in found.steps[-2].said[1]) == "∂v1/∂x = 2*x = 4   3 × 4 = 12   to x"


def test_what_several_passes_leave_is_there_one_after_the_other():
    found = scene(made(CASES[9]))
    leaf = next(box for box in found.boxes if box.kind == "leaf")
    grads = [line for line in leaf.texts if line.style == "gradient"]
    assert [line.text for line in grads] == ["4", "4 + 4 = 8", "8 + 4 = 12"]
    assert all(a.until == b.first for a, b in pairwise(grads)) and grads[-1].until is None


def test_an_error_is_a_step_and_is_told():
    found = scene(made(CASES[10]))
    assert found.steps[-1].kind == "error"
    assert any(text.style == "error" and "RuntimeError" in text.text for text in found.texts)


def test_captions_are_in_the_picture_and_replace_each_other():
    found = scene(made(CASES[4]))
    said = captions(found)
    assert len(said.texts) == len(found.steps)
    for k, told in enumerate(said.texts):
        assert told and all(line.first == k for line in told)
        for line in told:
            assert inside(line.rectangle(), (0, found.height - 15, found.width, found.height + said.height))


# ------------------------------------------------------------------ values
def test_values_are_cut_between_numbers():
    assert vector([1.0, 2.5]) == "[1, 2.5]"
    assert vector([float(k) for k in range(30)]) == "[0, 1, 2, 3, 4, 5, …]"
    assert vector([0.123456] * 30) == "[0.1235, 0.1235, 0.1235, …]"
    assert vector([-1.2345e-100] * 3, 10) == "[-1.234e-100, …]"
    assert [row.replace(BLANK, " ") for row in grid([[1.0, -2.0], [30.0, 4.5]]).rows] == [" 1   -2", "30  4.5"]
    assert [row.replace(BLANK, " ").strip() for row in grid([[[1.0, 2.0]], [[3.0, 4.0]]]).rows] == ["1  2", "…"]
    assert grid([]).rows == ("[]",) and grid([[], []]).rows == ("",)


def test_a_matrix_is_a_grid_of_whole_numbers():
    data = [[i / 7 - 10 * j for j in range(30)] for i in range(30)]
    found = grid(data)
    assert len({wide(row) for row in found.rows}) == 1 and found.brackets
    for row, numbers in zip(found.rows, data, strict=False):
        shown = row.replace(BLANK, " ").split()
        if shown[0] != "⋮":
            assert shown[-1] == "…" and shown[:-1] == [number(n, 4) for n in numbers[: len(shown) - 1]]
    assert found.rows[-1].replace(BLANK, " ").split()[0] == "⋮"


@pytest.mark.parametrize(
    "text, most, short",
    [
        ("short", 9, "short"),
        ("x*3.14159 + 1", 8, "x*…"),
        ("中文字", 5, "中文…"),
        ("abcdefgh", 4, "abc…"),
        ("[1.25, 3.5]", 9, "[1.25…"),
    ],
)
def test_a_text_is_cut(text, most, short):
    assert cut(text, most) == short and wide(cut(text, most)) <= most


# ------------------------------------------------------------------ rows
def test_a_tree_has_no_crossings():
    found = ordered(7, [(1, 0), (2, 0), (3, 1), (4, 1), (5, 2), (6, 2)], 0)
    assert found.rows == [[0], [1, 2], [3, 4, 5, 6]] and not crossings(found.rows, found.links)


def test_long_arrows_share_their_places():
    found = ordered(4, [(1, 0), (3, 0), (2, 1), (3, 1), (3, 2)], 0)
    assert found.depth == [0, 1, 2, 3]
    assert sorted(found.passing.values()) == [(3, 1), (3, 2)]
    assert found.via[1] and found.via[3] and not found.via[4]


def test_what_is_too_long_goes_straight(monkeypatch):
    monkeypatch.setattr("gradcli.drawing.order.MOST_PASSING", 0)
    found = scene(made(MORE[1]))
    assert len(found.arrows) == len(arrows(made(MORE[1])))


@pytest.mark.parametrize(
    "text", ["*".join("x" * 1000), "; ".join(f"v{k} = sin({f'v{k - 1}' if k else 'x'})*w" for k in range(400))]
)
def test_a_large_graph_is_drawn(text):
    values = {name: 0.5 for name in ("x", "w") if name in parse(text).names()}
    found = scene(made((text, values, Settings())))
    assert len(found.boxes) > 800 and found.height > 10_000


def test_a_long_word_goes_on_below():
    assert lines(["x*" * 30], 24, 4) == ["x*" * 12, "x*" * 12, "x*" * 6]
    assert lines(["a" * 50], 20, 2) == ["a" * 20, "a" * 19 + "…"]
    assert lines(["中" * 15, "b"], 20, 4) == ["中" * 10, "中" * 5 + " b"]


def test_the_label_is_measured():
    text = Text(10.0, 20.0, "中a", "", 10.0, "middle")
    assert text.length == 18.0
    assert text.rectangle()[0] < 10 - 9 and text.rectangle()[2] > 10 + 9
