"""Puntuar: cada columna en sus bordes, y las promesas (fila sola, orden, motor, unidad de moneda, monotonía)."""

import math
from dataclasses import replace

import narwhals as nw
import pytest
from fabrica import CARTERAS, CORTE, PAUSADO, cliente, hechos, listas, potencial
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.baremo import Baremo, calibrar
from cartera_xl.nucleo.configuracion import Configuracion, Estilo, Pesos
from cartera_xl.nucleo.puntuacion import puntuar, textos_de_rango

CONFIGURACION = Configuracion()
TEXTOS = ("rango", "rfm", "abc", "nucleo", "ciclo", "segmento", "regla", "en_riesgo", "fiabilidad", "segmento_rfm")
NUMEROS = ("p_r", "p_f", "p_m", "r", "f", "m", "valor", "constancia", "actividad", "potencial", "puntuacion", "cuota")
RESULTADOS = (*TEXTOS, *NUMEROS)
CIEN = [cliente(10 * i, i % 10 + 1, 1000.0 - 7 * i, ritmo=30, importe_12m=500.0 + i) for i in range(100)]


def _baremo(filas=CIEN, configuracion=CONFIGURACION, **cambios) -> Baremo:
    return replace(calibrar(hechos(filas), configuracion, CORTE), **cambios)


def _fila(fila, baremo=None, configuracion=CONFIGURACION) -> dict:
    salida = listas(puntuar(hechos([fila]), baremo or _baremo(), configuracion))
    return {columna: valores[0] for columna, valores in salida.items()}


def _resultados(filas, baremo, configuracion=CONFIGURACION, motor="polars") -> dict:
    salida = listas(puntuar(hechos(filas, motor), baremo, configuracion))
    return {columna: salida[columna] for columna in RESULTADOS}


@PAUSADO
@given(CARTERAS, CARTERAS)
def test_pandas_polars_y_el_marco_perezoso_dan_lo_mismo_bit_a_bit(filas, otras) -> None:
    baremo = _baremo(otras)

    uno, dos, tres = (_resultados(filas, baremo, motor=m) for m in ("pandas", "polars", "perezoso"))

    assert uno == dos == tres


