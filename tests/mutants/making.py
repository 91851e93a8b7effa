"""
Mutants: a module's source with one thing changed, by mutmut's operators.

mutmut itself changes functions alone, and no decorated ones; what a provider knows stands in tables, so here all of a
module is changed. Left as they are: annotations, decorators, type variables, logging, the default None of a field, and
texts with a blank in them, which are for people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.mutators import mutation_operators

UNCHANGED_CALLS = frozenset({"TypeVar", "cast", "isinstance", "len"})
LOG = "log"
SHOWN = 30  # characters before the first that differs


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mutant:
    """One change of a module. ``lines`` are those of the statement that it is in, counted from 1."""

    path: Path
    lines: range
    line: int
    before: str
    after: str
    is_in_function: bool
    module: cst.Module
    original: cst.CSTNode
    changed: cst.CSTNode

    def source(self) -> str:
        mutated = self.module.deep_replace(self.original, self.changed)
        assert isinstance(mutated, cst.Module)
        return str(mutated.code)

    def __str__(self) -> str:
        alike = takewhile(lambda pair: pair[0] == pair[1], zip(self.before, self.after, strict=False))
        same = max(0, len(list(alike)) - SHOWN)
        before, after = (text[same : same + 3 * SHOWN] for text in (self.before, self.after))
        return f"{self.path}:{self.line}: `{before}` → `{after}`"


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of a module, in the order of its text."""
    visitor = _Visitor(path)
    MetadataWrapper(cst.parse_module(path.read_text("utf-8"))).visit(visitor)
    return visitor.mutants


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, ParentNodeProvider)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.mutants: list[Mutant] = []
        self._around: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _is_left(node):
            return False
        self._around.append(node)
        if not self._is_default_none(node):
            self.mutants += self._mutants(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self._around[-1] is original_node:
            self._around.pop()

    def _mutants(self, node: cst.CSTNode) -> Iterator[Mutant]:
        module = self._around[0]
        assert isinstance(module, cst.Module)
        for changed in _changes(node):
            statement = self._range(self._statement())
            yield Mutant(
                path=self.path,
                lines=range(statement.start.line, statement.end.line + 1),
                line=self._range(node).start.line,
                before=_on_one_line(module.code_for_node(node)),
                after=_on_one_line(module.code_for_node(changed)),
                is_in_function=any(isinstance(one, cst.FunctionDef | cst.Lambda) for one in self._around[:-1]),
                module=module,
                original=node,
                changed=changed,
            )

    def _statement(self) -> cst.CSTNode:
        """The innermost statement, of a compound one the part that is changed."""
        below: cst.CSTNode = self._around[-1]
        for node in reversed(self._around):
            if isinstance(node, cst.SimpleStatementLine):
                return node
            if isinstance(node, cst.BaseCompoundStatement):
                return below
            below = node
        return below

    def _range(self, node: cst.CSTNode) -> CodeRange:
        if (found := self.get_metadata(PositionProvider, node, None)) is None:
            found = self._range(self.get_metadata(ParentNodeProvider, node))
        assert isinstance(found, CodeRange)
        return found

    def _is_default_none(self, node: cst.CSTNode) -> bool:
        is_field = isinstance(node, cst.AnnAssign) and isinstance(node.value, cst.Name) and node.value.value == "None"
        return is_field and not any(isinstance(one, cst.FunctionDef) for one in self._around)


def _is_left(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom):
        return True
    if isinstance(node, cst.SimpleString):
        return " " in node.raw_value.strip() or node.quote.startswith('"""')
    if not isinstance(node, cst.Call):
        return False
    called = node.func
    if isinstance(called, cst.Attribute):
        return isinstance(called.value, cst.Name) and called.value.value == LOG
    return isinstance(called, cst.Name) and called.value in UNCHANGED_CALLS


def _changes(node: cst.CSTNode) -> Sequence[cst.CSTNode]:
    return [changed for kind, operator in mutation_operators if isinstance(node, kind) for changed in operator(node)]


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
