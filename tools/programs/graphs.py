"""Autograd: passes, graphs, hooks, functions of one's own, versions, derivatives of higher order."""

from __future__ import annotations

from tools.programs.draw import Draw, Piece, Shape

SMOOTH = (
    "{x} ** 2",
    "{x} ** 3",
    "3 * {x} + 1",
    "{x} * {x}",
    "torch.exp({x})",
    "{x}.sin()",
    "torch.cos({x})",
    "{x}.tanh()",
    "torch.sigmoid({x})",
    "torch.relu({x})",
    "{x}.abs()",
    "2 / ({x} + 5)",
    "({x} - 1) ** 2",
    "{x}.pow(2) + 2 * {x}",
    "-{x}",
    "{x}.clone()",
    "torch.log({x} ** 2 + 1)",
    "{x}.clamp(min=0)",
    "{x} / 3",
    "torch.sqrt({x} ** 2 + 1)",
    "{x}.mul(2).add(1)",
    "torch.where({x} > 0, {x}, 0.1 * {x})",
    "F.softplus({x})",
    "F.leaky_relu({x})",
    "1 - {x}",
    "{x}.square()",
)
ENDS = (
    "{y}.sum()",
    "{y}.sum()",
    "{y}.mean()",
    "({y} ** 2).mean()",
    "torch.sum({y})",
    "{y}.norm()",
    "{y}.max()",
    "{y}.prod()",
    "{y}.std()",
    "{y}.sum() / 2",
)
PRINTED = (
    "print({x}.grad)",
    "print({x}.grad)",
    "print({y})",
    "print({z})",
    "print({x})",
    "print({y}.grad_fn)",
    "print({z}.grad_fn.next_functions)",
    "print({y}.requires_grad, {y}.is_leaf)",
    "print({x}.grad_fn, {x}.is_leaf)",
    "print(round({z}.item(), 4))",
    "print({y}.grad)",
    "print({z}.grad_fn.name())",
    "print({z}.grad_fn.next_functions[0][0])",
    "print({x}.grad.shape, {x}.grad.dtype)",
    "print({x}.grad.requires_grad)",
    "print({y}.grad_fn.next_functions)",
    "print(f'{{{z}:.4f}}')",
    "print('grad', {x}.grad.shape)",
    "print({z}.detach(), {z}.data)",
    "print({y}.detach().requires_grad)",
    "print({x}._version, {y}._version)",
    "print(type({z}.grad_fn))",
    "print({y}.retains_grad)",
    "print({x}.grad.numpy().round(4))",
    "print(f'{{{x}.grad.sum().item():.4f}}')",
    "print({x}.grad_fn is None, {y}.grad_fn is None)",
    "print({z}.grad_fn.requires_grad)",
    "print({z}.grad_fn.next_functions[0][1])",
    "print({y}.output_nr)",
)


def chain(d: Draw, shape: Shape | None = None) -> tuple[str, dict[str, str]]:
    """Statements that lead from a leaf to a scalar, and the names in them."""
    made, x = d.leaf(shape or d.pick(((), (), (3,), (2,), (2, 2), (2, 3), (1,))))
    y, z = d.name("y"), d.name("z")
    text = f"{made}\n{y} = {d.pick(SMOOTH).format(x=x)}"
    for _ in range(d.whole(0, 2)):
        text += f"\n{y} = {d.pick(SMOOTH).format(x=y)}"
    return f"{text}\n{z} = {d.pick(ENDS).format(y=y)}", {"x": x, "y": y, "z": z}


def prints(d: Draw, names: dict[str, str], most: int = 3) -> str:
    """What a lesson prints about a graph."""
    return "\n".join(d.pick(PRINTED).format(**names) for _ in range(d.whole(1, most)))


def simple(d: Draw) -> str:
    """One pass."""
    text, names = chain(d)
    return d.maybe(f"{text}\n{names['z']}.backward()\n{prints(d, names, 4)}", 0.6)


