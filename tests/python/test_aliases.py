"""The names that activations have elsewhere: c/src/aliases.def."""

import re
from pathlib import Path

import pytest

import relume as rl
from relume import _ufuncs
from relume.cli import main

SOURCE = (Path(__file__).resolve().parents[2] / "c/src/aliases.def").read_text(encoding="utf-8")
ALIASES = re.findall(r"^ALIAS\((\w+), (\w+)\)$", SOURCE, re.MULTILINE)


@pytest.mark.parametrize(("alias", "name"), ALIASES)
def test_an_alias_is_the_one_object(alias, name, capsys):
    activation = _ufuncs.find(name)
    assert activation.name == name
    assert getattr(rl, alias) is rl.activations[alias] is rl.activations.get(alias) is activation
    assert alias in rl.activations
    assert alias in activation.aliases
    assert repr(rl.activations[alias]).startswith(f"<relume activation {name}(")
    assert main(["info", alias]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{name}: ")
    assert re.search(rf"^  also .*\b{alias}\b", told, re.MULTILINE)


def test_each_alias_has_one_meaning_and_is_not_listed():
    names = [alias for alias, _ in ALIASES]
    assert len(set(names)) == len(names)
    assert not set(names) & {*rl.activations, *rl.__all__}
    assert sorted(alias for a in rl.activations.values() for alias in a.aliases) == sorted(
        alias for alias, name in ALIASES if name in rl.activations
    )


def test_unknown_names_tell_close_aliases():
    with pytest.raises(KeyError, match=r"'expitt'.*close: .*expit"):
        rl.activations["expitt"]
    with pytest.raises(AttributeError, match=r"'logistik'.*close: .*logistic"):
        _ = rl.logistik
