"""Medir un libro: mismas cifras en todos los anfitriones, hojas que se llenan, se releen y se deshacen."""

from datetime import datetime, timedelta

import pytest
from conftest import Banco, peticion

from cartera_xl.casos.deshacer import deshacer
from cartera_xl.casos.indicadores import indicadores
from cartera_xl.nucleo.celdas import Celda, Cuadro
from cartera_xl.nucleo.errores import ConfiguracionErronea, FaltanDatos

CLIENTES: Cuadro = [
    ["Código", "Cliente", "Sector", "Medio", "Fuente", "Estado", "Fecha de alta", "Código postal"],
    *(
        [
            f"C{i:02d}",
            f"Cliente {i}",
            ["Bar", "Hotel"][i % 2],
            ["Web", "Feria"][i % 2],
            "Redes",
            "Cliente" if i <= 12 else "Potencial",
            datetime(2024, 1, 1) + timedelta(days=50 * i),
            ["28001", "8001"][i % 2],
        ]
        for i in range(1, 16)
    ),
]
MOVIMIENTOS: Cuadro = [
    ["Código", "Fecha", "Importe", "Producto"],
    *(
        [f"C{i:02d}", datetime(2024, 1, 10) + timedelta(days=11 * i + 50 * j), 10.5 * i + j, ["Pan", "Vino"][j % 2]]
        for i in range(1, 13)
        for j in range(12)
    ),
]


@pytest.fixture
def libro(montar) -> Banco:
    return montar({"Clientes": CLIENTES, "Movimientos": MOVIMIENTOS})


def _medir(banco: Banco, minutos: int = 0, **mas):
    return indicadores(banco.abrir(), banco.diario, peticion(minutos, pais="ES"), **mas)


def test_los_grupos_suman_el_total_en_el_libro(libro: Banco) -> None:
    medido = _medir(libro).indicadores
    total = sum(round(100 * fila[2]) for fila in MOVIMIENTOS[1:])
    assert round(100 * medido.cartera.valor("neto")) == total
    for tabla in medido.tablas:
        assert sum(round(100 * (g.valor("neto_12m") or 0)) for g in tabla.grupos) == round(
            100 * medido.cartera.valor("neto_12m")
        ), tabla.id
    comunidad = medido.tabla("comunidad")
    assert {grupo.nombre for grupo in comunidad.grupos} == {"Comunidad de Madrid", "Cataluña"}
    assert medido.tabla("producto").partida


def test_por_una_dimension_que_el_libro_no_trae_se_dice_que_anadir(libro: Banco) -> None:
    with pytest.raises(FaltanDatos, match="Zona"):
        _medir(libro, por=("zona",))


def test_sin_guardar_no_se_escribe_nada(libro: Banco) -> None:
    antes = libro.cuadro()
    informe = _medir(libro)
    assert (informe.ejecucion, informe.hojas) == ("", ())
    assert libro.abrir().info().hoja("Indicadores") is None
    assert libro.cuadro() == antes


def test_guardar_crea_las_hojas_repetir_no_cambia_nada_y_se_deshace(libro: Banco) -> None:
    clientes = libro.cuadro()
    primera = _medir(libro, en_hoja=True)
    assert primera.hojas == ("Indicadores", "Objetivos", "Gasto de captación")
    assert len(primera.objetivos) == 14
    assert libro.cuadro() == clientes

    assert _medir(libro, 1, en_hoja=True).ejecucion == ""

    deshacer(libro.abrir(), libro.diario, peticion(2), primera.ejecucion)
    assert not any(celda for fila in libro.cuadro("Indicadores") for celda in fila if celda not in (None, ""))


def _sitio(cuadro: Cuadro, texto: str) -> tuple[int, int]:
    return next((i, j) for i, fila in enumerate(cuadro, 1) for j, celda in enumerate(fila, 1) if celda == texto)


def _escribir(banco: Banco, hoja: str, cabecera: str, *celdas: Celda) -> None:
    """Escribe en la primera fila de datos de una tabla de una hoja propia."""
    fila, columna = _sitio(banco.cuadro(hoja), cabecera)
    for j, celda in enumerate(celdas):
        if celda is not None:
            banco.editar(hoja, fila + 1, columna + j, celda)


def test_una_meta_y_un_gasto_escritos_a_mano_se_usan(libro: Banco) -> None:
    _medir(libro, en_hoja=True)
    _escribir(libro, "Objetivos", "Indicador", "cac", None, 100.0, "Menos es mejor", 0.1)
    _escribir(libro, "Gasto de captación", "Medio", "Web", None, datetime(2024, 1, 1), None, 600.0)

    informe = _medir(libro, 1, en_hoja=True)

    web = next(g for g in informe.indicadores.tabla("medio").grupos if g.nombre == "Web")
    assert (web.valor("captados"), web.valor("cac")) == (6.0, 100.0)
    assert informe.objetivos[0].estado.name == "VERDE"
    fila, columna = _sitio(libro.cuadro("Objetivos"), "Estado")
    assert libro.cuadro("Objetivos")[fila][columna - 1] == "🟢 Verde"


def test_un_indicador_mal_escrito_dice_la_celda_y_el_que_se_parece(libro: Banco) -> None:
    _medir(libro, en_hoja=True)
    _escribir(libro, "Objetivos", "Indicador", "Retensión")
    with pytest.raises(ConfiguracionErronea) as error:
        _medir(libro, 1)
    assert "Retención" in error.value.remedio
    assert "hoja «Objetivos», celda A" in error.value.donde


def test_el_json_lleva_todas_las_tablas_y_lo_que_no_se_sabe(libro: Banco) -> None:
    simple = _medir(libro).a_dict()
    assert {tabla["por"] for tabla in simple["indicadores"]["tablas"]} >= {"segmento", "sector", "medio", "producto"}
    assert "csat" in simple["indicadores"]["cartera"]["no_se_sabe"]
    assert simple["indicadores"]["trimestres"][-1]["fichas"] is not None