def before(d: Draw) -> str:
    """The graph, before there is any gradient."""
    text, names = chain(d)
    return d.maybe(f"{text}\n{prints(d, names, 5)}", 0.6)


def again(d: Draw) -> str:
    """Several passes."""
    text, n = chain(d)
    call = d.pick((f"{n['z']}.backward()", f"{n['z']}.backward(retain_graph=True)", f"{n['z']}.backward(retain_graph=True)"))
    steps = [call, f"print({n['x']}.grad)"]
    if d.chance(0.3):
        steps.append(d.pick((f"{n['x']}.grad.zero_()", f"{n['x']}.grad = None", f"{n['x']}.grad.data.zero_()", f"del {n['y']}")))
    steps += [
        d.pick(
            (
                f"{n['z']}.backward()",
                f"{n['y']}.sum().backward()",
                f"{n['y']}.backward(torch.ones_like({n['y']}))",
                f"({n['z']} * 2).backward()",
            )
        )
    ]
    return d.maybe("\n".join([text, *steps, f"print({n['x']}.grad)"]), 0.9)


def gradients(d: Draw) -> str:
    """backward with a gradient, and of what has several elements."""
    text, n = chain(d, d.pick(((3,), (2, 2), (2,))))
    shape = d.tensors[n["x"]]
    call = d.pick(
        (
            f"{n['y']}.backward(torch.ones_like({n['y']}))",
            f"{n['y']}.backward({d.tensor(shape)})",
            f"{n['y']}.backward(gradient={d.tensor(shape)})",
            f"{n['y']}.backward()",
            f"{n['y']}.backward({d.tensor()})",
            f"{n['y']}.backward(1.)",
            f"{n['z']}.backward(torch.tensor(2.))",
            f"{n['z']}.backward({d.tensor((1,))})",
            f"{n['y']}.backward(torch.ones(5))",
            f"torch.autograd.backward({n['z']})",
            f"torch.autograd.backward([{n['y']}, {n['z']}], [torch.ones_like({n['y']}), None])",
            f"{n['y']}.backward({d.tensor(shape, 'float64')})",
            f"{n['y']}.backward({d.tensor(shape, 'int64')})",
            f"{n['z']}.backward(inputs=[{n['x']}])",
            f"{n['x']}.backward()",
            f"{n['x']}.sum().backward()",
            f"{n['z']}.backward(None)",
        )
    )
    return d.maybe(f"{text}\n{call}\nprint({n['x']}.grad)", 0.9)


def functional(d: Draw) -> str:
    """autograd.grad, and derivatives of higher order."""
    text, n = chain(d, d.pick(((), (), (3,), (2,))))
    x, y, z = n["x"], n["y"], n["z"]
    steps = d.pick(
        (
            f"g = torch.autograd.grad({z}, {x})\nprint(g)\nprint({x}.grad)",
            f"g, = torch.autograd.grad({z}, {x}, create_graph=True)\nprint(g)\ng.sum().backward()\nprint({x}.grad)",
            f"g = torch.autograd.grad({z}, {x}, create_graph=True)[0]\nh = torch.autograd.grad(g.sum(), {x})[0]\nprint(g, h)",
            f"g = torch.autograd.grad({y}, {x}, grad_outputs=torch.ones_like({y}))\nprint(g)",
            f"g = torch.autograd.grad({z}, [{x}, {y}])\nprint(g)",
            (
                f"w = torch.ones(2, requires_grad=True)\ng = torch.autograd.grad({z}, [{x}, "
                f"w]{d.pick((', allow_unused=True', '', ', materialize_grads=True'))})\nprint(g)"
            ),
            f"{z}.backward(create_graph=True)\nprint({x}.grad)\nprint({x}.grad.grad_fn)",
            f"print(torch.autograd.grad({y}, {x}))",
            f"for k in range(3):\n    {z}, = torch.autograd.grad({z}.sum(), {x}, create_graph=True)\n    print(k, {z})",
            (
                f"print(torch.autograd.grad({z}, {x}, retain_graph=True))\nprint(torch.autograd.grad({z}, {x}))\n"
                f"print(torch.autograd.grad({z}, {x}))"
            ),
            f"print(torch.autograd.grad({z}, {x}.detach()))",
        )
    )
    return d.maybe(f"{text}\n{steps}", 0.8)


