"""The values with which Excel remembers the add-ins to load at start: OPEN, OPEN1, OPEN2…

They are in `HKCU\\Software\\Microsoft\\Office\\<version>\\Excel\\Options`. Excel reads them one after another and
rewrites them on closing, so they are only touched with Excel closed; `/R` opens the add-in without asking to save it.
A name without a folder is looked for in the user's add-ins folder. Source:
https://bettersolutions.com/excel/add-ins/registry-keys.htm. That a gap ends the reading is not documented: here no
gap is ever left.
"""

import re
from collections.abc import Mapping
from itertools import count

from cartera_xl.excel.installer.system import RegistryValue

Values = Mapping[str, RegistryValue]

_NAME = re.compile(r"^OPEN(\d*)$", re.IGNORECASE)
_PATH = re.compile(r'^\s*(?:/\w\s+)*"?([^"]+?)"?\s*$')


def open_values(values: Values) -> dict[str, RegistryValue]:
    """Only the OPENn ones, in the order in which Excel reads them."""
    return dict(sorted(((n, v) for n, v in values.items() if _NAME.match(n)), key=lambda item: _number(item[0])))


def loads(values: Values, path: str) -> bool:
    """True if Excel loads that very file at start."""
    return _position(values, path) is not None


def with_add_in(values: Values, path: str) -> dict[str, RegistryValue]:
    """The OPENn values with ours, in the place of another of the same file name, or in the first free one.

    Excel cannot have two workbooks of the same name open, so there can only be one.
    """
    result = open_values(values)
    if loads(result, path):
        return result
    namesakes = (name for name, value in result.items() if _file_name(_path(value)) == _file_name(path))
    taken = {_number(known) for known in result}
    free = _name(next(number for number in count() if number not in taken))
    return open_values({**result, next(namesakes, free): RegistryValue(f'/R "{path}"')})


def without_add_in(values: Values, path: str) -> dict[str, RegistryValue]:
    """The OPENn values without ours, and those that follow it moved one place: Excel stops reading at a gap."""
    result = open_values(values)
    while (name := _position(result, path)) is not None:
        del result[name]
        number = _number(name)
        while (following := _at(result, number + 1)) is not None:
            result[_name(number)] = result.pop(following)
            number += 1
    return open_values(result)


def _position(values: Values, path: str) -> str | None:
    return next((name for name, value in open_values(values).items() if _same(_path(value), path)), None)


def _same(one: str, other: str) -> bool:
    """True if both name one file; a bare name is one of the user's folder, which is where ours goes."""
    return one.casefold() in (other.casefold(), _file_name(other))


def _at(values: Values, number: int) -> str | None:
    return next((name for name in values if _number(name) == number), None)


def _path(value: RegistryValue) -> str:
    found = _PATH.match(str(value.data))
    return found.group(1) if found else ""


def _file_name(path: str) -> str:
    return re.split(r"[\\/]", path)[-1].casefold()


def _number(name: str) -> int:
    digits = name[4:]
    return int(digits) if digits else 0


def _name(number: int) -> str:
    return f"OPEN{number}" if number else "OPEN"
