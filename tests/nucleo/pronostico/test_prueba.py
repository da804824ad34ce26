"""La prueba con el propio pasado: dónde se corta, quién compite, con qué previa y quién gana."""

import math
from dataclasses import astuple
from datetime import date, timedelta

import numpy as np
import pytest

from cartera_xl.nucleo.pronostico import candidatos, metricas
from cartera_xl.nucleo.pronostico import prueba as prueba_con_el_pasado
from cartera_xl.nucleo.pronostico.candidatos import (
    AJUSTABLES,
    CANDIDATOS,
    SIGMA_SIN_PRUEBA,
    elegir_sigma,
    elegir_sigma_en,
    muestra_por_dentro,
    sirve,
)
from cartera_xl.nucleo.pronostico.prueba import _Medido, _por_azar, probar
from cartera_xl.nucleo.pronostico.registro import Registro, historia_al, partir, partir_por_dentro
from cartera_xl.nucleo.pronostico.tipos import Comparado, Prueba
from tests.support.registros import (
    FIN_DE_CALIBRACION,
    registro_cdnow,
    registro_de,
    registro_de_columnas,
    registro_estacional,
    registro_pareto,
)

EPOCA = date(1970, 1, 1)
DIA = 10_000
MODELOS = pytest.mark.parametrize("clave", list(AJUSTABLES))


@pytest.fixture
def solo_dos_metodos(monkeypatch) -> None:
    """Para lo que no depende de quién compite: así tarda poco."""
    monkeypatch.setattr(prueba_con_el_pasado, "CANDIDATOS", {clave: CANDIDATOS[clave] for clave in ("nbd", "hueco")})


def _constante(dias: int, clientes: int = 30) -> Registro:
    """Cada cliente compra cada 30 días desde el primero."""
    return registro_de([(c, DIA + d, 10.0 + c) for c in range(clientes) for d in range(0, dias + 1, 30)])


@pytest.mark.usefixtures("solo_dos_metodos")
@pytest.mark.parametrize(
    ("historia", "horizonte", "atras", "dias", "misma"),
    [
        (800, 365, 365, 365, True),
        (730, 365, 365, 365, True),
        (720, 365, 180, 180, False),
        (600, 180, 365, 180, True),
        (545, 180, 365, 180, True),
        (544, 180, 180, 180, False),
        (600, 90, 365, 90, True),
        (545, 90, 365, 90, True),
        (544, 90, 90, 90, False),
        (800, 730, 365, 365, True),
        (360, 90, 90, 90, False),
        (360, 365, 180, 180, False),
        (359, 365, 90, 90, False),
        (180, 365, 90, 90, False),
    ],
)
def test_el_corte_es_de_la_misma_temporada_si_hay_historia(
    historia: int, horizonte: int, atras: int, dias: int, *, misma: bool
) -> None:
    corte = DIA + historia

    prueba = probar(_constante(historia), corte, horizonte)

    assert prueba is not None
    assert prueba.corte == EPOCA + timedelta(days=corte - atras)
    assert prueba.hasta == prueba.corte + timedelta(days=dias)
    assert (prueba.dias, prueba.misma_temporada, prueba.clientes) == (dias, misma, 30)


@pytest.mark.parametrize(
    "registro",
    [registro_de([]), _constante(179), _constante(800, clientes=19), registro_de([(c, DIA, 5.0) for c in range(50)])],
    ids=["vacío", "poca historia", "19 clientes", "nadie vuelve"],
)
def test_sin_historia_clientes_o_compras_no_hay_prueba(registro: Registro) -> None:
    corte = int(registro.dia.max(initial=DIA))

    assert probar(registro, max(corte, DIA + 179 if len(registro.dia) else 0), 365) is None


def test_un_corte_muy_posterior_a_los_datos_no_prueba_con_un_periodo_sin_compras() -> None:
    assert probar(_constante(400), DIA + 5_000, 90) is None