def jacobians(d: Draw) -> str:
    """torch.autograd.functional."""
    f = d.pick(
        (
            "lambda x: x ** 2",
            "lambda x: (x ** 3).sum()",
            "lambda x: torch.exp(x).sum()",
            "lambda x: x.sin() * 2",
            "lambda x: x @ x",
            "lambda x: torch.stack([x[0] * x[1], x.sum()])",
        )
    )
    name = d.word("jacobian hessian vjp jvp vhp hvp")
    given = d.tensor((2,))
    more = (
        ""
        if name in ("jacobian", "hessian") or d.chance(0.2)
        else f", {d.pick(('torch.ones(2)', 'torch.tensor([1., -1.])', 'torch.tensor(1.)'))}"
    )
    return d.maybe(f"print(torch.autograd.functional.{name}({f}, {given}{more}))", 0.9)


def kept(d: Draw) -> str:
    """retain_grad, and gradients of what is no leaf."""
    text, n = chain(d)
    x, y, z = n["x"], n["y"], n["z"]
    which = d.pick((y, y, z, x))
    late = f"{which}.retain_grad()\n{z}.backward()" if d.chance(0.8) else f"{z}.backward()\n{which}.retain_grad()"
    return d.maybe(f"{text}\n{late}\nprint({y}.grad, {z}.grad, {x}.grad)\nprint({which}.retains_grad)", 0.8)


def hooks(d: Draw) -> str:
    """Hooks of tensors and of nodes."""
    text, n = chain(d)
    x, y, z = n["x"], n["y"], n["z"]
    where = d.pick((x, y, y, z))
    hook = d.pick(
        (
            "lambda g: print('grad', g)",
            "lambda g: g * 2",
            "lambda g: g + 1",
            "lambda g: None",
            "lambda g: print(g.shape)",
            "lambda g: g.clamp(-1, 1)",
            "lambda g: 5",
            "seen.append",
            "print",
        )
    )
    more = d.pick(("", "\nh.remove()", f"\nh2 = {where}.register_hook(lambda g: g * 10)", f"\n{y}.retain_grad()"))
    if d.chance(0.15):
        return d.maybe(f"{text}\n{z}.grad_fn.register_hook(lambda gi, go: print(gi, go))\n{z}.backward()\nprint({x}.grad)", 0.9)
    if d.chance(0.1):
        return d.maybe(
            (
                f"{text}\nh = {x}.register_post_accumulate_grad_hook(lambda p: print('done', p.grad))\n{z}.backward()\n"
                f"print({x}.grad)"
            ),
            0.9,
        )
    return d.maybe(
        f"{text}\nseen = []\nh = {where}.register_hook({hook}){more}\n{z}.backward()\nprint({x}.grad, {y}.grad, seen)", 0.9
    )


