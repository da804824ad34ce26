"""La explicación larga: suma exactamente lo que dice la puntuación y está de acuerdo con la regla que decidió."""

import narwhals as nw
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.baremo import calibrar_sin_pronostico
from cartera_xl.nucleo.configuracion import Configuracion, Pesos
from cartera_xl.nucleo.explicacion.aportaciones import repartir
from cartera_xl.nucleo.explicacion.explicar import explicar
from cartera_xl.nucleo.explicacion.reservas import FIRME as RESULTADO_FIRME
from cartera_xl.nucleo.fiabilidad import FIRME
from cartera_xl.nucleo.puntuacion import puntuar
from cartera_xl.nucleo.reglas import Intervalo, Regla, Segmento
from tests.nucleo.fabrica import CORTE, PAUSADO, RAPIDO, cliente, hechos, potencial

SERIE = [cliente(dias=7 * i, compras=i, neto=100.0 * i, importe_12m=40.0 * i, ritmo=30) for i in range(1, 30)]
PESOS = st.tuples(*[st.sampled_from([0.0, 0.1, 1 / 3, 0.4, 1.0, 7.0])] * 3).filter(any).map(lambda p: Pesos(*p))


AZAR = np.random.default_rng(20260101)


def _quiza(valor):
    return None if AZAR.random() < 0.15 else valor


def _al_azar():
    if AZAR.random() < 0.25:
        return potencial(gasto=_quiza(float(AZAR.integers(0, 2000))), encaje=_quiza(int(AZAR.integers(0, 101))))
    return cliente(
        dias=_quiza(int(AZAR.integers(0, 400))),
        compras=_quiza(int(AZAR.integers(0, 30))),
        neto=_quiza(float(AZAR.integers(-50, 3000))),
        importe_12m=_quiza(float(AZAR.integers(0, 1300))),
        tendencia=_quiza(float(AZAR.normal(0, 0.8))),
        potencial_dado=_quiza(int(AZAR.integers(0, 101))),
        importe_contrato=AZAR.choice([None, None, 99_000, 100_000, 100_001]),
        antiguedad=_quiza(int(AZAR.integers(0, 900))),
        ritmo=_quiza(int(AZAR.integers(1, 90))),
    )


VARIADAS = [_al_azar() for _ in range(50)]
POR_DEFECTO = Configuracion()


@pytest.fixture(scope="module")
def variadas():
    """Cincuenta filas de todas las clases, con y sin datos, puntuadas y explicadas."""
    return _explicaciones(VARIADAS)


def _explicaciones(filas, configuracion=POR_DEFECTO, manual=None, motor="pandas"):
    baremo = calibrar_sin_pronostico(hechos([*SERIE, *filas]), configuracion, CORTE)
    marco = hechos(filas, motor)
    if manual is not None:
        serie = nw.new_series("segmento_manual", [manual] * len(filas), nw.String, backend=marco.implementation)
        marco = marco.with_columns(serie)
    puntuados = puntuar(marco, baremo, configuracion)
    return puntuados, [explicar(puntuados, i, baremo, configuracion) for i in range(len(filas))]


def _una(fila, **mas):
    return _explicaciones([fila], **mas)[1][0]


@RAPIDO
@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=6))
def test_el_reparto_suma_el_total_y_no_se_aleja_una_unidad(partes):
    total = round(sum(partes))
    assume(abs(sum(partes) - total) < 0.5)
    enteros = repartir(partes, total)

    assert sum(enteros) == total
    assert all(abs(entero - parte) <= 1 for entero, parte in zip(enteros, partes, strict=True))
    assert all(entero == 0 for entero, parte in zip(enteros, partes, strict=True) if parte == 0)


