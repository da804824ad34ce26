"""A run's photo as bytes and back, without losing a bit; small, because one is kept per run.

A header in JSON (what held for every row, exactly: Python writes a float so that it reads back the same) and then the
columns: numbers with their bytes transposed, which makes equal exponents sit together, and everything through zlib.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.causas.foto import Circunstancias, Foto, HechosDeFilas
from cartera_xl.nucleo.configuracion import Configuracion, Estilo, Pesos, ReglaDeCortes
from cartera_xl.nucleo.corrida import Huellas
from cartera_xl.nucleo.modelos.base import Ajuste, Metodo
from cartera_xl.nucleo.percentiles import Cortes, TablaPercentiles
from cartera_xl.nucleo.pronostico.tipos import Comparado, Decil, FormaDeGasto, Gasto, Pronostico, Prueba
from cartera_xl.nucleo.reglas import Intervalo, Regla, Segmento, SinDato, UnoDe

VERSION = 1
_LENGTH = 8
_TYPES: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (
        Ajuste,
        Baremo,
        Circunstancias,
        Comparado,
        Configuracion,
        Cortes,
        Decil,
        Estilo,
        FormaDeGasto,
        Gasto,
        Intervalo,
        Metodo,
        Pesos,
        Pronostico,
        Prueba,
        Regla,
        ReglaDeCortes,
        Segmento,
        SinDato,
        TablaPercentiles,
        UnoDe,
    )
}


class UnreadablePhotoError(ValueError):
    """The photo was taken by another version of the program."""


def encode_photo(photo: Foto, prints: Huellas) -> bytes:
    """Bytes of a photo; when its prints are those that the run already keeps, `prints`, they are not repeated."""
    names = list(photo.hechos.columnas)
    same = np.array_equal(photo.huellas, prints)
    header = {
        "version": VERSION,
        "rows": len(photo),
        "facts": names,
        "prints": not same,
        "shared": _plain(photo.circunstancias),
    }
    shared = json.dumps(header, ensure_ascii=False).encode()
    parts = [
        len(shared).to_bytes(_LENGTH, "little"),
        shared,
        photo.segmentos.astype("i1").tobytes(),
        photo.manuales.astype("i1").tobytes(),
        photo.hechos.clientes.astype("i1").tobytes(),
        *(_transposed(photo.hechos.columnas[name]) for name in names),
        b"" if same else photo.huellas.astype("<u8").tobytes(),
    ]
    return isal_zlib.compress(b"".join(parts), 2)


def decode_photo(data: bytes, prints: Huellas) -> Foto:
    """Inverse of `encode_photo`; `UnreadablePhotoError` if another version of the program wrote it."""
    body = memoryview(zlib.decompress(data))
    size = int.from_bytes(body[:_LENGTH], "little")
    header = json.loads(bytes(body[_LENGTH : _LENGTH + size]))
    if header["version"] != VERSION:
        raise UnreadablePhotoError(f"version {header['version']}")
    rows, place = header["rows"], _LENGTH + size
    segments, imposed, clients = (
        np.frombuffer(body[place + i * rows : place + (i + 1) * rows], dtype="i1") for i in range(3)
    )
    place += 3 * rows
    facts = {}
    for name in header["facts"]:
        facts[name] = _untransposed(bytes(body[place : place + 8 * rows]), rows)
        place += 8 * rows
    own = np.frombuffer(body[place:], dtype="<u8").astype(np.uint64) if header["prints"] else prints
    shared = _rebuilt(header["shared"])
    return Foto(shared, own, HechosDeFilas(facts, clients == 1), segments.astype(np.int8), imposed.astype(np.int8))


def _transposed(numbers: NDArray[np.float64]) -> bytes:
    return np.ascontiguousarray(numbers.astype("<f8").view(np.uint8).reshape(-1, 8).T).tobytes()


def _untransposed(data: bytes, rows: int) -> NDArray[np.float64]:
    table = np.frombuffer(data, dtype=np.uint8).reshape(8, rows)
    return np.ascontiguousarray(table.T).view("<f8").reshape(rows).astype(np.float64)


def _plain(value: Any) -> Any:
    """The value with JSON types only; what is not one of them says its type."""
    if isinstance(value, Enum):
        return {"type": type(value).__name__, "value": value.value}
    if is_dataclass(value) and not isinstance(value, type):
        kept = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {"type": type(value).__name__, "fields": kept}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, frozenset):
        return {"set": [_plain(one) for one in sorted(value)]}
    if isinstance(value, Mapping):
        return {"map": [[_plain(key), _plain(one)] for key, one in value.items()]}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        return value.item()
    return value


def _rebuilt(value: Any) -> Any:
    """Inverse of `_plain`; a list is a tuple."""
    if isinstance(value, list):
        return tuple(_rebuilt(one) for one in value)
    if not isinstance(value, dict):
        return value
    if "date" in value:
        return date.fromisoformat(value["date"])
    if "set" in value:
        return frozenset(_rebuilt(one) for one in value["set"])
    if "map" in value:
        return {_rebuilt(key): _rebuilt(one) for key, one in value["map"]}
    kind = _TYPES.get(value["type"])
    if kind is None:
        raise UnreadablePhotoError(f"unknown type {value['type']}")
    if "value" in value:
        return kind(value["value"])
    try:
        return kind(**{name: _rebuilt(one) for name, one in value["fields"].items()})
    except TypeError as error:
        raise UnreadablePhotoError(str(error)) from error
