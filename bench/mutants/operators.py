"""What may stand in place of a piece of a program: the smallest faults that people make."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from functools import singledispatch
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
WITHOUT_EFFECT = ("strict",)  # keywords

Faults = Iterator[tuple[ast.AST, str]]  # what may stand in place of a node, and how that is said


def _instead(node: ast.AST, new: ast.AST) -> tuple[ast.AST, str]:
    return new, f"{_short(node)}  ->  {_short(new)}"


def _away(node: ast.AST) -> tuple[ast.AST, str]:
    return ast.Pass(), f"without: {_short(node)}"


@singledispatch
def faults(_node: ast.AST) -> Faults:
    """What may stand in place of a node: nothing, where none of the following says more."""
    yield from ()


@faults.register
def _(node: ast.Compare) -> Faults:
    for at, one in enumerate(node.ops):
        for other in COMPARED[type(one)]:
            yield _instead(node, _with(node, ops=_exchange(node.ops, at, other())))


@faults.register
def _(node: ast.BoolOp) -> Faults:
    yield _instead(node, _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And()))
    for value in node.values:
        rest = [other for other in node.values if other is not value]
        yield _instead(node, _with(node, values=rest) if len(rest) > 1 else rest[0])


@faults.register
def _(node: ast.BinOp) -> Faults:
    if type(node.op) in CALCULATED:
        yield _instead(node, _with(node, op=CALCULATED[type(node.op)]()))


@faults.register
def _(node: ast.AugAssign) -> Faults:
    yield _away(node)
    if type(node.op) in CALCULATED:
        yield _instead(node, _with(node, op=CALCULATED[type(node.op)]()))


@faults.register
def _(node: ast.UnaryOp) -> Faults:
    yield _instead(node, node.operand)


@faults.register(ast.If)
@faults.register(ast.While)
@faults.register(ast.IfExp)
def _(node: ast.If | ast.While | ast.IfExp) -> Faults:
    if not _is_turned(node.test):
        yield _instead(node, _with(node, test=ast.UnaryOp(ast.Not(), node.test)))


@faults.register
def _(node: ast.Constant) -> Faults:
    for value in _other_values(node.value):
        yield _instead(node, ast.Constant(value))


@faults.register
def _(node: ast.JoinedStr) -> Faults:
    for value in node.values:
        rest = [other for other in node.values if other is not value]
        yield _instead(node, _with(node, values=rest))


@faults.register
def _(node: ast.Expr) -> Faults:
    if isinstance(node.value, ast.Call | ast.Yield):
        yield _away(node)


@faults.register
def _(node: ast.Raise) -> Faults:
    yield _away(node)


@faults.register
def _(node: ast.Assign) -> Faults:
    if isinstance(node.targets[0], ast.Attribute | ast.Subscript):
        yield _away(node)


@faults.register
def _(node: ast.Return) -> Faults:
    if node.value and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield _instead(node, ast.Return(ast.Constant(None)))


@faults.register
def _(node: ast.FunctionDef) -> Faults:
    for at, each in enumerate(node.decorator_list):
        if isinstance(each, ast.Call) and called(each) == "needs":
            rest = [other for other in node.decorator_list if other is not each]
            yield _with(node, decorator_list=rest), f"without: @{_short(each)}"
            for access in ACCESSES:
                other = _with(each, args=[ast.Constant(access)])
                if ast.unparse(other) != ast.unparse(each):
                    changed = _exchange(node.decorator_list, at, other)
                    what = f"@{_short(each)}  ->  @{_short(other)}"
                    yield _with(node, decorator_list=changed), what


@faults.register
def _(node: ast.Match) -> Faults:
    for at, case in enumerate(node.cases):
        if case.guard is not None:
            free = _exchange(node.cases, at, _with(case, guard=None))
            yield _with(node, cases=free), f"without: if {_short(case.guard)}"


@faults.register
def _(node: ast.MatchClass) -> Faults:
    if len(node.patterns) == 1:
        yield _instead(node, node.patterns[0])


@faults.register
def _(node: ast.MatchAs) -> Faults:
    if isinstance(node.pattern, ast.MatchOr):
        yield _instead(node, ast.MatchAs(name=node.name))


@faults.register(ast.ListComp)
@faults.register(ast.SetComp)
@faults.register(ast.DictComp)
@faults.register(ast.GeneratorExp)
def _(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> Faults:
    for at, part in enumerate(node.generators):
        for condition in part.ifs:
            rest = [other for other in part.ifs if other is not condition]
            free = _exchange(node.generators, at, _with(part, ifs=rest))
            yield _with(node, generators=free), f"without: if {_short(condition)}"


@faults.register
def _(node: ast.Call) -> Faults:
    name = called(node)
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


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
