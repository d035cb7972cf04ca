"""Changes items of a list in a YAML file and leaves every other character as it is.

Comments and layout belong to whoever wrote the file. Only the lines of an item that changes are
written anew, comments inside it included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from cases.faults import Fault

CURE = "Change this part of the file by hand."
WIDEST = 100_000  # columns: no line is ever broken


class YamlList:
    """The list of mappings under a top-level key of `text`.

    Changes are gathered; indices are always those of the list as it was. `text()` is the outcome.

    Raises:
        Fault: the file is written in a way that cannot be changed safely.
    """

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._line_end = "\r\n" if "\r\n" in text else "\n"
        self._key, self._list = _section(text, name)
        items = self._list.value if isinstance(self._list, yaml.SequenceNode) else []
        if items and _is_flow(self._list):
            raise Fault(f"'{name}' stands in one pair of brackets.", CURE)
        self._items: list[yaml.Node] = list(items)
        self._changed: dict[int, str] = {}
        self._removed: set[int] = set()
        self._new: dict[int, list[Mapping[str, Any]]] = {}

    def __len__(self) -> int:
        return len(self._items)

    def change(self, index: int, fields: Mapping[str, Any]) -> None:
        """Sets these fields of an item; one that is None is taken out."""
        start, end = self._span(index)
        node = self._items[index]
        flow = _is_flow(node)
        column = 0 if flow else node.start_mark.column
        source = " " * column + self._text[start:end]
        self._changed[index] = _edited(source, column, fields, self._line_end)[column:]

    def remove(self, index: int) -> None:
        """Takes an item out."""
        self._removed.add(index)

    def insert(self, index: int, fields: Mapping[str, Any]) -> None:
        """Adds an item before the one at `index`; at the end when `index` is the length."""
        self._new.setdefault(index, []).append(fields)

    def text(self) -> str:
        """The file with the changes made."""
        if self._list is None or self._key is None:
            return self._with_new_section()
        left = len(self._items) - len(self._removed) + sum(map(len, self._new.values()))
        if not self._items:
            return self._filled() if left else self._text
        pieces: list[tuple[int, int, str]] = []
        for index in range(len(self._items)):
            begin, end = self._lines(index)
            new = "".join(self._as_item(fields) for fields in self._new.get(index, ()))
            if new:
                pieces.append((begin, begin, new))
            if index in self._removed:
                pieces.append((begin, end, ""))
            elif index in self._changed:
                start, stop = self._span(index)
                pieces.append((start, stop, self._changed[index]))
        last = "".join(self._as_item(fields) for fields in self._new.get(len(self._items), ()))
        if last:
            _, end = self._lines(len(self._items) - 1)
            ended = self._text[:end].endswith("\n")
            pieces.append((end, end, last if ended else self._line_end + last))
        if not left:
            pieces.append((self._key.end_mark.index + 1, self._key.end_mark.index + 1, " []"))
        return _spliced(self._text, pieces)

    def _span(self, index: int) -> tuple[int, int]:
        """Where an item's own text stands: to the end of its last line, but for a flow mapping."""
        node = self._items[index]
        start, end = node.start_mark.index, _end(node, self._text)
        if not isinstance(node, yaml.MappingNode) or end < start or not self._is_plain(node):
            line = node.start_mark.line + 1
            raise Fault(f"Line {line}: this entry is written in an unusual way.", CURE)
        return start, end if _is_flow(node) else _line_end(self._text, end)

    def _lines(self, index: int) -> tuple[int, int]:
        """Where the item's whole lines stand, the last line's end included."""
        start, end = self._span(index)
        begin = start - self._items[index].start_mark.column
        end = _line_end(self._text, end)
        after = self._text.find("\n", end)
        return begin, len(self._text) if after < 0 else after + 1

    def _is_plain(self, node: yaml.Node) -> bool:
        begin = node.start_mark.index - node.start_mark.column
        return self._text[begin : node.start_mark.index].strip() == "-"

    def _as_item(self, fields: Mapping[str, Any]) -> str:
        """A new item, laid out as its neighbours are."""
        prefix, flow = "  - ", False
        if self._items:
            first = self._items[0]
            begin = first.start_mark.index - first.start_mark.column
            prefix, flow = self._text[begin : first.start_mark.index], _is_flow(first)
        made = CommentedMap()
        if flow:
            made.fa.set_flow_style()
        _set(made, fields)
        written = _dumped(made).rstrip("\n").split("\n")
        lines = [prefix + written[0], *(" " * len(prefix) + line for line in written[1:])]
        return self._line_end.join(lines) + self._line_end

    def _with_new_section(self) -> str:
        items = [fields for each in self._new.values() for fields in each]
        if not items:
            return self._text
        before = self._text if self._text.endswith("\n") else self._text + self._line_end
        heading = f"{self._line_end}{self._name}:{self._line_end}"
        return before + heading + "".join(map(self._as_item, items))

    def _filled(self) -> str:
        """The file with its empty section filled."""
        assert self._list is not None  # noqa: S101 - text() asks first
        begin, end = self._list.start_mark.index, self._list.end_mark.index
        line_end = _line_end(self._text, end)
        items = [fields for each in self._new.values() for fields in each]
        head = self._text[:begin].rstrip(" ") + self._text[end:line_end] + self._line_end
        return (
            head
            + "".join(map(self._as_item, items))
            + self._text[line_end:].removeprefix(self._line_end)
        )


