"""Small faults to plant in a module: what a test of it should notice, one at a time.

Not planted, since no behaviour would tell: annotations, docstrings, imports, `__repr__`, class
decorators, caches, the words of faults and exceptions, the addresses and templates of pages,
`strict=` of a zip, and locks on rows, which SQLite does not have.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

ACCESSES = ("viewer", "editor", "owner")
COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
EXCHANGED = {
    "all": "any",
    "any": "all",
    "min": "max",
    "max": "min",
    "argmin": "argmax",
    "argmax": "argmin",
}
LEFT_OUT = ("where", "limit", "lower", "rstrip", "removeprefix", "abs", "sqrt", "exp")
ROUNDING = 1e-5  # a smaller number is a tolerance: what matters is that there is one
WORDS = ("Fault", "url_for", "render_template", "page_of", "get_close_matches")
UNTOUCHED = ("with_for_update", "TypeVar", "cast")
WITHOUT_EFFECT = ("strict",)  # keywords


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
        Mutant(path, node.lineno, what, *_extent(statement), cached, tree, place, _located(new, node))
        for node, place, statement, cached in _reachable(tree)
        for new, what in _faults(node)
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
        if isinstance(node, ast.FunctionDef):
            cached = any("cache" in ast.unparse(each) for each in node.decorator_list)
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


def _is_passed_over(node: ast.AST, field: str) -> bool:
    match node:
        case ast.Raise() | ast.FormattedValue():  # the words of an exception
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
        case ast.Call() if _called(node) in (*WORDS, *UNTOUCHED):
            return True
        case ast.Call() if _called(node).endswith(("Error", "Fault")):
            return True
    return False


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _faults(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """What may stand in place of a node, and how that is said."""
    for new in _replacements(node):
        yield new, f"{_short(node)}  ->  {_short(new)}"
    match node:
        case ast.Expr(value=ast.Call() | ast.Yield()) | ast.Raise() | ast.AugAssign():
            yield ast.Pass(), f"without: {_short(node)}"
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass(), f"without: {_short(node)}"
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield ast.Return(ast.Constant(None)), f"{_short(node)}  ->  return None"
        case ast.FunctionDef(decorator_list=[*decorators]):
            for each in decorators:
                if isinstance(each, ast.Call) and _called(each) == "needs":
                    rest = [other for other in decorators if other is not each]
                    yield _with(node, decorator_list=rest), f"without: @{_short(each)}"
                    for less in _other_access(each.args[0]):
                        other = [less if one is each else one for one in decorators]
                        what = f"@{_short(each)}  ->  @{_short(less)}"
                        yield _with(node, decorator_list=other), what
        case ast.Call(keywords=[*keywords]):
            for keyword in keywords:
                if keyword.arg is not None and keyword.arg not in WITHOUT_EFFECT:
                    rest = [other for other in keywords if other is not keyword]
                    what = f"{_called(node)}(...) without {keyword.arg}={_short(keyword.value)}"
                    yield _with(node, keywords=rest), what
        case ast.Match(cases=[*cases]):
            for at, case in enumerate(cases):
                if case.guard is not None:
                    free = _exchange(cases, at, _with(case, guard=None))
                    yield _with(node, cases=free), f"without: if {_short(case.guard)}"
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            for at, part in enumerate(node.generators):
                for condition in part.ifs:
                    rest = [other for other in part.ifs if other is not condition]
                    free = _exchange(node.generators, at, _with(part, ifs=rest))
                    yield _with(node, generators=free), f"without: if {_short(condition)}"
    if isinstance(node, ast.Call) and _called(node) in ("where", "and_") and len(node.args) > 1:
        for argument in node.args:
            rest = [other for other in node.args if other is not argument]
            yield _with(node, args=rest), f"{_called(node)}(...) without {_short(argument)}"


def _other_access(argument: ast.expr) -> Iterator[ast.Call]:
    if isinstance(argument, ast.Constant):
        for access in ACCESSES:
            if access != argument.value:
                yield ast.Call(ast.Name("needs", ast.Load()), [ast.Constant(access)], [])


def _replacements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(ops=[only]):
            yield from (_with(node, ops=[other()]) for other in COMPARED[type(only)])
        case ast.Compare(ops=[*several]):
            for at, one in enumerate(several):
                for other in COMPARED[type(one)]:
                    yield _with(node, ops=[*several[:at], other(), *several[at + 1 :]])
        case ast.BoolOp(values=[*values]):
            yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
            if len(values) > 2:
                for value in values:
                    yield _with(node, values=[other for other in values if other is not value])
            else:
                yield from values
        case ast.BinOp() if type(node.op) in CALCULATED:
            yield _with(node, op=CALCULATED[type(node.op)]())
        case ast.AugAssign() if type(node.op) in CALCULATED:
            yield _with(node, op=CALCULATED[type(node.op)]())
        case ast.UnaryOp():
            yield node.operand
        case ast.If() | ast.While() | ast.IfExp() if _is_plain(node.test):
            yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.Constant():
            yield from map(ast.Constant, _other_values(node.value))
        case ast.JoinedStr(values=[*values]):
            for value in values:
                yield _with(node, values=[other for other in values if other is not value])
        case ast.Call():
            yield from _other_calls(node)
        case ast.MatchClass(patterns=[inner]):
            yield inner
        case ast.MatchAs(pattern=ast.MatchOr(), name=name):
            yield ast.MatchAs(name=name)
def _other_calls(call: ast.Call) -> Iterator[ast.AST]:
    name = _called(call)
    match call.func:
        case ast.Attribute(value=ast.Name(id="np")):
            pass
        case ast.Attribute(value=inner) if name in LEFT_OUT:
            yield inner
            return
    if name in EXCHANGED:
        exchanged = copy.copy(call.func)
        field = "id" if isinstance(exchanged, ast.Name) else "attr"
        setattr(exchanged, field, EXCHANGED[name])
        yield _with(call, func=exchanged)
    if name in LEFT_OUT and len(call.args) == 1:
        yield call.args[0]


def _other_values(value: object) -> Iterator[object]:
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value - 1)
        case float() if 0 < abs(value) < ROUNDING:
            yield from (0.0, 1.0)
        case float():
            yield from (value * 1.1, value * 0.9) if value else (1.0,)
        case str():
            yield value + "x"
        case bytes():
            yield value + b"x"


def _is_plain(test: ast.expr) -> bool:
    """Whether nothing else turns this condition round."""
    turned = isinstance(test, ast.Compare) and len(test.ops) == 1
    return not turned and not (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not))


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _exchange(several: list[Any], at: int, new: ast.AST) -> list[Any]:
    return [*several[:at], new, *several[at + 1 :]]


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split("\n")[0].split())
    return text if len(text) <= 60 else f"{text[:57]}..."
