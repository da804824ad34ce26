"""El ajuste: llega al máximo, no depende de la unidad de tiempo, y en los bordes queda finito y lo dice."""

import numpy as np
import pytest

from cartera_xl.nucleo.modelos import ajuste as modulo
from cartera_xl.nucleo.modelos.ajuste import ajustar, maximizar
from cartera_xl.nucleo.modelos.base import Metodo
from cartera_xl.nucleo.modelos.bgnbd import BGNBD
from cartera_xl.nucleo.modelos.catalogo import MODELOS
from cartera_xl.nucleo.modelos.grupos import Grupos, agrupar
from cartera_xl.nucleo.modelos.mbgnbd import MBGNBD
from cartera_xl.nucleo.modelos.nbd import NBD
from tests.support.carteras_simuladas import CARTERAS, simular
from tests.support.cdnow import ternas_cdnow

PROPIOS = [BGNBD, MBGNBD, NBD]
UNIDADES = {"días": 7.0, "semanas": 1.0, "meses": 7 * 12 / 365.25}


def _cdnow(unidad: float = 1.0) -> Grupos:
    x, tx, t = ternas_cdnow()
    return agrupar(x, tx * unidad, t * unidad)[0]


def _parabola(centro, pesos):
    centro, pesos = np.array(centro), np.array(pesos)

    def objetivo(logs):
        return -0.5 * float(pesos @ (logs - centro) ** 2), -pesos * (logs - centro)

    return objetivo


def test_el_maximo_de_una_parabola_y_su_covarianza() -> None:
    optimo = maximizar(_parabola([1.0, -2.0], [100.0, 0.5]), [0.0, 0.0])

    assert optimo.logs == pytest.approx([1.0, -2.0], abs=1e-6)
    assert optimo.valor == pytest.approx(0.0, abs=1e-9)
    assert np.diag(optimo.covarianza) == pytest.approx([1 / (100 + 1 / 9), 1 / (0.5 + 1 / 9)])
    assert optimo.en_borde == ()


def test_la_previa_tira_hacia_su_centro_y_el_valor_no_la_cuenta() -> None:
    optimo = maximizar(_parabola([1.0], [3.0]), [0.0], centro=[-1.0], sigma=0.5)

    assert optimo.logs == pytest.approx([(3 * 1.0 + 4 * -1.0) / 7], abs=1e-6)
    assert optimo.valor == pytest.approx(-0.5 * 3 * (optimo.logs[0] - 1) ** 2)
    assert optimo.covarianza[0, 0] == pytest.approx(1 / 7)


def test_si_siempre_se_gana_yendo_mas_lejos_se_para_en_el_borde_y_se_dice() -> None:
    optimo = maximizar(lambda logs: (float(logs @ [3.0, -3.0]), np.array([3.0, -3.0])), [0.0, 1.0])

    assert optimo.logs == pytest.approx([np.log(1e6), 1 - np.log(1e6)])
    assert optimo.en_borde == (0, 1)
    assert np.isfinite(optimo.covarianza).all()


@pytest.mark.parametrize("valor", [np.nan, np.inf, -np.inf])
def test_un_objetivo_que_no_es_finito_no_rompe_nada(valor) -> None:
    optimo = maximizar(lambda logs: (valor, np.full(2, np.nan)), [0.5, 0.5])

    assert optimo.logs.tolist() == [0.5, 0.5]
    assert np.diag(optimo.covarianza) == pytest.approx([9.0, 9.0])


def test_una_zona_prohibida_se_rodea() -> None:
    parabola = _parabola([0.3], [50.0])
    optimo = maximizar(lambda logs: parabola(logs) if logs[0] < 0.6 else (np.nan, logs), [-3.0])

    assert optimo.logs == pytest.approx([0.3], abs=1e-5)


def test_llega_al_maximo_desde_un_comienzo_disparatado() -> None:
    grupos = _cdnow()
    bueno = ajustar(BGNBD, grupos)

    for inicio in ((1e-3, 500.0, 50.0, 0.01), (40.0, 0.05, 1e-3, 300.0)):
        otro = ajustar(BGNBD, grupos, inicio=inicio)
        assert otro.log_verosimilitud == pytest.approx(bueno.log_verosimilitud, abs=1e-6)
        assert otro.parametros == pytest.approx(bueno.parametros, rel=1e-3)


