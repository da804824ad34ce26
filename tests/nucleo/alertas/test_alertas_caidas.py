"""Caídas y subidas: contra el propio pasado del cliente, y solo si el azar no lo explica."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.alertas.alertar import con_alertas
from cartera_xl.nucleo.alertas.ritmo import Compras, ritmo_de_claves
from cartera_xl.nucleo.alertas.temporada import TemporadaDeCartera
from cartera_xl.nucleo.alertas.tipos import ClaseDeAlerta
from cartera_xl.nucleo.alertas.ventanas import (
    NIVEL,
    Ventana,
    falsas_de_frecuencia,
    menos_compras,
    menos_importe,
    ventana_propia,
)
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.modelos.azar import binomial_desde, binomial_hasta, cola_de_hueco
from cartera_xl.nucleo.pronostico.registro import Registro
from tests.support.alertas import (
    CORTE,
    Linea,
    alertas_de,
    compras,
    compras_al_azar,
    contexto_de,
    de_clase,
    lineas_al_azar,
    recuento,
)
from tests.support.registros import registro_de_columnas

VOLUMEN, FRECUENCIA, CRECE = ClaseDeAlerta.VOLUMEN, ClaseDeAlerta.FRECUENCIA, ClaseDeAlerta.CRECE


def _cada_semana(clave: int, importes: dict[range, float], semanas: int = 104) -> list[Linea]:
    """Una compra por semana hasta el corte; `importes`, por semanas contadas hacia atrás."""
    return [
        (clave, CORTE - timedelta(days=7 * i), importe)
        for i in range(semanas)
        for tramo, importe in importes.items()
        if i in tramo
    ]


def _a_cuarto(clave: int, cada: int, ahora: int) -> list[Linea]:
    """Dos años comprando cada tantos días, y en los últimos 90 días cada otros tantos."""
    antes = CORTE - timedelta(days=90)
    return [*compras(clave, antes, cada=cada, veces=600 // cada), *compras(clave, CORTE, cada=ahora, veces=90 // ahora)]


def test_avisa_de_quien_gasta_menos_de_lo_suyo_con_las_dos_cifras() -> None:
    """13 compras de 40 en 90 días; en los 631 de antes, 90 de 100 (sin la primera)."""
    lineas = _cada_semana(0, {range(13): 40.0, range(13, 104): 100.0})

    assert de_clase(alertas_de(lineas), VOLUMEN) == {0: "Compra un 59 % menos: 520 en 90 días, lo suyo son 1.284"}


@pytest.mark.parametrize(("importe", "avisa"), [(69.0, True), (70.5, False)])
def test_ha_de_bajar_mas_de_lo_fijado(importe: float, avisa: bool) -> None:
    """A diario y siempre lo mismo, una bajada del 30 % ya no es azar: decide el tanto por ciento de Configuración."""
    lineas = [(0, CORTE - timedelta(days=i), importe if i < 90 else 100.0) for i in range(721)]

    assert bool(de_clase(alertas_de(lineas), VOLUMEN)) is avisa


def test_avisa_de_quien_viene_menos_veces() -> None:
    assert de_clase(alertas_de(_a_cuarto(0, 7, 30)), FRECUENCIA) == {
        0: "Compra menos veces: 3 en 90 días, lo suyo son 13"
    }


@pytest.mark.parametrize(("parte", "avisa"), [(0.3, True), (0.8, False)])
def test_cuanto_ha_de_bajar_se_elige_en_configuracion(parte: float, avisa: bool) -> None:
    alertas = alertas_de(_a_cuarto(0, 7, 22), configuracion=Configuracion(caida_volumen=parte))

    assert bool(de_clase(alertas, FRECUENCIA)) is avisa


@pytest.mark.parametrize("cada", [40, 60, 100])
def test_con_pocas_compras_nunca_se_avisa_de_una_caida(cada: int) -> None:
    """Ni aunque haya dejado de comprar del todo en los últimos 150 días."""
    lineas = compras(0, CORTE - timedelta(days=150), cada=cada, veces=4)
    alertas = alertas_de(lineas)

    assert not de_clase(alertas, VOLUMEN)
    assert not de_clase(alertas, FRECUENCIA)
    assert recuento(alertas, FRECUENCIA).miradas == 0


def test_una_compra_grande_que_no_se_repite_no_es_una_caida() -> None:
    """Todo igual, salvo un pedido excepcional de hace un año: el importe baja, pero por una sola compra."""
    normal = _cada_semana(0, {range(104): 50.0})
    excepcional = (0, CORTE - timedelta(days=367), 30_000.0)

    assert not de_clase(alertas_de([*normal, excepcional]), VOLUMEN)


def test_una_devolucion_grande_es_volumen_que_baja_y_no_frecuencia() -> None:
    lineas = [
        *_cada_semana(0, {range(104): 100.0}),
        *[(0, CORTE - timedelta(days=7 * i + 1), -80.0) for i in range(12)],
    ]
    alertas = alertas_de(lineas)

    assert list(de_clase(alertas, VOLUMEN)) == [0]
    assert not de_clase(alertas, FRECUENCIA)


def test_quien_devuelve_mas_de_lo_que_compra_no_se_compara_en_dinero() -> None:
    lineas = [*_cada_semana(0, {range(104): 10.0}), (0, CORTE - timedelta(days=300), -50_000.0)]

    assert recuento(alertas_de(lineas), VOLUMEN).miradas == 0


def test_lo_que_ya_bajo_hace_un_ano_en_las_mismas_fechas_es_temporada() -> None:
    """Tres años con el último trimestre flojo: el de ahora no es noticia. Si solo es el de ahora, sí."""

    def flojo(i: int) -> bool:
        return (i * 7) % 364 < 90

    siempre = [(0, CORTE - timedelta(days=7 * i), 20.0 if flojo(i) else 100.0) for i in range(156)]
    solo_ahora = [(0, CORTE - timedelta(days=7 * i), 20.0 if i < 13 else 100.0) for i in range(156)]

    assert not de_clase(alertas_de(siempre), VOLUMEN)
    assert list(de_clase(alertas_de(solo_ahora), VOLUMEN)) == [0]


def test_quien_gasta_mas_es_buena_noticia() -> None:
    alertas = alertas_de(_cada_semana(0, {range(13): 300.0, range(13, 104): 100.0}))
    (alerta,) = [a for a in alertas.lista if a.clase is CRECE]

    assert alerta.es_positiva
    assert alerta.gravedad == ""
    assert "más: 3.900 en 90 días, lo suyo son 1." in alerta.texto


def test_el_pais_decide_como_se_escriben_los_importes() -> None:
    alertas = alertas_de(_cada_semana(0, {range(13): 300.0, range(13, 104): 100.0}), pais="MX")

    assert "3,900 en 90 días" in de_clase(alertas, CRECE)[0]


@pytest.mark.parametrize("forma", [0.6, 1.0, 3.0])
def test_si_nadie_cambia_las_alarmas_no_pasan_de_las_que_se_dicen(forma: float) -> None:
    """1.000 clientes que nunca cambian, a rachas, al azar o regulares: nunca más del 1 % de los comparados."""
    lineas, corte = lineas_al_azar(1000, 1000, semilla=3, forma=forma)
    alertas = alertas_de(lineas, corte)

    for clase in (FRECUENCIA, VOLUMEN, CRECE, ClaseDeAlerta.RECUPERADO):
        cuenta = recuento(alertas, clase)
        assert cuenta.miradas > 500
        assert cuenta.cuantas <= NIVEL * cuenta.miradas, clase


def test_las_falsas_de_frecuencia_son_las_que_da_el_azar() -> None:
    """En 4.000 clientes de Poisson con menos de dos años, que no tienen con qué compararse hace uno."""
    clave, dia, importe = compras_al_azar(4000, 700, semilla=5)
    corte = 10_000 + 699
    ventana = _ventana(registro_de_columnas(clave, dia, importe), corte)
    dadas, dichas = int(menos_compras(ventana, 0.3).sum()), falsas_de_frecuencia(ventana, 0.3, ventana.hay)

    assert 0.5 * dichas <= dadas <= 1.3 * dichas
    assert dichas <= NIVEL * ventana.hay.sum()


def test_ve_a_los_que_bajan_de_verdad() -> None:
    """Quienes compran cada 4 u 8 días y dejan de hacer tres de cada cuatro compras en el último trimestre."""
    clave, dia, importe = compras_al_azar(400, 700, semilla=6, cada=(4.0, 8.0))
    corte = 10_000 + 699
    quedan = (dia <= corte - 90) | (np.random.default_rng(1).random(len(dia)) < 0.25)
    ventana = _ventana(registro_de_columnas(clave[quedan], dia[quedan], importe[quedan]), corte)

    assert menos_compras(ventana, 0.3).mean() > 0.7
    assert menos_importe(ventana, 0.3).mean() > 0.45


def _ventana(registro: Registro, corte: int) -> Ventana:
    compras_ = Compras.por_clave(registro)
    return ventana_propia(compras_, corte, TemporadaDeCartera.de(compras_.dia, corte), ritmo_de_claves(compras_).forma)


@given(st.integers(0, 40), st.integers(1, 40), st.floats(0.01, 0.99))
@settings(max_examples=60, deadline=None)
def test_las_dos_colas_de_la_binomial_se_completan(k: int, n: int, q: float) -> None:
    assert float(binomial_hasta(k - 1, n, q) + binomial_desde(k, n, q)) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize(
    ("k", "n", "q", "hasta"),
    [(0, 5, 0.5, 1 / 32), (1, 5, 0.5, 6 / 32), (5, 5, 0.5, 1.0), (-1, 5, 0.5, 0.0), (2, 4, 0.25, 0.94921875)],
)
def test_la_binomial_es_la_de_los_libros(k: int, n: int, q: float, hasta: float) -> None:
    assert float(binomial_hasta(k, n, q)) == pytest.approx(hasta)


def test_la_cola_de_un_hueco_es_la_de_dos_gammas() -> None:
    """Contra un sorteo: el cociente de un hueco y la suma de otros seis, de forma 2,5."""
    azar = np.random.default_rng(9)
    nuevos, otros = azar.gamma(2.5, 1.0, 200_000), azar.gamma(2.5 * 6, 1.0, 200_000)

    visto = float((nuevos / otros > 0.35).mean())

    assert float(cola_de_hueco(0.35, 1.0, 6, 2.5)) == pytest.approx(visto, abs=0.003)


def test_la_forma_de_unos_huecos_se_recupera() -> None:
    for forma in (0.6, 1.0, 4.0):
        clave, dia, importe = compras_al_azar(600, 1500, semilla=8, forma=forma, cada=(30.0, 60.0))
        medida = ritmo_de_claves(Compras.por_clave(registro_de_columnas(clave, dia, importe))).forma

        assert float(np.median(medida)) == pytest.approx(forma, rel=0.15)


def test_el_orden_de_las_filas_no_cambia_las_alertas() -> None:
    lineas, corte = lineas_al_azar(60, 800, semilla=4)
    puntuados, contexto = contexto_de(lineas, corte)
    orden = np.random.default_rng(2).permutation(len(puntuados)).tolist()
    derecho, _ = con_alertas(puntuados, contexto)
    revueltos = replace(contexto, clientes=contexto.clientes[orden])
    reves, _ = con_alertas(puntuados[orden], revueltos)

    assert dict(zip(derecho["fila"].to_list(), derecho["alertas"].to_list(), strict=True)) == dict(
        zip(reves["fila"].to_list(), reves["alertas"].to_list(), strict=True)
    )
    assert any(derecho["alertas"].to_list())


def test_la_ventana_es_la_primera_en_que_caben_cinco_compras_y_la_historia_la_dobla() -> None:
    final = (CORTE - date(1970, 1, 1)).days
    pasos_y_vidas = [(15, 720), (20, 720), (60, 720), (15, 150)]
    lineas = [(c, final - d, 10.0) for c, (paso, vida) in enumerate(pasos_y_vidas) for d in range(0, vida + 1, paso)]
    clave, dia, importe = (np.array(columna) for columna in zip(*lineas, strict=True))

    dias = _ventana(registro_de_columnas(clave, dia, importe), final).dias

    assert dias.tolist() == pytest.approx([90.0, 180.0, np.nan, np.nan], nan_ok=True)