def blocks(d: Draw) -> str:
    """no_grad and its relatives."""
    text, n = chain(d)
    head = d.pick(
        (
            "with torch.no_grad():",
            "with torch.no_grad():",
            "with torch.set_grad_enabled(False):",
            "with torch.enable_grad():",
            "with torch.inference_mode():",
            "with torch.autograd.no_grad():",
            "with torch.set_grad_enabled(True):",
        )
    )
    x, y, z = n["x"], n["y"], n["z"]
    body = d.pick(
        (
            f"w = {x} * 2\nprint(w, w.requires_grad)",
            f"{x} += 1\nprint({x})",
            f"{x} -= 0.1 * {x}.grad\nprint({x})",
            f"{x}.mul_(2)\nprint({x}, {x}._version)",
            f"w = {y} + {x}\nw.sum().backward()",
            f"print(torch.is_grad_enabled())\nw = {x}.clone()\nprint(w.requires_grad, w.is_leaf)",
            f"w = {x}.view(-1)\nw += 1\nprint(w.requires_grad, {x})",
            f"{x}.grad.zero_()",
            "w = torch.ones(2, requires_grad=True)\nprint(w, (w * 2).requires_grad)",
            f"{x}.copy_(torch.zeros_like({x}))",
            f"{z}.backward()\nprint({x}.grad)",
            f"{x} = {x} - 0.1\nprint({x})",
            f"{y} *= 2\nprint({y})",
        )
    )
    first = d.pick((f"{z}.backward()", f"{z}.backward()", "pass", f"{z}.backward(retain_graph=True)"))
    after = d.pick(
        (
            f"print({x}.requires_grad, {x}.grad)",
            f"{z}.backward()",
            f"print((w * {x}).requires_grad)",
            f"print({y}, {z})",
            "print(torch.is_grad_enabled())",
        )
    )
    return d.maybe("\n".join([text, first, d.inside(body, head), after]), 0.9)


def writing(d: Draw) -> str:
    """Writing in place into what a graph needs, or not."""
    text, n = chain(d, d.pick(((3,), (2, 2), ())))
    target = d.pick((n["x"], n["y"], n["y"], f"{n['x']}.data", f"{n['y']}.detach()", f"{n['y']}.data", f"{n['z']}"))
    step = d.pick(
        (
            ".add_(1)",
            ".mul_(2)",
            " += 1",
            "[0] = 5.",
            ".zero_()",
            ".exp_()",
            "[0] *= 2",
            " *= 3",
            ".fill_(2)",
            ".relu_()",
            "[...] = 0",
            ".copy_(torch.tensor(1.))",
            ".sub_(0.5)",
            ".clamp_(0, 1)",
        )
    )
    if step.startswith(" ") and "." in target:
        step = ".add_(1)"
    after = d.pick(
        (
            f"{n['z']}.backward()\nprint({n['x']}.grad)",
            f"({n['y']} ** 2).sum().backward()\nprint({n['x']}.grad)",
            f"print({n['y']}, {n['x']}, {n['y']}._version)",
            f"print({n['y']}.grad_fn, {n['y']}.grad_fn.next_functions)",
        )
    )
    return d.maybe(f"{text}\n{target}{step}\n{after}", 0.92)


def cut(d: Draw) -> str:
    """detach, data, requires_grad."""
    text, n = chain(d)
    x, y, z = n["x"], n["y"], n["z"]
    step = d.pick(
        (
            f"w = {y}.detach()\nprint(w.requires_grad, w.grad_fn)\n(w * {x}).sum().backward()\nprint({x}.grad)",
            f"w = {x}.detach().clone().requires_grad_()\n(w * 2).sum().backward()\nprint(w.grad, {x}.grad)",
            f"{y}.requires_grad = False",
            f"{y}.requires_grad_(False)",
            f"{x}.requires_grad = False\nprint(({x} * 2).requires_grad)",
            f"{y}.detach().sum().backward()",
            f"{x}.data = torch.zeros(3)\nprint({x})",
            f"{x}.data += 1\n{z}.backward()\nprint({x}.grad, {x}._version)",
            f"{x}.grad = torch.ones_like({x})\n{z}.backward()\nprint({x}.grad)",
            f"{x}.grad = torch.ones(7)",
            f"{x}.grad = 3",
            f"{y}.detach_()\nprint({y}, {y}.is_leaf)",
            f"w = torch.tensor({x})\nprint(w.requires_grad)",
            "w = torch.tensor([1, 2], requires_grad=True)",
            "w = torch.arange(3).requires_grad_()",
            f"w = {x}.long()\nprint(w, w.requires_grad)",
            f"print(torch.autograd.Variable({x}))",
            f"{x}.detach().zero_()\nprint({x})",
            f"w = {y} > 0\nprint(w, w.requires_grad)",
            f"print({y}.numpy())",
            f"print(np.array({y}))",
            f"print(float({z}), {z}.tolist(), int({z}))",
            f"w = copy.deepcopy({x})\nprint(w, w is {x})",
            f"w = copy.deepcopy({y})",
        )
    )
    return d.maybe(f"{text}\n{step}", 0.9)


