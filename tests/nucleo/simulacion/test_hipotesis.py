"""Las hipótesis: cómo se escriben, qué configuración dejan y cómo van y vuelven de la hoja."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.configuracion import Configuracion, Pesos
from cartera_xl.nucleo.errores import ConfiguracionErronea, ReglasErroneas
from cartera_xl.nucleo.lienzo import Lienzo
from cartera_xl.nucleo.reglas import EJES_NUMERICOS, REGLAS_POR_DEFECTO, Intervalo, Segmento
from cartera_xl.nucleo.simulacion.escenario import (
    Escenario,
    escribir_escenario,
    escribir_reglas_una_a_una,
    leer_escenario,
    puntos,
)
from cartera_xl.nucleo.simulacion.escenario_texto import EnLaOrden, con_la_orden
from cartera_xl.nucleo.simulacion.esfuerzo import TRATO_DE_PARTIDA, Trato
from cartera_xl.nucleo.simulacion.hipotesis import (
    SIMULABLES,
    CambioDeBorde,
    CambioDeRegla,
    Hipotesis,
    bordes_de,
    con_hipotesis,
)
from cartera_xl.nucleo.simulacion.hipotesis_texto import leer_ajuste, leer_borde, leer_hipotesis
from cartera_xl.nucleo.simulacion.secciones import SECCIONES

DE_HOY = Configuracion()


def _regla(configuracion: Configuracion, nombre: str) -> Any:
    return next(regla for regla in configuracion.reglas if regla.id == nombre)


def _leida(**textos: Any) -> Hipotesis:
    return leer_hipotesis(REGLAS_POR_DEFECTO, **textos)


def test_sin_hipotesis_la_configuracion_es_la_misma() -> None:
    assert con_hipotesis(DE_HOY, Hipotesis(), "la orden") == DE_HOY


def test_lo_que_no_es_ajuste_se_conserva() -> None:
    suya = replace(DE_HOY, columnas={"nombre": "Cliente"}, identificador="abcdefgh", activas=("segmento",))
    nueva = con_hipotesis(suya, Hipotesis({"riesgo_alto": 0.4}), "la orden")

    assert nueva == replace(suya, riesgo_alto=0.4)


def test_un_peso_cambia_ese_y_deja_los_demas() -> None:
    assert con_hipotesis(DE_HOY, _leida(pesos=("recencia=0,5",)), "la orden").pesos == Pesos(0.5, 0.4, 0.2)


def test_un_borde_se_mueve_en_todas_las_reglas_y_siguen_cubriendo_todo() -> None:
    nueva = con_hipotesis(DE_HOY, _leida(bordes=("valor 80=75",)), "la orden")

    assert ("valor", 80.0) not in bordes_de(nueva.reglas)
    assert _regla(nueva, "valor y potencial").condiciones["valor"] == Intervalo(75, None)
    assert _regla(nueva, "constante").condiciones["valor"] == Intervalo(40, 75)


def test_dos_bordes_se_mueven_a_la_vez_sin_pisarse() -> None:
    nueva = con_hipotesis(DE_HOY, _leida(bordes=("valor 80=90", "valor 40=80")), "la orden")

    assert _regla(nueva, "constante").condiciones["valor"] == Intervalo(80, 90)


def test_mover_una_sola_regla_puede_solapar_y_se_dice_como_evitarlo() -> None:
    with pytest.raises(ReglasErroneas, match="la cumplen «valor y potencial» y «constante»") as error:
        con_hipotesis(DE_HOY, _leida(de_reglas=("valor y potencial.valor=75",)), "la orden")

    assert "--borde" in str(error.value)


def test_un_hueco_tambien_se_dice() -> None:
    sin_resto = replace(DE_HOY, reglas=tuple(r for r in REGLAS_POR_DEFECTO if r.id != "resto"))

    with pytest.raises(ReglasErroneas, match="no la cumple ninguna regla"):
        con_hipotesis(sin_resto, _leida(bordes=("valor 80=75",)), "la orden")


def test_una_regla_con_su_condicion_entera() -> None:
    nueva = con_hipotesis(DE_HOY, _leida(de_reglas=("promesa.potencial=>= 55",)), "la orden")

    assert _regla(nueva, "promesa").condiciones["potencial"] == Intervalo(55, None)
    assert _regla(nueva, "creciente") == _regla(DE_HOY, "creciente")


@pytest.mark.parametrize(
    ("textos", "dice"),
    [
        ({"ajustes": ("riesgo_alto=4",)}, "«4» no vale para «Riesgo alto por debajo de»"),
        ({"ajustes": ("pais=MX",)}, "no es un ajuste que se pueda simular"),
        ({"ajustes": ("riesgo_alto",)}, "no dice qué cambia"),
        ({"pesos": ("tamano=1",)}, "no es uno de los pesos"),
        ({"bordes": ("altura 3=4",)}, "no es un eje"),
        ({"bordes": ("valor ochenta=75",)}, "no es un número"),
        ({"de_reglas": ("inventada.valor=75",)}, "No hay ninguna regla «inventada»"),
        ({"de_reglas": ("constante=75",)}, "no dice en qué eje"),
        ({"de_reglas": ("constante.valor=75",)}, "no se sabe qué borde cambia"),
        ({"de_reglas": ("constante.valor=mucho",)}, "no es una condición"),
    ],
)
def test_lo_que_no_se_entiende_se_dice_con_su_opcion(textos: dict[str, Any], dice: str) -> None:
    with pytest.raises(ConfiguracionErronea, match=dice) as error:
        _leida(**textos)

    assert "opción --" in error.value.donde


def test_los_ajustes_que_no_casan_entre_si_se_dicen() -> None:
    with pytest.raises(ConfiguracionErronea, match="no casan"):
        con_hipotesis(DE_HOY, _leida(ajustes=("riesgo_alto=0,9",)), "la orden")


def test_un_borde_que_no_hay_se_dice_con_los_que_hay() -> None:
    with pytest.raises(ConfiguracionErronea, match="Ninguna regla corta en «valor 81»") as error:
        con_hipotesis(DE_HOY, _leida(bordes=("valor 81=75",)), "la orden")

    assert "valor 80" in error.value.remedio


def test_un_ajuste_se_dice_por_su_id_o_por_su_nombre() -> None:
    assert leer_ajuste("riesgo_alto=40 %") == leer_ajuste("Riesgo alto por debajo de = 0,4") == ("riesgo_alto", 0.4)
    assert leer_borde("valor:80=75") == CambioDeBorde("valor", 80, 75)


@pytest.mark.parametrize(
    ("celda", "valor"), [("+5", 5), ("-3", -3), ("5 puntos", 5), ("2,5", 2.5), (7.0, 7), ("5%", 5), (-4, -4)]
)
def test_los_puntos_de_retencion(celda: Any, valor: float) -> None:
    assert puntos(celda) == valor


@pytest.mark.parametrize("celda", ["cinco", 101, "-101", True])
def test_unos_puntos_imposibles_no_valen(celda: Any) -> None:
    with pytest.raises(ValueError):
        puntos(celda)


def test_la_orden_manda_sobre_la_hoja() -> None:
    de_la_hoja = Escenario(Hipotesis({"riesgo_alto": 0.1, "margen": 0.5}), subida=2, coste_hora=20)
    orden = EnLaOrden(ajustes=("riesgo_alto=0,4",), retencion="+5", veces="3 a 9", contactos=("Clave=8",))
    junto = con_la_orden(de_la_hoja, orden, REGLAS_POR_DEFECTO)

    assert junto.hipotesis.ajustes == {"riesgo_alto": 0.4, "margen": 0.5}
    assert (junto.subida, junto.coste_hora) == (5, 20)
    assert (junto.veces_minimo, junto.veces_maximo) == (3, 9)
    assert junto.trato[Segmento.CLAVE] == Trato(6, 8, 0.5)


@pytest.mark.parametrize(
    "orden",
    [
        EnLaOrden(retencion="mucho"),
        EnLaOrden(veces="25 a 5"),
        EnLaOrden(veces="muchas"),
        EnLaOrden(contactos=("Amigos=3",)),
        EnLaOrden(contactos=("Clave=-3",)),
        EnLaOrden(coste_hora="caro"),
    ],
)
def test_una_orden_mal_escrita_dice_su_opcion(orden: EnLaOrden) -> None:
    with pytest.raises(ConfiguracionErronea, match="opción --"):
        con_la_orden(Escenario(), orden, REGLAS_POR_DEFECTO)


def _hoja(escenario: Escenario) -> Cuadro:
    lienzo = Lienzo([], "Simulación", SECCIONES)
    escribir_escenario(lienzo, escenario, DE_HOY, "80 %")
    escribir_reglas_una_a_una(lienzo, escenario, DE_HOY)
    alto, ancho = (max(sitio[i] for sitio in lienzo.cambios) for i in (0, 1))
    cuadro: Cuadro = [[None] * ancho for _ in range(alto)]
    for (i, j), celda in lienzo.cambios.items():
        cuadro[i - 1][j - 1] = celda.valor
    return cuadro


CENTESIMAS = st.integers(0, 100).map(lambda n: n / 100)
AJUSTES = st.fixed_dictionaries(
    {},
    optional={
        "recencia": st.integers(1, 9).map(float),
        "umbral_alto": st.integers(41, 100).map(float),
        "dias_inactividad": st.integers(1, 900),
        "horizonte": st.sampled_from([90, 180, 365]),
        "margen": CENTESIMAS,
        "meses_clv": st.integers(1, 60),
    },
)
BORDES = st.lists(
    st.sampled_from(bordes_de(REGLAS_POR_DEFECTO)).flatmap(
        lambda par: st.integers(1, 99).map(lambda a: CambioDeBorde(*par, float(a)))
    ),
    unique_by=lambda borde: (borde.eje, borde.de),
)
REGLAS = st.lists(
    st.builds(
        CambioDeRegla,
        st.sampled_from([regla.id for regla in REGLAS_POR_DEFECTO]),
        st.sampled_from(EJES_NUMERICOS),
        st.builds(Intervalo, st.integers(1, 40).map(float), st.none() | st.integers(50, 90).map(float)),
    ),
    unique_by=lambda cambio: (cambio.regla, cambio.eje),
    max_size=4,
)
TRATOS = st.fixed_dictionaries(
    {segmento: st.builds(Trato, CENTESIMAS, st.integers(0, 30).map(float), CENTESIMAS) for segmento in Segmento}
)
ESCENARIOS = st.builds(
    Escenario,
    st.builds(Hipotesis, AJUSTES, BORDES.map(tuple), REGLAS.map(tuple)),
    st.integers(-100, 100).map(float),
    st.integers(1, 5).map(float),
    st.integers(6, 30).map(float),
    st.integers(0, 90).map(float),
    TRATOS,
)


@given(ESCENARIOS)
def test_lo_que_se_escribe_en_la_hoja_se_vuelve_a_leer_igual(escenario: Escenario) -> None:
    leido = leer_escenario(_hoja(escenario), "Simulación", DE_HOY)

    assert leido.hipotesis.ajustes == escenario.hipotesis.ajustes
    assert set(leido.hipotesis.bordes) == set(escenario.hipotesis.bordes)
    assert {(r.regla, r.eje): r.condicion for r in leido.hipotesis.reglas} == {
        (r.regla, r.eje): r.condicion for r in escenario.hipotesis.reglas
    }
    assert replace(leido, hipotesis=Hipotesis()) == replace(escenario, hipotesis=Hipotesis())


def test_una_hoja_recien_hecha_no_supone_nada() -> None:
    leido = leer_escenario(_hoja(Escenario()), "Simulación", DE_HOY)

    assert not leido.supone_algo
    assert leido.trato == TRATO_DE_PARTIDA


@pytest.mark.parametrize(
    ("fila", "valor", "dice"),
    [
        ("Riesgo alto por debajo de", 40, "Riesgo alto"),
        ("Subir la retención (puntos)", "muchos", "Hipótesis"),
        ("Coste de una hora de trabajo", -3, "Hipótesis"),
    ],
)
def test_una_hipotesis_mal_escrita_en_la_hoja_dice_su_celda(fila: str, valor: Any, dice: str) -> None:
    cuadro = _hoja(Escenario())
    numero = next(i for i, celdas in enumerate(cuadro) if celdas[0] == fila)
    cuadro[numero][2] = valor

    with pytest.raises(ConfiguracionErronea, match=f"celda C{numero + 1}"):
        leer_escenario(cuadro, "Simulación", DE_HOY)


def test_cada_ajuste_simulable_esta_en_la_hoja_con_su_valor_de_hoy() -> None:
    cuadro = _hoja(Escenario())
    hoy = {fila[0]: fila[1] for fila in cuadro if len(fila) > 1}

    assert hoy["Riesgo alto por debajo de"] == 0.3
    assert hoy["Peso: Frecuencia"] == 0.4
    assert len(SIMULABLES) == 14
