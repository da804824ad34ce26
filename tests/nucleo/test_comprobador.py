"""El comprobador contra la fuerza bruta: mismo veredicto, y ejemplos que de verdad lo enseñan."""

import time
from itertools import product

import pytest
from fabrica import RAPIDO
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.atomos import atomos_de, cumple, texto_de_ejemplo
from cartera_xl.nucleo.comprobador import ClaseHallazgo, comprobar_reglas, exigir_reglas_validas
from cartera_xl.nucleo.errores import Gravedad, ReglasErroneas
from cartera_xl.nucleo.reglas import (
    EJES_DE_TEXTO,
    EJES_NUMERICOS,
    REGLAS_POR_DEFECTO,
    Intervalo,
    Regla,
    Segmento,
    SinDato,
    UnoDe,
)

RESTO = Regla("resto", Segmento.BAJO_VALOR, 9)
BORDES = st.sampled_from([0.0, 40.0, 50.0, 80.0, 100.0])
INTERVALOS = st.builds(Intervalo, st.none() | BORDES, st.none() | BORDES, st.booleans(), st.booleans())
NUMERICAS = INTERVALOS | st.just(SinDato())
DE_ESTADO = st.just(SinDato()) | st.sets(st.sampled_from(["cliente", "potencial"]), min_size=1).map(
    lambda valores: UnoDe(frozenset(valores))
)
CONDICIONES = st.fixed_dictionaries(
    {}, optional={"valor": NUMERICAS, "potencial": NUMERICAS, "importe_contrato": NUMERICAS, "estado": DE_ESTADO}
)
TABLAS = st.lists(
    st.tuples(st.sampled_from(list(Segmento)), st.integers(1, 3), CONDICIONES), min_size=0, max_size=6
).map(lambda filas: tuple(Regla(f"r{i}", *fila) for i, fila in enumerate(filas)))


def _cumple_fila(regla: Regla, fila) -> bool:
    return all(cumple(fila.get(eje), condicion) for eje, condicion in regla.condiciones.items())


def _filas(reglas):
    """Todas las filas que hay que mirar: bordes, medios, fuera, y sin dato, en los ejes que usan las reglas."""
    candidatos = {eje: [None, 0.0, 20.0, 40.0, 45.0, 50.0, 60.0, 80.0, 90.0, 100.0] for eje in ("valor", "potencial")}
    candidatos["importe_contrato"] = [None, -1.0, 0.0, 20.0, 40.0, 45.0, 50.0, 60.0, 80.0, 90.0, 100.0, 101.0]
    candidatos["estado"] = [None, "cliente", "potencial"]
    usados = sorted({eje for regla in reglas for eje in regla.condiciones})
    for valores in product(*(candidatos[eje] for eje in usados)):
        yield dict(zip(usados, valores, strict=True))


def _de(hallazgos, clase):
    return [hallazgo for hallazgo in hallazgos if hallazgo.clase is clase]


@RAPIDO
@given(TABLAS)
def test_halla_hueco_si_y_solo_si_la_fuerza_bruta_encuentra_una_fila_sin_regla(reglas) -> None:
    huecos = _de(comprobar_reglas(reglas), ClaseHallazgo.HUECO)
    sin_regla = [fila for fila in _filas(reglas) if not any(_cumple_fila(regla, fila) for regla in reglas)]

    assert bool(huecos) == bool(sin_regla)
    for hallazgo in huecos:
        assert not any(_cumple_fila(regla, hallazgo.ejemplo) for regla in reglas)


@RAPIDO
@given(TABLAS)
def test_halla_los_solapes_que_encuentra_la_fuerza_bruta_y_no_otros(reglas) -> None:
    solapes = _de(comprobar_reglas(reglas), ClaseHallazgo.SOLAPE)
    esperados = set()
    for fila in _filas(reglas):
        cumplen = [regla for regla in reglas if _cumple_fila(regla, fila)]
        esperados |= {
            (a.id, b.id) for i, a in enumerate(cumplen) for b in cumplen[i + 1 :] if a.prioridad == b.prioridad
        }

    assert {hallazgo.reglas for hallazgo in solapes} == esperados
    por_id = {regla.id: regla for regla in reglas}
    for hallazgo in solapes:
        assert all(_cumple_fila(por_id[id_], hallazgo.ejemplo) for id_ in hallazgo.reglas)


