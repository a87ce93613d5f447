"""torch.Generator: a source of random numbers as scripts know it, and the one that is used where none is given."""

from __future__ import annotations

from typing import Any

from gradcli.evaluate.devices import CPU, Device, demand_cpu
from gradcli.problems import runtime_error, type_error, value_error
from gradcli.randomness import generator as engine
from gradcli.tensors.foreign import class_name
from gradcli.tensors.tensor import Tensor

OVERFLOW = "Overflow when unpacking long long"
ELSEWHERE = {
    "cuda": "Cannot get CUDA generator without ATen_cuda library. PyTorch splits its backend into two shared libraries: a CPU "
    "library and a CUDA library; this error has occurred because you are trying to use some CUDA functionality, but the CUDA "
    "library has not been loaded by the dynamic linker for some reason.  The CUDA library MUST be loaded, EVEN IF you don't "
    "directly use any symbols from the CUDA library! One common culprit is a lack of -Wl,--no-as-needed in your link arguments; "
    "many dynamic linkers will delete dynamic library dependencies if you don't depend on any of their symbols.  You can check "
    "if this has occurred by using ldd on your binary to see if there is a dependency on *_cuda.so library.",
    "mps": "Cannot execute getNewGenerator() without MPS backend.",
    "xpu": "Cannot get XPU generator without ATen_xpu library.",
}
NO_OFFSET = "CPU Generator does not use offset"


class Generator(engine.Generator):
    """PyTorch's generator: its numbers depend on its seed and on what was drawn before."""

    def __init__(self, device: Any = "cpu") -> None:
        kind = None if type(device) is int else Device(device).type
        if kind in ELSEWHERE:
            raise runtime_error(ELSEWHERE[kind])
        demand_cpu(device)
        super().__init__()

    def manual_seed(self, seed: Any) -> Generator:
        """Begin anew. Raises RuntimeError for what is no whole number, ValueError for what has more than 64 bits."""
        if isinstance(seed, bool) or not hasattr(seed, "__index__"):
            raise runtime_error(f"manual_seed expected a long, but got {class_name(seed)}")
        number = int(seed)
        if not -(2**63) <= number < 2**64:
            raise value_error(OVERFLOW)
        super().manual_seed(number)
        return self

    @property
    def device(self) -> Device:
        """Where it draws."""
        return CPU

    def get_state(self) -> Tensor:
        """Everything about it, as bytes."""
        from gradcli.ops import arrays

        return Tensor(arrays.as_array(list(self.state()), "uint8"))

    def set_state(self, new_state: Any) -> Generator:
        """Go on from such bytes. Raises TypeError for what are no bytes, RuntimeError for bytes that are no state."""
        if not isinstance(new_state, Tensor):
            raise type_error(f"expected a torch.ByteTensor, but got {class_name(new_state)}")
        if new_state.dtype != "uint8":
            raise type_error("RNG state must be a torch.ByteTensor")
        self.restore(new_state.raw.tobytes())
        return self

    def clone_state(self) -> Generator:
        """Another one that goes on from here."""
        other = Generator()
        other.restore(self.state())
        return other

    def get_offset(self) -> int:
        """What only generators of other devices have. Raises RuntimeError."""
        raise runtime_error(NO_OFFSET)

    def set_offset(self, offset: int) -> None:  # noqa: ARG002
        """What only generators of other devices have. Raises RuntimeError."""
        raise runtime_error(NO_OFFSET)


Generator.__module__ = "torch._C"  # as it prints itself
default_generator = Generator()
default_generator.seed()