@pytest.mark.parametrize("modelo", PROPIOS, ids=lambda m: m.id)
@pytest.mark.parametrize("sigma", [None, 0.2])
def test_dias_semanas_y_meses_dan_el_mismo_pronostico(modelo, sigma) -> None:
    x, tx, t = ternas_cdnow()
    pronosticos = {}
    for nombre, u in UNIDADES.items():
        p = ajustar(modelo, _cdnow(u), sigma).parametros
        pronosticos[nombre] = modelo.esperadas(p, x, tx * u, t * u, 39 * u)

    assert pronosticos["días"] == pytest.approx(pronosticos["semanas"], rel=1e-6)
    assert pronosticos["meses"] == pytest.approx(pronosticos["semanas"], rel=1e-6)


@pytest.mark.parametrize("modelo", PROPIOS, ids=lambda m: m.id)
def test_la_verosimilitud_se_da_en_la_unidad_del_usuario(modelo) -> None:
    grupos = _cdnow()
    en_semanas, en_dias = ajustar(modelo, grupos), ajustar(modelo, _cdnow(7.0))

    recompras = float(grupos.n @ grupos.x)
    diferencia = en_semanas.log_verosimilitud - en_dias.log_verosimilitud
    assert diferencia == pytest.approx(recompras * np.log(7), rel=1e-9)


@pytest.mark.parametrize("modelo", PROPIOS, ids=lambda m: m.id)
def test_la_covarianza_es_la_inversa_de_la_informacion_observada(modelo) -> None:
    grupos = _cdnow()
    ajuste = ajustar(modelo, grupos)
    logs, k = np.log(ajuste.parametros), len(ajuste.parametros)

    def valor(desvio):
        return modelo.valor_y_gradiente(np.exp(logs + desvio), grupos)[0]

    e = 0.01 * np.eye(k)
    segundas = [[(valor(u + v) - valor(u - v) - valor(v - u) + valor(-u - v)) / (4 * 0.01**2) for v in e] for u in e]
    esperada = np.linalg.inv(np.eye(k) / 9 - np.array(segundas))
    assert np.array(ajuste.covarianza) == pytest.approx(esperada, rel=0.02, abs=1e-5)


def test_una_previa_fuerte_gana_a_los_datos_y_una_muy_floja_no_se_nota() -> None:
    grupos = _cdnow()
    libre, floja, fuerte = (ajustar(BGNBD, grupos, s).parametros for s in (None, 1e3, 1e-4))

    assert floja == pytest.approx(libre, rel=1e-4)
    assert fuerte == pytest.approx((0.7, 0.4 * grupos.t_media, 0.8, 2.0), rel=1e-3)


def test_se_dice_el_metodo_y_cuantos_clientes() -> None:
    libre, con_previa = ajustar(BGNBD, _cdnow()), ajustar(BGNBD, _cdnow(), 0.2)

    assert (libre.metodo, libre.sigma, libre.clientes) == (Metodo.MAXIMA_VEROSIMILITUD, None, 2357)
    assert (con_previa.metodo, con_previa.sigma) == (Metodo.MAP, 0.2)
    assert libre.aviso == con_previa.aviso == ""


def test_el_orden_de_los_clientes_no_cambia_el_ajuste() -> None:
    x, tx, t = ternas_cdnow()
    orden = np.random.default_rng(3).permutation(len(x))

    assert ajustar(BGNBD, agrupar(x[orden], tx[orden], t[orden])[0]) == ajustar(BGNBD, _cdnow())


@pytest.mark.parametrize("modelo", PROPIOS, ids=lambda m: m.id)
@pytest.mark.parametrize("sigma", [None, 0.2])
@pytest.mark.parametrize("nombre", CARTERAS)
def test_ninguna_cartera_rara_rompe_el_ajuste(nombre, sigma, modelo) -> None:
    x, tx, t = CARTERAS[nombre]
    ajuste = ajustar(modelo, agrupar(x, tx, t)[0], sigma)

    covarianza = np.array(ajuste.covarianza)
    assert np.isfinite(ajuste.log_verosimilitud)
    assert (np.array(ajuste.parametros) > 0).all()
    assert np.isfinite(ajuste.parametros).all()
    assert np.array_equal(covarianza, covarianza.T)
    assert np.linalg.eigvalsh(covarianza).min() > 0
    for h in (1e-6, 30.0, 1e6):
        esperadas = modelo.esperadas(ajuste.parametros, x, tx, t, h)
        vuelve = modelo.prob_al_menos(ajuste.parametros, x, tx, t, h, 1)
        assert np.isfinite(esperadas).all()
        assert (esperadas >= vuelve - 1e-12).all()
        assert ((vuelve >= 0) & (vuelve <= 1)).all()