@settings(PAUSADO, max_examples=6)
@given(st.integers(0, len(VARIADAS) - 6), PESOS)
def test_las_aportaciones_suman_exactamente_la_puntuacion(desde, pesos):
    _, explicadas = _explicaciones(VARIADAS[desde : desde + 6], Configuracion(pesos=pesos))

    for explicada in explicadas:
        decimas = [round(a.puntos * 10) for a in explicada.aportaciones]
        assert all(abs(a.puntos * 10 - d) < 1e-9 for a, d in zip(explicada.aportaciones, decimas, strict=True))
        if explicada.puntuacion is None:
            assert not any(decimas)
        else:
            assert sum(decimas) == round(explicada.puntuacion * 10)
            assert sum(round(a.maximo * 10) for a in explicada.aportaciones) == 1000
            assert sum(a.peso for a in explicada.aportaciones) == pytest.approx(1)
        for aportacion in explicada.aportaciones:
            if aportacion.percentil is None:
                assert (aportacion.puntos, aportacion.peso, aportacion.maximo) == (0, 0, 0)
                assert aportacion.frase.startswith("No consta ")
            assert aportacion.frase.endswith(".")


def test_la_regla_explicada_es_la_que_decidio(variadas):
    puntuados, explicadas = variadas

    for regla, segmento, explicada in zip(
        puntuados["regla"].to_list(), puntuados["segmento"].to_list(), explicadas, strict=True
    ):
        assert explicada.regla.id == regla
        assert explicada.regla.segmento == segmento
        assert explicada.regla.cumple
        assert all(condicion.distancia == 0 for condicion in explicada.regla.condiciones)


def test_cada_regla_mejor_dice_que_le_falla(variadas):
    orden = [segmento.value for segmento in Segmento]
    _, explicadas = variadas

    for explicada in explicadas:
        suyo = orden.index(explicada.segmento)
        assert {regla.segmento for regla in explicada.mejores} == set(orden[:suyo])
        for regla in explicada.mejores:
            assert not regla.cumple
            assert any(not condicion.cumple for condicion in regla.condiciones)
            assert regla.frase.startswith("Pide ")


def test_las_reservas_dicen_lo_mismo_que_la_fiabilidad(variadas):
    puntuados, explicadas = variadas
    senales = {"poca historia": ("En su historia", "Compró por primera vez"), "frontera": ("Su ",)}

    for fiable, explicada in zip(puntuados["fiabilidad"].to_list(), explicadas, strict=True):
        assert (explicada.reservas == (RESULTADO_FIRME,)) == (fiable == FIRME)
        for reserva, inicios in senales.items():
            assert any(razon.startswith(inicios) for razon in explicada.reservas) == (reserva in fiable.lower())
        faltan = any(razon.startswith("No consta ") for razon in explicada.reservas)
        assert faltan == ("faltan datos" in fiable.lower())


def test_el_borde_de_al_lado_mas_su_distancia_es_lo_que_se_ensena(variadas):
    for explicada in variadas[1]:
        for eje in explicada.ejes:
            if eje.arriba is not None and eje.id != "importe_contrato":
                ensenado = float(eje.dicho.replace(",", "."))
                assert ensenado + eje.arriba.distancia == pytest.approx(eje.arriba.valor)
                assert eje.arriba.distancia > 0
            if eje.sumandos:
                assert sum(round(s.puntos * 10) for s in eje.sumandos) == round(float(eje.dicho.replace(",", ".")) * 10)


def test_un_dato_que_falta_reparte_su_peso_entre_los_demas():
    recencia, frecuencia, importe = _una(cliente(dias=None, compras=10, neto=1000.0, antiguedad=400)).aportaciones

    assert (recencia.puntos, recencia.peso) == (0, 0)
    assert recencia.frase == "No consta cuándo compró por última vez: no suma, y su peso se reparte entre lo demás."
    assert (frecuencia.peso, importe.peso) == pytest.approx((2 / 3, 1 / 3))


def test_un_peso_de_cero_se_dice_y_no_suma():
    recencia = _una(SERIE[4], configuracion=Configuracion(pesos=Pesos(0, 1, 1))).aportaciones[0]

    assert recencia.puntos == 0
    assert recencia.frase.endswith("pero su peso en Configuración es 0: no suma.")


def test_un_potencial_se_explica_con_su_gasto_y_su_encaje():
    explicada = _una(potencial(gasto=600.0, encaje=70))

    assert [a.nombre for a in explicada.aportaciones] == ["Gasto previsto", "Encaje"]
    assert explicada.aportaciones[0].frase.startswith("Se prevé que gaste 600, más que el ")
    assert explicada.prevision[0].startswith("Todavía no ha comprado")


