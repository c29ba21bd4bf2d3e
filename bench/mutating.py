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
from functools import singledispatch
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
CONDITIONS = ("where", "and_")
WORDS = ("Fault", "url_for", "render_template", "page_of", "get_close_matches")
LOCKS = ("with_for_update",)
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
        Mutant(path, node.lineno, what, *extent, cached, tree, place, _located(new, node))
        for node, place, statement, cached in _reachable(tree)
        for extent in [_extent(statement)]
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
        case ast.Call() if _called(node) in (*WORDS, *LOCKS):
            return True
        case ast.Call() if _called(node).endswith(("Error", "Fault")):
            return True
    return False


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


Faults = Iterator[tuple[ast.AST, str]]  # what may stand in place of a node, and how that is said


def _instead(node: ast.AST, new: ast.AST) -> tuple[ast.AST, str]:
    return new, f"{_short(node)}  ->  {_short(new)}"


def _away(node: ast.AST) -> tuple[ast.AST, str]:
    return ast.Pass(), f"without: {_short(node)}"


@singledispatch
def _faults(_node: ast.AST) -> Faults:
    """What may stand in place of a node: nothing, where none of the following says more."""
    yield from ()


@_faults.register
def _(node: ast.Compare) -> Faults:
    for at, one in enumerate(node.ops):
        for other in COMPARED[type(one)]:
            yield _instead(node, _with(node, ops=_exchange(node.ops, at, other())))


@_faults.register
def _(node: ast.BoolOp) -> Faults:
    yield _instead(node, _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And()))
    for value in node.values:
        rest = [other for other in node.values if other is not value]
        yield _instead(node, _with(node, values=rest) if len(rest) > 1 else rest[0])


@_faults.register
def _(node: ast.BinOp) -> Faults:
    if type(node.op) in CALCULATED:
        yield _instead(node, _with(node, op=CALCULATED[type(node.op)]()))


@_faults.register
def _(node: ast.AugAssign) -> Faults:
    yield _away(node)
    if type(node.op) in CALCULATED:
        yield _instead(node, _with(node, op=CALCULATED[type(node.op)]()))


@_faults.register
def _(node: ast.UnaryOp) -> Faults:
    yield _instead(node, node.operand)


@_faults.register(ast.If)
@_faults.register(ast.While)
@_faults.register(ast.IfExp)
def _(node: ast.If | ast.While | ast.IfExp) -> Faults:
    if not _is_turned(node.test):
        yield _instead(node, _with(node, test=ast.UnaryOp(ast.Not(), node.test)))


@_faults.register
def _(node: ast.Constant) -> Faults:
    for value in _other_values(node.value):
        yield _instead(node, ast.Constant(value))


@_faults.register
def _(node: ast.JoinedStr) -> Faults:
    for value in node.values:
        rest = [other for other in node.values if other is not value]
        yield _instead(node, _with(node, values=rest))


@_faults.register
def _(node: ast.Expr) -> Faults:
    if isinstance(node.value, ast.Call | ast.Yield):
        yield _away(node)


@_faults.register
def _(node: ast.Raise) -> Faults:
    yield _away(node)


@_faults.register
def _(node: ast.Assign) -> Faults:
    if isinstance(node.targets[0], ast.Attribute | ast.Subscript):
        yield _away(node)


@_faults.register
def _(node: ast.Return) -> Faults:
    if node.value and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield _instead(node, ast.Return(ast.Constant(None)))


@_faults.register
def _(node: ast.FunctionDef) -> Faults:
    for at, each in enumerate(node.decorator_list):
        if isinstance(each, ast.Call) and _called(each) == "needs":
            rest = [other for other in node.decorator_list if other is not each]
            yield _with(node, decorator_list=rest), f"without: @{_short(each)}"
            for access in ACCESSES:
                other = _with(each, args=[ast.Constant(access)])
                if ast.unparse(other) != ast.unparse(each):
                    changed = _exchange(node.decorator_list, at, other)
                    what = f"@{_short(each)}  ->  @{_short(other)}"
                    yield _with(node, decorator_list=changed), what


@_faults.register
def _(node: ast.Match) -> Faults:
    for at, case in enumerate(node.cases):
        if case.guard is not None:
            free = _exchange(node.cases, at, _with(case, guard=None))
            yield _with(node, cases=free), f"without: if {_short(case.guard)}"


@_faults.register
def _(node: ast.MatchClass) -> Faults:
    if len(node.patterns) == 1:
        yield _instead(node, node.patterns[0])


@_faults.register
def _(node: ast.MatchAs) -> Faults:
    if isinstance(node.pattern, ast.MatchOr):
        yield _instead(node, ast.MatchAs(name=node.name))


@_faults.register(ast.ListComp)
@_faults.register(ast.SetComp)
@_faults.register(ast.DictComp)
@_faults.register(ast.GeneratorExp)
def _(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> Faults:
    for at, part in enumerate(node.generators):
        for condition in part.ifs:
            rest = [other for other in part.ifs if other is not condition]
            free = _exchange(node.generators, at, _with(part, ifs=rest))
            yield _with(node, generators=free), f"without: if {_short(condition)}"


@_faults.register
def _(node: ast.Call) -> Faults:
    name = _called(node)
    for keyword in node.keywords:
        if keyword.arg is not None and keyword.arg not in WITHOUT_EFFECT:
            rest = [other for other in node.keywords if other is not keyword]
            what = f"{name}(...) without {keyword.arg}={_short(keyword.value)}"
            yield _with(node, keywords=rest), what
    if name in CONDITIONS and len(node.args) > 1:
        for argument in node.args:
            fewer = [other for other in node.args if other is not argument]
            yield _with(node, args=fewer), f"{name}(...) without {_short(argument)}"
    if name in EXCHANGED:
        field = "id" if isinstance(node.func, ast.Name) else "attr"
        yield _instead(node, _with(node, func=_with(node.func, **{field: EXCHANGED[name]})))
    if name in LEFT_OUT:
        match node:
            case ast.Call(func=ast.Name() | ast.Attribute(value=ast.Name(id="np")), args=[inner]):
                yield _instead(node, inner)
            case ast.Call(func=ast.Attribute(value=inner)):
                arguments = ", ".join(map(_short, node.args))
                yield inner, f"without: .{name}({arguments})"


def _other_values(value: Any) -> Iterator[Any]:
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
            yield "" if value else "x"
        case bytes():
            yield b"" if value else b"x"


def _is_turned(test: ast.expr) -> bool:
    """Whether something within this condition turns it round already."""
    single = isinstance(test, ast.Compare) and len(test.ops) == 1
    return single or (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not))


def _with(node: Any, **fields: object) -> Any:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _exchange(several: list[Any], at: int, new: ast.AST) -> list[Any]:
    return [*several[:at], new, *several[at + 1 :]]


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split("\n")[0].split())
    return text if len(text) <= 60 else f"{text[:57]}..."
