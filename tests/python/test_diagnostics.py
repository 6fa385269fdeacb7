"""Diagnostics: as exceptions with places, as warnings, as values."""

import pathlib
import pickle
import re
import warnings

import pytest
import tir2tt
from tir2tt import Severity


def error_of(call):
    with pytest.raises(tir2tt.Tir2ttError) as caught:
        call()
    return caught.value


def test_an_input_error_has_a_place(matmul, tmp_path):
    path = tmp_path / "kernel.py"
    text = matmul.read_text(encoding="utf-8").replace("A_shared, B_shared, C_local", "A_sharde, B_shared, C_local")
    path.write_text(text, encoding="utf-8")
    error = error_of(lambda: tir2tt.plan(path))
    assert type(error) is tir2tt.InputError
    diagnostic = error.diagnostics[0]
    lines = text.splitlines()
    (line,) = [i for i, source in enumerate(lines, 1) if "A_sharde" in source]
    assert (diagnostic.id, diagnostic.severity, diagnostic.file) == ("T0106", Severity.ERROR, str(path))
    assert (diagnostic.line, diagnostic.column) == (line, lines[line - 1].index("A_sharde") + 1)
    assert diagnostic.end_column == diagnostic.column + len("A_sharde")
    assert diagnostic.source == lines[line - 1]
    assert "A_shared" in diagnostic.hint
    assert str(diagnostic).startswith(f"{path}:{line}:{diagnostic.column}: error: ")
    assert str(diagnostic).endswith("[T0106]") and "\n" not in str(diagnostic)
    assert error.messages == str(error)
    assert diagnostic.source.strip() in str(error) and "^" in str(error)
    assert not str(error).endswith("\n")


def test_the_name_of_the_input(script):
    broken = script.replace("A_tile[i, j] = A[i, j]", "A_tile[i, j] = Q[i, j]")
    assert error_of(lambda: tir2tt.opt(broken)).diagnostics[0].file == "<module>"
    assert error_of(lambda: tir2tt.opt(broken, file_name="here.py")).diagnostics[0].file == "here.py"


def test_what_does_not_fit_has_a_report(matmul):
    error = error_of(lambda: tir2tt.plan(matmul, l1_reserve=1_390_000))
    assert type(error) is tir2tt.InputError
    assert [d.name for d in error.diagnostics if d.severity is Severity.ERROR] == ["does_not_fit"]
    assert "C_local" in error.report + error.messages


def test_json_is_diagnosed_in_its_script(corpus):
    error = error_of(lambda: tir2tt.plan(corpus / "tilelang" / "gemm.json", l1_reserve=1_390_000))
    placed = [d for d in error.diagnostics if d.node is not None]
    for diagnostic in placed:
        assert re.fullmatch(r"node \d+ \([\w.]+\)", diagnostic.node)
        assert diagnostic.source is not None
    assert error.diagnostics


@pytest.mark.parametrize(
    "options",
    [
        {"arch": "grayskull"},
        {"cb_rule": "best"},
        {"l1_reserve": -1},
        {"l1_reserve": 2**80},
        {"arch": "a\0b"},
        {"arch": "\ud800"},
        {"file_name": "a\udfff"},
    ],
)
def test_wrong_options(matmul, options):
    error = error_of(lambda: tir2tt.plan(matmul, **options))
    assert type(error) is tir2tt.UsageError and isinstance(error, ValueError)
    assert str(error)


def test_an_unknown_pass(matmul):
    error = error_of(lambda: tir2tt.opt(matmul, ["memory-space-lower"]))
    assert type(error) is tir2tt.UsageError
    assert "memory-space-lower-tt" in str(error)


@pytest.mark.parametrize(
    "passes, kind, said",
    [
        (None, TypeError, "passes must be a str or a list of names, not NoneType"),
        (b"default", TypeError, "passes must be a str or a list of names, not bytes"),
        (3, TypeError, "passes must be a str or a list of names, not int"),
        (["default", 3], TypeError, "passes must be a list of str; 3 is of type int"),
        ([""], tir2tt.UsageError, "passes contains an empty name"),
        (["default", " "], tir2tt.UsageError, "passes contains an empty name"),
        ("default,", tir2tt.UsageError, "there is no pass ``"),
        (["\ud800"], tir2tt.UsageError, "passes contains the lone surrogate U\\+D800 at index 0"),
    ],
)
def test_wrong_passes(matmul, passes, kind, said):
    with pytest.raises(kind, match=said):
        tir2tt.opt(matmul, passes)


