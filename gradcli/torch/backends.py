"""torch.backends: switches of libraries that are not there. They can be set, and mean nothing."""

from __future__ import annotations


class _Backend:
    """One library."""

    deterministic = False
    benchmark = False
    allow_tf32 = True

    def __init__(self, enabled: bool) -> None:
        self.enabled = enabled

    def is_available(self) -> bool:
        """False."""
        return False

    def is_built(self) -> bool:
        """False."""
        return False

    def version(self) -> None:
        """None."""


cudnn, cuda, mps = _Backend(True), _Backend(False), _Backend(False)
