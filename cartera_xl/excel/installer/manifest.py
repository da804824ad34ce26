"""What the installation created and what was there before, so that it can be undone exactly.

It is a file of the user, in `.cartera` of their home, and not in the data folder: an office may share that one.
"""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cartera_xl.excel.installer.system import RegistryValue, System

VERSION = 1


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file we wrote: its hashes, and the content it had before if it was there.

    While an update is under way there are two hashes: the machine may stop before the new content replaces the old.
    """

    path: str
    sha256: tuple[str, ...]
    before: bytes | None = None

    def wrote(self, data: bytes) -> bool:
        """True if that content is ours."""
        return digest(data) in self.sha256


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """The OPENn values of a registry key before and after us; `created`, the keys that were not there."""

    key: str
    before: dict[str, RegistryValue] = field(default_factory=dict)
    after: dict[str, RegistryValue] = field(default_factory=dict)
    created: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """One installation; `folders` are those we made, outer first."""

    add_in: str
    files: tuple[FileRecord, ...] = ()
    keys: tuple[KeyRecord, ...] = ()
    folders: tuple[str, ...] = ()

    def file(self, path: Path) -> FileRecord | None:
        """What is recorded of that file."""
        return next((record for record in self.files if record.path == str(path)), None)

    def key(self, name: str) -> KeyRecord | None:
        """What is recorded of that registry key."""
        return next((record for record in self.keys if record.key == name), None)


def manifest_path(system: System) -> Path:
    """Where this user's manifest is."""
    return system.home / ".cartera" / "instalacion.json"


def read_manifest(system: System) -> Manifest | None:
    """`None` if nothing is installed by us, or the file is not readable as one of ours."""
    try:
        return _from_dict(json.loads(manifest_path(system).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def to_bytes(manifest: Manifest) -> bytes:
    """Its JSON."""
    return json.dumps({"version": VERSION, **asdict(manifest)}, default=_plain, ensure_ascii=False, indent=1).encode()


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _plain(data: object) -> object:
    assert isinstance(data, bytes)
    return {"base64": base64.b64encode(data).decode("ascii")}


def _bytes(data: Any) -> Any:
    return base64.b64decode(data["base64"]) if isinstance(data, dict) else data


def _values(data: dict[str, Any]) -> dict[str, RegistryValue]:
    return {
        name: RegistryValue(tuple(raw) if isinstance(raw := _bytes(value["data"]), list) else raw, int(value["kind"]))
        for name, value in data.items()
    }


def _from_dict(data: dict[str, Any]) -> Manifest:
    return Manifest(
        add_in=data["add_in"],
        files=tuple(FileRecord(one["path"], tuple(one["sha256"]), _bytes(one["before"])) for one in data["files"]),
        keys=tuple(
            KeyRecord(one["key"], _values(one["before"]), _values(one["after"]), tuple(one["created"]))
            for one in data["keys"]
        ),
        folders=tuple(data["folders"]),
    )