@pytest.mark.usefixtures("solo_dos_metodos")
def test_si_en_el_corte_de_temporada_no_habia_clientes_se_prueba_mas_cerca() -> None:
    """Un cliente lleva dos años; los otros 30, uno menos dos meses."""
    lineas = [(0, DIA + d, 1.0) for d in range(0, 731, 30)]
    lineas += [(c, DIA + 425 + d, 1.0) for c in range(1, 31) for d in range(0, 300, 30)]

    prueba = probar(registro_de(lineas), DIA + 730, 180)

    assert prueba is not None
    assert (prueba.misma_temporada, prueba.dias, prueba.clientes) == (False, 180, 31)


def test_lo_posterior_al_corte_no_cambia_la_prueba() -> None:
    registro = registro_pareto(80, 900, semilla=3)
    corte = int(registro.dia.max()) - 100

    assert probar(registro, corte, 90) == probar(registro.hasta(corte), corte, 90)


def test_en_una_cartera_de_temporada_gana_contar_lo_del_ultimo_periodo() -> None:
    registro = registro_estacional(200, 4, semilla=1)

    prueba = probar(registro, int(registro.dia.max()), 365)

    assert prueba is not None
    assert prueba.ganador == "ultimo_periodo"
    assert prueba.motivo.startswith("La regla «Las recompras del último periodo» se equivoca en 1,")
    assert prueba.comparados[0].mae < 0.9 * min(uno.mae for uno in prueba.comparados if uno.es_modelo)


def test_en_una_cartera_que_sigue_a_un_modelo_gana_un_modelo() -> None:
    registro = registro_pareto(500, 900, semilla=1)

    prueba = probar(registro, int(registro.dia.max()), 180)

    assert prueba is not None
    assert prueba.comparados[0].es_modelo
    assert abs(prueba.comparados[0].sesgo or 0) < 0.15
    assert (prueba.comparados[0].auc or 0) > 0.8


def test_las_cifras_de_cada_metodo_son_las_de_entrenarlo_en_el_corte() -> None:
    """Se rehace a mano la fila de cada método con la previa que la prueba dice haber usado."""
    registro = registro_pareto(120, 800, semilla=6)
    corte = int(registro.dia.max())
    prueba = probar(registro, corte, 90)
    particion = partir(registro, corte - 365, 90)

    assert prueba is not None
    assert {uno.metodo for uno in prueba.comparados} == set(CANDIDATOS)
    for uno in prueba.comparados:
        metodo = CANDIDATOS[uno.metodo]
        ajuste = metodo.entrenar(registro, corte - 365, 90, uno.sigma)
        esperadas = metodo.esperadas(ajuste, particion.historia, 90)
        prob = metodo.prob_volver(ajuste, particion.historia, 90)
        assert uno.mae == pytest.approx(metricas.mae(particion.compras, esperadas))
        assert uno.auc == pytest.approx(metricas.auc(particion.compras > 0, prob))
        assert uno.captura == pytest.approx(metricas.captura(esperadas, particion.neto))


def test_la_recalibracion_no_se_usa_si_a_ciegas_no_mejora() -> None:
    pruebas = [
        probar(registro, int(registro.dia.max()), 90)
        for registro in (registro_pareto(100, 800, semilla=semilla) for semilla in (0, 6))
    ]

    assert any(prueba.recalibracion == (0.0, 1.0) for prueba in pruebas if prueba)
    assert any(prueba.recalibracion != (0.0, 1.0) for prueba in pruebas if prueba)
    for prueba in pruebas:
        assert prueba is not None
        assert prueba.brier_despues <= prueba.brier_antes
        assert sum(decil.clientes for decil in prueba.deciles) == prueba.clientes