def test_dice_a_cuanto_esta_de_la_regla_que_no_alcanza():
    explicada = _una(cliente(dias=10, compras=10, neto=1000.0, importe_12m=600.0, antiguedad=900))
    alto = next(regla for regla in explicada.mejores if regla.id == "valor y potencial")
    valor = alto.condiciones[0]

    assert not valor.cumple
    assert float(valor.tiene.replace(",", ".")) + valor.distancia == pytest.approx(80)
    assert f"le faltan {valor.distancia:.1f}".replace(".", ",").removesuffix(",0") in valor.frase


@pytest.mark.parametrize(
    ("valor", "dicho", "falta"), [(79.97, "79,9", 0.1), (79.6, "79,6", 0.4), (80.0, "80", None), (80.02, "80,1", None)]
)
def test_lo_que_se_ensena_nunca_cruza_un_borde(valor, dicho, falta):
    baremo = calibrar_sin_pronostico(hechos(SERIE), POR_DEFECTO, CORTE)
    puntuados = puntuar(hechos([SERIE[20]]), baremo, POR_DEFECTO).with_columns(nw.lit(valor).alias("valor"))
    eje = explicar(puntuados, 0, baremo, POR_DEFECTO).ejes[0]

    assert eje.dicho == dicho
    assert (None if eje.arriba is None else eje.arriba.distancia) == falta


def test_justo_en_un_borde_que_no_vale_se_dice():
    explicada = _una(cliente(dias=10, compras=10, neto=1000.0, importe_12m=600.0, importe_contrato=100_000))
    contrato = next(regla for regla in explicada.mejores if regla.id == "contrato")

    assert contrato.frase == "Pide contrato de más de 100.000 y tiene 100.000: está justo en el borde y no basta."


def test_con_segmento_impuesto_dice_la_regla_que_habria_decidido():
    explicada = _una(SERIE[28], manual="Bajo valor")

    assert explicada.a_mano
    assert explicada.segmento == "Bajo valor"
    assert explicada.regla is not None
    cumplidas = [regla for regla in explicada.mejores if regla.cumple]
    assert [regla.frase for regla in cumplidas] == ["Se cumple, pero el segmento está impuesto a mano."]


def test_una_regla_mejor_que_se_cumple_y_no_manda_dice_cual_va_antes():
    reglas = (
        Regla("vetado", Segmento.BAJO_VALOR, 1, {"valor": Intervalo(0, None)}),
        Regla("bueno", Segmento.CLAVE, 2, {"valor": Intervalo(0, None)}),
        Regla("resto", Segmento.BAJO_VALOR, 9),
    )
    explicada = _una(SERIE[9], configuracion=Configuracion(reglas=reglas))

    assert explicada.mejores[0].frase == "Se cumple, pero manda «vetado», que va antes (prioridad 1)."


def test_el_potencial_se_descompone_y_el_tope_se_dice():
    fila = cliente(dias=1, compras=29, neto=2900.0, importe_12m=1160.0, tendencia=3.0, potencial_dado=90)
    potencial_ = next(eje for eje in _una(fila).ejes if eje.id == "potencial")

    assert [s.nombre for s in potencial_.sumandos] == [
        "Actividad por potencial dado (90 %)",
        "Tendencia (+300 %; no cuenta más del doble ni menos de la mitad)",
        "Tope: entre 0 y 100",
    ]
    assert potencial_.sumandos[1].puntos == 25
    assert potencial_.dicho == "100"


def test_sin_probabilidad_el_riesgo_se_explica_con_dias_y_ritmo():
    prevision = _una(cliente(dias=90, compras=5, neto=1000.0, ritmo=30, antiguedad=900)).prevision

    assert prevision[0] == "El riesgo de que no vuelva es alto (90 días sin comprar; compraba cada 30)."
    assert "2 veces su ritmo, y medio si pasa de 1,25" in prevision[1]


@pytest.mark.parametrize("motor", ["pandas", "polars"])
def test_en_todos_los_motores_se_explica_igual(motor):
    filas = [SERIE[3], potencial(encaje=20), cliente(dias=None, compras=None, neto=None)]

    assert _explicaciones(filas, motor=motor)[1] == _explicaciones(filas)[1]
