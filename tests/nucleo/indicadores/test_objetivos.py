"""Metas y semáforos, y su hoja."""

from datetime import date

import pytest

from cartera_xl.nucleo.celdas import Celda, Cuadro
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.indicadores.informe import Indicadores, medir_cartera
from cartera_xl.nucleo.indicadores.nombres import POR_ID, indicador_de
from cartera_xl.nucleo.indicadores.objetivos import Objetivo, Semaforo, evaluar, grupo_de
from cartera_xl.nucleo.indicadores.objetivos_hoja import (
    celdas_con_resultado,
    celdas_de_objetivos,
    es_objetivos,
    leer_objetivos,
)
from tests.nucleo.fabrica import cliente
from tests.nucleo.indicadores.fabrica_indicadores import cartera
from tests.nucleo.indicadores.hojas_de_prueba import cuadro_de, fila_de


def _medidos() -> Indicadores:
    """Retención 0,5 y neto de 12 meses 100."""
    filas = [cliente(segmento="Clave", responsable="Ana"), cliente(segmento="Emergente", responsable="Clave")]
    compras = [(0, date(2024, 5, 1), 70.0), (1, date(2024, 5, 1), 70.0), (0, date(2025, 5, 1), 100.0)]
    base, tablas = cartera(filas, compras)
    return medir_cartera(base, tablas)


@pytest.mark.parametrize(
    ("meta", "mas", "margen", "estado"),
    [
        (100.0, True, 0.1, Semaforo.VERDE),  # llegar justo es cumplir
        (99.0, True, 0.0, Semaforo.VERDE),
        (100.01, True, 0.0, Semaforo.ROJO),
        (110.0, True, 0.1, Semaforo.AMBAR),
        (111.2, True, 0.1, Semaforo.ROJO),
        (125.0, True, 0.2, Semaforo.AMBAR),  # quedarse justo a un margen, también
        (100.0, False, 0.1, Semaforo.VERDE),
        (95.0, False, 0.1, Semaforo.AMBAR),
        (90.0, False, 0.1, Semaforo.ROJO),
        (None, True, 0.1, Semaforo.SIN_META),
    ],
)
def test_bordes_del_semaforo(meta: float | None, mas: bool, margen: float, estado: Semaforo) -> None:
    objetivo = Objetivo(POR_ID["neto_12m"], "", meta, mas, margen)
    medido = evaluar([objetivo], _medidos())[0]
    assert medido.estado is estado
    assert medido.real == 100.0
    assert medido.diferencia == (None if meta is None else pytest.approx(100 - meta))


def test_sin_dato_dice_por_que() -> None:
    medido = evaluar([Objetivo(POR_ID["cac"], "", 10.0, mas_es_mejor=False)], _medidos())[0]
    assert medido.estado is Semaforo.SIN_DATO
    assert "Gasto de captación" in medido.motivo


def test_el_ambito_es_un_grupo_y_si_hay_dos_iguales_se_pregunta_cual() -> None:
    medidos = _medidos()
    assert grupo_de("emergente", medidos)[1].nombre == "Emergente"
    assert grupo_de("Responsable: ana", medidos)[1].nombre == "Ana"
    assert grupo_de("", medidos)[1] is medidos.cartera
    with pytest.raises(ValueError, match="«Segmento: Clave» o «Responsable: Clave»"):
        grupo_de("Clave", medidos)
    with pytest.raises(ValueError, match="toda la cartera"):
        grupo_de("Marte", medidos)


@pytest.mark.parametrize(
    ("escrito", "ident"),
    [("RETENCION", "retencion"), ("tasa de abandono", "abandono"), ("clv medio", "clv_medio"), ("CAC", "cac")],
)
def test_un_indicador_se_escribe_como_se_quiera(escrito: str, ident: str) -> None:
    assert indicador_de(escrito).id == ident


def _hoja(*celdas: Celda) -> Cuadro:
    cuadro = cuadro_de(celdas_de_objetivos([]))
    cuadro[fila_de(cuadro, "Indicador") + 1][: len(celdas)] = celdas
    return cuadro


def test_la_hoja_de_partida_no_tiene_metas_y_se_entiende() -> None:
    objetivos = leer_objetivos(_hoja())
    assert es_objetivos(_hoja())
    assert len(objetivos) == 14
    assert all(objetivo.meta is None for objetivo in objetivos)
    assert {o.indicador.id: o.mas_es_mejor for o in objetivos}["inactivos"] is False


@pytest.mark.parametrize(
    ("meta", "leida"), [(0.85, 0.85), ("85 %", 0.85), (85.0, 0.85), ("85", 0.85), (1.0, 1.0), (None, None)]
)
def test_una_proporcion_se_puede_escribir_de_varias_maneras(meta: Celda, leida: float | None) -> None:
    assert leer_objetivos(_hoja("Retención", None, meta))[0].meta == leida


def test_un_crecimiento_del_150_por_ciento_no_se_toma_por_un_uno_y_medio() -> None:
    assert leer_objetivos(_hoja("Crecimiento", None, 1.5))[0].meta == 1.5


@pytest.mark.parametrize(
    ("celdas", "dice"),
    [
        (("Retensión",), "¿Quiere decir «Retención»?"),
        (("Zzz",), "Elija entre: Clientes"),
        (("Retención", None, "mucha"), "tanto por ciento"),
        (("Retención", None, 0.8, "regular"), "Más es mejor"),
        (("Retención", None, 0.8, None, 500.0), "de 0 a 100"),
    ],
)
def test_lo_mal_escrito_dice_la_celda_y_que_escribir(celdas: tuple[Celda, ...], dice: str) -> None:
    with pytest.raises(ConfiguracionErronea) as error:
        leer_objetivos(_hoja(*celdas))
    assert dice in error.value.remedio
    assert "celda" in error.value.donde


def test_el_programa_llena_lo_suyo_y_no_toca_lo_de_la_persona() -> None:
    cuadro = _hoja("Neto 12 meses", None, 90.0, "Más es mejor", 0.1)
    celdas, medidos = celdas_con_resultado(cuadro, _medidos())
    despues = cuadro_de(celdas, cuadro)
    fila = fila_de(despues, "Indicador") + 1

    assert despues[fila][:5] == cuadro[fila][:5]
    assert despues[fila][5:8] == [100.0, "🟢 Verde", 10.0]
    assert medidos[0].estado is Semaforo.VERDE
    assert celdas_con_resultado(despues, _medidos())[0] == {}


def test_un_ambito_que_no_existe_dice_su_celda() -> None:
    with pytest.raises(ConfiguracionErronea, match="«Marte»"):
        celdas_con_resultado(_hoja("Retención", "Marte"), _medidos())