@pytest.mark.parametrize(
    ("nombre", "modelo", "aviso"),
    [
        ("sin abandono", BGNBD, "no se aprecia abandono"),
        ("sin abandono", MBGNBD, "no se aprecia abandono"),
        ("sin abandono", NBD, ""),
        ("nadie repite", BGNBD, "nadie ha repetido"),
        ("nadie repite", NBD, "nadie ha repetido"),
        ("todos iguales", BGNBD, "ritmos casi iguales"),
        ("uno de cada cinco repite", NBD, ""),
    ],
)
def test_el_borde_que_tocan_los_datos_se_dice(nombre, modelo, aviso) -> None:
    dicho = ajustar(modelo, agrupar(*CARTERAS[nombre])[0]).aviso

    assert aviso in dicho
    assert bool(dicho) == bool(aviso)


@pytest.mark.parametrize("modelo", PROPIOS, ids=lambda m: m.id)
def test_con_muchas_filas_se_empieza_por_una_muestra_y_se_acaba_en_el_mismo_sitio(modelo, monkeypatch) -> None:
    grupos, _ = agrupar(*simular(20_000))
    entero = ajustar(modelo, grupos)
    monkeypatch.setattr(modulo, "_FILAS_DE_SOBRA", 5_000)
    monkeypatch.setattr(modulo, "_CLIENTES_DE_MUESTRA", 4_000)
    por_muestra = ajustar(modelo, grupos)

    assert len(grupos) > 5_000
    assert por_muestra.log_verosimilitud == pytest.approx(entero.log_verosimilitud, abs=1e-5)
    assert por_muestra.parametros == pytest.approx(entero.parametros, rel=1e-4)
    assert np.array(por_muestra.covarianza) == pytest.approx(np.array(entero.covarianza), rel=0.2, abs=1e-5)
    assert por_muestra.clientes == 20_000


def test_el_ajuste_recupera_los_parametros_con_que_se_simulo() -> None:
    ajuste = ajustar(BGNBD, agrupar(*simular(20_000))[0])

    error = (np.log(ajuste.parametros) - np.log([0.8, 60.0, 0.8, 3.0])) / np.sqrt(np.diag(ajuste.covarianza))
    assert (np.abs(error) < 4).all()


def test_el_catalogo_encuentra_cada_modelo_por_su_id() -> None:
    assert all(MODELOS[modelo.id] is modelo for modelo in PROPIOS)
    assert all(identificador == modelo.id for identificador, modelo in MODELOS.items())


def _valle_llano(logs: np.ndarray) -> tuple[float, np.ndarray]:
    """El valle curvo de Rosenbrock, de dos cienmilésimas de alto: su fondo no dice nada."""
    x, y = logs
    valor = -1e-6 * (100 * (y - x**2) ** 2 + (1 - x) ** 2)
    return valor, -1e-6 * np.array([-400 * x * (y - x**2) - 2 * (1 - x), 200 * (y - x**2)])


def _subida() -> tuple[int, float]:
    problema = modulo._Problema.de(_valle_llano, np.array([-1.2, 1.0]), None, None)
    cima = modulo._subir(problema, problema.evaluar(problema.centro), 1e-6 * np.eye(2), 1e-15)
    return problema.evaluaciones, cima.valor


def test_por_un_valle_casi_llano_no_se_anda_hasta_el_fondo(monkeypatch: pytest.MonkeyPatch) -> None:
    con_freno, alto = _subida()
    monkeypatch.setattr(modulo, "_SIN_AVANZAR", 10**9)
    sin_freno, mas_alto = _subida()

    assert con_freno < sin_freno / 2
    assert mas_alto - alto < 1e-5
