"""Lo que responde cada función según lo que se escriba en la fórmula: formas, huecos, errores y disparates."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.excel.evaluate import evaluate
from cartera_xl.excel.functions_book import NO_SCALE
from cartera_xl.excel.functions_cells import LONGEST_MESSAGE
from cartera_xl.excel.functions_dates import AMOUNTS_WANTED
from cartera_xl.excel.functions_scoring import LAST_RUN_USED_MOVEMENTS, MOVEMENTS_WANTED
from cartera_xl.excel.functions_study import NO_TITLES
from cartera_xl.excel.registry import FUNCTIONS
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Celda, Cuadro, ErrorCelda
from tests.support.funciones import PUNTUAN, clientes, columna, con_movimientos, diferencias, hojas_propias, movimientos

CORTE = date(2026, 1, 31)
ULTIMA, PRIMERA = datetime(2025, 12, 1), datetime(2024, 3, 1)
SIN_QUE_PUNTUAR = "La hoja tiene contactos, pero nada con que puntuarlos. Columnas que hay: «Cliente», «Ciudad»."
SEGMENTOS = {"Estratégico", "Clave", "Emergente", "Bajo valor"}


@pytest.fixture(scope="module")
def diario(tmp_path_factory: pytest.TempPathFactory) -> SqliteJournal:
    return SqliteJournal(tmp_path_factory.mktemp("datos") / "diario.sqlite3")


@pytest.fixture(scope="module")
def libro(diario: SqliteJournal) -> MemoryHost:
    anfitrion = MemoryHost({"Clientes": clientes()})
    recalcular(anfitrion, diario, Peticion(momento=datetime(2026, 3, 1), usuario="ana", pais="ES", corte=CORTE))
    return anfitrion


@pytest.fixture(scope="module")
def propias(libro: MemoryHost) -> list[Cuadro | None]:
    return hojas_propias(libro)


Propias = list[Cuadro | None]


def segmento(propias: Propias, *argumentos: object) -> Celda:
    """La única celda de la respuesta."""
    respuesta = evaluate("CARTERA_SEGMENTO", argumentos, propias)
    assert len(respuesta) == len(respuesta[0]) == 1
    return respuesta[0][0]


def test_una_fecha_con_sus_cifras_da_una_celda(propias: Propias) -> None:
    assert segmento(propias, ULTIMA, 20.0, 8000.0, PRIMERA) in SEGMENTOS


def test_da_lo_mismo_que_la_fila_de_la_tabla(propias: Propias) -> None:
    tabla = clientes()
    en_tabla = columna(evaluate("CARTERA_PUNTUACION", [tabla], propias))[1:]
    suelta = [evaluate("CARTERA_PUNTUACION", fila[2:], propias)[0][0] for fila in tabla[1:3]]

    assert suelta == en_tabla[:2]


def test_una_columna_de_fechas_da_una_columna(propias: Propias) -> None:
    fechas, compras, importes, primeras = ([[fila[i]] for fila in clientes()[1:]] for i in range(2, 6))

    respuesta = columna(evaluate("CARTERA_PUNTUACION", [fechas, compras, importes, primeras], propias))

    assert respuesta == columna(evaluate("CARTERA_PUNTUACION", [clientes()], propias))[1:]


def test_una_columna_con_su_titulo_responde_titulo(propias: Propias) -> None:
    fechas = [["F. última compra"], [ULTIMA], [None], [PRIMERA]]

    assert columna(evaluate("CARTERA_SEGMENTO", [fechas, 3.0, [["Importe"], [10.0], [None], [20.0]]], propias)) == [
        "Segmento",
        segmento(propias, ULTIMA, 3.0, 10.0),
        "",
        segmento(propias, PRIMERA, 3.0, 20.0),
    ]


def test_una_celda_vale_para_toda_la_columna(propias: Propias) -> None:
    respuesta = columna(evaluate("CARTERA_RFM", [[[ULTIMA], [PRIMERA]], 5.0, [[700.0]]], propias))

    assert respuesta == [evaluate("CARTERA_RFM", [f, 5.0, 700.0], propias)[0][0] for f in (ULTIMA, PRIMERA)]


def test_columnas_de_distinto_largo_no_se_adivinan(propias: Propias) -> None:
    respuesta = evaluate("CARTERA_RFM", [[[ULTIMA], [PRIMERA], [ULTIMA]], [[1.0], [2.0]]], propias)

    assert respuesta == [["«compras» tiene 2 filas y «datos» tiene 3: han de tener las mismas, o ser una sola celda."]]


@pytest.mark.parametrize("vacio", [None, "", "   ", [[None]], [[""], [None]]])
def test_sin_nada_no_se_responde_nada(propias: Propias, vacio: object) -> None:
    largo = len(vacio) if isinstance(vacio, list) else 1

    assert evaluate("CARTERA_SEGMENTO", [vacio], propias) == [[""]] * largo


@pytest.mark.parametrize("funcion", PUNTUAN, ids=lambda f: f.id)
def test_un_error_suelto_vuelve_tal_cual(propias: Propias, funcion: Any) -> None:
    error = ErrorCelda("#N/A")
    for sitio in range(5):
        argumentos: list[object] = [ULTIMA, 3.0, 10.0, PRIMERA, date(2026, 1, 31)]
        argumentos[sitio] = error
        respuesta = evaluate(funcion.id, argumentos, propias)[0][0]
        assert isinstance(respuesta, ErrorCelda)
        assert respuesta == error


def test_un_error_en_una_fila_solo_es_de_esa_fila(propias: Propias) -> None:
    tabla = clientes()
    antes = columna(evaluate("CARTERA_PUNTUACION", [tabla], propias))
    tabla[3][4] = ErrorCelda("#DIV/0!")

    despues = columna(evaluate("CARTERA_PUNTUACION", [tabla], propias))

    assert [i for i, (a, b) in enumerate(zip(antes, despues, strict=True)) if a != b] == [3]
    assert isinstance(despues[3], float)


@pytest.mark.parametrize(
    ("argumentos", "texto"),
    [
        (["mañana"], "«mañana» no es una fecha."),
        ([True], "«VERDADERO» no es una fecha."),
        ([12.0], "«12» no es una fecha."),
        ([ULTIMA, 3.5], "Un cliente con un número de compras imposible; no se usa."),
        ([ULTIMA, "12.5O"], "«12.5O» no es un número."),
        ([ULTIMA, None, None, None, "ayer"], "El corte «ayer» no es una fecha."),
        ([ULTIMA, None, None, None, [[1.0, 2.0]]], "«corte» ha de ser una sola celda."),
        ([ULTIMA, [[1.0, 2.0]]], "Con fechas, «compras» ha de ser una celda o una columna."),
        ([[["a", "b"], [1.0, 2.0]]], NO_TITLES),
        ([clientes(9)[1:]], NO_TITLES),
        ([[["Cliente", "Ciudad"], ["Ana", "Gijón"]]], SIN_QUE_PUNTUAR),
        ([clientes(3), ULTIMA], MOVEMENTS_WANTED),
        ([clientes(3), None, 3.0], "Con una tabla, «importe» sobra: quítelo de la fórmula."),
        ([clientes(3), None, None, [[PRIMERA]]], "Con una tabla, «primera» sobra: quítelo de la fórmula."),
    ],
)
def test_lo_que_no_se_entiende_se_dice_en_la_celda(propias: Propias, argumentos: list[object], texto: str) -> None:
    assert segmento(propias, *argumentos) == texto


def test_una_fecha_posterior_al_corte_se_dice(propias: Propias) -> None:
    assert "posterior a la fecha de corte (31/01/2026)" in str(segmento(propias, datetime(2026, 2, 1), 3.0))


def test_sin_baremo_se_dice_que_boton_pulsar() -> None:
    assert segmento([], ULTIMA) == NO_SCALE
    assert segmento([[["Mis ajustes"], ["Cosas"]], None, None], clientes()) == NO_SCALE


def test_un_ajuste_que_no_vale_dice_donde(propias: Propias) -> None:
    malos = [fila[:] for fila in propias[0] or []]
    fila = next(i for i, celdas in enumerate(malos) if "Recencia" in celdas)
    malos[fila][malos[fila].index("Recencia") + 1] = "mucho"

    texto = str(segmento([malos, *propias[1:]], ULTIMA))

    assert "mucho" in texto
    assert "hoja «Configuración»" in texto


def test_un_baremo_retocado_no_se_usa(propias: Propias) -> None:
    retocado = [[-1.0 if celda == 40.0 else celda for celda in fila] for fila in propias[0] or []]

    texto = str(segmento([retocado, *propias[1:]], ULTIMA))

    assert texto not in SEGMENTOS
    assert "Configuración" in texto


def test_el_corte_dado_manda_y_sin_el_vale_el_del_ultimo_recalculo(propias: Propias) -> None:
    def dias(*argumentos: object) -> Celda:
        return evaluate("CARTERA_PUNTUACION", argumentos, propias)[0][0]

    sin_corte = dias(ULTIMA, 3.0, 100.0, PRIMERA)
    historial = propias[1]
    assert historial is not None
    assert historial[1][5] == CORTE

    assert sin_corte == dias(ULTIMA, 3.0, 100.0, PRIMERA, datetime(2026, 1, 31))
    assert sin_corte == dias(ULTIMA, 3.0, 100.0, PRIMERA, 46053.0)  # el mismo día, como número de serie
    assert sin_corte == dias(ULTIMA, 3.0, 100.0, PRIMERA, "31/01/2026")
    assert sin_corte != dias(ULTIMA, 3.0, 100.0, PRIMERA, datetime(2025, 12, 1))
    assert sin_corte == evaluate("CARTERA_PUNTUACION", [ULTIMA, 3.0, 100.0, PRIMERA], [propias[0], None, None])[0][0]


def test_un_recalculo_deshecho_no_cuenta_para_el_corte(propias: Propias) -> None:
    historial = [fila[:] for fila in propias[1] or []]
    deshecha = [None, None, "R2", None, "recalcular", date(2030, 1, 1), *[None] * 7]
    vuelta = [None, None, "R3", None, "deshacer", None, *[None] * 6, "Se deshizo R2: 40 celdas devueltas"]
    pedido = [ULTIMA, 3.0, 100.0, PRIMERA]

    assert evaluate("CARTERA_PUNTUACION", pedido, [propias[0], [*historial, deshecha], None]) != evaluate(
        "CARTERA_PUNTUACION", pedido, propias
    )
    assert evaluate("CARTERA_PUNTUACION", pedido, [propias[0], [*historial, deshecha, vuelta], None]) == evaluate(
        "CARTERA_PUNTUACION", pedido, propias
    )


class FechaDeCom(datetime):
    """Como la de pywin32: una fecha con huso que no se puede guardar."""

    def __reduce_ex__(self, protocolo: Any) -> Any:
        raise TypeError("no se puede")


def test_las_fechas_no_tienen_huso(propias: Propias) -> None:
    con_huso = [
        FechaDeCom(2025, 12, 1, tzinfo=UTC),
        ULTIMA.replace(hour=23, tzinfo=timezone(timedelta(hours=-6))),
        ULTIMA.date(),
    ]

    assert {segmento(propias, fecha, 3, Decimal("100"), PRIMERA) for fecha in con_huso} == {
        segmento(propias, ULTIMA, 3.0, 100.0, PRIMERA)
    }


def test_textos_con_coma_y_fechas_escritas_se_leen_como_en_la_hoja(propias: Propias) -> None:
    assert segmento(propias, "01/12/2025", "3", "1.234,50 €", "1 de marzo de 2024") == segmento(
        propias, ULTIMA, 3.0, 1234.5, PRIMERA
    )


def test_una_fila_sola_da_lo_mismo_que_en_su_tabla(propias: Propias) -> None:
    tabla = clientes()
    for funcion in PUNTUAN:
        juntas = columna(evaluate(funcion.id, [tabla], propias))
        for fila in (1, 7, 40):
            assert columna(evaluate(funcion.id, [[tabla[0], tabla[fila]]], propias)) == [juntas[0], juntas[fila]]


def test_ordenar_y_filtrar_no_cambian_a_nadie(propias: Propias) -> None:
    tabla = clientes()
    otras = [tabla[0], *sorted(tabla[1:], key=lambda fila: str(fila[4]))[::3]]
    for funcion in PUNTUAN:
        de_cada_uno = dict(zip((f[0] for f in tabla), columna(evaluate(funcion.id, [tabla], propias)), strict=True))
        assert columna(evaluate(funcion.id, [otras], propias)) == [de_cada_uno[fila[0]] for fila in otras]


def test_una_tabla_con_titulos_que_solo_conoce_configuracion(diario: SqliteJournal) -> None:
    tabla = clientes(12)
    tabla[0] = ["k1", "k2", "k3", "k4", "k5", "k6"]
    forzadas = {"nombre": "k2", "ultima_compra": "k3", "compras": "k4", "importe_neto": "k5", "primera_compra": "k6"}
    anfitrion = MemoryHost({"Clientes": tabla})
    anfitrion.add_table("Clientes", "Clientes", "A1:F13")
    recalcular(
        anfitrion, diario, Peticion(momento=datetime(2026, 3, 1), usuario="", hoja="Clientes", columnas=forzadas)
    )

    assert diferencias(anfitrion.grid("Clientes"), None, hojas_propias(anfitrion)) == []


def test_titulo_fila_en_blanco_y_total_responden_lo_suyo(propias: Propias) -> None:
    tabla = clientes(3)
    suelta = [["Cartera de 2026"], [], *tabla[:2], [None] * 6, tabla[2], ["Total", None, None, None, 1e6], [], []]

    respuesta = columna(evaluate("CARTERA_SEGMENTO", [suelta], propias))

    assert [celda in SEGMENTOS for celda in respuesta] == [False, False, False, True, False, True, False, False, False]
    assert [celda for celda in respuesta if celda not in SEGMENTOS] == ["", "", "Segmento", "", "", "", ""]


def test_una_tabla_sin_mas_que_titulos_responde_titulo(propias: Propias) -> None:
    assert columna(evaluate("CARTERA_SEGMENTO", [[*clientes(0), [], []]], propias)) == ["Segmento", "", ""]


def test_lo_que_pide_movimientos_dice_que_no_los_hay(propias: Propias) -> None:
    respuesta = columna(evaluate("CARTERA_CLV", [[*clientes(2), [None] * 6]], propias))

    assert respuesta == ["CLV 12 meses", "sin movimientos", "sin movimientos", ""]
    assert evaluate("CARTERA_CLV", [ULTIMA, 3.0, 100.0, PRIMERA], propias) == [["sin movimientos"]]


def test_si_el_boton_uso_los_movimientos_la_funcion_los_pide() -> None:
    propias = hojas_propias(con_movimientos())

    olvidados = [fila[:] for fila in propias[0] or []]
    primera = next(i for i, fila in enumerate(olvidados) if fila[:1] == ["Columnas reconocidas: movimientos"]) + 2
    for fila in olvidados[primera : primera + 4]:
        fila[1:2] = [None]

    assert segmento(propias, clientes()) == LAST_RUN_USED_MOVEMENTS
    assert columna(evaluate("CARTERA_SEGMENTO", [clientes()], [olvidados, *propias[1:]]))[1] in SEGMENTOS
    assert columna(evaluate("CARTERA_SEGMENTO", [clientes(), movimientos()], propias))[1] in SEGMENTOS
    assert segmento(propias, ULTIMA, 20.0, 8000.0, PRIMERA) in SEGMENTOS


def test_la_clase_sale_de_los_importes_solos(propias: Propias) -> None:
    importes: Cuadro = [["Importe"], [9000.0], [120.0], [None], ["1.234,50"]]
    respuesta = columna(evaluate("CARTERA_ABC", [importes], propias))

    assert respuesta[0] == "ABC"
    assert respuesta[3] == ""
    assert [respuesta[1], respuesta[2], respuesta[4]] == [
        evaluate("CARTERA_ABC", [ULTIMA, 3.0, importe], propias)[0][0] for importe in (9000.0, 120.0, 1234.5)
    ]
    assert evaluate("CARTERA_ABC", [ULTIMA], propias) == [[AMOUNTS_WANTED]]
    assert evaluate("CARTERA_ABC", [45000.0], propias) == [["A"]]  # sin importe, un número es un importe


def test_un_segmento_impuesto_en_la_tabla_se_respeta(propias: Propias) -> None:
    libro = [fila[:] for fila in clientes(3)]
    libro[0].append("Segmento manual")
    for fila, impuesto in zip(libro[1:], ("Clave", None, "Estratégico"), strict=True):
        fila.append(impuesto)

    respuesta = columna(evaluate("CARTERA_SEGMENTO", [libro], propias))

    assert (respuesta[1], respuesta[3]) == ("Clave", "Estratégico")


@pytest.mark.parametrize(
    ("celdas", "respuesta"),
    [
        (1985.0, [["Milenial"]]),
        ([["Nacimiento"], [1950.0], [None], [datetime(2001, 5, 1)]], [["Generación"], ["Baby boom"], [""], ["Z"]]),
        ([[1950.0, "1970"]], [["Baby boom", "X"]]),
        ("ayer", [["«ayer» no es una fecha ni un año."]]),
        (False, [["«FALSO» no es una fecha ni un año."]]),
        (1900.0, [[""]]),
        (None, [[""]]),
        ([[ErrorCelda("#N/A")], [1980.0]], [["#N/A"], ["X"]]),
    ],
)
def test_la_generacion_celda_a_celda(celdas: object, respuesta: Cuadro) -> None:
    assert evaluate("CARTERA_GENERACION", [celdas]) == respuesta


@pytest.mark.parametrize(
    ("identificador", "pais", "respuesta"),
    [
        ("12345678Z", "ES", "Válido"),
        (12345678.0, "ES", "No válido: le faltan o le sobran cifras; ¿12345678Z?"),
        ("12345678A", " es ", "No válido: la cifra o letra de control no cuadra"),
        ("XAXX010101000", "MX", "Válido, pero genérico: no identifica a nadie"),
        ("11111111H", "ES", "Válido, pero parece un relleno: no identifica a nadie"),
        ("00000000A", "ES", "No válido: la cifra o letra de control no cuadra"),
        ("1234567", "UY", "No se puede comprobar: es de los que no llevan cifra de control"),
        ("1", "BO", "No se puede comprobar: no hay comprobación publicada para Bolivia."),
        ("1", "XX", "No conozco el país «XX»: escriba su código, como ES, MX o AR."),
        (True, "ES", "No válido: «VERDADERO» no es un identificador."),
        ("s/n", "ES", "No válido: «s/n» no es un identificador."),
        (None, "ES", ""),
    ],
)
def test_el_identificador_vale_o_se_dice_por_que_no(identificador: object, pais: str, respuesta: str) -> None:
    assert evaluate("CARTERA_VALIDA_ID", [identificador, pais]) == [[respuesta]]


def test_el_pais_del_libro_vale_si_no_se_dice_otro(propias: Propias) -> None:
    assert evaluate("CARTERA_VALIDA_ID", [[["NIF"], ["12345678Z"]]], propias) == [["Validez"], ["Válido"]]
    assert evaluate("CARTERA_VALIDA_ID", ["12345678Z"]) == [["Falta el país: dígalo en «pais» o en Configuración."]]


CELDAS: st.SearchStrategy[object] = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(),
    st.text(max_size=12),
    st.sampled_from(["12/05/2025", "1.234,5", "Total", "Importe", "Última compra", "Cliente", "NIF", "0", "-"]),
    st.datetimes(datetime(1899, 12, 30), datetime(9999, 12, 31)),
    st.sampled_from([ErrorCelda("#N/A"), ErrorCelda("#DIV/0!")]),
)
CUADROS = st.integers(1, 4).flatmap(
    lambda ancho: st.lists(st.lists(CELDAS, min_size=ancho, max_size=ancho), min_size=1, max_size=5)
)
ARGUMENTOS = st.lists(st.one_of(st.none(), CELDAS, CUADROS), min_size=1, max_size=5)


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(funcion=st.sampled_from(FUNCTIONS), argumentos=ARGUMENTOS)
def test_ninguna_celda_hace_fallar_a_ninguna_funcion(propias: Propias, funcion: Any, argumentos: list[object]) -> None:
    respuesta = evaluate(funcion.id, argumentos, propias)

    alto = len(argumentos[0]) if isinstance(argumentos[0], list) else 1
    assert len(respuesta) in (1, alto)
    assert len({len(fila) for fila in respuesta}) == 1
    assert all(celda.__class__ in (str, float, bool, ErrorCelda) for fila in respuesta for celda in fila)
    if len(respuesta) == 1 and isinstance(respuesta[0][0], str):
        assert len(respuesta[0][0]) <= LONGEST_MESSAGE or funcion.id == "CARTERA_PORQUE"


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(datos=st.data())
def test_ninguna_celda_mala_de_la_tabla_estropea_a_los_demas(propias: Propias, datos: st.DataObject) -> None:
    """Con los títulos que conoce Configuración, una celda cualquiera solo puede cambiar su fila."""
    tabla = clientes(6)
    fila, sitio = datos.draw(st.integers(1, 6)), datos.draw(st.integers(2, 5))
    antes = columna(evaluate("CARTERA_PUNTUACION", [tabla], propias))
    tabla[fila][sitio] = datos.draw(CELDAS)  # type: ignore[assignment]

    despues = columna(evaluate("CARTERA_PUNTUACION", [tabla], propias))

    assert [i for i, (a, b) in enumerate(zip(antes, despues, strict=True)) if a != b and i != fila] == []