@RAPIDO
@given(TABLAS)
def test_una_regla_sobra_si_en_todas_sus_filas_decide_otra_de_menor_prioridad(reglas) -> None:
    hallazgos = comprobar_reglas(reglas)
    sobran = {hallazgo.reglas[0] for hallazgo in _de(hallazgos, ClaseHallazgo.INALCANZABLE)}
    imposibles = {hallazgo.reglas[0] for hallazgo in _de(hallazgos, ClaseHallazgo.IMPOSIBLE)}

    for regla in reglas:
        suyas = [fila for fila in _filas(reglas) if _cumple_fila(regla, fila)]
        mejores = [otra for otra in reglas if otra.prioridad < regla.prioridad]
        tapada = all(any(_cumple_fila(otra, fila) for otra in mejores) for fila in suyas)
        assert (regla.id in imposibles) == (not suyas)
        assert (regla.id in sobran) == (bool(suyas) and tapada)


def test_las_reglas_de_partida_no_tienen_ningun_reparo() -> None:
    assert comprobar_reglas(REGLAS_POR_DEFECTO) == ()
    exigir_reglas_validas(REGLAS_POR_DEFECTO)


@pytest.mark.parametrize("sobra", [regla.id for regla in REGLAS_POR_DEFECTO])
def test_sin_el_resto_hay_hueco_y_sin_cualquier_otra_no(sobra) -> None:
    quedan = tuple(regla for regla in REGLAS_POR_DEFECTO if regla.id != sobra)

    assert bool(_de(comprobar_reglas(quedan), ClaseHallazgo.HUECO)) == (sobra == "resto")


def test_el_solape_se_dice_con_una_fila_y_los_dos_nombres() -> None:
    reglas = (
        Regla("constante", Segmento.CLAVE, 2, {"valor": Intervalo(40, 80, hasta_incluido=True)}),
        Regla("creciente", Segmento.EMERGENTE, 2, {"valor": Intervalo(80), "importe_contrato": SinDato()}),
        RESTO,
    )
    (hallazgo,) = comprobar_reglas(reglas)

    assert str(hallazgo).startswith(
        "Valor 80, sin dato de contrato: la cumplen «constante» y «creciente», las dos de prioridad 2."
    )
    with pytest.raises(ReglasErroneas) as error:
        exigir_reglas_validas(reglas)
    assert "Valor 80" in error.value.que


@pytest.mark.parametrize(
    ("hasta_incluido", "desde_incluido", "clase"),
    [(False, True, None), (True, False, None), (True, True, ClaseHallazgo.SOLAPE), (False, False, ClaseHallazgo.HUECO)],
)
def test_un_borde_abierto_y_otro_cerrado_casan_y_dos_iguales_no(hasta_incluido, desde_incluido, clase) -> None:
    reglas = (
        Regla("abajo", Segmento.BAJO_VALOR, 1, {"valor": Intervalo(None, 50, hasta_incluido=hasta_incluido)}),
        Regla("arriba", Segmento.CLAVE, 1, {"valor": Intervalo(50, None, desde_incluido=desde_incluido)}),
        Regla("nada", Segmento.BAJO_VALOR, 1, {"valor": SinDato()}),
    )
    hallazgos = comprobar_reglas(reglas)

    assert [hallazgo.clase for hallazgo in hallazgos] == ([] if clase is None else [clase])
    assert all(hallazgo.ejemplo == {"valor": 50.0} for hallazgo in hallazgos)


def test_olvidar_el_sin_dato_deja_un_hueco() -> None:
    reglas = (Regla("todo", Segmento.CLAVE, 1, {"valor": Intervalo()}),)
    (hallazgo,) = comprobar_reglas(reglas)

    assert (hallazgo.clase, dict(hallazgo.ejemplo)) == (ClaseHallazgo.HUECO, {"valor": None})
    assert str(hallazgo).startswith("Sin dato de valor: no la cumple ninguna regla.")


