"""
A mutant in place of a module that is loaded already: for a process that ends with the mutant.

Within functions their code is exchanged, wherever they are held by now. What runs at import (tables, classes) runs
again, and whatever held the old takes the new.
"""

import gc
import sys
from collections.abc import Iterator
from dataclasses import fields
from functools import _lru_cache_wrapper, cache
from importlib import import_module
from importlib.machinery import SourceFileLoader
from inspect import CO_NEWLOCALS
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from ledger.providers import Provider, all_providers

PROVIDERS = "ledger.providers."
UNDER_PROVIDERS = {"ledger.signatures", "ledger.providers"}  # what runs at their import was made with these
LEDGER = Path(str(import_module("ledger").__file__)).parent


def install(path: Path, source: str, *, again: bool = False) -> None:
    """``again``: runs the module again though nothing that runs at import has changed."""
    name = module_name(path)
    file = str(sys.modules[name].__file__)
    old = _compiled(Path(file).read_text("utf-8"), file)
    new = _compiled(source, file)
    if again or _is_import_changed(old, new):
        _run_again(name, new)
    else:
        _exchange(old, new, file)
    for cached in caches(file):
        cached.cache_clear()


def module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


@cache
def functions(file: str) -> tuple[FunctionType, ...]:
    """Every function of a file that is loaded; asked for before a process forks, it is looked for once."""
    return tuple(one for one in gc.get_objects() if isinstance(one, FunctionType) and one.__code__.co_filename == file)


@cache
def caches(file: str) -> tuple[Any, ...]:
    """What remembers the answers of a file's functions."""
    # By their type itself: a proxy answers for another.
    every = (one for one in gc.get_objects() if type(one) is _lru_cache_wrapper)
    return tuple(one for one in every if _file(getattr(one, "__wrapped__", None)) == file)


def _file(function: object) -> str | None:
    return function.__code__.co_filename if isinstance(function, FunctionType) else None


def _compiled(source: str, file: str) -> CodeType:
    return compile(source, file, "exec", dont_inherit=True)


def _is_import_changed(old: CodeType, new: CodeType) -> bool:
    """Whether something that runs at import has changed: the module's own code, or that of a class."""
    if _own(old) != _own(new):
        return True
    of_import = ((a, b) for a, b in _nested(old, new) if not a.co_flags & CO_NEWLOCALS)
    return any(_is_import_changed(a, b) for a, b in of_import)


def _own(code: CodeType) -> CodeType:
    """Without what is nested in it, and wherever in the file it stands."""
    constants = tuple(one for one in code.co_consts if not isinstance(one, CodeType))
    return code.replace(co_consts=constants, co_linetable=b"", co_firstlineno=0)


def _nested(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    return zip(_code(old), _code(new), strict=True)


def _exchange(old: CodeType, new: CodeType, file: str) -> None:
    for before, after in _nested(old, new):
        if before == after:
            continue
        for function in functions(file):
            if function.__code__ == before:
                function.__code__ = after
        # A changed list of nested code is a new text of the function around it, which has them all.
        if len(list(_code(before))) == len(list(_code(after))):
            _exchange(before, after, file)


def _code(code: CodeType) -> Iterator[CodeType]:
    return (one for one in code.co_consts if isinstance(one, CodeType))


def _run_again(name: str, code: CodeType) -> None:
    if name.startswith(PROVIDERS):
        _load_again(PROVIDERS + name.removeprefix(PROVIDERS).split(".")[0], code)
        return
    module = sys.modules[name]
    again = dict(vars(module))
    exec(code, again)  # noqa: S102 - a mutant of our own
    _rebind(module, again)
    if name in UNDER_PROVIDERS:
        for package in packages():
            _load_again(package, code)


def packages() -> list[str]:
    """The providers that the ledger comes with."""
    found = [PROVIDERS + slug for slug in all_providers()]
    return [name for name in found if Path(str(sys.modules[name].__file__)).is_relative_to(LEDGER)]


def _rebind(module: ModuleType, again: dict[str, Any]) -> None:
    """Whichever module has one of the old globals gets the new one."""
    new_of = {id(old): again[name] for name, old in vars(module).items() if again[name] is not old}
    ours = [one for name, one in sys.modules.items() if name.split(".")[0] in {"ledger", "tests"}]
    for holder in ours:
        for name, value in list(vars(holder).items()):
            if id(value) in new_of and not name.startswith("__"):
                setattr(holder, name, new_of[id(value)])


def _load_again(package: str, code: CodeType) -> None:
    """A provider's modules anew, one of them as ``code`` says; who holds the provider finds it changed."""
    holder = sys.modules[package].provider
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]
    as_it_is = SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
        return code if loader.path == code.co_filename else as_it_is(loader, fullname)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
    try:
        provider = import_module(package).provider
    finally:
        SourceFileLoader.get_code = as_it_is  # type: ignore[method-assign]
    for field in fields(Provider):
        object.__setattr__(holder, field.name, getattr(provider, field.name))
