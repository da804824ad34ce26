"""El gasto de captación y el coste por cliente captado."""

from datetime import date

import numpy as np
import pytest

from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.indicadores.captacion import GastoCaptacion, captar
from cartera_xl.nucleo.indicadores.dimensiones import dimension
from cartera_xl.nucleo.indicadores.gasto_hoja import celdas_de_gasto, es_gasto, leer_gasto
from cartera_xl.nucleo.indicadores.informe import medir_cartera
from tests.nucleo.fabrica import cliente, potencial
from tests.nucleo.indicadores.fabrica_indicadores import cartera
from tests.nucleo.indicadores.hojas_de_prueba import cuadro_de, fila_de

ENERO = (date(2025, 1, 1), date(2025, 1, 31))
FILAS = [
    cliente(medio="Web", fuente="Google", clv=300.0, antiguedad=364.0),  # 1/1/2025: el primer día cuenta
    cliente(medio="WEB", fuente="Boletín", clv=100.0, antiguedad=334.0),  # 31/1/2025: el último, también
    cliente(medio="Web", fuente="Google", clv=900.0, antiguedad=333.0),  # 1/2/2025: fuera
    cliente(medio="Feria", fuente=None, clv=50.0, antiguedad=360.0),
    potencial(medio="Web", fuente="Google"),
]


def test_se_reparte_al_centimo_entre_los_nuevos_de_ese_medio_y_esas_fechas() -> None:
    base, _ = cartera(FILAS)
    captado = captar(
        base,
        [f["medio"] for f in FILAS],
        [f["fuente"] for f in FILAS],
        [GastoCaptacion("web", "", *ENERO, 10_001)],
    )
    assert captado.centimos.tolist() == [5_001, 5_000, 0, 0, 0]
    assert captado.captado.tolist() == [True, True, False, False, False]


def test_la_fuente_tambien_ha_de_casar_y_lo_vacio_vale_para_todos() -> None:
    base, _ = cartera(FILAS)
    medios, fuentes = [f["medio"] for f in FILAS], [f["fuente"] for f in FILAS]
    por_fuente = captar(base, medios, fuentes, [GastoCaptacion("Web", "Google", *ENERO, 100)])
    cualquiera = captar(base, medios, fuentes, [GastoCaptacion("", "", None, None, 400)])
    assert por_fuente.captado.tolist() == [True, False, False, False, False]
    assert cualquiera.centimos.tolist() == [100, 100, 100, 100, 0]


def test_el_cac_es_gasto_entre_captados_y_lo_que_no_trae_a_nadie_cuenta_en_su_medio() -> None:
    base, tablas = cartera(FILAS)
    gastos = [
        GastoCaptacion("Web", "", *ENERO, 30_000, 5),
        GastoCaptacion("Feria", "Madrid", *ENERO, 20_000, 6),
        GastoCaptacion("Radio", "", *ENERO, 1_000, 7),
    ]

    medido = medir_cartera(base, tablas, gastos=gastos, por=[dimension("medio")])

    tabla = medido.tabla("medio")
    assert tabla is not None
    por_medio = {grupo.nombre: grupo for grupo in tabla.grupos}
    assert por_medio["Web"].valor("cac") == 150.0
    assert por_medio["Web"].valor("clv_cac") == pytest.approx(200 / 150)
    assert por_medio["Feria"].valor("gasto") == 200.0
    assert por_medio["Feria"].valor("cac") is None  # gastó y no captó a nadie
    assert medido.cartera.valor("gasto") == 510.0
    assert medido.cartera.valor("cac") == 255.0
    assert "«Feria · Madrid» (fila 6), «Radio» (fila 7)" in medido.notas[0]


def test_sin_gasto_escrito_se_dice_donde_escribirlo() -> None:
    base, tablas = cartera(FILAS)
    assert "Gasto de captación" in medir_cartera(base, tablas, por=[]).total.faltan["cac"]


def test_la_hoja_se_crea_en_blanco_y_se_lee_lo_escrito() -> None:
    cuadro = cuadro_de(celdas_de_gasto([]))
    assert es_gasto(cuadro)
    assert leer_gasto(cuadro) == ()
    cabecera = fila_de(cuadro, "Medio")
    cuadro[cabecera + 1][:5] = ["Web", None, "01/02/2025", None, "1.234,50"]
    assert leer_gasto(cuadro) == (GastoCaptacion("Web", "", date(2025, 2, 1), None, 123_450, cabecera + 2),)
    assert celdas_de_gasto(cuadro) == {}


@pytest.mark.parametrize(
    ("fila", "dice"),
    [
        (["Web", None, "31/02/2025", None, 10.0], "«31/02/2025» no vale para «Desde»"),
        (["Web", None, None, None, "mucho"], "«mucho» no vale para «Gasto»"),
        (["Web", None, None, None, -1.0], "no vale para «Gasto»"),
        (["Web", None, "02/01/2025", "01/01/2025", 1.0], "acaba (01/01/2025) antes de empezar"),
    ],
)
def test_una_linea_mal_escrita_dice_su_celda(fila: list[object], dice: str) -> None:
    cuadro = cuadro_de(celdas_de_gasto([]))
    cabecera = fila_de(cuadro, "Medio")
    cuadro[cabecera + 1][:5] = fila
    with pytest.raises(ConfiguracionErronea) as error:
        leer_gasto(cuadro)
    assert dice in error.value.que
    assert f"{cabecera + 2}" in error.value.donde


def test_repartir_no_pierde_ni_gana_centimos() -> None:
    base, _ = cartera([cliente(medio="Web", fuente=None, antiguedad=300.0) for _ in range(7)])
    captado = captar(base, ["Web"] * 7, [None] * 7, [GastoCaptacion("Web", "", None, None, 100)])
    assert captado.centimos.sum() == 100
    assert np.ptp(captado.centimos) == 1
