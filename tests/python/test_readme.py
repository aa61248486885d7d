"""What README.md shows runs, and what it links to is there."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import relume as rl
from relume.cli import make_parser

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def test_python_example():
    code, more = blocks("python")
    names = {}
    exec(code, names)
    assert names["y"].dtype == names["d"].dtype == names["dx"].dtype == "float32"
    assert names["y"].shape == names["d"].shape == names["dx"].shape == (7,)
    assert (names["x"] >= 0).all()
    exec(more, names)
    assert names["gated"].shape == (2, 4)
    assert names["slopes"].shape == names["half"].shape == (7,)
    assert names["q"](np.arange(-3, 3, dtype=np.int8)).dtype == np.int8


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")
def test_c_example(tmp_path):
    (code,) = blocks("c")
    (tmp_path / "example.c").write_text(code)
    include, library = rl.get_include(), rl.get_library_dir()
    compiler = ["cc", "-std=c11", "-Wall", "-Wextra", "-Werror"]
    link = [f"-L{library}", "-lrelume", f"-Wl,-rpath,{library}"]
    command = [*compiler, "example.c", f"-I{include}", *link, "-o", "example"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    done = subprocess.run([tmp_path / "example"], capture_output=True, text=True, check=True, timeout=60)
    values = [float(v) for line in done.stdout.splitlines() for v in re.findall(r"= (.*), its slope (.*)", line)[0]]
    x = [-2, -0.5, 0.5, 2]
    expected = [v for pair in zip(rl.gelu(x), rl.gelu.derivative(x), strict=True) for v in pair]
    assert values == pytest.approx(expected, rel=1e-5)


def test_c_example_is_built_as_shown():
    shown = blocks("sh")[-1]
    assert Path(rl.get_include()).parent == Path(rl.get_library_dir()).parent
    assert '-I"$prefix/include" -L"$prefix/lib" -lrelume -Wl,-rpath,"$prefix/lib"' in shown


def test_commands_are_understood():
    shown = re.findall(r"^\| `relume (.*?)` \|", README, re.MULTILINE)
    assert len(shown) == 6
    for command in shown:
        make_parser().parse_args(shlex.split(command))


@pytest.mark.parametrize("document", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(document):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", (ROOT / document).read_text(encoding="utf-8"))
    for link in links:
        assert link.startswith("https://") or (ROOT / link).exists(), link
