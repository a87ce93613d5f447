"""What scripts save stays in their session: no file is written, none is read, and paths know what was kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.script.running import run


def test_nothing_is_written_and_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "weights.pt"
    ran = run(f"import torch\ntorch.save(torch.ones(2), {str(path)!r})\nprint(torch.load({str(path)!r}))")
    assert ran.out == "tensor([1., 1.])\n"
    assert ran.notes == ["torch.save: what is saved is kept until the end of the session; no file is written"]
    assert not path.exists()
    assert run(f"import torch\ntorch.load({str(path)!r})").status == 1, "another session has nothing of it"


def test_files_on_the_disk_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "weights.pt"
    path.write_text("1", "utf-8")
    ran = run(f"import os, torch\nprint(os.path.exists({str(path)!r}))\ntorch.load({str(path)!r})")
    assert (ran.out, ran.errors[0].type) == ("False\n", "FileNotFoundError")
    assert ran.notes == ["torch.load: only what this session saved is there; files are not read"]


def test_paths_know_what_was_kept() -> None:
    ran = run(
        "import os, torch\nfrom pathlib import Path\nfolder = Path('models')\nfolder.mkdir(parents=True, exist_ok=True)\n"
        "file = folder / 'a.pth'\ntorch.save(obj=[1], f=file)\n"
        "print(file, repr(file), file.name, file.exists(), file.is_file(), folder.is_dir(), os.path.isdir('models'))\n"
        "print(torch.load(f=os.path.join('models', 'a.pth')), os.path.isfile('./models/a.pth'))\nfile.unlink()\n"
        "file.unlink(missing_ok=True)\nprint(file.exists())\nos.makedirs('models', exist_ok=True)\nos.mkdir('other')"
    )
    assert ran.out == ("models/a.pth PosixPath('models/a.pth') a.pth True True True True\n[1] True\nFalse\n")
    assert "folders are not made" in ran.notes[0]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("import os\nos.makedirs('m')\nos.makedirs('m')", "FileExistsError: [Errno 17] File exists: 'm'"),
        ("import os\nos.remove('m')", "FileNotFoundError: [Errno 2] No such file or directory: 'm'"),
        (
            "import torch\nclass B:\n  def write(self, b): pass\ntorch.save(1, B())",
            "NotImplementedError: torch.save into a buffer",
        ),
        ("import torch\ntorch.save(1, 'f')\ntorch.load('f', map_location='cuda')", "RuntimeError: Attempting to deserialize"),
        (
            "import torch\ndef f():\n  def g(): pass\n  torch.save(g, 'f')\nf()",
            "AttributeError: Can't pickle local object 'f.<locals>.g'",
        ),
        ("import torch\ntorch.save(len, 'f')\ntorch.load('f')", "UnpicklingError: Weights only load failed."),
        ("from pathlib import Path\nPath('/etc/passwd').read_text()", "AttributeError: "),
        ("from pathlib import Path\nPath('/etc/passwd').open()", "AttributeError: "),
        ("from pathlib import Path\nPath.cwd()", "AttributeError: "),
    ],
)
def test_refusals(text: str, error: str) -> None:
    found = run(text).errors[0]
    assert f"{found.type}: {found.text}".startswith(error)
