"""What tir2tt has to say about a module: `Diagnostic`s as values, and the exceptions that carry them.

Tested by tests/python/test_diagnostics.py.
"""

from __future__ import annotations

import dataclasses
import enum
from typing import Any, Mapping, Optional, Sequence

__all__ = [
    "Diagnostic",
    "InputError",
    "InternalError",
    "Severity",
    "Tir2ttError",
    "Tir2ttWarning",
    "UsageError",
]


class Severity(enum.Enum):
    """How bad it is: only an error ends a call."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    def __str__(self) -> str:
        return self.value


@dataclasses.dataclass(frozen=True)
class Diagnostic:
    """One thing to say about a place of a module.

    Lines and columns count from 1, columns in bytes of UTF-8; the end is the first column that no longer belongs to the
    place. The place is None in all its parts where the diagnostic is about the whole input. Of a module that came as
    JSON or as a TVM object the place is in its TVMScript, and `node` names the node of the JSON.

    Example:
        >>> try:
        ...     tir2tt.plan("def f(:", file_name="kernel.py")
        ... except tir2tt.InputError as error:
        ...     first = error.diagnostics[0]
        >>> first.file, first.line, str(first.severity)
        ('kernel.py', 1, 'error')
    """

    id: str  #: "T0408"; never reused for anything else
    name: str  #: "does_not_fit"
    severity: Severity
    message: str
    hint: Optional[str] = None  #: a way out
    function: Optional[str] = None  #: the function of the module
    file: Optional[str] = None
    line: Optional[int] = None
    column: Optional[int] = None
    end_line: Optional[int] = None
    end_column: Optional[int] = None
    source: Optional[str] = None  #: the text of the line
    node: Optional[str] = None  #: "node 57 (tir.For)"

    def __str__(self) -> str:
        """One line: `file:line:column: severity: message [id]`, without what is not known."""
        place = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return ": ".join(filter(None, [":".join(place), str(self.severity), self.message])) + f" [{self.id}]"

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Diagnostic:
        """From the library's JSON. Fields of a newer library that this package does not know are left out."""
        known = {f.name: fields.get(f.name) or None for f in dataclasses.fields(cls)}
        return cls(**{**known, "message": fields["message"], "severity": Severity(fields["severity"])})


class Tir2ttError(Exception):
    """A call that failed. `str(error)` is the rendered text, with source lines and carets.

    Attributes:
        diagnostics: what is wrong, sorted by place; warnings and notes included.
        messages: the rendered text.
        report: of `plan`, the report as far as it could be made, with the table of a kernel that does not fit; else "".

    Example:
        >>> try:
        ...     tir2tt.plan(pathlib.Path("examples/matmul.py"), l1_reserve=1_390_000)
        ... except tir2tt.Tir2ttError as error:
        ...     print(error.diagnostics[0].name, type(error).__name__)
        does_not_fit InputError
    """

    def __init__(self, messages: str, diagnostics: Sequence[Diagnostic] = (), report: str = "") -> None:
        super().__init__(messages)
        self.messages = messages
        self.diagnostics = list(diagnostics)
        self.report = report


class InputError(Tir2ttError):
    """The module is at fault: it cannot be read, or there is no plan for it."""


class UsageError(Tir2ttError, ValueError):
    """An argument is at fault: an unknown pass, chip or rule, or a number out of range."""


class InternalError(Tir2ttError):
    """tir2tt itself is at fault. The message says what to report."""


class Tir2ttWarning(UserWarning):
    """The category under which warnings of a call that succeeded go to Python's `warnings`."""
