"""Los permisos: lo más prudente manda, y lo que no consta no es un sí."""

from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.hechos import Marco
from cartera_xl.nucleo.privacidad.permisos import (
    Canal,
    es_anonimo,
    permisos,
    propuestas,
    puede_aparecer,
    puede_recibir,
)

CORTE = date(2026, 3, 1)
MOTORES = [pd.DataFrame, pl.DataFrame]


def marco(motor: Any = pd.DataFrame, **columnas: list[Any]) -> Marco:
    return nw.from_native(motor(columnas), eager_only=True)


@pytest.mark.parametrize("motor", MOTORES)
@pytest.mark.parametrize(
    ("fila", "si", "no_consta", "motivo"),
    [
        ({"consentimiento": True}, True, False, "Consta que acepta"),
        ({"consentimiento": False}, False, False, "No acepta"),
        ({"consentimiento": None}, False, True, "No consta si acepta"),
        ({"consentimiento_correo": True}, True, False, "Consta que acepta"),
        ({"consentimiento_telefono": True}, False, True, "No consta si acepta"),
        ({"consentimiento": True, "consentimiento_correo": False}, False, False, "No acepta"),
        ({"consentimiento": False, "consentimiento_correo": True}, True, False, "Consta que acepta"),
        ({"consentimiento": True, "oposicion": True}, False, False, "Se ha opuesto"),
        ({"consentimiento": True, "oposicion": False}, True, False, "Consta que acepta"),
        ({"consentimiento": True, "bloqueado": True}, False, False, "bloqueados"),
        ({"consentimiento": True, "conservar_hasta": date(2026, 2, 28)}, False, False, "plazo de conservación"),
        ({"consentimiento": True, "conservar_hasta": CORTE}, True, False, "Consta que acepta"),
        ({"consentimiento": True, "nombre": "Anónimo 7f3a"}, False, False, "anonimizada"),
        ({"consentimiento": None, "pais": "Colombia"}, False, False, "el silencio no autoriza (Ley 1581"),
        ({"consentimiento": None, "pais": "PE"}, False, False, "el silencio no autoriza (D. S. 016"),
        ({"consentimiento": True, "pais": "CO"}, True, False, "Consta que acepta"),
        ({"pais": "España"}, False, True, "LSSI, art. 21.2"),
        ({"pais": "México"}, False, True, "No consta si acepta"),
    ],
)
def test_lo_mas_prudente_manda(motor: Any, fila: dict[str, Any], si: bool, no_consta: bool, motivo: str) -> None:
    envio = puede_recibir(permisos(marco(motor, **{campo: [v] for campo, v in fila.items()}), CORTE), Canal.CORREO)

    assert (bool(envio.si[0]), bool(envio.no_consta[0])) == (si, no_consta)
    assert motivo in envio.motivos[0]


def test_sin_columna_de_consentimiento_no_consta_de_nadie() -> None:
    hecho = permisos(marco(nombre=["Ana", "Luis"]), CORTE)

    assert not hecho.hay_consentimiento
    for canal in Canal:
        envio = puede_recibir(hecho, canal)
        assert envio.no_consta.all()
        assert not envio.si.any()


def test_la_excepcion_de_productos_similares_no_se_ofrece_para_llamar_ni_para_cartas() -> None:
    hecho = permisos(marco(nombre=["Ana"]), CORTE, "ES")

    assert "LSSI" in puede_recibir(hecho, Canal.SMS).motivos[0]
    assert "LSSI" not in puede_recibir(hecho, Canal.TELEFONO).motivos[0]
    assert "LSSI" not in puede_recibir(hecho, Canal.POSTAL).motivos[0]


def test_el_pais_de_la_fila_manda_sobre_el_del_libro() -> None:
    hecho = permisos(marco(pais=["España", None, "Narnia"]), CORTE, "CO")

    assert hecho.paises.tolist() == ["ES", "CO", "CO"]
    assert puede_recibir(hecho, Canal.CORREO).no_consta.tolist() == [True, False, False]


def test_una_oposicion_o_un_bloqueo_que_no_se_entienden_cuentan_como_puestos() -> None:
    clientes = marco(consentimiento=[True, True], oposicion=[None, None], bloqueado=[None, None])
    ilegibles = {"oposicion": np.array([True, False]), "bloqueado": np.array([False, True])}

    hecho = permisos(clientes, CORTE, None, ilegibles)

    assert not puede_recibir(hecho, Canal.CORREO).si.any()
    assert puede_aparecer(hecho).tolist() == [True, False]


def test_solo_lo_bloqueado_y_lo_anonimizado_deja_de_aparecer() -> None:
    clientes = marco(
        id_cliente=["C1", "C2", "Anónimo 00ff", "C4"],
        bloqueado=[True, False, None, None],
        oposicion=[None, True, None, None],
        conservar_hasta=[None, None, None, date(2020, 1, 1)],
    )

    assert puede_aparecer(permisos(clientes, CORTE)).tolist() == [False, True, False, True]


def test_a_quien_se_le_paso_el_plazo_se_propone_bloquearlo_o_anonimizarlo() -> None:
    fin = date(2026, 2, 28)
    clientes = marco(bloqueado=[None, True, None], conservar_hasta=[fin, fin, CORTE])

    primera, *resto = propuestas(permisos(clientes, CORTE))

    assert primera == "Bloquee o anonimice sus datos: el plazo de conservación acabó el 28/02/2026."
    assert resto == ["", ""]


@pytest.mark.parametrize(
    ("texto", "es"),
    [("Anónimo 7f3a", True), (" anónimo 00FF ", True), ("Anónimo S.L.", False), ("Anónimo", False), (None, False)],
)
def test_un_nombre_anonimo_es_el_que_deja_olvidar(texto: str | None, es: bool) -> None:
    assert es_anonimo(texto) is es


DICHO = st.sampled_from([True, False, None])


@given(st.lists(st.tuples(DICHO, DICHO, DICHO, DICHO, st.sampled_from(["ES", "CO", "MX", None])), min_size=1))
def test_nadie_puede_y_no_consta_a_la_vez_ni_pasa_por_encima_de_una_oposicion(filas) -> None:
    general, correo, oposicion, bloqueado, paises = map(list, zip(*filas, strict=True))
    hecho = permisos(
        marco(
            consentimiento=general,
            consentimiento_correo=correo,
            oposicion=oposicion,
            bloqueado=bloqueado,
            pais=paises,
        ),
        CORTE,
    )

    envio = puede_recibir(hecho, Canal.CORREO)

    assert not (envio.si & envio.no_consta).any()
    assert not (envio.si & np.array([o is True or b is True for o, b in zip(oposicion, bloqueado, strict=True)])).any()
    assert all(motivo.endswith(".") for motivo in envio.motivos)