def own_function(d: Draw) -> str:
    """An autograd.Function."""
    name = d.pick(("MyReLU", "Square", "Exp", "Scale"))
    forward, backward = d.pick(
        (
            (
                "ctx.save_for_backward(x)\nreturn x.clamp(min=0)",
                "x, = ctx.saved_tensors\ng = grad_output.clone()\ng[x < 0] = 0\nreturn g",
            ),
            ("ctx.save_for_backward(x)\nreturn x ** 2", "x, = ctx.saved_tensors\nreturn 2 * x * grad_output"),
            ("y = x.exp()\nctx.save_for_backward(y)\nreturn y", "y, = ctx.saved_tensors\nreturn grad_output * y"),
            ("ctx.k = 3\nreturn x * ctx.k", "return grad_output * ctx.k"),
            ("return x * 2", "print('backward', grad_output)\nreturn grad_output * 2, None"),
            ("ctx.save_for_backward(x)\nreturn x.clone()", "return None"),
            ("return x * 2", "return grad_output.sum()"),
            ("ctx.mark_dirty(x)\nreturn x.mul_(2)", "return grad_output * 2"),
            ("return x * 1", "print(ctx.needs_input_grad, ctx.saved_tensors)\nreturn grad_output"),
            ("ctx.set_materialize_grads(False)\nreturn x + 1", "return grad_output"),
            ("return x.sin(), x.cos()", "return grad_output"),
            ("return 5", "return grad_output"),
        )
    )
    body = "\n".join("        " + line for line in forward.split("\n"))
    back = "\n".join("        " + line for line in backward.split("\n"))
    start = (
        f"class {name}(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n{body}\n\n    "
        f"@staticmethod\n    def backward(ctx, grad_output):\n{back}\n"
    )
    made, x = d.leaf(d.pick(((3,), (2, 2), ())))
    use = d.pick(
        (
            f"y = {name}.apply({x})",
            f"y = {name}.apply({x})",
            f"f = {name}.apply\ny = f({x}) * 3",
            f"y = {name}.apply({x} * 2)",
            f"y = {name}()({x})",
            f"y = {name}.apply({x}, 2)",
        )
    )
    after = d.pick(
        ("print(y, y.grad_fn)", "print(y)", "y.retain_grad()\nprint(y.grad_fn.next_functions)", "print(y.requires_grad)")
    )
    # how often gradcheck runs a backward that prints is its own affair
    checked = f"\nprint(torch.autograd.gradcheck({name}.apply, torch.ones(2, dtype=torch.double, requires_grad=True)))"
    return start + d.maybe(
        f"{made}\n{use}\n{after}\ny.sum().backward()\nprint({x}.grad)"
        + d.pick(
            (
                "",
                "\ny.sum().backward()",
                "" if "print" in backward else checked,
            )
        ),
        0.9,
    )


def two(d: Draw) -> str:
    """Two leaves of which one may not count."""
    one, a = d.leaf((3,), "a")
    other, b = d.leaf(d.pick(((3,), (1,), (), (2, 3))), "b")
    q = d.pick(
        (
            f"3 * {a} ** 3 - {b} ** 2",
            f"{a} * {b}",
            f"{a} @ {b}",
            f"({a} + {b}).relu()",
            f"torch.dot({a}, {b})",
            f"{a}.sum() * {b}",
            f"{b} - {a}",
            f"{a} / {b}",
            f"torch.stack([{a}, {b}])",
            f"torch.cat([{a}, {b}])",
            f"{b}.matmul({a})",
            f"torch.outer({a}, {b})",
            f"{a} ** {b}",
            f"torch.max({a}, {b})",
            f"{a}[:2] * {b}[:2]",
            f"({a} * {b}.detach())",
        )
    )
    return d.maybe(
        (
            f"{one}\n{other}\nQ = {q}\nprint(Q)\n"
            f"Q.{d.pick(('sum().', 'sum().', '', 'mean().'))}backward({d.pick(('', '', 'gradient=torch.ones(3)'))})\n"
            f"print({a}.grad, {b}.grad)"
        ),
        0.85,
    )