def edit_mapping(text: str, path: tuple[str, ...], edit: Callable[[CommentedMap], None]) -> str:
    """`text` with the mapping at `path` (top-level key first) edited.

    The text itself when nothing stands there.

    Raises:
        Fault: it is written in a way that cannot be changed safely.
    """
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    for step in path:
        node = _value_of(node, step)
    if not isinstance(node, yaml.MappingNode) or not node.value:
        return text
    start, end = node.start_mark.index, _end(node, text)
    begin = start - node.start_mark.column
    column = 0 if node.flow_style else node.start_mark.column
    if end < start or not (node.flow_style or not text[begin:start].strip()):
        raise Fault(f"'{'.'.join(path)}' is written in an unusual way.", CURE)
    if not node.flow_style:
        end = _line_end(text, end)
    line_end = "\r\n" if "\r\n" in text else "\n"
    new = _rewritten(" " * column + text[start:end], column, edit, line_end)
    return text[:start] + new[column:] + text[end:]


def _edited(source: str, column: int, fields: Mapping[str, Any], line_end: str) -> str:
    return _rewritten(source, column, lambda item: _set(item, fields), line_end)


def _rewritten(
    source: str, column: int, edit: Callable[[CommentedMap], None], line_end: str
) -> str:
    """The source of one mapping, indented by `column`, after `edit`."""
    lines = source.replace("\r\n", "\n").split("\n")
    dedented = "\n".join(
        line[column:] if not line[:column].strip() else line.lstrip() for line in lines
    )
    try:
        item = _yaml().load(dedented)
        edit(item)
        written = _dumped(item)
    except YAMLError as error:
        raise Fault("An entry of the file is written in an unusual way.", CURE) from error
    new = written.rstrip("\n").split("\n")
    return line_end.join(" " * column + line if line else "" for line in new)


def _set(item: CommentedMap, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if value is None:
            item.pop(name, None)
        elif isinstance(value, (list, tuple)):
            _set_list(item, name, value)
        else:
            item[name] = plain(value)


def _set_list(item: CommentedMap, name: str, values: list[Any] | tuple[Any, ...]) -> None:
    made = CommentedSeq([plain(value) for value in values])
    before = item.get(name)
    if not isinstance(before, CommentedSeq) or before.fa.flow_style() is not False:
        made.fa.set_flow_style()
    item[name] = made


def plain(value: Any) -> Any:
    """The value as it is to be written: words that YAML would read as something else get quotes."""
    if isinstance(value, str) and _read(value) != value:
        return DoubleQuotedScalarString(value)
    return value


def _read(words: str) -> Any:
    try:
        return yaml.safe_load(words)
    except (yaml.YAMLError, ValueError):
        return None


def _yaml() -> YAML:
    writer = YAML()
    writer.preserve_quotes = True
    writer.width = WIDEST
    writer.indent(mapping=2, sequence=4, offset=2)
    return writer


def _dumped(item: CommentedMap) -> str:
    out = StringIO()
    _yaml().dump(item, out)
    return out.getvalue()


def _section(text: str, name: str) -> tuple[yaml.Node | None, yaml.Node | None]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value == name:
                return key, value
    return None, None


def _value_of(node: yaml.Node | None, step: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                found: yaml.Node = value
                return found
    return None


def _is_flow(node: yaml.Node | None) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _end(node: yaml.Node, text: str) -> int:
    """Where the last character of a node stands (its own mark may lie on a later line)."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(node, yaml.MappingNode) else last, text)
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
        return len(text[:end].rstrip())
    return end


def _line_end(text: str, index: int) -> int:
    found = text.find("\n", index)
    end = len(text) if found < 0 else found
    return end - 1 if end > index and text[end - 1] == "\r" else end


def _spliced(text: str, pieces: list[tuple[int, int, str]]) -> str:
    out, position = [], 0
    for start, end, new in sorted(pieces, key=lambda piece: piece[:2]):
        out += [text[position:start], new]
        position = max(position, end)
    return "".join([*out, text[position:]])
