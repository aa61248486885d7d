"""Progress bars for the commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress


class Advance(Protocol):
    def __call__(self, steps: int, label: str | None = None) -> None: ...


@contextmanager
def progress(label: str, total: int) -> Iterator[Advance]:
    """A bar on standard error that the function it gives moves on; none if that is no terminal or rich is missing."""
    bar = _bar()
    if bar is None:
        yield lambda steps, label=None: None
        return
    with bar:
        task = bar.add_task(label, total=total)
        yield lambda steps, label=None: bar.update(task, advance=steps, description=label)


def _bar() -> Progress | None:
    try:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
    except ModuleNotFoundError:
        return None
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True) if console.is_terminal else None
