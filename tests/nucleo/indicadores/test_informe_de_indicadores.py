"""Las cifras por grupos: suman el total, se sabe de dónde salen y, si no se saben, por qué."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.errores import FaltanDatos
from cartera_xl.nucleo.indicadores.base import base_de, compras_de
from cartera_xl.nucleo.indicadores.catalogo import INDICADORES
from cartera_xl.nucleo.indicadores.dimensiones import SIN_DATO, dimension
from cartera_xl.nucleo.indicadores.informe import Indicadores, medir_cartera
from cartera_xl.nucleo.indicadores.tablas import SUMABLES, recortar
from tests.nucleo.fabrica import CORTE, cliente, hechos, potencial
from tests.nucleo.indicadores.fabrica_indicadores import cartera
from tests.support.registros import FIN_DE_CDNOW, registro_cdnow

SECTOR = dimension("sector")
UN_DIA = timedelta(days=1)


def _medir(filas: list[dict[str, Any]], compras: Any = None, **mas: Any) -> Indicadores:
    base, tablas = cartera(filas, compras, mas.pop("ajustes", None))
    return medir_cartera(base, tablas, por=mas.pop("por", [SECTOR]), **mas)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(["Bar", "bar", "BAR ", "Hotel", None]), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 900), st.integers(-90_000, 90_000)), min_size=1, max_size=40),
)
def test_los_grupos_suman_el_total_al_centimo(sectores: list[str | None], lineas: list[tuple[int, int, int]]) -> None:
    unicas = {(quien % len(sectores), dia): centimos for quien, dia, centimos in lineas}
    compras = [(quien, CORTE - dia * UN_DIA, centimos / 100) for (quien, dia), centimos in unicas.items()]

    medido = _medir([cliente(sector=sector) for sector in sectores], compras)

    tabla = medido.tabla("sector")
    if tabla is None:
        assert not any(sectores)
        return
    for ident in SUMABLES - {"cuota"}:
        suma = sum(round(100 * (grupo.valor(ident) or 0)) for grupo in tabla.grupos)
        assert suma == round(100 * (medido.cartera.valor(ident) or 0)), ident
    assert sum(grupo.fichas for grupo in tabla.grupos) == len(sectores)


def test_mayusculas_y_espacios_no_hacen_grupos_distintos_y_sin_dato_va_el_ultimo() -> None:
    tabla = _medir([cliente(sector=s) for s in ("Bar", "bar", "Bar", None, "Hotel")]).tabla("sector")
    assert tabla is not None
    assert [(grupo.nombre, grupo.fichas) for grupo in tabla.grupos] == [("Bar", 3), ("Hotel", 1), (SIN_DATO, 1)]


def test_un_grupo_de_menos_de_cinco_se_marca_y_no_se_esconde() -> None:
    tabla = _medir([cliente(sector="Bar")] * 5 + [cliente(sector="Hotel")] * 4).tabla("sector")
    assert tabla is not None
    assert {grupo.nombre: grupo.pocos for grupo in tabla.grupos} == {"Bar": False, "Hotel": True}


BORDE = date(2024, 12, 31)  # fin de los 12 meses anteriores: el día del corte, un año antes


@pytest.mark.parametrize(
    ("antes", "despues", "retencion", "n"),
    [
        (BORDE, BORDE + UN_DIA, 1.0, 1),
        (BORDE, None, 0.0, 1),
        (date(2024, 1, 1), CORTE, 1.0, 1),
        (date(2023, 12, 31), CORTE, None, 0),  # compró antes de los 12 anteriores: no está en la base
        (date(2023, 12, 31), None, None, 0),
    ],
)
def test_bordes_de_la_retencion(antes: date, despues: date | None, retencion: float | None, n: int) -> None:
    compras = [(0, antes, 10.0), *([(0, despues, 10.0)] if despues else []), (1, date(2023, 1, 1), 5.0)]
    cifras = _medir([cliente(), cliente()], compras).cartera.cifras
    assert (cifras["retencion"].valor, cifras["retencion"].n) == (retencion, n)
    assert cifras["abandono"].valor == (None if retencion is None else 1 - retencion)


def test_la_retencion_de_cdnow_es_la_contada_a_mano() -> None:
    registro, corte = registro_cdnow(), date(1998, 6, 30)
    puntuados = hechos([cliente() for _ in range(registro.claves)])
    claves = np.arange(registro.claves)
    base = base_de(puntuados, puntuados, compras_de(registro, claves), Configuracion(), corte)
    borde = numero_de_dia(date(1997, 6, 30))
    antes = {int(c) for c, d in zip(registro.clave, registro.dia, strict=True) if d <= borde}
    luego = {int(c) for c, d in zip(registro.clave, registro.dia, strict=True) if borde < d <= FIN_DE_CDNOW}

    cifras = medir_cartera(base, cartera([cliente()])[1], por=[]).cartera.cifras

    assert cifras["retencion"].n == len(antes) == 2357
    assert cifras["retencion"].valor == pytest.approx(len(antes & luego) / len(antes))
    dentro = (registro.dia > borde) & (registro.dia <= FIN_DE_CDNOW)
    assert cifras["neto_12m"].valor == pytest.approx(float(registro.neto[dentro].sum()), abs=0.005)


def test_primera_compra_y_recompra_parten_el_neto_del_ejercicio() -> None:
    compras = [(0, date(2024, 5, 1), 100.0), (0, date(2025, 5, 1), 30.0), (1, date(2025, 6, 1), 50.0), (1, CORTE, 20.0)]
    cartera_medida = _medir([cliente(), cliente()], compras).cartera
    assert (cartera_medida.valor("primera"), cartera_medida.valor("recompra")) == (50.0, 50.0)
    assert cartera_medida.valor("cuota_recompra") == 0.5
    assert cartera_medida.valor("nuevos") == 1.0


def test_la_rentabilidad_resta_el_coste_de_retener_a_los_activos() -> None:
    ajustes = Configuracion(margen=0.3, coste_retencion=5.0)
    compras = [(0, date(2025, 5, 1), 100.0), (1, date(2025, 6, 1), 200.0), (2, date(2024, 1, 5), 50.0)]
    filas = [cliente(margen=0.5), cliente(), cliente()]
    assert _medir(filas, compras, ajustes=ajustes).cartera.valor("rentabilidad") == 50 + 60 - 2 * 5


def test_sin_margen_conocido_no_hay_rentabilidad_y_se_dice() -> None:
    medido = _medir([cliente()], [(0, CORTE, 10.0)])
    assert medido.cartera.valor("rentabilidad") is None
    assert "margen" in medido.total.faltan["rentabilidad"]


def test_sin_lista_de_compras_cada_cifra_dice_que_falta() -> None:
    medido = _medir([cliente(neto=100.0, compras=4, sector="Bar")])
    assert medido.cartera.valor("ticket") == 25.0
    assert medido.cartera.valor("cuota") == 1.0
    assert "lista de compras" in medido.total.faltan["retencion"]
    assert medido.comparaciones == ()
    assert medido.trimestres == ()


def test_la_conversion_cuenta_las_fichas_que_ya_son_clientes() -> None:
    filas = [cliente(sector="Bar"), potencial(sector="Bar"), potencial(sector="Hotel")]
    tabla = _medir(filas).tabla("sector")
    assert tabla is not None
    assert {g.nombre: g.valor("conversion") for g in tabla.grupos} == {"Bar": 0.5, "Hotel": 0.0}
    assert "potenciales" in _medir([cliente()]).total.faltan["conversion"]


def test_la_satisfaccion_dice_cuantos_la_sostienen() -> None:
    cifras = _medir([cliente(csat=5.0), cliente(csat=None), cliente(csat=4.0)]).cartera.cifras
    assert (cifras["csat"].valor, cifras["csat"].n) == (4.5, 2)
    assert cifras["contestan"].valor == pytest.approx(2 / 3)


def test_los_motivos_de_perdida_se_juntan_sin_mirar_mayusculas() -> None:
    filas = [cliente(motivo_perdida=m, neto=10.0) for m in ("Precio", "precio ", "Se mudó", None)]
    motivos = _medir(filas).motivos
    assert [(m.nombre, m.clientes, m.neto) for m in motivos] == [("Precio", 2, 20.0), ("Se mudó", 1, 10.0)]


def test_lo_que_falta_dice_que_columna_lo_daria() -> None:
    assert _medir([cliente()]).faltan == {"Sector": "Añada una columna «Sector» a la hoja de clientes"}


def test_sin_columna_de_tamano_los_tramos_salen_del_neto() -> None:
    medido = _medir([cliente(neto=float(n)) for n in range(100, 1300, 100)], por=[dimension("tamaño")])
    tabla = medido.tabla("tamano")
    assert tabla is not None
    assert [grupo.nombre for grupo in tabla.grupos] == [
        "1. Menos de 380",
        "2. De 380 a 650",
        "3. De 650 a 920",
        "4. Desde 920",
    ]
    assert sum(grupo.fichas for grupo in tabla.grupos) == 12


def test_una_dimension_se_pide_con_o_sin_tilde_y_la_que_no_existe_se_dice() -> None:
    assert dimension("CATEGORÍA").id == "categoria"
    assert dimension("comercial").id == "responsable"
    with pytest.raises(FaltanDatos, match="«signo»"):
        dimension("signo")


def test_recortar_junta_lo_que_se_puede_sumar_y_nada_mas() -> None:
    filas = [cliente(sector=f"S{i}", neto=100.0 - i) for i in range(6)]
    tabla = _medir(filas).tabla("sector")
    assert tabla is not None
    corta = recortar(tabla, 4)
    assert [grupo.nombre for grupo in corta.grupos] == ["S0", "S1", "S2", "Otros 3"]
    assert corta.grupos[-1].valor("neto") == 97 + 96 + 95
    assert corta.grupos[-1].valor("ticket") is None
    assert recortar(tabla, 6) is tabla


def test_todos_los_indicadores_tienen_nombre_y_explicacion_distintos() -> None:
    assert len({indicador.nombre for indicador in INDICADORES}) == len(INDICADORES)
    assert all(indicador.explicacion for indicador in INDICADORES)