def test_el_orden_y_el_nombre_de_los_clientes_no_cambian_la_prueba() -> None:
    registro = registro_pareto(100, 800, semilla=8)
    azar = np.random.default_rng(1)
    nombres = azar.permutation(registro.claves)
    revuelto = registro_de_columnas(nombres[registro.clave], registro.dia, registro.neto)
    corte = int(registro.dia.max())

    uno, otro = probar(registro, corte, 90), probar(revuelto, corte, 90)

    assert uno is not None
    assert otro is not None
    assert otro.ganador == uno.ganador
    assert [c.metodo for c in otro.comparados] == [c.metodo for c in uno.comparados]
    for antes, despues in zip(uno.comparados, otro.comparados, strict=True):
        assert despues.sigma == antes.sigma
        assert despues.mae == pytest.approx(antes.mae, rel=1e-9)
    assert otro.captura_clv == pytest.approx(uno.captura_clv)


@pytest.mark.parametrize("forma", ["iguales", "una compra", "todos los días", "pocos"])
def test_ninguna_cartera_rara_da_nan(forma: str) -> None:
    lineas = {
        "iguales": [(c, DIA + d, 10.0) for c in range(40) for d in (0, 200, 400, 600)],
        "una compra": [(c, DIA + c, 10.0) for c in range(40)] + [(0, DIA + 700, 1.0), (0, DIA + 500, 1.0)],
        "todos los días": [(c, DIA + d, 10.0) for c in range(20) for d in range(0, 731)],
        "pocos": [(c, DIA + 37 * (c % 7) + d, 1.0 + c) for c in range(20) for d in range(0, 600, 20 + 11 * c)],
    }[forma]

    prueba = probar(registro_de(lineas), DIA + 730, 365)

    assert prueba is not None
    assert all(math.isfinite(numero) for numero in _numeros(prueba))


def _numeros(prueba: Prueba) -> list[float]:
    filas = [prueba.recalibracion, (prueba.brier_antes, prueba.brier_despues)]
    filas += [astuple(uno) for uno in (*prueba.comparados, *prueba.deciles)]
    return [dato for fila in filas for dato in fila if isinstance(dato, float)]


@MODELOS
def test_un_cliente_solo_da_lo_mismo_que_en_su_cartera(clave: str) -> None:
    registro = registro_pareto(80, 500, semilla=2)
    corte = int(registro.dia.max())
    historia, _ = historia_al(registro, corte)
    metodo = AJUSTABLES[clave]
    ajuste = metodo.entrenar(registro, corte, 90, 0.5)
    juntos = metodo.esperadas(ajuste, historia, 90), metodo.prob_volver(ajuste, historia, 90)

    for i in (0, 33, 79):
        solo = historia.elegir(np.array([i]))
        assert metodo.esperadas(ajuste, solo, 90)[0] == pytest.approx(juntos[0][i], rel=1e-12)
        assert metodo.prob_volver(ajuste, solo, 90)[0] == pytest.approx(juntos[1][i], rel=1e-12)


@MODELOS
@pytest.mark.parametrize("clientes", [1, 2, 5, 20])
def test_con_muy_pocos_clientes_todo_es_finito(clave: str, clientes: int) -> None:
    registro = registro_pareto(clientes, 400, semilla=clientes)
    corte = int(registro.dia.max())
    historia, _ = historia_al(registro, corte)
    metodo = AJUSTABLES[clave]
    for sigma in (None, 0.2):
        ajuste = metodo.entrenar(registro, corte, 90, sigma)
        for h in (0.5, 90, 365):
            esperadas, prob = metodo.esperadas(ajuste, historia, h), metodo.prob_volver(ajuste, historia, h)
            assert (np.isfinite(esperadas) & (esperadas >= 0)).all()
            assert ((prob >= 0) & (prob <= 1)).all()


def test_bgbb_cuenta_meses_de_calendario() -> None:
    """Del 19/5/1997 al 3/8/1997: compras en mayo (dos), junio y agosto; tres meses transcurridos."""
    registro = registro_de([(0, DIA, 1), (0, DIA + 5, 1), (0, DIA + 13, 1), (0, DIA + 75, 1), (1, DIA + 70, 1)])
    historia, _ = historia_al(registro, DIA + 76)
    grupos, donde = AJUSTABLES["bgbb"].agrupar(historia)

    ternas = np.column_stack([grupos.x, grupos.tx, grupos.t])[donde]
    assert ternas.tolist() == [[2, 3, 3], [0, 0, 1]]


