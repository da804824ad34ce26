"""La hoja Configuración: ida y vuelta exacta, tolerante con lo que se mueve, y sin tocar lo que no hace falta."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from fabrica import CARTERAS, CORTE, RAPIDO, cliente, hechos
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.baremo import calibrar
from cartera_xl.nucleo.celdas import a1
from cartera_xl.nucleo.configuracion import Configuracion, Estilo, Pesos, ReglaDeCortes
from cartera_xl.nucleo.configuracion_hoja import (
    a_celdas,
    cambios,
    desde_celdas,
    es_configuracion,
    leer_baremo,
    leer_configuracion,
)
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.plan import Aspecto
from cartera_xl.nucleo.reglas import REGLAS_POR_DEFECTO, Intervalo, Regla, Segmento, SinDato, UnoDe
from cartera_xl.nucleo.resultados import RESULTADOS

HOJA = "Configuración"
FILAS = [cliente(7 * i + 0.1, i % 9 + 1, i * 3.07, importe_12m=i / 3) for i in range(1, 90)]
BAREMO = calibrar(hechos(FILAS), Configuracion(), CORTE)
LLENA = Configuracion(
    pais="MX",
    moneda="MXN",
    hoja_clientes="Mis clientes",
    hoja_movimientos="Ventas",
    estilo=Estilo.SEMAFORO,
    pesos=Pesos(0.1, 0.25, 1 / 3),
    umbral_medio=33.3,
    umbral_alto=66.6,
    nombres_rangos=("Flojo", "Normal", "Bueno"),
    dias_inactividad=120,
    cortes=ReglaDeCortes.CUANTIL_MAS_UNO,
    reglas=(
        Regla("grandes", Segmento.ESTRATEGICO, 1, {"importe_contrato": Intervalo(250_000.5, None, False)}, "a mano"),
        Regla("nuevos", Segmento.EMERGENTE, 2, {"ciclo": UnoDe(frozenset({"nuevo"})), "valor": SinDato()}),
        Regla("resto", Segmento.BAJO_VALOR, 9),
    ),
    columnas={"nombre": "Razón social", "importe_neto": "Ventas 2025 (€)"},
    columnas_movimientos={"fecha": "F. factura"},
    titulos={"rango": "Nivel", "r": "Recencia"},
    titulos_escritos={"rango": "Nivel", "puntuacion": "Puntuación (Cartera)"},
    activas=("segmento", "rango", "r"),
    identificador="3f2b8c1e-0000-4000-8000-1234567890ab",
)

TEXTOS = (
    st.text("abcdefñáÁ 12345", min_size=1, max_size=12).map(lambda t: " ".join(t.split())).filter(lambda t: len(t) > 2)
)
CONFIGURACIONES = st.builds(
    Configuracion,
    pais=st.none() | st.sampled_from(["ES", "AR", "CL"]),
    moneda=st.none() | TEXTOS,
    estilo=st.sampled_from(list(Estilo)),
    pesos=st.builds(Pesos, st.floats(0.01, 9), st.floats(0, 9), st.floats(0, 9)),
    umbral_medio=st.floats(0, 50),
    umbral_alto=st.floats(51, 100),
    dias_inactividad=st.none() | st.integers(1, 900),
    cortes=st.sampled_from(list(ReglaDeCortes)),
    horizonte=st.sampled_from([None, 90, 180, 365]),
    riesgo_alto=st.floats(0, 0.5),
    riesgo_medio=st.floats(0.5, 1),
    margen=st.floats(0, 1),
    tasa_anual=st.floats(0, 1),
    coste_retencion=st.floats(0, 1e6),
    meses_clv=st.integers(1, 60),
    reglas=st.sampled_from([REGLAS_POR_DEFECTO, LLENA.reglas, REGLAS_POR_DEFECTO[::-1], REGLAS_POR_DEFECTO[3:]]),
    columnas=st.dictionaries(st.sampled_from(["nombre", "importe_neto", "compras", "email"]), TEXTOS),
    columnas_movimientos=st.dictionaries(st.sampled_from(["fecha", "cliente", "importe"]), TEXTOS),
    titulos_escritos=st.dictionaries(st.sampled_from([r.id for r in RESULTADOS]), TEXTOS, max_size=5),
    activas=st.just(()) | st.permutations([r.id for r in RESULTADOS]).map(lambda ids: tuple(ids[:5])),
    identificador=st.just("") | st.uuids().map(str),
)


def _cuadro(celdas) -> list[list]:
    return _con([], celdas)


def _con(cuadro, celdas) -> list[list]:
    """El cuadro después de hacer los cambios."""
    alto = max([len(cuadro), *(fila for fila, _ in celdas)])
    ancho = max([*(len(fila) for fila in cuadro), *(columna for _, columna in celdas), 1])
    nuevo = [[*fila, *[None] * (ancho - len(fila))] for fila in cuadro] + [
        [None] * ancho for _ in range(alto - len(cuadro))
    ]
    for (fila, columna), celda in celdas.items():
        nuevo[fila - 1][columna - 1] = celda.valor
    return nuevo


def _sitio(cuadro, texto, *, desde=0) -> tuple[int, int]:
    """Fila y columna, desde 0, de la primera celda con ese texto."""
    return next(
        (i, j) for i, fila in enumerate(cuadro) for j, celda in enumerate(fila) if i >= desde and celda == texto
    )


@pytest.mark.parametrize("configuracion", [Configuracion(), LLENA])
@pytest.mark.parametrize("baremo", [BAREMO, None])
def test_lo_que_se_escribe_se_lee_igual(configuracion, baremo) -> None:
    cuadro = _cuadro(a_celdas(configuracion, baremo))

    assert desde_celdas(cuadro, HOJA) == (configuracion, baremo)
    assert cambios(cuadro, configuracion, baremo) == {}


@RAPIDO
@given(CARTERAS, st.sampled_from(list(ReglaDeCortes)))
def test_el_baremo_vuelve_bit_a_bit_con_su_huella(filas, cortes) -> None:
    configuracion = Configuracion(cortes=cortes)
    baremo = calibrar(hechos(filas, "polars"), configuracion, CORTE)
    cuadro = _cuadro(a_celdas(configuracion, baremo))
    como_excel = [[float(c) if isinstance(c, int) else c for c in fila] for fila in cuadro]

    assert leer_baremo(cuadro) == baremo
    assert leer_baremo(como_excel) == baremo
    assert leer_baremo(cuadro).huella == baremo.huella


@RAPIDO
@given(CONFIGURACIONES, CONFIGURACIONES)
def test_poner_al_dia_una_hoja_deja_lo_mismo_que_escribirla_y_la_segunda_vez_no_cambia_nada(antes, despues) -> None:
    cuadro = _cuadro(a_celdas(antes, BAREMO))
    al_dia = _con(cuadro, cambios(cuadro, despues, BAREMO))

    assert desde_celdas(al_dia) == (despues, BAREMO)
    assert cambios(al_dia, despues, BAREMO) == {}


def test_solo_cambian_las_celdas_que_dicen_otra_cosa() -> None:
    cuadro = _cuadro(a_celdas(Configuracion(), BAREMO))
    salida = cambios(cuadro, replace(Configuracion(), dias_inactividad=90, pais="ES"), BAREMO)

    fila_dias, fila_pais = _sitio(cuadro, "Días de inactividad")[0], _sitio(cuadro, "País")[0]
    assert {sitio: celda.valor for sitio, celda in salida.items()} == {
        (fila_dias + 1, 2): 90,
        (fila_pais + 1, 2): "ES",
    }


def test_se_pueden_mover_secciones_insertar_filas_y_columnas_y_anotar() -> None:
    cuadro = _cuadro(a_celdas(LLENA, BAREMO))
    corte = _sitio(cuadro, "Rangos")[0]
    movido = [["mis notas", 1.0], [], *cuadro[corte:], [], ["otra nota"], *cuadro[:corte]]
    movido = [[None, None, *fila] for fila in movido]
    hueco = _sitio(movido, "Estilo del rango")[0]
    movido.insert(hueco, [None, None, "Mi ajuste", "el que sea"])
    movido.insert(hueco, [])
    movido[_sitio(movido, "nuevos")[0]] += [None, None, "ojo con esta"]

    assert desde_celdas(movido) == (LLENA, BAREMO)
    assert cambios(movido, LLENA, BAREMO) == {}


def test_las_etiquetas_valen_sin_tildes_ni_mayusculas_y_los_valores_como_se_escriban() -> None:
    cuadro = [
        ["PESOS DE LA PUNTUACION"],
        ["ajuste", "VALOR"],
        ["recencia", "0,5"],
        [],
        ["ajustes generales"],
        ["Ajuste", "Valor"],
        ["pais", "es"],
        ["estilo del rango", "SEMAFORO"],
        ["dias de inactividad", 90.0],
    ]
    configuracion = leer_configuracion(cuadro)

    assert configuracion == Configuracion(
        pesos=Pesos(0.5, 0.4, 0.2), pais="ES", estilo=Estilo.SEMAFORO, dias_inactividad=90
    )


def test_una_hoja_vacia_vale_lo_de_siempre() -> None:
    assert desde_celdas([]) == (Configuracion(), None)


def test_las_columnas_de_una_tabla_se_pueden_cambiar_de_orden() -> None:
    cuadro = [
        ["Reglas de segmento"],
        ["Nota", "Valor", "Segmento", "Regla", "Prioridad"],
        ["la de arriba", ">= 50", "CLAVE", "alta", 1],
        ["", "", "bajo valor", 7.0, "2"],
    ]

    assert leer_configuracion(cuadro).reglas == (
        Regla("alta", Segmento.CLAVE, 1, {"valor": Intervalo(50)}, "la de arriba"),
        Regla("7", Segmento.BAJO_VALOR, 2),
    )


def _con_valor(etiqueta, valor, columna=1):
    cuadro = _cuadro(a_celdas(Configuracion(), BAREMO))
    fila, _ = _sitio(cuadro, etiqueta)
    cuadro[fila][columna] = valor
    return cuadro, a1(fila + 1, columna + 1)


@pytest.mark.parametrize(
    ("etiqueta", "valor"),
    [
        ("País", "Narnia"),
        ("Estilo del rango", "emojis"),
        ("Días de inactividad", 0),
        ("Días de inactividad", 12.5),
        ("Días de inactividad", "pronto"),
        ("Días de inactividad", True),
        ("Cortes de R, F y M", "a ojo"),
        ("Identificador del libro", "??"),
        ("Recencia", -1),
        ("Frecuencia", "x"),
        ("Medio desde", 101),
        ("Alto desde", float("inf")),
        ("Horizonte (días)", 100),
        ("Riesgo alto por debajo de", 30),
        ("Riesgo medio por debajo de", "mucho"),
        ("Margen", -0.1),
        ("Tasa de descuento anual", "110 %"),
        ("Coste de retención", -5),
        ("Meses del CLV", 0),
        ("Meses del CLV", 61),
    ],
)
def test_un_ajuste_que_no_vale_se_dice_con_su_valor_su_celda_y_el_remedio(etiqueta, valor) -> None:
    cuadro, celda = _con_valor(etiqueta, valor)

    with pytest.raises(ConfiguracionErronea) as error:
        leer_configuracion(cuadro, HOJA)

    assert f"«{valor}»" in error.value.que
    assert error.value.donde == f"hoja «Configuración», celda {celda}"
    assert error.value.remedio


@pytest.mark.parametrize(("escrito", "leido"), [("30 %", 0.3), ("30%", 0.3), (0.3, 0.3), ("0,3", 0.3), (1, 1.0)])
def test_una_parte_se_puede_escribir_como_tanto_por_ciento(escrito, leido) -> None:
    cuadro, _ = _con_valor("Margen", escrito)

    assert leer_configuracion(cuadro, HOJA).margen == pytest.approx(leido)


@pytest.mark.parametrize(
    ("cambio", "dice"),
    [
        ({"Medio desde": 80}, "menor"),
        ({"Recencia": 0, "Frecuencia": 0, "Importe": 0}, "suman cero"),
        ({"Nombre del bajo": "alto"}, "se llaman igual"),
        ({"Riesgo alto por debajo de": 0.7}, "no puede pasar"),
    ],
)
def test_los_ajustes_que_no_casan_entre_si_se_dicen(cambio, dice) -> None:
    cuadro = _cuadro(a_celdas(Configuracion(), None))
    for etiqueta, valor in cambio.items():
        cuadro[_sitio(cuadro, etiqueta)[0]][1] = valor

    with pytest.raises(ConfiguracionErronea, match=dice):
        leer_configuracion(cuadro)


@pytest.mark.parametrize(
    ("columna", "valor"),
    [(0, None), (1, "Oro"), (1, None), (2, "primera"), (2, 1.5), (3, "mucho"), (10, "dormido")],
)
def test_una_regla_mal_escrita_se_dice_con_su_celda(columna, valor) -> None:
    cuadro = _cuadro(a_celdas(Configuracion(), None))
    fila, _ = _sitio(cuadro, "constante")
    cuadro[fila][columna] = valor

    with pytest.raises(ConfiguracionErronea) as error:
        leer_configuracion(cuadro)

    assert error.value.donde == f"hoja «Configuración», celda {a1(fila + 1, columna + 1)}"


def test_una_columna_activa_se_dice_con_si_o_no_y_dos_no_pueden_llamarse_igual() -> None:
    cuadro, celda = _con_valor("rango", "quizá", columna=2)
    with pytest.raises(ConfiguracionErronea, match=f"celda {celda}"):
        leer_configuracion(cuadro)

    cuadro, _ = _con_valor("rango", "segmento", columna=1)
    with pytest.raises(ConfiguracionErronea, match="se llaman «segmento»"):
        leer_configuracion(cuadro)


def test_una_seccion_sin_cabecera_se_dice() -> None:
    with pytest.raises(ConfiguracionErronea, match="«Rangos» no tiene cabecera"):
        leer_configuracion([["Rangos"], ["Medio desde", 30]])


@pytest.mark.parametrize(
    ("etiqueta", "columna", "valor"),
    [
        ("Umbral A", 1, 1.0),
        ("Clientes", 1, 90),
        ("Corte", 1, date(2020, 1, 1)),
        ("Huella", 1, "000000000000"),
        ("Neto total", 1, None),
        ("Neto total", 1, "mucho"),
        ("Versión", 1, 99),
        ("Cortes por", 1, "a ojo"),
        ("Corte R", 1, None),
    ],
)
def test_un_baremo_retocado_se_denuncia_pero_los_ajustes_se_leen(etiqueta, columna, valor) -> None:
    cuadro = _cuadro(a_celdas(Configuracion(), BAREMO))
    fila, _ = _sitio(cuadro, etiqueta, desde=_sitio(cuadro, "Baremo")[0])
    cuadro[fila + (2 if etiqueta == "Corte R" else 0)][columna] = valor

    with pytest.raises(ConfiguracionErronea, match="recalibrar"):
        leer_baremo(cuadro)
    assert leer_configuracion(cuadro) == Configuracion()


def test_retocar_un_solo_nudo_se_nota() -> None:
    cuadro = _cuadro(a_celdas(Configuracion(), BAREMO))
    fila, _ = _sitio(cuadro, "p días")
    cuadro[fila + 3][1] += 1e-6

    with pytest.raises(ConfiguracionErronea, match="huella"):
        leer_baremo(cuadro)


def test_la_fecha_del_baremo_puede_volver_con_hora_o_como_texto() -> None:
    cuadro = _cuadro(a_celdas(Configuracion(), BAREMO))
    fila, _ = _sitio(cuadro, "Corte", desde=_sitio(cuadro, "Baremo")[0])
    for vuelta in (datetime(2025, 12, 31), "2025-12-31", CORTE):
        cuadro[fila][1] = vuelta
        assert leer_baremo(cuadro) == BAREMO


def test_un_baremo_nuevo_se_escribe_sobre_el_anterior_y_no_deja_restos() -> None:
    chico = calibrar(hechos(FILAS[:4]), Configuracion(), date(2026, 1, 31))
    cuadro = _cuadro(a_celdas(Configuracion(), BAREMO))
    encogido = _con(cuadro, cambios(cuadro, Configuracion(), chico))
    crecido = _con(encogido, cambios(encogido, Configuracion(), BAREMO))

    assert leer_baremo(encogido) == chico
    assert leer_baremo(crecido) == BAREMO
    assert crecido == cuadro


def test_si_las_filas_nuevas_no_caben_la_seccion_sigue_al_pie_sin_pisar_nada() -> None:
    cuadro = _cuadro(a_celdas(Configuracion(), BAREMO))
    muchas = replace(Configuracion(), columnas={f"campo {i}": f"Título {i}" for i in range(40)})
    salida = cambios(cuadro, muchas, BAREMO)
    al_dia = _con(cuadro, salida)

    assert all(
        fila > len(cuadro) or columna > len(cuadro[fila - 1]) or cuadro[fila - 1][columna - 1] is None
        for fila, columna in salida
    )
    assert desde_celdas(al_dia) == (muchas, BAREMO)
    crecida = replace(muchas, columnas={**muchas.columnas, "otro": "Otro"})
    assert desde_celdas(_con(al_dia, cambios(al_dia, crecida, BAREMO))) == (crecida, BAREMO)


def test_una_columna_que_ya_no_se_reconoce_pierde_el_titulo_y_conserva_su_fila() -> None:
    cuadro = _cuadro(a_celdas(LLENA, None))
    al_dia = _con(cuadro, cambios(cuadro, replace(LLENA, columnas={"nombre": "Razón social"}), None))

    assert leer_configuracion(al_dia).columnas == {"nombre": "Razón social"}
    assert al_dia[_sitio(al_dia, "importe_neto")[0]][1] is None


def test_una_condicion_escrita_de_otro_modo_no_se_reescribe() -> None:
    cuadro = _cuadro(a_celdas(Configuracion(), None))
    fila, _ = _sitio(cuadro, "constante")
    cuadro[fila][3] = ">=40 y <80"
    cuadro[fila][1] = "clave"

    assert cambios(cuadro, Configuracion(), None) == {}


def test_un_ajuste_borrado_de_la_hoja_solo_vuelve_si_deja_de_ser_el_de_siempre() -> None:
    cuadro = _cuadro(a_celdas(Configuracion(), None))
    del cuadro[_sitio(cuadro, "Moneda")[0]]

    assert cambios(cuadro, Configuracion(), None) == {}
    con_moneda = replace(Configuracion(), moneda="EUR")
    assert leer_configuracion(_con(cuadro, cambios(cuadro, con_moneda, None))) == con_moneda


def test_la_columna_del_titulo_escrito_se_repone_si_la_persona_la_borra() -> None:
    cuadro = _cuadro(a_celdas(Configuracion(), None))
    cabecera, columna = _sitio(cuadro, "Título en la hoja")
    cuadro[cabecera][columna] = None
    escritos = replace(Configuracion(), titulos_escritos={"rango": "Rango"})

    assert leer_configuracion(_con(cuadro, cambios(cuadro, escritos, None))).titulos_escritos == {"rango": "Rango"}


def test_la_hoja_se_lee_de_un_vistazo_y_solo_se_invita_a_tocar_lo_que_se_puede() -> None:
    celdas = a_celdas(Configuracion(), BAREMO)
    cuadro = _cuadro(celdas)
    fila, _ = _sitio(cuadro, "Umbral A")

    assert celdas[1, 1].aspecto is Aspecto.TITULO
    assert celdas[_sitio(cuadro, "Recencia")[0] + 1, 2].aspecto is Aspecto.ENTRADA
    assert celdas[fila + 1, 2].aspecto is not Aspecto.ENTRADA
    assert not any(isinstance(c.valor, str) and c.valor[:1] in "=+-@" for c in celdas.values() if c.valor)


@pytest.mark.parametrize(
    ("cuadro", "nuestra"),
    [([], True), ([[None, ""]], True), ([["Configuración de la cartera"]], True), ([["Ventas"], [1.0]], False)],
)
def test_se_distingue_nuestra_hoja_de_una_de_la_persona(cuadro, nuestra) -> None:
    assert es_configuracion(cuadro) is nuestra


def test_una_columna_mas_nueva_que_la_hoja_vale_lo_de_siempre() -> None:
    cuadro = _cuadro(a_celdas(Configuracion(activas=("segmento", "rfm")), None))
    sin_puntuacion = [fila for fila in cuadro if fila[0] not in ("puntuacion", "cuota")]

    leida = leer_configuracion(sin_puntuacion)

    assert set(leida.activas) == {"segmento", "rfm", "puntuacion"}


def test_los_nombres_de_los_subestados_van_y_vuelven() -> None:
    nombres = {"recuperable": "Por reactivar"}

    leida = leer_configuracion(_cuadro(a_celdas(Configuracion(nombres_de_subestado=nombres), None)))

    assert leida.nombres_de_subestado == nombres


def test_las_reglas_leidas_de_la_hoja_son_las_mismas_y_se_escriben_igual() -> None:
    """De como se escriben sale su huella: si no, el segundo recálculo creería que han cambiado."""
    leidas = leer_configuracion(_cuadro(a_celdas(Configuracion(), None))).reglas

    assert leidas == REGLAS_POR_DEFECTO
    assert repr(leidas) == repr(REGLAS_POR_DEFECTO)
