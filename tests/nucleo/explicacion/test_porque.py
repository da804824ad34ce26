"""«Por qué»: los hechos de los ejes de la regla que decidió, y ninguno más; lo mismo en todos los motores."""

import re

import narwhals as nw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.baremo import calibrar_sin_pronostico
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.explicacion.condiciones import NOMBRES, cifra_de_eje, lo_que_pide
from cartera_xl.nucleo.explicacion.porque import con_porque
from cartera_xl.nucleo.puntuacion import puntuar
from cartera_xl.nucleo.reglas import REGLAS_POR_DEFECTO, Intervalo, Regla, Segmento, SinDato, UnoDe
from tests.nucleo.fabrica import CARTERAS, CORTE, PAUSADO, RAPIDO, cliente, hechos, potencial

SERIE = [cliente(dias=7 * i, compras=i, neto=100.0 * i, importe_12m=40.0 * i, ritmo=30) for i in range(1, 30)]

POR_DEFECTO = Configuracion()


def _puntuados(filas, configuracion=POR_DEFECTO, motor="pandas", manuales=None):
    marco = hechos(filas, motor)
    baremo = calibrar_sin_pronostico(hechos([*SERIE, *filas]), configuracion, CORTE)
    if manuales is not None:
        serie = nw.new_series("segmento_manual", manuales, nw.String, backend=marco.implementation)
        marco = marco.with_columns(serie)
    return puntuar(marco, baremo, configuracion), baremo


def _porque(filas, configuracion=POR_DEFECTO, motor="pandas", manuales=None):
    puntuados, baremo = _puntuados(filas, configuracion, motor, manuales)
    return con_porque(puntuados, baremo, configuracion)


def _frase(fila, **mas):
    return _porque([fila], **mas)["por_que"].to_list()[0]


def test_dice_el_valor_de_cada_eje_de_la_regla_con_su_hecho():
    frase = _frase(cliente(dias=10, compras=20, neto=2800.0, importe_12m=1100.0, tendencia=0.16, antiguedad=900))

    assert frase.startswith("Valor ")
    assert "(1.100 en 12 meses)" in frase
    assert "10 días sin comprar, crece un 16 %" in frase
    assert frase.endswith("regla «valor y potencial».")


@pytest.mark.parametrize(
    ("fila", "esperado"),
    [
        (
            cliente(dias=1, compras=15, neto=2800.0, importe_12m=600.0),
            "y constancia 50 (15 compras): regla «constante».",
        ),
        (cliente(dias=None, compras=25, neto=9e4, importe_12m=9e4), "alor 98 (90.000 en 12 meses)"),
        (cliente(dias=1, compras=1, neto=1.0, importe_contrato=120_000.0), "Contrato 120.000: regla «contrato»."),
        (potencial(encaje=20), "No llega a «encaje alto» (Emergente): pide potencial de 60 o más y tiene 20"),
        (potencial(gasto=20.0), "No llega a «gran cuenta sin encaje» (Emergente): pide valor de 80 o más y tiene 2"),
        (potencial(), "No constan el gasto previsto y el encaje: regla «resto»."),
        (cliente(dias=None, compras=None, neto=None), "No constan el importe, el número de compras y la última compra"),
        (potencial(gasto=1160.0, encaje=70), "(gasto previsto de 1.160) y potencial 70 (según su encaje)"),
    ],
)
def test_frases_de_cada_clase_de_fila(fila, esperado):
    assert esperado in _frase(fila)


def test_sin_regla_mejor_dice_lo_que_le_falta_para_la_mas_cercana():
    frase = _frase(cliente(dias=100, compras=2, neto=150.0, importe_12m=0.0, antiguedad=900))

    assert frase.startswith("No llega a «")
    assert " y tiene " in frase
    assert "nada en 12 meses" in frase or "sin comprar" in frase


def test_lo_impuesto_a_mano_se_dice_y_tambien_lo_que_dirian_las_reglas():
    frase = _frase(cliente(dias=10, compras=20, neto=2800.0, importe_12m=1100.0), manuales=["Bajo valor"])

    assert frase.startswith("Impuesto a mano; por las reglas sería Estratégico («valor y potencial»).")


def test_la_reserva_de_la_fila_se_dice_al_final():
    frase = _frase(cliente(dias=10, compras=2, neto=2800.0, importe_12m=1100.0, antiguedad=30))

    assert "Con reserva: poca historia" in frase


@pytest.mark.parametrize(
    ("tendencia", "dicho"),
    [(1.0, "crece al doble o más"), (0.99, "crece un 99 %"), (-0.5, "cae a la mitad o menos"), (-0.49, "cae un 49 %")],
)
def test_bordes_de_la_tendencia(tendencia, dicho):
    assert dicho in _frase(cliente(dias=1, compras=29, neto=2900.0, importe_12m=1160.0, tendencia=tendencia))


def test_la_tendencia_plana_no_se_dice():
    frase = _frase(cliente(dias=1, compras=29, neto=2900.0, importe_12m=1160.0, tendencia=0.004))

    assert "crece" not in frase
    assert "cae" not in frase