@PAUSADO
@given(CARTERAS, CARTERAS, st.randoms(use_true_random=False))
def test_una_fila_sola_filtrada_o_revuelta_da_lo_mismo_que_en_el_lote(filas, otras, azar) -> None:
    baremo = _baremo(otras)
    juntas = _resultados(filas, baremo)
    orden = list(range(len(filas)))
    azar.shuffle(orden)
    elegidas = orden[: max(1, len(orden) // 2)]

    parte = _resultados([filas[i] for i in elegidas], baremo)
    sola = _resultados([filas[orden[-1]]], baremo)

    assert parte == {columna: [valores[i] for i in elegidas] for columna, valores in juntas.items()}
    assert sola == {columna: [valores[orden[-1]]] for columna, valores in juntas.items()}


@PAUSADO
@given(CARTERAS, CARTERAS)
def test_nunca_sale_un_nan_ni_un_texto_nulo_y_todo_esta_en_su_intervalo(filas, otras) -> None:
    salida = puntuar(hechos(filas, "polars"), _baremo(otras), CONFIGURACION)

    for columna in NUMEROS:
        assert not any(v is not None and (math.isnan(v) or math.isinf(v)) for v in salida[columna].to_list()), columna
    for columna in TEXTOS:
        assert all(isinstance(v, str) for v in salida[columna].to_list()), columna
    for columna in ("p_r", "p_f", "p_m", "valor", "constancia", "actividad", "potencial", "puntuacion"):
        assert all(v is None or 0 <= v <= 100 for v in salida[columna].to_list()), columna
    assert all(v in (None, 1, 2, 3, 4, 5) for c in "rfm" for v in salida[c].to_list())


@PAUSADO
@given(
    st.lists(st.tuples(st.integers(1, 999), st.integers(1, 9), st.integers(1, 10**6)), min_size=1, max_size=20),
    st.sampled_from([0.01, 1000.0]),
)
def test_cambiar_la_unidad_de_moneda_no_cambia_ningun_punto_ni_segmento(clientes, factor) -> None:
    en_una = [cliente(d, c, float(i)) for d, c, i in clientes]
    en_otra = [cliente(d, c, i * factor) for d, c, i in clientes]
    uno, otro = _resultados(en_una, _baremo(en_una)), _resultados(en_otra, _baremo(en_otra))

    for columna in (*TEXTOS, "r", "f", "m", "puntuacion"):
        assert uno[columna] == otro[columna], columna


@PAUSADO
@given(
    CARTERAS,
    st.tuples(st.integers(0, 2000), st.integers(0, 2000)),
    st.tuples(st.integers(1, 30), st.integers(1, 30)),
    st.tuples(st.floats(-500, 9000), st.floats(-500, 9000)),
)
def test_mas_dinero_mas_compras_o_mas_reciente_nunca_baja_su_parte(filas, dias, compras, netos) -> None:
    peor = cliente(max(dias), min(compras), min(netos))
    mejor = cliente(min(dias), max(compras), max(netos))
    salida = _resultados([peor, mejor], _baremo(filas))

    for parte in ("p_r", "p_f", "p_m", "r", "f", "m", "puntuacion"):
        antes, despues = salida[parte]
        assert (antes is None and despues is None) or antes <= despues, parte


@pytest.mark.parametrize("n", [1, 2, 19, 30])
def test_si_todos_son_iguales_todos_sacan_lo_mismo_y_la_mitad(n) -> None:
    iguales = [cliente(10, 4, 50.0)] * n
    salida = _resultados(iguales, _baremo(iguales))

    assert set(salida["puntuacion"]) == {50.0}
    assert set(salida["rfm"]) == {"333"}
    assert set(salida["abc"]) == {"A"}


def test_los_puntos_salen_del_percentil_de_rango_medio() -> None:
    filas = [cliente(dias, dias // 10, dias * 10.0) for dias in range(10, 60, 10)]
    salida = _resultados(filas, _baremo(filas))

    assert salida["rfm"] == ["511", "422", "333", "244", "155"]
    assert salida["p_r"] == [90.0, 70.0, 50.0, 30.0, 10.0]
    assert salida["puntuacion"] == [round(0.4 * (100 - p) + 0.4 * p + 0.2 * p, 1) for p in (10, 30, 50, 70, 90)]


@pytest.mark.parametrize(
    ("fila", "esperada"),
    [
        (cliente(100, 5, 500), lambda p: 0.4 * p["p_r"] + 0.4 * p["p_f"] + 0.2 * p["p_m"]),
        (cliente(None, 5, 500), lambda p: (0.4 * p["p_f"] + 0.2 * p["p_m"]) / 0.6),
        (cliente(None, None, 500), lambda p: p["p_m"]),
    ],
)
def test_una_parte_que_falta_reparte_su_peso_entre_las_demas_y_se_dice(fila, esperada) -> None:
    salida = _fila(fila)

    assert salida["puntuacion"] == pytest.approx(esperada(salida), abs=0.05001)
    assert ("Faltan datos" in salida["fiabilidad"]) == (None in (fila["dias_sin_comprar"], fila["compras"]))


def test_sin_ningun_dato_no_hay_puntuacion_ni_rango_pero_si_segmento() -> None:
    salida = _fila(cliente(None, None, None))

    assert (salida["puntuacion"], salida["rango"], salida["rfm"], salida["abc"], salida["segmento_rfm"]) == (
        None,
        "",
        "",
        "",
        "",
    )
    assert salida["segmento"] == "Bajo valor"
    assert salida["ciclo"] == ""
    assert salida["fiabilidad"].startswith("☆ Faltan datos")


def test_una_parte_sin_peso_no_cuenta_ni_se_echa_en_falta() -> None:
    configuracion = Configuracion(pesos=Pesos(1, 0, 0), reglas=())
    salida = _fila(cliente(100, None, None, antiguedad=900), configuracion=configuracion)

    assert salida["puntuacion"] == round(salida["p_r"], 1)
    assert "Faltan" not in salida["fiabilidad"]


@pytest.mark.parametrize("estilo", list(Estilo))
@pytest.mark.parametrize(("puntuacion", "nivel"), [(0, 0), (39.9, 0), (40, 1), (69.9, 1), (70, 2), (100, 2)])
def test_el_umbral_ya_es_del_rango_de_arriba_y_el_texto_va_siempre(estilo, puntuacion, nivel) -> None:
    configuracion = Configuracion(estilo=estilo, pesos=Pesos(0, 0, 1))
    tabla = replace(_baremo().tabla_neto, valores=(0.0, 100.0), p=(0.0, 100.0))
    salida = _fila(cliente(neto=puntuacion), _baremo(tabla_neto=tabla), configuracion)

    assert salida["puntuacion"] == puntuacion
    assert salida["rango"] == textos_de_rango(configuracion)[nivel]
    assert salida["rango"].endswith(configuracion.nombres_rangos[nivel])


@pytest.mark.parametrize(
    ("fila", "ciclo"),
    [
        (cliente(None, 0, None), "Prospecto"),
        (potencial(100, 50), "Prospecto"),
        (cliente(365, 1, 10), "Ocasional"),
        (cliente(364, 1, 10), "Nuevo"),
        (cliente(365, 9, 10), "Inactivo"),
        (cliente(365, None, 10), "Inactivo"),
        (cliente(10, 9, 10, antiguedad=364), "Nuevo"),
        (cliente(10, 9, 10, antiguedad=365), "Habitual"),
        (cliente(10, 9, 10, antiguedad=None), "Habitual"),
        (cliente(None, 2, 10), "Habitual"),
        (cliente(None, None, 10), ""),
    ],
)
def test_el_ciclo_de_vida_cambia_el_dia_que_se_cumple_el_plazo(fila, ciclo) -> None:
    assert _fila(fila, configuracion=Configuracion(dias_inactividad=365))["ciclo"] == ciclo


def test_los_dias_de_inactividad_de_la_persona_mandan_sobre_los_del_baremo() -> None:
    baremo = _baremo(dias_inactividad=50)

    assert _fila(cliente(60, 3, 1), baremo)["ciclo"] == "Inactivo"
    assert _fila(cliente(60, 3, 1), baremo, Configuracion(dias_inactividad=61))["ciclo"] == "Habitual"


@pytest.mark.parametrize(
    ("neto", "abc", "nucleo"), [(80, "A", "Sí"), (79, "B", "No"), (15, "B", "No"), (14, "C", "No")]
)
def test_abc_y_nucleo_incluyen_su_umbral(neto, abc, nucleo) -> None:
    baremo = _baremo(umbral_a=80.0, umbral_b=15.0, total_neto=1000.0)
    salida = _fila(cliente(neto=neto), baremo)

    assert (salida["abc"], salida["nucleo"], salida["cuota"]) == (abc, nucleo, neto / 1000)


def test_sin_neto_total_positivo_no_hay_cuota() -> None:
    assert _fila(cliente(neto=5), _baremo(total_neto=0.0))["cuota"] is None


def test_un_potencial_se_puntua_por_gasto_previsto_y_encaje_y_no_por_compras() -> None:
    baremo = _baremo()
    salida = _fila(potencial(540.0, 80, dias_sin_comprar=1, importe_neto=99999), baremo)

    assert [salida[c] for c in ("r", "f", "m", "cuota", "constancia", "actividad")] == [None] * 6
    assert [salida[c] for c in ("rfm", "abc", "segmento_rfm", "en_riesgo")] == [""] * 4
    assert salida["valor"] == _fila(cliente(importe_12m=540.0), baremo)["valor"]
    assert salida["potencial"] == 80
    assert salida["puntuacion"] == pytest.approx((salida["valor"] + 80) / 2, abs=0.05001)


@pytest.mark.parametrize(
    ("fila", "puntuacion", "faltan"),
    [
        (potencial(None, 80), 80.0, True),
        (potencial(None, None, potencial_dado=30), 30.0, True),
        (potencial(None, 80, potencial_dado=30), 80.0, True),
        (potencial(1e9, 100), 99.8, False),
        (potencial(), None, True),
    ],
)
def test_al_potencial_le_vale_lo_que_haya(fila, puntuacion, faltan) -> None:
    salida = _fila(fila)

    assert salida["puntuacion"] == puntuacion
    assert ("Faltan datos" in salida["fiabilidad"]) is faltan


@pytest.mark.parametrize(
    ("tendencia", "dado", "esperado"),
    [
        (None, None, 50),
        (0, None, 50),
        (1, None, 75),
        (3, None, 75),
        (-0.5, None, 25),
        (-1, None, 25),
        (0, 40, 20),
        (1, 40, 45),
        (-1, 40, 0),
        (1, 100, 75),
    ],
)
def test_el_potencial_de_un_cliente_es_actividad_por_lo_dado_mas_la_tendencia(tendencia, dado, esperado) -> None:
    tabla = replace(_baremo().tabla_dias, valores=(0.0, 100.0), p=(100.0, 0.0))
    fila = cliente(50, tendencia=tendencia, potencial_dado=dado)

    assert _fila(fila, _baremo(tabla_dias=tabla))["potencial"] == esperado


def test_el_eje_valor_usa_los_doce_meses_si_hay_movimientos_y_si_no_el_total() -> None:
    con = _baremo()
    sin = _baremo([{**fila, "importe_12m": None} for fila in CIEN])

    assert _fila(cliente(neto=400, importe_12m=599), con)["valor"] == 99.5
    assert _fila(cliente(neto=400, importe_12m=599), sin)["valor"] == _fila(cliente(neto=400), sin)["p_m"]
    assert _fila(cliente(neto=400), con)["valor"] == _fila(cliente(neto=400), con)["p_m"]


@pytest.mark.parametrize(
    ("fila", "reserva"),
    [
        (cliente(250, 5, 825, importe_12m=530), "★ Firme"),
        (cliente(250, 2, 825, importe_12m=530), "☆ Poca historia"),
        (cliente(250, 5, 825, importe_12m=530, antiguedad=89), "☆ Poca historia"),
        (cliente(250, 5, 825, importe_12m=530, antiguedad=90), "★ Firme"),
        (cliente(250, None, 825, importe_12m=530), "☆ Faltan datos"),
        (cliente(250, 5, 825, importe_12m=540), "☆ Frontera"),
        (cliente(250, 5, 825, importe_12m=530, importe_contrato=98_000), "☆ Frontera"),
        (cliente(250, 5, 825, importe_12m=530, importe_contrato=97_999), "★ Firme"),
        (cliente(None, 2, 825, importe_12m=540, antiguedad=80), "☆ Faltan datos, poca historia, frontera"),
    ],
)
def test_la_fiabilidad_dice_todas_las_reservas_de_la_mas_grave_a_la_menos(fila, reserva) -> None:
    assert _fila(fila)["fiabilidad"] == reserva


@pytest.mark.parametrize(("n", "insuficiente"), [(19, True), (20, False)])
def test_con_menos_de_veinte_clientes_la_muestra_es_insuficiente(n, insuficiente) -> None:
    baremo = _baremo(CIEN[:n])
    salida = _resultados(CIEN[:n], baremo)

    assert all(("Muestra insuficiente" in texto) is insuficiente for texto in salida["fiabilidad"])
    assert None not in salida["puntuacion"]


def test_el_indice_de_pandas_no_importa() -> None:
    nativo = hechos(CIEN[:5], "pandas").to_native()
    nativo.index = [7, 7, 1, 0, 3]
    salida = listas(puntuar(nw.from_native(nativo), _baremo(), CONFIGURACION))

    assert {columna: salida[columna] for columna in RESULTADOS} == _resultados(CIEN[:5], _baremo())
    assert list(nativo.index) == [7, 7, 1, 0, 3]


@pytest.mark.parametrize("motor", ["pandas", "polars", "perezoso"])
def test_una_tabla_sin_filas_da_una_tabla_sin_filas(motor) -> None:
    salida = listas(puntuar(hechos([], motor), _baremo(), CONFIGURACION))

    assert salida["puntuacion"] == []
    assert set(RESULTADOS) <= set(salida)