@pytest.mark.parametrize(
    ("condiciones", "clase", "dice"),
    [
        ({"valor": Intervalo(80, 40)}, ClaseHallazgo.IMPOSIBLE, "valor"),
        ({"valor": Intervalo(100, None, desde_incluido=False)}, ClaseHallazgo.IMPOSIBLE, "valor"),
        ({"actividad": Intervalo(None, 365)}, ClaseHallazgo.MAL_ESCRITA, "100 es lo más reciente"),
        ({"valor": Intervalo(-1)}, ClaseHallazgo.MAL_ESCRITA, "de 0 a 100"),
        ({"volumen": Intervalo(1)}, ClaseHallazgo.MAL_ESCRITA, "«volumen» no es un eje"),
        ({"ciclo": Intervalo(1)}, ClaseHallazgo.MAL_ESCRITA, "no es un número"),
        ({"valor": UnoDe(frozenset({"sí"}))}, ClaseHallazgo.MAL_ESCRITA, "es un número"),
        ({"ciclo": UnoDe(frozenset({"dormido"}))}, ClaseHallazgo.MAL_ESCRITA, "«dormido»"),
    ],
)
def test_lo_que_no_se_puede_cumplir_o_esta_mal_escrito_es_un_error(condiciones, clase, dice) -> None:
    hallazgos = comprobar_reglas((Regla("rara", Segmento.CLAVE, 1, condiciones), RESTO))

    assert [(hallazgo.clase, hallazgo.gravedad) for hallazgo in hallazgos] == [(clase, Gravedad.ERROR)]
    assert "«rara»" in str(hallazgos[0])
    assert dice in str(hallazgos[0])


def test_dos_reglas_con_el_mismo_nombre_son_un_error() -> None:
    (hallazgo,) = comprobar_reglas((Regla("resto", Segmento.CLAVE, 1), RESTO))

    assert (hallazgo.clase, hallazgo.reglas) == (ClaseHallazgo.REPETIDA, ("resto",))


def test_mandar_lo_reciente_a_bajo_valor_es_un_aviso_y_no_detiene() -> None:
    reglas = (Regla("al reves", Segmento.BAJO_VALOR, 1, {"actividad": Intervalo(80)}), RESTO)
    (hallazgo,) = comprobar_reglas(reglas)

    assert (hallazgo.clase, hallazgo.gravedad) == (ClaseHallazgo.SENTIDO, Gravedad.AVISO)
    exigir_reglas_validas(reglas)


def test_sin_reglas_no_se_cumple_nada() -> None:
    assert [hallazgo.clase for hallazgo in comprobar_reglas(())] == [ClaseHallazgo.HUECO]


def test_sesenta_reglas_sobre_todos_los_ejes_se_comprueban_al_momento() -> None:
    franjas = [Intervalo(i, i + 5) for i in range(0, 100, 5)]
    reglas = [
        Regla(f"{eje} {i}", Segmento.CLAVE, 1 + j, {eje: franja, "ciclo": UnoDe(frozenset({"habitual"}))})
        for j, eje in enumerate(("valor", "constancia", "potencial"))
        for i, franja in enumerate(franjas)
    ]
    antes = time.process_time()
    hallazgos = comprobar_reglas([*reglas, RESTO])

    assert hallazgos == ()
    assert time.process_time() - antes < 2


def test_los_bordes_vecinos_en_coma_flotante_no_inventan_un_valor_entre_medias() -> None:
    vecino = 50.000000000000007
    atomos = atomos_de("valor", [Intervalo(50), Intervalo(vecino)])

    assert atomos.representantes == (0.0, 25.0, 50.0, vecino, 75.0, 100.0, None)


def test_el_ejemplo_se_lee_en_espanol() -> None:
    ejemplo = {"valor": 12.5, "importe_contrato": 100_000.0, "nucleo": None, "ciclo": "nuevo"}

    assert texto_de_ejemplo(ejemplo) == "Valor 12,5, contrato 100000, sin dato de núcleo, ciclo nuevo"


def test_hay_atomos_para_todos_los_ejes() -> None:
    assert all(atomos_de(eje, []).representantes[-1] is None for eje in (*EJES_NUMERICOS, *EJES_DE_TEXTO))