def test_text_that_is_no_utf8(script):
    with pytest.raises(tir2tt.InputError, match=r"module contains the lone surrogate U\+D83D at index 2"):
        tir2tt.plan("# \ud83d\n" + script)


def test_options_of_a_like_type(matmul, script):
    class Bytes:
        def __index__(self):
            return 1_280_000

    assert tir2tt.plan(matmul, l1_reserve=Bytes()) == tir2tt.plan(matmul, l1_reserve=1_280_000)
    assert tir2tt.plan(matmul, l1_reserve=Bytes()) != tir2tt.plan(matmul)
    broken = script.replace("A_tile[i, j] = A[i, j]", "A_tile[i, j] = Q[i, j]")
    error = error_of(lambda: tir2tt.opt(broken, file_name=pathlib.Path("a") / "here.py"))
    assert error.diagnostics[0].file == "a/here.py"


@pytest.mark.parametrize(
    "options",
    [{"arch": None}, {"arch": 3}, {"cb_rule": b"seed"}, {"l1_reserve": "many"}, {"l1_reserve": 1.5}, {"file_name": 3}],
)
def test_options_of_the_wrong_type(matmul, options):
    if options == {"arch": None}:  # as much as the default
        assert tir2tt.plan(matmul, **options) == tir2tt.plan(matmul)
        return
    with pytest.raises(TypeError, match=next(iter(options))):
        tir2tt.plan(matmul, **options)


def test_a_file_name_as_text(matmul):
    error = error_of(lambda: tir2tt.plan(str(matmul)))
    assert type(error) is tir2tt.InputError
    assert f"pass pathlib.Path({str(matmul)!r})" in str(error)
    assert "pathlib" not in str(error_of(lambda: tir2tt.plan("no such file.py")))


@pytest.fixture
def doubtful(script):
    """Reads a tile that nothing has written."""
    fill = "    for i, j in T.grid(32, 32):\n        A_tile[i, j] = A[i, j]\n"
    assert fill in script
    return script.replace(fill, "")


def test_warnings_go_to_python_and_into_the_plan(doubtful):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        plan = tir2tt.plan(doubtful, file_name="doubtful.py")
    expected = [d for d in plan.diagnostics if d.severity is Severity.WARNING]
    (line,) = [i for i, text in enumerate(doubtful.splitlines(), 1) if "decl_buffer" in text]
    assert [(d.id, d.line) for d in expected] == [("T0402", line)]
    assert [str(w.message) for w in caught] == [str(d) for d in expected]
    assert str(caught[0].message).startswith(f"doubtful.py:{line}:")
    assert [w.category for w in caught] == [tir2tt.Tir2ttWarning]
    assert [w.filename for w in caught] == [__file__]  # the caller's line, not one of the package


def test_opt_warns_too(doubtful):
    with pytest.warns(tir2tt.Tir2ttWarning, match="T0402"):
        tir2tt.opt(doubtful, "memory-space-lower-tt")


def test_a_warning_can_be_an_error(doubtful):
    with warnings.catch_warnings():
        warnings.simplefilter("error", tir2tt.Tir2ttWarning)
        with pytest.raises(tir2tt.Tir2ttWarning):
            tir2tt.plan(doubtful)


def test_diagnostics_and_errors_are_values(matmul):
    error = error_of(lambda: tir2tt.plan(matmul, l1_reserve=1_390_000))
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and str(again) == str(error)
    assert again.diagnostics == error.diagnostics and again.report == error.report
    with pytest.raises(AttributeError):
        error.diagnostics[0].line = 1


def test_one_line_of_text():
    diagnostic = tir2tt.Diagnostic("T0408", "does_not_fit", Severity.ERROR, "too much")
    assert str(diagnostic) == "error: too much [T0408]"
    placed = tir2tt.Diagnostic("T0408", "does_not_fit", Severity.NOTE, "too much", file="a.py", line=3, column=7)
    assert str(placed) == "a.py:3:7: note: too much [T0408]"
