"""Las listas: quién entra, quién se queda fuera y por qué."""

from datetime import date
from typing import Any

import pytest

from cartera_xl.nucleo.acciones.avisos import satisfaccion
from cartera_xl.nucleo.acciones.emparejar import posiciones
from cartera_xl.nucleo.acciones.listas import (
    NO_SON_PARA_ENVIAR,
    SIN_COLUMNA,
    Lista,
    lista_de_casos,
    lista_de_referidos,
    lista_de_segmento,
    lista_vip,
)
from cartera_xl.nucleo.privacidad.permisos import Canal, permisos
from tests.support.acciones import CORTE, hoja, puntuadas


def _de_envio(clientes: list[dict[str, Any]], canal: Canal = Canal.CORREO, segmento: str = "Clave") -> Lista:
    tabla = hoja(clientes)
    return lista_de_segmento(puntuadas([{}] * len(clientes)), tabla, permisos(tabla, CORTE), canal, segmento)


@pytest.mark.parametrize(
    ("cliente", "entra"),
    [
        ({"consentimiento": True}, True),
        ({"consentimiento": False}, False),
        ({"consentimiento": None}, False),
        ({"consentimiento": True, "oposicion": True}, False),
        ({"consentimiento": True, "bloqueado": True}, False),
        ({"consentimiento": True, "conservar_hasta": date(2026, 1, 30)}, False),
        ({"consentimiento": True, "conservar_hasta": date(2026, 1, 31)}, True),
        ({"consentimiento": True, "consentimiento_correo": False}, False),
        ({"consentimiento": False, "consentimiento_correo": True}, True),
        ({"consentimiento": True, "correo": None}, False),
    ],
)
def test_solo_se_envia_a_quien_lo_acepta_y_no_se_opone(cliente: dict[str, Any], entra: bool) -> None:
    lista = _de_envio([{"correo": "a@ejemplo.es"} | cliente])

    assert bool(lista.filas) is entra
    assert sum(lista.fuera.values()) == (0 if entra else 1)
    assert lista.avisos == ()


def test_los_que_se_quedan_fuera_se_cuentan_por_motivo() -> None:
    clientes = [{"correo": "a@ejemplo.es", "oposicion": True, "consentimiento": True}] * 2
    clientes += [{"correo": None, "oposicion": None, "consentimiento": True}]

    assert _de_envio(clientes).fuera == {"Se ha opuesto a recibir publicidad.": 2, "No consta su correo.": 1}


def test_sin_columna_de_consentimiento_se_avisa() -> None:
    lista = _de_envio([{"correo": "a@ejemplo.es"}, {"correo": "b@ejemplo.es", "oposicion": True}])

    assert len(lista.filas) == 1
    assert lista.avisos == (SIN_COLUMNA,)


@pytest.mark.parametrize(("segmento", "cuantos"), [("Clave", 1), ("Bajo valor", 0), ("", 1)])
def test_la_lista_es_de_un_segmento_o_de_todos(segmento: str, cuantos: int) -> None:
    assert len(_de_envio([{"telefono": "600"}], Canal.TELEFONO, segmento).filas) == cuantos


def test_un_vip_gasta_mucho_y_es_antiguo() -> None:
    filas = [{"importe_neto": neto, "antiguedad": 730} for neto in (10, 20, 30, 40, 50)]
    filas += [{"importe_neto": 60, "antiguedad": 729}]
    tabla = hoja([{"id_cliente": str(i)} for i in range(6)])

    lista = lista_vip(puntuadas(filas), tabla, permisos(tabla, CORTE))

    assert [fila[0] for fila in lista.filas] == ["4"]
    assert lista.titulo == "VIP: dos años o más y entre el 20 % que más gasta"


@pytest.mark.parametrize(("notas", "partes"), [([4, 5], [0.8, 1.0]), ([8, 6], [0.8, 0.6]), ([80, 11], [0.8, 0.11])])
def test_la_escala_de_satisfaccion_es_la_menor_en_que_cabe_la_nota_mas_alta(
    notas: list[float], partes: list[float]
) -> None:
    assert satisfaccion(hoja([{"csat": nota} for nota in notas])).tolist() == pytest.approx(partes)


def test_un_caso_de_exito_es_importante_esta_contento_y_no_se_opone() -> None:
    filas = [
        {"segmento": s, "importe_neto": n}
        for s, n in (("Clave", 1), ("Estratégico", 2), ("Emergente", 3), ("Clave", 4))
    ]
    clientes = [{"csat": nota, "oposicion": i == 3} for i, nota in enumerate((4.0, 5.0, 5.0, 5.0))]
    tabla = hoja(clientes)

    lista = lista_de_casos(puntuadas(filas), tabla, permisos(tabla, CORTE))

    assert [fila[2] for fila in lista.filas] == ["Estratégico", "Clave"]
    assert lista.fuera == {NO_SON_PARA_ENVIAR: 1}


def test_la_red_de_quien_recomienda_vale_lo_que_valen_los_suyos() -> None:
    clientes = [
        {"id_cliente": "A", "recomendado_por": None},
        {"id_cliente": "B", "recomendado_por": "cliente 0"},
        {"id_cliente": "C", "recomendado_por": "A"},
        {"id_cliente": "D", "recomendado_por": "Un desconocido"},
    ]
    tabla = hoja(clientes)

    filas = [{"importe_neto": neto, "clv": 1} for neto in (1, 10, 100, 1000)]
    lista = lista_de_referidos(puntuadas(filas), tabla, permisos(tabla, CORTE))

    assert lista.filas == (("A", "Cliente 0", 2, 110.0, 2.0),)
    assert lista.fuera == {"Quien los recomienda no está en la hoja, o puede ser más de uno.": 1}


@pytest.mark.parametrize(
    ("escrito", "hallados"),
    [("c1", (0,)), ("Bar  PEPE", (1,)), ("García", (2, 3)), ("ángel", (4,)), ("nadie", None), ("", None)],
)
def test_se_reconoce_a_un_cliente_por_codigo_o_nombre_sin_mirar_tildes(
    escrito: str, hallados: tuple[int, ...] | None
) -> None:
    nombres = ["Café C1", "Bar Pepe", "García", "Garcia", "Ángel"]
    tabla = hoja([{"id_cliente": f"C{i}"} for i in range(1, 6)])

    assert posiciones(tabla, nombres, [escrito]).get(escrito) == hallados


def test_el_codigo_gana_al_nombre() -> None:
    assert posiciones(hoja([{"id_cliente": "X"}, {"id_cliente": "Y"}]), ["Y", "X"], ["X"]) == {"X": (0,)}
