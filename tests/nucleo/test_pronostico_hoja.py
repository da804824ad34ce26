"""El pronóstico va a la hoja Configuración y vuelve igual, bit a bit; si le falta algo, se dice qué."""

from dataclasses import replace
from datetime import date

import pytest
from fabrica import CORTE, RAPIDO, cliente, hechos
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.baremo import calibrar_sin_pronostico
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.configuracion_hoja import cambios, leer_baremo
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.modelos.base import Ajuste, Metodo
from cartera_xl.nucleo.percentiles import TablaPercentiles
from cartera_xl.nucleo.pronostico.tipos import Comparado, Decil, FormaDeGasto, Gasto, Pronostico, Prueba

BAREMO = calibrar_sin_pronostico(
    hechos([cliente(7 * i, i % 9 + 1, i * 3.07) for i in range(1, 40)]), Configuracion(), CORTE
)
NUMEROS = st.floats(-1e9, 1e9, allow_subnormal=False).map(lambda x: x + 0.0)
QUIZA = st.none() | NUMEROS
TEXTOS = st.sampled_from(["", "no se aprecia abandono: con estos datos", "Reserva «con comillas», y comas"])


@st.composite
def _ajustes(draw, modelo: str, k: int) -> Ajuste:
    lista = st.tuples(*[NUMEROS] * k)
    covarianza = draw(st.just(()) | st.tuples(*[lista] * k)) if k <= 4 else ()
    metodo, sigma = draw(st.sampled_from([(Metodo.MAXIMA_VEROSIMILITUD, None), (Metodo.MAP, 0.2)]))
    return Ajuste(
        modelo, draw(lista), draw(NUMEROS), covarianza, draw(st.integers(1, 10**6)), metodo, sigma, draw(TEXTOS)
    )


COMPARADOS = st.lists(
    st.builds(
        Comparado,
        metodo=st.sampled_from(["paretonbd", "ultimo_periodo"]),
        nombre=st.sampled_from(["Pareto/NBD", "Lo mismo que el último periodo"]),
        es_modelo=st.booleans(),
        mae=NUMEROS,
        rmse=NUMEROS,
        sesgo=QUIZA,
        auc=QUIZA,
        brier=NUMEROS,
        seguimiento=QUIZA,
        captura=QUIZA,
        aviso=TEXTOS,
        sigma=st.none() | st.just(0.5),
    ),
    min_size=1,
    max_size=9,
).map(tuple)
PRUEBAS = st.builds(
    Prueba,
    corte=st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    hasta=st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    dias=st.sampled_from([90, 180, 365]),
    misma_temporada=st.booleans(),
    clientes=st.integers(20, 10**6),
    comparados=COMPARADOS,
    ganador=st.just("paretonbd"),
    motivo=st.just("Pareto/NBD se equivoca en 0,75 compras por cliente"),
    recalibracion=st.tuples(NUMEROS, NUMEROS),
    brier_antes=NUMEROS,
    brier_despues=NUMEROS,
    deciles=st.lists(st.builds(Decil, st.integers(1, 99), NUMEROS, NUMEROS, NUMEROS), max_size=10).map(tuple),
    captura_clv=QUIZA,
    captura_12m=QUIZA,
)
GASTOS = st.builds(
    Gasto,
    st.sampled_from(list(FormaDeGasto)),
    st.lists(NUMEROS, max_size=9).map(tuple),
    st.integers(0, 10**6),
    QUIZA,
    TEXTOS,
)
PRONOSTICOS = st.builds(
    Pronostico,
    ajuste=_ajustes("paretonbd", 4) | _ajustes("rango_fr", 30),
    horizonte=st.sampled_from([90, 180, 365]),
    gasto=GASTOS,
    prueba=st.none() | PRUEBAS,
    insuficiente=st.booleans(),
)


def _escrita(baremo, cuadro=()):
    filas = [list(fila) for fila in cuadro]
    for (fila, columna), celda in cambios(filas, Configuracion(), baremo).items():
        while len(filas) < fila:
            filas.append([])
        filas[fila - 1] += [None] * (columna - len(filas[fila - 1]))
        filas[fila - 1][columna - 1] = celda.valor
    return filas


@RAPIDO
@given(st.none() | PRONOSTICOS, st.none() | _ajustes("sbg", 2))
def test_va_y_vuelve_igual_bit_a_bit(pronostico, contratos) -> None:
    baremo = replace(
        BAREMO, pronostico=pronostico, contratos=contratos, tabla_clv=TablaPercentiles((1.5, 30.1), (20.0, 70.0))
    )
    assert leer_baremo(_escrita(baremo)) == baremo


@RAPIDO
@given(PRONOSTICOS, st.none() | PRONOSTICOS)
def test_uno_nuevo_sustituye_al_anterior_sin_dejar_restos(viejo, nuevo) -> None:
    cuadro = _escrita(replace(BAREMO, pronostico=nuevo), _escrita(replace(BAREMO, pronostico=viejo)))
    assert leer_baremo(cuadro) == replace(BAREMO, pronostico=nuevo)


UNO = Pronostico(
    Ajuste("nbd", (1.0, 2.0), -3.0, ((0.1, 0.0), (0.0, 0.1)), 30, Metodo.MAP, 0.5), 90, Gasto(FormaDeGasto.NINGUNA)
)


def test_si_falta_un_dato_se_dice_cual_y_como_salir() -> None:
    cuadro = _escrita(replace(BAREMO, pronostico=UNO))
    cuadro = [[None, None, None] if fila and fila[0] == "Horizonte" else fila for fila in cuadro]

    with pytest.raises(ConfiguracionErronea, match="Horizonte") as error:
        leer_baremo(cuadro)
    assert "--recalibrar" in error.value.remedio


def test_una_cifra_del_pronostico_cambiada_a_mano_se_nota() -> None:
    cuadro = _escrita(replace(BAREMO, pronostico=UNO))
    fila = next(fila for fila in cuadro if fila and fila[0] == "Compras 1")
    fila[1] = 1.5

    with pytest.raises(ConfiguracionErronea, match="huella"):
        leer_baremo(cuadro)
