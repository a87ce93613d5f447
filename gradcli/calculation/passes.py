"""The one place where the engine is asked: forward and backward, as often as the settings say, with whoever looks on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

from gradcli.autograd.backward import backward, unused
from gradcli.autograd.collector import uncollected
from gradcli.calculation.leaves import as_tensor, clear, grads_of, leaves_of, output_gradient
from gradcli.calculation.notes import NoteTaker
from gradcli.calculation.observers import Observer
from gradcli.calculation.question import Question, Settings
from gradcli.evaluate.expression import Evaluation, Position, evaluate
from gradcli.ops.defaults import default_dtype_of
from gradcli.ops.sizes import numel
from gradcli.ops.warnings import heard
from gradcli.problems import BackwardError, Remedy
from gradcli.recording.modes import set_grad_enabled, watched
from gradcli.tensors.tensor import Tensor

NOTHING_TO_STACK = "stack expects a non-empty TensorList"
NOT_SINGLE = "The Tensor returned by the function given to hessian should contain a single element"


class Asked(NamedTuple):
    """What the passes left behind.

    leaves      the variables, with what is in their .grad at the end
    evaluation  of the first forward pass
    output      of the last one
    grads       variable -> its .grad as plain data, after each pass
    error       what backward raised, with its cause; the passes before it are in `grads`
    record      what was seen on the way
    """

    question: Question
    leaves: Mapping[str, Tensor]
    evaluation: Evaluation
    output: Tensor
    grads: tuple[Mapping[str, Any], ...]
    error: BackwardError | None
    record: NoteTaker


def ask(question: Question, observers: Sequence[Observer] = (), place: Position | None = None, noted: bool = True) -> Asked:
    """Evaluate and go backward. Raises Problem if the expression cannot be evaluated; what backward raises is in the answer.

    place  is kept up to date with the node of the tree that is being evaluated
    noted  False where nobody will want notes, and nothing has to be remembered for them
    """
    record = NoteTaker(question.tree)
    leaves = leaves_of(question)
    passes = Passes(question, leaves, [record, *observers] if noted else observers, place or Position())
    error = passes.run()
    if error is not None:
        from gradcli.calculation.errors import explain  # only where backward raised

        explain(error, question, leaves, passes.output, record)
    return Asked(question, leaves, passes.evaluation, passes.output, tuple(passes.grads), error, record)


class Passes:
    """Forward and backward through the leaves of a question.

    grads  what each pass that ended well left in the leaves
    """

    def __init__(self, question: Question, leaves: Mapping[str, Tensor], observers: Sequence[Observer], place: Position) -> None:
        self.question, self.leaves, self.observers, self.place = question, leaves, observers, place
        for one in observers:
            one.place = place
        self.grads: list[Mapping[str, Any]] = []
        self.evaluation: Evaluation
        self.output: Tensor

    @uncollected()
    def run(self) -> BackwardError | None:
        """All passes; what backward raised."""
        settings = self.question.settings
        with default_dtype_of(settings.dtype), set_grad_enabled(not settings.no_grad):
            self.evaluation, self.output = self.forward(self.observers)
            try:
                count = _count(settings, self.output)
                for k in range(count):
                    self._pass(k, settings, last=k == count - 1)
                _demand_elements(settings, self.leaves, self.output)
            except BackwardError as error:
                self._tell(grads_of(self.leaves), error)
                return error
        return None

    def _pass(self, k: int, settings: Settings, last: bool) -> None:
        """One pass, the first of them with k = 0."""
        if k:
            self.observers = [one for one in self.observers if one.always]
            if not settings.same_graph:
                _, self.output = self.forward(self.observers)
            if settings.zero_grad:
                clear(self.leaves)
        visited = _each([one.visited for one in self.observers])
        backward(self.output, output_gradient(settings), retain_graph=settings.retain_graph, observer=visited)
        if not k:
            self._demand_used(settings)
        self.grads.append(grads_of(self.leaves, kept=not last))
        self._tell(self.grads[-1], None)

    def forward(self, observers: Sequence[Observer]) -> tuple[Evaluation, Tensor]:
        """One forward pass."""
        for one in observers:
            one.begin(self.leaves)
        ran = _each([one.ran for one in observers])
        watching: AbstractContextManager[None] = nullcontext() if ran is None else watched(ran)
        warned = _each([one.warned for one in observers])
        listening: AbstractContextManager[None] = nullcontext() if warned is None else heard(warned)
        with watching, listening:
            evaluation = evaluate(self.question.tree, self.leaves, self.place)
            output = as_tensor(evaluation.output)
        for one in observers:
            one.evaluated(evaluation, output)
        return evaluation, output

    def _demand_used(self, settings: Settings) -> None:
        """What torch.autograd.grad demands, which leaves no .grad behind."""
        if settings.allow_unused is not False:
            return
        asked = settings.wrt if settings.wrt is not None else [n for n, x in self.leaves.items() if x.requires_grad]
        for k, name in enumerate(asked):
            if self.leaves[name].grad is None:
                clear(self.leaves)
                raise unused(k)

    def _tell(self, grads: Mapping[str, Any], error: BackwardError | None) -> None:
        for one in self.observers:
            one.passed(grads, error)


def _each(functions: Sequence[Callable[..., None]]) -> Callable[..., None] | None:
    """A function that calls all of them."""
    if len(functions) < 2:
        return functions[0] if functions else None

    def call(*arguments: Any) -> None:
        for function in functions:
            function(*arguments)

    return call


def _demand_elements(settings: Settings, leaves: Mapping[str, Tensor], output: Tensor) -> None:
    """What torch.autograd.functional stacks: a row for each element of the output, or for each of the gradient."""
    stacked = [x for x in leaves.values() if x.requires_grad] if settings.hessian else [output] if settings.jacobian else []
    if any(numel(x.shape) == 0 for x in stacked):
        raise BackwardError("RuntimeError", NOTHING_TO_STACK)


def _count(settings: Settings, output: Tensor) -> int:
    """How often to go backward: not at all where only the jacobian of several elements is asked for."""
    if numel(output.shape) == 1:
        return settings.passes
    if settings.hessian:
        why = f"the output has {numel(output.shape)} elements, and each has a hessian of its own"
        raise BackwardError("RuntimeError", NOT_SINGLE, why=why, fix=Remedy("not single"))
    return 0 if settings.jacobian and settings.grad_output is None else settings.passes
