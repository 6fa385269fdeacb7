"""Finding, loading and calling the shared library: include/tir2tt/tir2tt.h in Python.

Tested by tests/python/test_library.py.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import enum
import functools
import os
import pathlib
from typing import Dict, Iterator, NamedTuple, Optional, Tuple

ABI_VERSION = 1
FILE_NAME = "libtir2tt.so"  # Linux only, as all of tir2tt
VARIABLE = "TIR2TT_LIBRARY"

_PACKAGE = pathlib.Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


class Status(enum.IntEnum):
    """tir2tt_status."""

    DONE = 0
    BAD_INPUT = 1
    WRONG_USAGE = 2
    INTERNAL_ERROR = 3


class Part(enum.IntEnum):
    """tir2tt_part."""

    MODULE = 0
    ATTRIBUTES = 1
    CHANGED_BODIES = 2
    JSON = 3
    REPORT = 4
    DIAGNOSTICS = 5
    MESSAGES = 6


class Options(ctypes.Structure):
    """tir2tt_options; `make` fills in the size."""

    _fields_ = [
        ("struct_size", ctypes.c_size_t),
        ("file_name", ctypes.c_char_p),
        ("passes", ctypes.c_char_p),
        ("arch", ctypes.c_char_p),
        ("cb_rule", ctypes.c_char_p),
        ("l1_reserve", ctypes.c_int64),
        ("parts", ctypes.c_uint32),
    ]

    @classmethod
    def make(cls, parts: Tuple[Part, ...], **fields: object) -> Options:
        return cls(struct_size=ctypes.sizeof(cls), parts=sum(1 << part for part in parts), **fields)


class Answer(NamedTuple):
    """A result of the library, copied into Python; a text that is absent is not in `texts`."""

    status: Status
    texts: Dict[Part, str]


#: name -> (type of the result, types of the arguments)
_PROTOTYPES = {
    "tir2tt_abi_version": (ctypes.c_uint32, []),
    "tir2tt_version": (ctypes.c_char_p, []),
    "tir2tt_opt": (ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(Options)]),
    "tir2tt_plan": (ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(Options)]),
    "tir2tt_passes": (ctypes.c_void_p, []),
    "tir2tt_archs": (ctypes.c_void_p, []),
    "tir2tt_result_status": (ctypes.c_int, [ctypes.c_void_p]),
    "tir2tt_result_text": (ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_size_t)]),
    "tir2tt_result_free": (None, [ctypes.c_void_p]),
}


class Library:
    """A loaded library. Calls release the interpreter's lock and may come from any number of threads."""

    def __init__(self, path: str) -> None:
        """Raises OSError when the file cannot be loaded, or is no tir2tt library of this ABI."""
        self.path = path
        self._c = ctypes.CDLL(path)
        try:
            abi = self._c.tir2tt_abi_version()
        except AttributeError:
            raise OSError("is not a tir2tt library") from None
        if abi != ABI_VERSION:
            raise OSError(f"has ABI version {abi}; this package needs {ABI_VERSION}")
        for name, (result, arguments) in _PROTOTYPES.items():
            function = getattr(self._c, name)
            function.restype, function.argtypes = result, arguments

    @property
    def version(self) -> str:
        return str(self._c.tir2tt_version().decode())

    def on_module(self, function: str, text: bytes, options: Options) -> Answer:
        """`tir2tt_opt` or `tir2tt_plan`."""
        return self._answer(getattr(self._c, function)(text, len(text), ctypes.byref(options)))

    def listing(self, function: str) -> Answer:
        """`tir2tt_passes` or `tir2tt_archs`."""
        return self._answer(getattr(self._c, function)())

    def _answer(self, result: Optional[int]) -> Answer:
        if result is None:
            raise MemoryError("tir2tt: no memory left")
        try:
            texts = {part: self._text(result, part) for part in Part}
            status = Status(self._c.tir2tt_result_status(result))
        finally:
            self._c.tir2tt_result_free(result)
        return Answer(status, {part: text for part, text in texts.items() if text is not None})

    def _text(self, result: int, part: Part) -> Optional[str]:
        size = ctypes.c_size_t()
        start = self._c.tir2tt_result_text(result, part, ctypes.byref(size))
        return None if start is None else decode(ctypes.string_at(start, size.value))


def encode(text: str) -> bytes:
    """Undoes `decode`. Raises UnicodeEncodeError for surrogates that `decode` does not make."""
    return text.encode("utf-8", "surrogateescape")


def decode(text: bytes) -> str:
    """UTF-8; bytes that are none survive the way to Python and back."""
    return text.decode("utf-8", "surrogateescape")


def _candidates() -> Iterator[Tuple[str, str]]:
    """(what it is, path), in the order in which they are tried. A library that the user names is the only one."""
    named = os.environ.get(VARIABLE)
    if named:
        yield f"${VARIABLE}", named
        return
    yield "in the package", str(_PACKAGE / FILE_NAME)
    if (_CHECKOUT / "include" / "tir2tt" / "tir2tt.h").is_file():
        yield "built in the checkout", str(_CHECKOUT / "build" / FILE_NAME)
        yield "built by pip", str(_CHECKOUT / "build-python" / FILE_NAME)
    system = ctypes.util.find_library("tir2tt")
    if system:
        yield "on the system", system


@functools.lru_cache(maxsize=None)
def library() -> Library:
    """The library, loaded at the first call. ImportError names all that was tried."""
    tried = []
    for what, path in _candidates():
        try:
            return Library(path)
        except OSError as error:
            tried.append(f"  {path} ({what}): {_reason(path, error)}")
    raise ImportError(
        f"tir2tt cannot load its shared library; tried\n{chr(10).join(tried)}\n"
        f"build it (cmake --build build --target tir2tt_c), or name it in {VARIABLE}"
    )


def _reason(path: str, error: OSError) -> str:
    missing = os.path.isabs(path) and not os.path.exists(path)
    return "no such file" if missing else str(error).replace(f"{path}: ", "")
