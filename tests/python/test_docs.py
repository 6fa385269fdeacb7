"""What docs/python.md and the docstrings show is what comes out."""

import doctest
import inspect
import pathlib
import re

import pytest
import tir2tt
from conftest import ROOT
from tir2tt import _api, diagnostics


def test_docs(monkeypatch):
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    unfenced = re.sub(r"^```.*$", "", text, flags=re.MULTILINE)  # a fence would belong to the output above it
    example = doctest.DocTestParser().get_doctest(unfenced, {}, "python.md", "docs/python.md", 0)
    result = doctest.DocTestRunner().run(example)
    assert result.failed == 0 and result.attempted == text.count(">>>") >= 6


@pytest.mark.parametrize("module", [tir2tt, _api, diagnostics], ids=lambda module: module.__name__)
def test_docstrings(module, monkeypatch):
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(module, extraglobs={"tir2tt": tir2tt, "pathlib": pathlib})
    assert result.failed == 0 and result.attempted > 0


def test_everything_public_is_described():
    for module in (tir2tt, tir2tt.tvm):
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isclass(thing) or inspect.isfunction(thing):
                assert thing.__doc__ and not thing.__doc__.startswith(f"{name}("), name
