"""La hoja «Cambios de segmento»: la matriz de hoy, la lista de siempre, los vaivenes y a quién hay que borrar."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.causas import cambios_hoja
from cartera_xl.nucleo.causas.cambios import Migracion
from cartera_xl.nucleo.causas.cambios_hoja import (
    CABECERA,
    HOJA_CAMBIOS,
    Celdas,
    LineaDeCambio,
    Titular,
    con_vaiven,
    es_cambios,
    hoja_de_cambios,
    linea_de_grupo,
    lineas_de,
    sin_cliente,
)
from cartera_xl.nucleo.celdas import Celda, Cuadro

CLIENTES = ((5, 1, 0, 0, 1), (0, 7, 0, 2, 0), (0, 0, 3, 0, 0), (0, 0, 0, 9, 0), (0, 2, 0, 0, 0))
IMPORTES = tuple(tuple(100.1 * n for n in fila) for fila in CLIENTES)
TITULAR = Titular(Migracion(CLIENTES, IMPORTES), "R-1", date(2025, 12, 31), "R-2", date(2026, 1, 31))


def linea(cliente: str = "Ana, S.L.", de: str = "Clave", a: str = "Emergente", mes: int = 1) -> LineaDeCambio:
    return LineaDeCambio(date(2026, mes, 28), f"R-{mes}", cliente, de, a, "paso del tiempo", "Días sin comprar: 1 → 2.")


def cuadro_de(celdas: Celdas) -> Cuadro:
    alto, ancho = max(i for i, _ in celdas), max(j for _, j in celdas)
    cuadro: Cuadro = [[None] * ancho for _ in range(alto)]
    for (i, j), celda in celdas.items():
        cuadro[i - 1][j - 1] = celda.valor
    return cuadro


def test_las_dos_matrices_suman_por_filas_y_por_columnas() -> None:
    cuadro = cuadro_de(hoja_de_cambios([], TITULAR, []))

    assert cuadro[0][0] == HOJA_CAMBIOS
    assert cuadro[1][0] == "De la ejecución R-1 (corte 31/12/2025) a la R-2 (corte 31/01/2026)"
    assert cuadro[4][:7] == ["Antes", "→ Estratégico", "→ Clave", "→ Emergente", "→ Bajo valor", "Bajas", "Total"]
    assert cuadro[5][:7] == ["Estratégico", 5, 1, 0, 0, 1, 7]
    assert cuadro[9][:7] == ["Altas", 0, 2, 0, 0, 0, 2]
    assert cuadro[10][:7] == ["Total", 5, 10, 3, 11, 1, 30]
    assert [fila[6] for fila in cuadro if fila[0] == "Total"] == [30, 3003.0]


def test_lo_nuevo_va_delante_y_lo_viejo_se_conserva() -> None:
    primera = cuadro_de(hoja_de_cambios([], TITULAR, [linea(mes=1)]))
    segunda = cuadro_de(hoja_de_cambios(primera, TITULAR, [linea("Bruno", mes=2)]))

    assert [(una.cliente, una.fecha) for una in lineas_de(segunda)] == [
        ("Bruno", date(2026, 2, 28)),
        ("Ana, S.L.", date(2026, 1, 28)),
    ]


@pytest.mark.parametrize(
    ("lineas", "vuelven"),
    [
        pytest.param([linea(de="Emergente", a="Clave", mes=2), linea()], [True, False], id="ida y vuelta"),
        pytest.param([linea(de="Emergente", a="Bajo valor", mes=2), linea()], [False, False], id="sigue bajando"),
        pytest.param(
            [
                linea(de="Bajo valor", a="Clave", mes=3),
                linea(de="Emergente", a="Bajo valor", mes=2),
                linea(),
            ],
            [False] * 3,
            id="vuelve, pero por otro camino",
        ),
        pytest.param([linea("Bruno", "Emergente", "Clave", 2), linea()], [False, False], id="es otro cliente"),
        pytest.param([linea("ANA SL", "Emergente", "Clave", 2), linea("Ana SL")], [True, False], id="mayúsculas"),
        pytest.param(
            [linea("2 clientes nuevos", "Alta", "Clave", 2), linea("2 clientes nuevos", "Clave", "Alta")],
            [False, False],
            id="los grupos no van y vienen",
        ),
    ],
)
def test_vaiven_es_volver_al_segmento_de_antes_del_ultimo_cambio(
    lineas: list[LineaDeCambio], vuelven: list[bool]
) -> None:
    marcadas = con_vaiven(lineas)

    assert [bool(una.vaiven) for una in marcadas] == vuelven
    assert all(
        una.vaiven == "Vuelve a Clave, de donde salió el 28/01/2026"
        for una, vuelve in zip(marcadas, vuelven, strict=True)
        if vuelve
    )


def test_los_mas_viejos_se_retiran_y_se_dice_cuantos_en_total(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cambios_hoja, "MAXIMO_DE_CAMBIOS", 3)
    cuadro: Cuadro = []
    for mes in range(1, 6):
        cuadro = cuadro_de(hoja_de_cambios(cuadro, TITULAR, [linea(f"Cliente {mes}", mes=mes)]))

    assert [una.cliente for una in lineas_de(cuadro)] == ["Cliente 5", "Cliente 4", "Cliente 3"]
    titulo = next(fila[0] for fila in cuadro if str(fila[0]).startswith("Cambios, del"))
    assert titulo == "Cambios, del más nuevo al más viejo (solo los últimos 3: 2 cambios más antiguos ya no están)"


def test_sin_un_cliente_no_queda_nada_suyo_y_lo_demas_sigue() -> None:
    cuadro = cuadro_de(hoja_de_cambios([], TITULAR, [linea(), linea("Bruno"), linea(mes=2)]))

    limpio = cuadro_de(sin_cliente(cuadro, ["ANA SL", "ana, s.l."]))

    assert "Ana, S.L." not in str(limpio)
    assert [una.cliente for una in lineas_de(limpio)] == ["Bruno"]
    assert limpio[:11] == [fila[:8] for fila in cuadro[:11]]
    assert sin_cliente(cuadro, ["Carla"]) == {}
    assert sin_cliente([["otra cosa"]], ["Ana, S.L."]) == {}


@pytest.mark.parametrize(
    ("cuadro", "nuestra"),
    [([], True), ([[None, " "]], True), ([list(CABECERA)], True), ([["Cambios de aceite"], ["x"]], False)],
)
def test_no_se_escribe_encima_de_una_hoja_de_la_persona(cuadro: Cuadro, nuestra: bool) -> None:
    assert es_cambios(cuadro) is nuestra


@pytest.mark.parametrize("dia", [date(2026, 1, 28), datetime(2026, 1, 28)])
def test_se_lee_igual_con_fecha_o_con_momento_y_se_salta_lo_que_no_es_un_cambio(dia: Celda) -> None:
    buena: list[Celda] = [dia, "R-1", "Ana, S.L.", "Clave", "Emergente", "paso del tiempo", "Días sin comprar: 1 → 2."]
    sin_fecha: list[Celda] = ["ayer", "R-1", "Bruno"]
    sin_cliente_: list[Celda] = [dia, "R-1", None]

    assert lineas_de([["nota"], list(CABECERA), buena, sin_fecha, [], sin_cliente_]) == [linea()]


SEGMENTOS = st.sampled_from(["Estratégico", "Clave", "Emergente", "Bajo valor"])
LINEAS = st.builds(linea, st.sampled_from(["Ana", "Bruno", "Carla"]), SEGMENTOS, SEGMENTOS, st.integers(1, 12))


@given(st.lists(LINEAS, max_size=12))
def test_la_lista_se_escribe_y_se_vuelve_a_leer_igual(lineas: list[LineaDeCambio]) -> None:
    assert lineas_de(cuadro_de(hoja_de_cambios([], TITULAR, lineas))) == con_vaiven(lineas)


@pytest.mark.parametrize(
    ("cuantos", "alta", "quienes"),
    [
        (1, True, "1 cliente nuevo"),
        (3, True, "3 clientes nuevos"),
        (1, False, "1 cliente que ya no está"),
        (2, False, "2 clientes que ya no están"),
    ],
)
def test_altas_y_bajas_van_juntas_y_con_su_neto(cuantos: int, alta: bool, quienes: str) -> None:
    assert linea_de_grupo(cuantos, 1234.5, "MX", alta=alta) == (quienes, "Neto: 1,234.50.")
