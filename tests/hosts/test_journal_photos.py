"""Las fotos del diario: vuelven exactas, ocupan poco, y un diario de antes se abre igual."""

import json
import sqlite3
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.hosts.photo_codec import UnreadablePhotoError, decode_photo, encode_photo
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.baremo import Baremo, calibrar, calibrar_sin_pronostico
from cartera_xl.nucleo.causas.foto import Circunstancias, Foto, HechosDeFilas
from cartera_xl.nucleo.compras import hechos_de_movimientos, registro_de_movimientos
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.corrida import Accion, Corrida
from tests.nucleo.fabrica import CORTE, cliente, hechos
from tests.support.cdnow import compras_cdnow

NUMEROS = st.floats(allow_nan=True, allow_infinity=False)
BAREMO = calibrar_sin_pronostico(
    hechos([cliente(dias=10 * k, neto=0.1 * k) for k in range(30)]), Configuracion(), CORTE
)


def foto(filas: int = 3, baremo: Baremo = BAREMO, numeros: list[float] | None = None) -> Foto:
    columna = np.array(numeros or [0.1 * k for k in range(filas)])
    return Foto(
        Circunstancias(CORTE, True, baremo, Configuracion(dias_inactividad=90)),
        np.arange(filas, dtype=np.uint64) + 2**63,
        HechosDeFilas({"compras": columna, "importe_neto": -columna}, np.arange(filas) % 2 == 0),
        np.arange(filas).astype(np.int8) % 4,
        np.full(filas, 4, dtype=np.int8),
    )


def iguales(una: Foto, otra: Foto) -> bool:
    mismas = una.hechos.columnas.keys() == otra.hechos.columnas.keys()
    bytes_iguales = all(
        una.hechos.columnas[n].tobytes() == otra.hechos.columnas[n].tobytes() for n in una.hechos.columnas
    )
    otras = all(
        np.array_equal(getattr(una, c), getattr(otra, c)) and getattr(una, c).dtype == getattr(otra, c).dtype
        for c in ("huellas", "segmentos", "manuales")
    )
    clientes = una.hechos.clientes.tolist() == otra.hechos.clientes.tolist()
    return mismas and bytes_iguales and otras and clientes and una.circunstancias == otra.circunstancias


@settings(deadline=None)
@given(st.lists(NUMEROS, min_size=1, max_size=20), st.booleans())
def test_una_foto_vuelve_bit_a_bit_guarde_o_no_sus_huellas(numeros: list[float], mismas: bool) -> None:
    una = foto(len(numeros), numeros=numeros)
    de_la_corrida = una.huellas if mismas else una.huellas[:-1]

    assert iguales(decode_photo(encode_photo(una, de_la_corrida), de_la_corrida), una)


def test_un_baremo_con_pronostico_vuelve_igual_y_con_la_misma_huella() -> None:
    """Con 200 clientes de verdad salen todas las piezas del pronóstico."""
    quien, dia, neto = compras_cdnow()
    suyas = quien < 200
    movimientos = pd.DataFrame(
        {
            "clave": quien[suyas],
            "fecha": dia[suyas].astype("datetime64[D]").astype("datetime64[us]"),
            "importe": neto[suyas],
        }
    )
    clientes = pd.DataFrame({"clave": range(200), "fila": range(2, 202)})
    corte = date(1998, 3, 31)
    cuadro, _ = hechos_de_movimientos(nw.from_native(clientes), nw.from_native(movimientos), corte)
    baremo = calibrar(cuadro, Configuracion(), corte, registro=registro_de_movimientos(movimientos, corte))
    assert baremo.pronostico is not None

    vuelta = decode_photo(encode_photo(foto(baremo=baremo), foto().huellas), foto().huellas).circunstancias.baremo

    assert vuelta == baremo
    assert vuelta.huella == baremo.huella


@pytest.mark.parametrize(
    "estropear",
    [
        lambda cabeza: cabeza | {"version": 99},
        lambda cabeza: cabeza | {"shared": cabeza["shared"] | {"type": "OtraCosa"}},
        lambda cabeza: cabeza | {"shared": {"type": "Circunstancias", "fields": {"inventado": 1}}},
    ],
    ids=["otra versión", "un tipo que no se conoce", "un campo que no se conoce"],
)
def test_una_foto_de_otra_version_no_se_entiende_y_no_rompe_nada(tmp_path: Path, estropear) -> None:
    diario = SqliteJournal(tmp_path / "diario.sqlite3")
    diario.record(corrida(foto()))
    cuerpo = zlib.decompress(encode_photo(foto(), foto().huellas))
    largo = int.from_bytes(cuerpo[:8], "little")
    cabeza = json.dumps(estropear(json.loads(cuerpo[8 : 8 + largo]))).encode()
    datos = zlib.compress(len(cabeza).to_bytes(8, "little") + cabeza + cuerpo[8 + largo :])
    with sqlite3.connect(tmp_path / "diario.sqlite3") as base:
        base.execute("UPDATE run_photos SET photo = ?", (datos,))
    base.close()

    with pytest.raises(UnreadablePhotoError):
        decode_photo(datos, foto().huellas)
    assert diario.photo("libro-1", "R-1") is None
    assert diario.find("libro-1") is not None


def corrida(una: Foto | None, ident: str = "R-1") -> Corrida:
    huellas = foto().huellas
    return Corrida(
        "libro-1", ident, datetime(2026, 3, 1, tzinfo=UTC), "ana", Accion.RECALCULAR, "Clientes", ("nombre",), huellas,
        foto=una,
    )  # fmt: skip


def test_la_foto_se_pide_aparte_y_se_va_con_su_ejecucion(tmp_path: Path) -> None:
    diario = SqliteJournal(tmp_path / "diario.sqlite3")
    diario.record(corrida(foto()))
    diario.record(corrida(None, "R-2"))

    guardada = diario.photo("libro-1", "R-1")
    hallada = diario.find("libro-1", "R-1")

    assert guardada is not None
    assert iguales(guardada, foto())
    assert hallada is not None
    assert hallada.foto is None
    assert diario.photo("libro-1", "R-2") is None
    assert diario.photo("otro", "R-1") is None
    diario.discard("libro-1", "R-1")
    assert diario.photo("libro-1", "R-1") is None


def test_un_diario_de_antes_se_abre_y_guarda_fotos_desde_entonces(tmp_path: Path) -> None:
    ruta = tmp_path / "diario.sqlite3"
    diario = SqliteJournal(ruta)
    diario.record(corrida(None))
    with sqlite3.connect(ruta) as base:
        base.execute("DROP TABLE run_photos")
    base.close()

    assert diario.photo("libro-1", "R-1") is None
    diario.record(corrida(foto(), "R-2"))

    assert [c.id for c in diario.history("libro-1")] == ["R-1", "R-2"]
    assert diario.photo("libro-1", "R-2") is not None
    assert ruta.stat().st_mode & 0o077 == 0


def test_cien_mil_clientes_caben_en_pocos_megas() -> None:
    """Cinco hechos enteros y dos importes por cliente; las huellas no se repiten."""
    azar, n = np.random.default_rng(1), 100_000
    columnas = {f"hecho{i}": azar.integers(0, 400, n).astype(float) for i in range(5)}
    columnas |= {f"importe{i}": np.round(azar.gamma(2, 500, n), 2) for i in range(2)}
    base = foto(n)
    una = replace(base, hechos=HechosDeFilas(columnas, base.hechos.clientes))

    assert len(encode_photo(una, una.huellas)) < 2_500_000