def test_bgbb_no_compite_con_menos_de_tres_meses() -> None:
    registro = registro_de([(0, DIA, 1), (0, DIA + 75, 1)])

    assert not sirve(AJUSTABLES["bgbb"], historia_al(registro, DIA + 73)[0])
    assert sirve(AJUSTABLES["bgbb"], historia_al(registro, DIA + 74)[0])


def test_la_previa_es_obligada_con_menos_de_300_clientes() -> None:
    """A NBD le va mejor sin previa en CDNOW: con 300 clientes en el corte se le deja y con 299 no."""
    dentro = partir_por_dentro(registro_cdnow(), FIN_DE_CALIBRACION, 273)

    assert elegir_sigma_en(AJUSTABLES["nbd"], dentro, 300) is None
    assert elegir_sigma_en(AJUSTABLES["nbd"], dentro, 299) == 1.0


def test_sin_historia_para_elegir_la_previa_es_la_de_siempre() -> None:
    pocos, muchos = (registro_de([(c, DIA, 1.0) for c in range(n)]) for n in (299, 300))

    assert elegir_sigma(AJUSTABLES["nbd"], pocos, DIA + 500, 90) == SIGMA_SIN_PRUEBA
    assert elegir_sigma(AJUSTABLES["nbd"], muchos, DIA + 500, 90) is None
    assert elegir_sigma(CANDIDATOS["hueco"], muchos, DIA + 500, 90) is None


def test_la_previa_no_se_elige_mirando_despues_del_corte() -> None:
    registro = registro_pareto(120, 700, semilla=5)
    corte = DIA + 400

    for metodo in (AJUSTABLES["mbgnbd"], AJUSTABLES["bgbb"]):
        assert elegir_sigma(metodo, registro, corte, 90) == elegir_sigma(metodo, registro.hasta(corte), corte, 90)


def test_con_muchos_clientes_la_previa_se_elige_con_una_muestra_que_no_depende_de_su_orden(monkeypatch) -> None:
    monkeypatch.setattr(candidatos, "HISTORIAS_PARA_ELEGIR", 100)
    registro = registro_pareto(400, 300, semilla=1)
    nombres = np.random.default_rng(2).permutation(registro.claves)
    revuelto = registro_de_columnas(nombres[registro.clave], registro.dia, registro.neto)

    una, otra = (muestra_por_dentro(cada, DIA + 300, 90) for cada in (registro, revuelto))

    assert una is not None
    assert otra is not None
    assert 50 < len(una) < 200
    for columna in ("x", "tx", "t", "meses"):
        assert getattr(una.historia, columna).tolist() == getattr(otra.historia, columna).tolist()
    assert una.compras.tolist() == otra.compras.tolist()


@pytest.mark.parametrize(("aciertos", "convence"), [(2, False), (20, True)])
def test_una_regla_ha_de_superar_al_modelo_por_mas_de_lo_que_explica_el_azar(aciertos: int, convence: bool) -> None:
    """Treinta clientes: el modelo falla en una compra con todos y la regla acierta con unos pocos o con la mayoría."""
    reales, modelo = np.ones(30), np.zeros(30)
    regla = np.where(np.arange(30) < aciertos, 1.0, np.where(np.arange(30) % 2, -0.2, 0.2))
    medidos = [_medido("paretonbd", modelo), _medido("hueco", regla)]

    assert ("hueco" not in _por_azar(medidos, {"paretonbd"}, reales)) == convence
    assert _por_azar(medidos[1:], {"paretonbd"}, reales) == set()


def _medido(metodo: str, esperadas: np.ndarray) -> _Medido:
    comparado = Comparado(metodo, metodo, metodo != "hueco", 1.0, 1.0, None, None, 0.1, None, None)
    return _Medido(comparado, esperadas, esperadas)