def test_los_importes_se_escriben_como_en_el_pais_del_libro():
    fila = cliente(dias=1, compras=29, neto=9e4, importe_12m=12345.0)

    assert "12,345 en 12 meses" in _frase(fila, configuracion=Configuracion(pais="MX"))
    assert "12.345 en 12 meses" in _frase(fila, configuracion=Configuracion(pais="ES"))


def test_sin_movimientos_el_valor_es_el_de_todas_las_compras():
    filas = [{k: v for k, v in fila.items() if k != "importe_12m"} for fila in SERIE]
    baremo = calibrar_sin_pronostico(hechos(filas), Configuracion(), CORTE)
    frases = con_porque(puntuar(hechos(filas), baremo, Configuracion()), baremo, Configuracion())["por_que"].to_list()

    assert any("en total)" in frase for frase in frases)
    assert not any("12 meses" in frase for frase in frases)


@settings(PAUSADO, max_examples=5)
@given(CARTERAS)
def test_nombra_los_ejes_de_la_regla_y_ninguno_mas(filas):
    condiciones = {regla.id: set(regla.condiciones) for regla in REGLAS_POR_DEFECTO}
    salida = _porque(filas)

    for regla, frase in zip(salida["regla"].to_list(), salida["por_que"].to_list(), strict=True):
        if condiciones[regla]:
            assert f"regla «{regla}»" in frase
            sin_parentesis = re.sub(r"\([^)]*\)", "", frase.split(": regla")[0]).lower()
            nombrados = {e for e in ("valor", "constancia", "actividad", "potencial") if f"{e} " in sin_parentesis}
            assert nombrados <= condiciones[regla] | {"estado"} or nombrados - condiciones[regla] == {"potencial"}
            assert condiciones[regla] & {"valor", "constancia", "actividad"} <= nombrados


@settings(PAUSADO, max_examples=5)
@given(CARTERAS)
def test_el_orden_el_motor_y_las_demas_filas_no_cambian_la_frase(filas):
    puntuados, baremo = _puntuados(filas)
    todas = con_porque(puntuados, baremo, POR_DEFECTO)["por_que"].to_list()
    sola = con_porque(puntuados[len(filas) - 1 :], baremo, POR_DEFECTO)["por_que"].to_list()[0]

    assert sola == todas[-1]
    assert _porque(filas, motor="polars")["por_que"].to_list() == todas


def test_una_cartera_vacia_da_una_columna_vacia():
    puntuados, baremo = _puntuados([SERIE[0]])
    salida = con_porque(puntuados[:0], baremo, Configuracion())

    assert salida["por_que"].to_list() == []


def test_una_regla_de_muchas_condiciones_dice_tres_y_cuantas_mas():
    condiciones = {eje: Intervalo(0, None) for eje in ("valor", "constancia", "actividad", "potencial")}
    reglas = (Regla("todo", Segmento.CLAVE, 1, condiciones), Regla("resto", Segmento.BAJO_VALOR, 9))

    assert " y 1 más: regla «todo»" in _frase(SERIE[5], configuracion=Configuracion(reglas=reglas))


def test_sin_segmentos_mejores_la_regla_general_se_dice_tal_cual():
    reglas = (Regla("unica", Segmento.ESTRATEGICO, 1),)

    assert _frase(SERIE[5], configuracion=Configuracion(reglas=reglas)).startswith("Regla «unica»")


@pytest.mark.parametrize(
    ("condicion", "eje", "texto"),
    [
        (Intervalo(80, None), "valor", "de 80 o más"),
        (Intervalo(80, None, desde_incluido=False), "valor", "de más de 80"),
        (Intervalo(None, 50), "valor", "de menos de 50"),
        (Intervalo(None, 50, hasta_incluido=True), "valor", "de 50 o menos"),
        (Intervalo(40, 80), "valor", "de 40 a menos de 80"),
        (Intervalo(40, 80, desde_incluido=False, hasta_incluido=True), "valor", "de más de 40 a 80"),
        (Intervalo(40, 40, hasta_incluido=True), "valor", "de 40 justos"),
        (Intervalo(), "valor", "con dato"),
        (SinDato(), "valor", "sin dato"),
        (UnoDe(frozenset({"nuevo", "habitual"})), "ciclo", "nuevo o habitual"),
    ],
)
def test_lo_que_pide_cada_condicion(condicion, eje, texto):
    assert eje in NOMBRES
    assert lo_que_pide(condicion, eje, "ES") == texto


@RAPIDO
@given(st.floats(0, 100), st.sampled_from([0.0, 40.0, 50.0, 60.0, 80.0, 100.0]))
def test_una_cifra_nunca_parece_del_otro_lado_de_un_borde(valor, borde):
    escrita = float(cifra_de_eje(valor, (borde,), "ES").replace(",", "."))

    if not 0 < abs(valor - borde) < 1e-9:  # más cerca no hay décima que lo diga
        assert (escrita < borde) == (valor < borde)
        assert (escrita <= borde) == (valor <= borde)
    assert abs(escrita - valor) <= 0.5
