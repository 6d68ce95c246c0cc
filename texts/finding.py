"""The messages of a module's syntax tree. Extraction and the import hook both look here, so they see the same."""

import ast
from collections.abc import Iterator, Set

from texts.message import Found, Message, of_constant, of_fstring, of_word
from texts.rules import (
    COUNTING,
    LABELLING,
    MARKUP_CALLS,
    SILENT_CALLS,
    SILENT_KEYWORDS,
    SPOKEN_ATTRIBUTES,
    SPOKEN_ENUMS,
    SPOKEN_LISTS,
    is_said,
    is_wordy,
)


def messages(tree: ast.Module, module: str, codes: Set[str]) -> Iterator[Found]:
    """Every message of a module in the order of its text; `codes` are texts that are never one."""
    yield from _Walk(module, codes).each(tree)


def searched(tree: ast.Module) -> Iterator[str]:
    """Names of collections in which something is looked up: `x in NAMES`, `column.isin(NAMES)`. Those in capitals are constants."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=name) | ast.Attribute(attr=name)]):
                yield name
            case ast.Call(func=function, args=arguments) if called(function) in SILENT_CALLS | {"isin"}:
                yield from (called(one) for one in arguments if isinstance(one, ast.Name | ast.Attribute))


def codes_of(tree: ast.Module, module: str, collections: Set[str] = frozenset()) -> Iterator[str]:
    """Texts that the code compares, looks up or cuts by, also in `collections` of these names: whoever translates one of them
    breaks the comparison."""
    spared = {id(line.value) for line in tree.body if isinstance(line, ast.Assign) and _is_spoken_list(line, module)}
    for node in ast.walk(tree):
        match node:
            case ast.Compare() | ast.MatchValue():
                yield from _texts(node)
            case ast.Dict(keys=keys) if id(node) not in spared:
                yield from (text for key in keys if key is not None for text in _texts(key))
            case ast.Subscript(slice=index):
                yield from _texts(index)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in collections and not isinstance(
                value, ast.Constant
            ):
                yield from _texts(value)
            case ast.Call(func=function, args=arguments) if called(function) in SILENT_CALLS:
                yield from (text for argument in arguments for text in _texts(argument))


def called(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _texts(node: ast.AST) -> Iterator[str]:
    """Literal texts, also in a tuple, list or set."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Compare(left=left, comparators=others):
            for side in (left, *others):
                yield from _texts(side)
        case ast.MatchValue(value=value):
            yield from _texts(value)
        case ast.Call(func=ast.Name(id="frozenset" | "set"), args=[items]):
            yield from _texts(items)
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            for item in items:
                yield from _texts(item)


class _Walk:
    def __init__(self, module: str, codes: Set[str]):
        self.module, self.codes, self.wordy = module, codes, is_wordy(module)

    def each(self, node: ast.AST, within: bool = False) -> Iterator[Found]:
        """`within`: this node makes up a part of a message."""
        match node:
            case ast.Constant(value=str(text)):
                if is_said(text, within or self.wordy) and text not in self.codes:
                    yield of_constant(node)
            case ast.JoinedStr():
                yield from self._fstring(node, within)
            case ast.Call():
                yield from self._call(node, within)
            case ast.ClassDef() if _is_enum(node):
                if f"{self.module}.{node.name}" in SPOKEN_ENUMS:
                    yield from self._enum(node)
            case ast.IfExp(test=test, body=body, orelse=other):
                yield from self.each(test)
                yield from self.each(body, within)
                yield from self.each(other, within)
            case ast.keyword(arg=name, value=value):
                if name not in SILENT_KEYWORDS:
                    yield from self.each(value)
            case ast.Assign() if _is_spoken_list(node, self.module):
                yield from self._list(node.value)
            case ast.Assign(targets=[ast.Name(id=name)]) if name in SILENT_KEYWORDS:
                return
            case (
                ast.Expr(value=ast.Constant()) | ast.Raise() | ast.Assert() | ast.Compare() | ast.arg() | ast.pattern()
            ):
                return
            case _:
                for child in _said_children(node):
                    yield from self.each(child)

    def _fstring(self, node: ast.JoinedStr, within: bool) -> Iterator[Found]:
        found = of_fstring(node)
        binds = any(isinstance(inner, ast.NamedExpr) for inner in ast.walk(node))
        said = is_said(found.message.text, within) and found.message.text not in self.codes and not binds
        if said:
            yield found
        for value in found.values.values():
            yield from self.each(value.value, within=said)

    def _call(self, node: ast.Call, within: bool) -> Iterator[Found]:
        name = called(node.func)
        if isinstance(node.func, ast.Attribute):
            yield from self.each(node.func.value, within)
        if name in SILENT_CALLS:
            return
        if counted := _counted(name, node):
            yield counted
            yield from self.each(node.args[0])
            return
        labels = name in LABELLING and self.module.startswith("domain.measures")
        arguments, keywords = node.args, node.keywords
        if name in MARKUP_CALLS:
            arguments = arguments[1:]
            keywords = [one for one in keywords if one.arg in SPOKEN_ATTRIBUTES or one.arg is None]
        for child in (*arguments, *keywords):
            yield from self.each(child, within=labels)

    def _list(self, node: ast.expr) -> Iterator[Found]:
        items = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
        yield from (of_word(item) for item in items if isinstance(item, ast.Constant))
        if isinstance(node, ast.Dict):
            yield from self.each(node)

    def _enum(self, node: ast.ClassDef) -> Iterator[Found]:
        for line in node.body:
            if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
                yield of_word(line.value)


def _counted(name: str, node: ast.Call) -> Found | None:
    """`count(n, 'visit')`: the thing with its plural."""
    words = [one.value for one in node.args[1:] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if name not in COUNTING or not words or len(words) != len(node.args) - 1 or node.keywords:
        return None
    return Found(Message(words[0], words[1] if len(words) > 1 else f"{words[0]}s"), node, {})


def _is_spoken_list(node: ast.Assign, module: str) -> bool:
    return any(isinstance(one, ast.Name) and f"{module}.{one.id}" in SPOKEN_LISTS for one in node.targets)


def _is_enum(node: ast.ClassDef) -> bool:
    return any(called(base) in {"StrEnum", "Enum", "IntEnum"} for base in node.bases)


def _said_children(node: ast.AST) -> Iterator[ast.AST]:
    """What may be said of a node: neither keys, nor places in a mapping, nor types, nor decorators."""
    match node:
        case ast.Dict(values=values):
            yield from values
        case ast.Subscript(value=value):
            yield value
        case ast.AnnAssign(value=value):
            if value is not None:
                yield value
        case ast.FunctionDef(args=arguments, body=body):
            yield from (one for one in (*arguments.defaults, *arguments.kw_defaults) if one is not None)
            yield from body
        case ast.ClassDef(body=body):
            yield from body
        case _:
            yield from ast.iter_child_nodes(node)
