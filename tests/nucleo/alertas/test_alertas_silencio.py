"""Silencio: contra el propio ritmo, fuera del azar y nunca fuera de temporada."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pytest

from cartera_xl.nucleo.alertas.ritmo import DE_PARTIDA, HUECOS_PRESTADOS, Ritmo
from cartera_xl.nucleo.alertas.silencio import ALARMAS_PARA_MEDIR, NIVEL_DE_SILENCIO, Falsas, calla_de_mas
from cartera_xl.nucleo.alertas.temporada import TemporadaDeCartera
from cartera_xl.nucleo.alertas.tipos import ClaseDeAlerta
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.modelos.azar import cola_de_hueco
from tests.support.alertas import CORTE, Linea, alertas_de, compras, de_clase, lineas_al_azar, recuento

SILENCIO, TEMPORADA = ClaseDeAlerta.SILENCIO, ClaseDeAlerta.TEMPORADA


def _regulares(desde: int, cuantos: int = 12) -> list[Linea]:
    """Clientes que compran cada 30 días y ayer también: los que dicen que la cartera es regular."""
    return [linea for k in range(cuantos) for linea in compras(desde + k, CORTE - timedelta(days=k), cada=30, veces=12)]


@pytest.mark.parametrize(("dias", "avisa"), [(31, False), (60, False), (61, True), (95, True)])
def test_avisa_al_dia_siguiente_de_las_veces_su_ritmo(dias: int, avisa: bool) -> None:
    lineas = [*compras(0, CORTE - timedelta(days=dias), cada=30, veces=12), *_regulares(1)]

    textos = de_clase(alertas_de(lineas), SILENCIO)

    assert textos == ({0: f"Silencio: {dias} días, compraba cada 30"} if avisa else {})


def test_las_veces_se_eligen_en_configuracion() -> None:
    lineas = [*compras(0, CORTE - timedelta(days=95), cada=30, veces=12), *_regulares(1)]

    assert not de_clase(alertas_de(lineas, configuracion=Configuracion(veces_ritmo=3.5)), SILENCIO)


@pytest.mark.parametrize("veces", [1, 2])
def test_con_pocas_compras_nunca_se_avisa(veces: int) -> None:
    lineas = [*compras(0, CORTE - timedelta(days=900), cada=5, veces=veces), *_regulares(1)]
    alertas = alertas_de(lineas)

    assert 0 not in de_clase(alertas, SILENCIO)
    assert recuento(alertas, SILENCIO).miradas == 12


def test_quien_compra_a_rachas_tarda_mas_en_alarmar() -> None:
    """La misma media de 30 días; el de las rachas ya ha estado callado otras veces."""
    ultima = CORTE - timedelta(days=70)
    a_rachas = [(0, ultima - timedelta(days=d), 50.0) for i in range(6) for d in (i * 60, i * 60 + 1)]
    regular = compras(1, ultima, cada=30, veces=12)

    assert list(de_clase(alertas_de([*a_rachas, *regular, *_regulares(2)]), SILENCIO)) == [1]


def test_dos_huecos_cortos_no_hacen_un_ritmo() -> None:
    """Tres compras en cuatro días no prometen otra en dos: se acerca a la cartera, que compra cada 30."""
    suya = [(0, CORTE - timedelta(days=d), 50.0) for d in (10, 12, 14)]

    assert not de_clase(alertas_de([*suya, *_regulares(1)]), SILENCIO)


@pytest.mark.parametrize(("dias", "huecos", "suma"), [(120.0, 4.0, 120.0), (30.0, 2.0, 90.0), (400.0, 20.0, 700.0)])
def test_la_cuenta_sin_scipy_es_la_misma(dias: float, huecos: float, suma: float) -> None:
    ritmo = Ritmo(np.array([huecos]), np.array([suma]), np.array([DE_PARTIDA]), 0.0)

    (sin_scipy,) = ritmo.cola(np.array([dias]), np.array([True]))

    assert sin_scipy == pytest.approx(float(cola_de_hueco(dias, suma, huecos, DE_PARTIDA)))


def test_prestar_huecos_solo_retrasa_la_alarma() -> None:
    dias, todos = np.array([50.0, 50.0]), np.ones(2, dtype=bool)
    rapido_y_lento = (np.array([2.0, 2.0]), np.array([10.0, 200.0]), np.full(2, DE_PARTIDA))

    solos = Ritmo(*rapido_y_lento, 0.0).cola(dias, todos)
    con_cartera = Ritmo(*rapido_y_lento, 30.0).cola(dias, todos)

    prestado = 30 * HUECOS_PRESTADOS
    assert con_cartera[0] == pytest.approx(float(cola_de_hueco(50.0, 10 + prestado, 2 + HUECOS_PRESTADOS, DE_PARTIDA)))
    assert con_cartera[0] > solos[0]
    assert con_cartera[1] == solos[1]


@pytest.mark.parametrize("semilla", [1, 2])
def test_si_nadie_cambia_avisa_lo_que_dice_el_nivel_y_lo_dice(semilla: int) -> None:
    """1.500 clientes de Poisson que siguen igual: en torno al 5 %, y se dice que casi todos volverán."""
    lineas, corte = lineas_al_azar(1500, 1000, semilla=semilla)

    silencio = recuento(alertas_de(lineas, corte), SILENCIO)

    assert silencio.cuantas <= 1.2 * NIVEL_DE_SILENCIO * silencio.miradas
    assert silencio.falsas == pytest.approx(silencio.cuantas, rel=0.1)
    assert "ya ha vuelto" in silencio.como_se_sabe


def test_quien_calla_no_compra_ademas_menos() -> None:
    """Un mismo hecho da un solo aviso."""
    lineas = [*compras(0, CORTE - timedelta(days=200), cada=10, veces=60), *_regulares(1)]
    alertas = alertas_de(lineas)

    assert [a.clase for a in alertas.lista if a.posicion == 0] == [SILENCIO]


def _veranos(clave: int, primero: int, ultimo: int) -> Iterator[Linea]:
    """Una compra por semana de junio a agosto."""
    for cual in range(primero, ultimo + 1):
        inicio = date(cual, 6, 2)
        yield from ((clave, inicio + timedelta(days=7 * i), 200.0) for i in range(13))


def _todo_el_ano(desde: int, hasta: date, cuantos: int = 12) -> list[Linea]:
    return [linea for k in range(cuantos) for linea in compras(desde + k, hasta - timedelta(days=k), cada=20, veces=70)]


def test_fuera_de_temporada_no_avisa_y_lo_dice() -> None:
    corte = date(2026, 4, 15)
    alertas = alertas_de([*_veranos(0, 2022, 2025), *_todo_el_ano(1, corte)], corte)

    assert 0 not in de_clase(alertas, SILENCIO)
    assert de_clase(alertas, TEMPORADA) == {0: "Fuera de temporada: compra en junio, julio y agosto"}
    assert [a.gravedad for a in alertas.lista if a.posicion == 0] == [""]


@pytest.mark.parametrize(("corte", "avisa"), [(date(2026, 8, 31), False), (date(2026, 9, 1), True)])
def test_avisa_cuando_la_temporada_pasa_sin_comprar(corte: date, avisa: bool) -> None:
    alertas = alertas_de([*_veranos(0, 2022, 2025), *_todo_el_ano(1, corte)], corte)

    dias = (corte - date(2025, 8, 25)).days
    esperado = {0: f"Pasó su temporada (junio, julio y agosto) sin comprar: {dias} días"} if avisa else {}
    assert de_clase(alertas, SILENCIO) == esperado


@pytest.mark.parametrize("primero", [2024, 2025])
def test_con_menos_de_dos_anos_no_se_sabe_si_es_temporada(primero: int) -> None:
    corte = date(2026, 4, 15)
    lineas = [*_veranos(0, primero, 2025), *_todo_el_ano(1, corte)]

    assert 0 in de_clase(alertas_de(lineas, corte), SILENCIO)


def test_el_mismo_hueco_que_hace_un_ano_no_avisa() -> None:
    """Compra todo el año menos de enero a abril: son más de cuatro meses, pero calla cuando siempre."""
    corte = date(2026, 4, 10)
    suyas = [
        (0, date(cual, 5, 1) + timedelta(days=6 * i), 90.0) for cual in (2022, 2023, 2024, 2025) for i in range(40)
    ]
    alertas = alertas_de([*suyas, *_todo_el_ano(1, corte)], corte)

    assert 0 not in de_clase(alertas, SILENCIO)
    assert de_clase(alertas, TEMPORADA) == {0: "Silencio de 110 días, como el año pasado por estas fechas"}


def _cierran_en_agosto(clave: int, desde: date, hasta: date) -> Iterator[Linea]:
    dia = desde
    while dia <= hasta:
        if dia.month != 8:
            yield clave, dia, 80.0
        dia += timedelta(days=7)


def test_el_agosto_de_toda_la_cartera_no_avisa_ni_de_un_cliente_nuevo() -> None:
    corte = date(2025, 8, 31)
    veteranos = [linea for k in range(15) for linea in _cierran_en_agosto(k + 1, date(2022, 1, 3 + k), corte)]
    nuevo = list(_cierran_en_agosto(0, date(2025, 2, 3), corte))

    assert not de_clase(alertas_de([*nuevo, *veteranos], corte), SILENCIO)
    sin_veranos_de_antes = [linea for linea in [*nuevo, *veteranos] if linea[1] >= date(2025, 1, 1)]
    assert len(de_clase(alertas_de(sin_veranos_de_antes, corte), SILENCIO)) == 16


def test_la_temporada_de_la_cartera_no_confunde_crecer_con_temporada() -> None:
    """Cada día un poco más de compras que el anterior: en ninguna ventana se compra de más ni de menos."""
    dia = np.repeat(np.arange(1500), 1 + np.arange(1500) // 100)
    ventanas = np.array([30.0, 90.0, 180.0, 365.0, np.nan])

    assert TemporadaDeCartera.de(dia, 1499).indice(ventanas).tolist() == [1.0] * 5


def test_la_temporada_de_la_cartera_mide_lo_que_se_compra_en_esa_epoca() -> None:
    """Los 90 días que llevan al corte, la mitad de compras que el resto del año."""
    dias = np.arange(4 * 365)
    flojos = dias % 365 >= 365 - 90
    dia = np.concatenate([dias, dias[~flojos]])

    (indice,) = TemporadaDeCartera.de(dia, 4 * 365 - 1).indice(np.array([90.0]))

    assert indice == pytest.approx(90 / ((275 * 2 + 90) / 365 * 90), rel=0.02)


def test_con_menos_de_dos_anos_no_hay_temporada_de_la_cartera() -> None:
    dia = np.repeat(np.arange(0, 700, 10), 40)

    assert TemporadaDeCartera.de(dia, 699).indice(np.array([90.0])).tolist() == [1.0]


@pytest.mark.parametrize(
    ("falsas", "prob", "cuantas", "dice"),
    [
        (Falsas(ALARMAS_PARA_MEDIR, 5, 90, 90), [0.9, 0.9], 1.0, "de los 10 silencios que se habrían avisado hace 90"),
        (Falsas(ALARMAS_PARA_MEDIR - 1, 5, 90, 90), [0.9, 0.3], 1.2, "en 90 días según su probabilidad de volver"),
        (Falsas(0, 0, 90, 90), [0.9, np.nan], 2.0, "en torno al 5 % de 60 clientes"),
        (Falsas(), [0.9] * 40, 3.0, "en torno al 5 % de 60 clientes"),
    ],
)
def test_las_falsas_salen_de_lo_que_paso_del_modelo_o_del_azar(
    falsas: Falsas, prob: list[float], cuantas: float, dice: str
) -> None:
    numero, como, _ = falsas.entre(np.array(prob), 60)

    assert numero == pytest.approx(cuantas)
    assert dice in como


def test_quien_vuelve_tras_un_silencio_es_buena_noticia() -> None:
    vuelve = [*compras(0, CORTE - timedelta(days=200), cada=20, veces=15), (0, CORTE - timedelta(days=5), 70.0)]
    alertas = alertas_de([*vuelve, *_regulares(1)])

    assert de_clase(alertas, ClaseDeAlerta.RECUPERADO) == {0: "Ha vuelto tras 195 días sin comprar"}
    assert [a.es_positiva for a in alertas.lista if a.clase is ClaseDeAlerta.RECUPERADO] == [True]


def test_calla_de_mas_exige_las_dos_cosas() -> None:
    """Pasar de las veces sin ser raro, o ser raro sin pasar de las veces, no basta."""
    ritmo = Ritmo(np.array([2.0, 50.0]), np.array([60.0, 1500.0]), np.array([1.0, 20.0]), 0.0)
    dias, mediana, todos = np.array([70.0, 55.0]), np.array([30.0, 30.0]), np.ones(2, dtype=bool)

    assert calla_de_mas(dias, mediana, ritmo, 2.0, todos).tolist() == [False, False]
    assert calla_de_mas(dias, mediana, ritmo, 1.5, todos).tolist() == [False, True]
