"""The benchmarks run, and what is committed of them names its commit."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import relume as rl

BENCH = Path(__file__).parents[2] / "bench"
RESULTS = BENCH / "results"
QUICK = ("--only", "relu", "gelu", "--rounds", "1", "--seconds", "0.01")


def run(script, *arguments, status=0, **options):
    command = [sys.executable, BENCH / script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300, **options)
    assert done.returncode == status, done.stderr
    return done


@pytest.mark.skipif(not (RESULTS / "float32.json").exists(), reason="not in a source distribution")
def test_results_name_their_commit():
    commits = {}
    for path in RESULTS.glob("*.json"):
        commits[path.stem] = json.loads(path.read_text(encoding="utf-8"))["commit"]
        assert re.fullmatch("[0-9a-f]{40}", commits[path.stem]), path
    image = pytest.importorskip("PIL.Image")
    for path in RESULTS.glob("*.png"):
        with image.open(path) as picture:
            assert picture.text["Source"] == commits["float32"], f"{path} isn't drawn of float32.json"


def test_peers_and_pictures(tmp_path):
    found, heat, roofline, again = (tmp_path / name for name in ("x.json", "heat.png", "roofline.svg", "again.png"))
    run("peers.py", *QUICK, "--peers", "numpy", "--size", 100, 200, "--json", found, "--plot", heat)
    rows = json.loads(found.read_text(encoding="utf-8"))["rows"]
    assert [(r["name"], *r["shape"], r["operation"]) for r in rows] == [
        (name, size, operation)
        for size in (100, 200)
        for name in ("relu", "gelu")
        for operation in ("forward", "backward")
    ]
    assert set(rows[0]["ns_per_element"]) == {"relume", "relume, new", "copy", "numpy"}
    assert heat.read_bytes().startswith(b"\x89PNG")
    some = ("--size", 100, "--operation", "forward")
    run("peers.py", "--from", found, *some, "--roofline", roofline, "--json", again)
    assert json.loads(again.read_text(encoding="utf-8"))["rows"] == rows[::2][:2]
    text = roofline.read_text(encoding="utf-8")
    assert all(f"<!-- {label} -->" in text for label in ("relu", "gelu", "forward, 100", "numpy"))


def test_scaling(tmp_path):
    found = tmp_path / "x.json"
    run("scaling.py", *QUICK, "--size", 1000, "--threads", 2, "--json", found)
    rows = json.loads(found.read_text(encoding="utf-8"))["rows"]
    assert {r["name"] for r in rows} == {"relu", "gelu"}
    assert {r.get("callers") for r in rows} >= {None, "threads"}


def test_full(tmp_path):
    run("full.py", "float32", "--results", tmp_path, *QUICK, "--peers", "numpy")
    assert {p.name for p in tmp_path.iterdir()} == {"float32.json", "heatmap.png", "overview.png", "roofline.png"}


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("peers.py --roofline x.txt", "--plot and --roofline write .png, .svg or .pdf"),
        ("peers.py --from nowhere.json", "there is no file nowhere.json"),
        ("scaling.py --threads 1", "there must be 2 threads"),
        ("full.py float31", "there is no part float31"),
        ("full.py --results nowhere", "there is no folder nowhere"),
        ("instructions.py --dtype float31", "invalid choice: 'float31'"),
    ],
)
def test_wrong_calls(call, says):
    done = run(*call.split(), status=2)
    assert says in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_instructions_without_tools():
    done = run("instructions.py", status=2, env={"PATH": str(BENCH)})
    assert done.stderr.splitlines()[-1].endswith("avx2 needs cmake: it isn't installed")


def test_instructions_between_marks(monkeypatch):
    monkeypatch.syspath_prepend(BENCH)
    from instructions import between_marks

    def log(*symbols):
        return b"".join(b"Trace 0: [0/1] %s\n" % symbol.encode() for symbol in symbols)

    mark = ("mark", "mark")
    assert between_marks(log("_start", *mark, "f", "g", *mark, "main", *mark, "f", *mark, "main", "exit")) == [2, 1]


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")
def test_program_of_instructions(tmp_path):
    program, library = tmp_path / "instructions", rl.get_library_dir()
    link = [f"-I{rl.get_include()}", f"-L{library}", "-lrelume", f"-Wl,-rpath,{library}"]
    source = BENCH / "instructions.c"
    subprocess.run(
        ["cc", "-std=c11", "-Wall", "-Wextra", "-Wconversion", "-Werror", source, *link, "-o", program], check=True
    )
    (tmp_path / "values").write_bytes(bytes(3 * 1024 * 8))

    def said(runs, dtype=0):
        command = [program, str(dtype), tmp_path / "values"]
        return subprocess.run(command, input=runs, capture_output=True, text=True, timeout=60)

    runs = "relu forward 512\nelu backward 1024 1.5\nswiglu derivative 7\n"
    for dtype in range(4):
        assert said(runs, dtype).stdout == f"{rl.isa()}\n"
    for wrong in ("rely forward 5", "relu sideways 5", "relu forward 5000", "relu forward", "elu forward 5 nan"):
        done = said(wrong + "\n")
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
