"""Small faults to plant in a module: what a test of it should notice, one at a time.

Not planted, since no behaviour would tell: annotations, docstrings, imports, `__repr__`, class
decorators, caches, the words of faults and exceptions, the addresses and templates of pages,
`strict=` of a zip, and locks on rows, which SQLite does not have.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from bench.mutants.operators import WITHOUT_EFFECT, called, faults

WORDS = ("Fault", "url_for", "render_template", "page_of", "get_close_matches")
LOCKS = ("with_for_update",)


@dataclass(frozen=True)
class Mutant:
    """One fault in one module, not planted yet.

    Attributes
    ----------
    span : range
        The lines of the statement it is in; of a compound one, those before its body.
    names : frozenset of str
        What that statement names.
    remembered : bool
        Whether it is in a function whose results are kept for the next who asks.
    """

    path: Path
    line: int
    what: str
    span: range
    names: frozenset[str]
    remembered: bool
    tree: ast.Module
    place: Place
    new: ast.AST

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"

    def code(self) -> CodeType:
        """Compile the module with the fault in it."""
        old = self.place.put(self.new)
        try:
            # The module says itself which features of the future it wants: none of ours come along.
            return compile(self.tree, str(self.path.resolve()), "exec", dont_inherit=True)
        finally:
            self.place.put(old)


@dataclass(frozen=True)
class Place:
    """Where in its parent a node of a tree is."""

    parent: ast.AST
    field: str
    index: int | None  # in a list of nodes

    def put(self, new: ast.AST) -> ast.AST:
        """Put a node there; return the one that was."""
        value = getattr(self.parent, self.field)
        if self.index is None:
            setattr(self.parent, self.field, new)
            old: ast.AST = value
        else:
            old, value[self.index] = value[self.index], new
        return old


def mutants_of(path: Path) -> list[Mutant]:
    """Every fault that can be planted in a module, in the order of its lines."""
    tree = ast.parse(path.read_text(), str(path))
    found = [
        Mutant(path, node.lineno, what, *extent, cached, tree, place, _located(new, node))
        for node, place, statement, cached in _reachable(tree)
        for extent in [_extent(statement)]
        for new, what in faults(node)
    ]
    return sorted(found, key=lambda mutant: mutant.line)


def _located(new: ast.AST, old: ast.AST) -> ast.AST:
    # Nodes that are shared with the tree have their places already.
    return ast.fix_missing_locations(ast.copy_location(new, old))


def _extent(statement: ast.stmt) -> tuple[range, frozenset[str]]:
    """Lines and names of a statement; of a compound one, without its body."""
    body = getattr(statement, "body", None) or getattr(statement, "cases", None)
    decorators = getattr(statement, "decorator_list", ())
    first = min([statement.lineno, *(each.lineno for each in decorators)])
    last = statement.end_lineno or statement.lineno
    if body:
        start = body[0].pattern if isinstance(body[0], ast.match_case) else body[0]
        last = max(start.lineno - 1, statement.lineno)
    inside = [node for node in ast.walk(statement) if first <= getattr(node, "lineno", 0) <= last]
    names = {node.id for node in inside if isinstance(node, ast.Name)}
    names |= {node.attr for node in inside if isinstance(node, ast.Attribute)}
    return range(first, last + 1), frozenset(names)


def _reachable(tree: ast.Module) -> Iterator[tuple[Any, Place, ast.stmt, bool]]:
    """Each node that a fault may be in, its place, its statement, and whether it is cached."""
    waiting: list[tuple[ast.AST, Place | None, ast.stmt | None, bool]] = [(tree, None, None, False)]
    while waiting:
        node, place, statement, cached = waiting.pop()
        if _without_behaviour(node):
            continue
        if isinstance(node, ast.stmt):
            statement = node
        cached = cached or _is_remembered(node)
        if place and statement and hasattr(node, "lineno"):
            yield node, place, statement, cached
        for name, value in ast.iter_fields(node):
            if _is_passed_over(node, name):
                continue
            if isinstance(value, ast.AST):
                waiting.append((value, Place(node, name, None), statement, cached))
            elif isinstance(value, list):
                waiting += [
                    (each, Place(node, name, at), statement, cached)
                    for at, each in enumerate(value)
                    if isinstance(each, ast.AST)
                ]


def _is_remembered(node: ast.AST) -> bool:
    match node:
        case ast.FunctionDef(decorator_list=decorators):
            return any("cache" in ast.unparse(each) for each in decorators)
        case ast.Lambda():  # such as one that builds a query, once
            return True
    return False


def _is_passed_over(node: ast.AST, field: str) -> bool:
    match node:
        case ast.Raise():  # the words of an exception
            return True
        case ast.JoinedStr():  # its pieces are taken away whole
            return True
        case ast.ClassDef():
            return field != "body"
        case ast.FunctionDef() if field == "decorator_list":  # taken away whole, if at all
            return True
    return field in ("annotation", "returns")


def _without_behaviour(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(value=ast.Constant()):  # docstrings
            return True
        case ast.FunctionDef(name="__repr__" | "__str__"):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.Assign(value=ast.Subscript(value=ast.Name(id=name))) if name[0].isupper():
            return True  # the name of a type
        case ast.keyword(arg=name) if name in WITHOUT_EFFECT:
            return True
        case ast.Call() if called(node) in (*WORDS, *LOCKS):
            return True
        case ast.Call() if called(node).endswith(("Error", "Fault")):
            return True
    return False