def descent(d: Draw) -> str:
    """Gradient descent by hand."""
    made, x = d.leaf(d.pick(((), (2,), (3,))))
    f = d.pick((f"({x} - 3) ** 2", f"({x} ** 2 - 2) ** 2", f"{x} ** 2 + 2 * {x} + 1", f"torch.exp(-{x}) + {x} ** 2"))
    step = d.pick(
        (
            f"with torch.no_grad():\n    {x} -= 0.1 * {x}.grad\n{x}.grad.zero_()",
            f"{x}.data -= 0.1 * {x}.grad\n{x}.grad = None",
            f"{x} = {x} - 0.1 * {x}.grad",
            f"{x}.data.sub_({x}.grad.data * 0.05)\n{x}.grad.data.zero_()",
            f"{x} -= 0.1 * {x}.grad",
            f"{x} = ({x} - 0.1 * {x}.grad).detach().requires_grad_()",
        )
    )
    line = d.pick(
        (
            f"print(i, round(loss.item(), 4), {x}.grad)",
            "print(f'{i}: {loss.item():.6f}')",
            f"print('step', i, {x})",
            "print(loss)",
        )
    )
    return d.maybe(
        f"{made}\n"
        + d.inside(f"loss = ({f}).sum()\nloss.backward()\n{line}\n{step}", f"for i in range({d.whole(2, 5)}):")
        + f"\nprint({x})",
        0.8,
    )


def views(d: Draw) -> str:
    """Parts of tensors in graphs."""
    made, x = d.leaf(d.pick(((4,), (2, 3), (3, 3), (2, 2, 2))))
    y = d.pick(
        (
            f"{x}[0]",
            f"{x}[1:]",
            f"{x}.view(-1)",
            f"{x}.t()",
            f"{x}.reshape(-1)[::2]",
            f"{x}[..., 0]",
            f"{x}.unsqueeze(0)",
            f"{x}.T",
            f"{x}.flatten()",
            f"{x}.sum(0)",
            f"{x}.transpose(0, -1)",
            f"{x}.expand(2, *{x}.shape)",
            f"{x}[[0, 0, 1]]",
            f"{x}[{x} > 0]",
            f"{x}.max(0)[0]",
            f"{x}.chunk(2)[1]",
            f"{x}.index_select(0, torch.tensor([0]))",
            f"torch.gather({x}, 0, torch.zeros_like({x}, dtype=torch.long))",
            f"{x}.squeeze()",
            f"{x}.permute(*range({x}.dim()))",
            f"{x}.unbind()[0]",
            f"{x}.repeat(2, 1)",
            f"{x}.sort(-1).values",
            f"{x}.cumsum(0)",
            f"{x}.clone()[0]",
        )
    )
    return d.maybe(
        (
            f"{made}\ny = {y}\nprint(y, y.grad_fn, y.is_leaf)\n{d.pick(('', 'y = y * 2', 'y *= 2', 'y = y ** 2'))}\n"
            f"y.{d.pick(('sum', 'mean', 'sum'))}().backward()\nprint({x}.grad)"
        ),
        0.85,
    )


PIECES: tuple[Piece, ...] = (
    simple,
    simple,
    before,
    before,
    again,
    gradients,
    functional,
    jacobians,
    kept,
    hooks,
    blocks,
    writing,
    cut,
    own_function,
    two,
    descent,
    views,
)
