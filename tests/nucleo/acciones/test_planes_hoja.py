"""La hoja Planes: lo que se escribe se lee igual, y lo que está mal dice su celda."""

import pytest

from cartera_xl.nucleo.acciones.planes_de_partida import PLANES_DE_PARTIDA
from cartera_xl.nucleo.acciones.planes_hoja import TRATO, celdas_de_planes, es_planes, leer_planes
from cartera_xl.nucleo.celdas import Celda, Cuadro
from cartera_xl.nucleo.errores import ConfiguracionErronea


def _cuadro() -> Cuadro:
    celdas = celdas_de_planes([])
    alto, ancho = (max(sitio[eje] for sitio in celdas) for eje in (0, 1))
    cuadro: Cuadro = [[None] * ancho for _ in range(alto)]
    for (fila, columna), celda in celdas.items():
        cuadro[fila - 1][columna - 1] = celda.valor
    return cuadro


def _sitio(cuadro: Cuadro, texto: Celda) -> tuple[int, int]:
    return next((i, j) for i, fila in enumerate(cuadro) for j, celda in enumerate(fila) if celda == texto)


def test_la_hoja_recien_creada_dice_los_planes_de_partida() -> None:
    assert leer_planes(_cuadro()) == PLANES_DE_PARTIDA


def test_una_hoja_completa_no_cambia_y_una_sin_una_seccion_la_recupera() -> None:
    cuadro = _cuadro()
    assert celdas_de_planes(cuadro) == {}
    fila, _ = _sitio(cuadro, TRATO.titulo)

    faltan = celdas_de_planes(cuadro[:fila])

    assert {celda.valor for celda in faltan.values()} >= {"Planes de trato", "Contestar su consulta"}


def test_una_seccion_que_falta_es_la_de_partida() -> None:
    fila, _ = _sitio(_cuadro(), TRATO.titulo)

    assert leer_planes(_cuadro()[:fila]) == PLANES_DE_PARTIDA


def test_la_persona_puede_mover_columnas_y_anotar_al_lado() -> None:
    cuadro: Cuadro = [
        ["Planes de trato"],
        ["Prioridad", "Acción", "Segmento", "Mi nota", "Aviso"],
        ["alta", "Llamar", "CLAVE", "ojo", "silencio"],
        [None, "Lo demás", None, None, None],
        ["baja", None, None, None, None],
    ]
    with pytest.raises(ConfiguracionErronea):
        leer_planes(cuadro)
    cuadro[1] += ["Plazo (días)"]
    cuadro[2] += [3]
    cuadro[3] = ["media", "Lo demás", None, None, None, 30]
    cuadro.pop()

    primero, segundo = leer_planes(cuadro).tratos

    assert (primero.accion, primero.segmento, primero.prioridad.value, primero.plazo_dias) == (
        "Llamar",
        "Clave",
        "Alta",
        3,
    )
    assert segundo.para == (None, "", "")
    assert segundo.comercial, "ante la duda es comercial, para no molestar a quien se opone"


@pytest.mark.parametrize(
    ("antes", "despues", "celda_dice", "que_dice"),
    [
        ("Contestar su consulta", None, "Acción", "«» no vale para «Acción»."),
        ("respuesta pendiente", "lo que sea", "Aviso", "«lo que sea» no vale para «Aviso»."),
        ("Alta", "Urgente", "Prioridad", "«Urgente» no vale para «Prioridad»."),
        ("interno", "interno", None, None),
        (24, -1, "Horas al año", "«-1» no vale para «Horas al año»."),
        (60, 0, "Cada (días)", "«0» no vale para «Cada (días)»."),
        (20, "muchas", "Horas a la semana", "«muchas» no vale para «Horas a la semana»."),
    ],
)
def test_lo_que_esta_mal_dice_su_celda(
    antes: Celda, despues: Celda, celda_dice: str | None, que_dice: str | None
) -> None:
    cuadro = _cuadro()
    fila, columna = _sitio(cuadro, antes)
    cuadro[fila][columna] = despues
    if que_dice is None:
        assert leer_planes(cuadro) == PLANES_DE_PARTIDA
        return

    with pytest.raises(ConfiguracionErronea) as error:
        leer_planes(cuadro, "Planes (Cartera)")

    assert error.value.que == que_dice
    assert error.value.donde == f"hoja «Planes (Cartera)», celda {chr(65 + columna)}{fila + 1}"


def test_dos_filas_para_lo_mismo_no_valen_y_se_nombran() -> None:
    cuadro = _cuadro()
    repetida = next(fila for fila in cuadro if "Contestar su consulta" in fila)
    cuadro.append(list(repetida))

    with pytest.raises(ConfiguracionErronea, match=r"las filas \d+ y \d+"):
        leer_planes(cuadro)


def test_un_hueco_se_nombra_con_un_cliente_al_que_no_le_vale_nada() -> None:
    cuadro = [fila for fila in _cuadro() if not ({"Mantener sus datos al día"} & set(map(str, fila)))]
    cuadro = [fila for fila in cuadro if not (fila[0] == "Clave" and fila[2] is None and len(fila) > 3 and fila[3])]

    with pytest.raises(ConfiguracionErronea) as error:
        leer_planes(cuadro)

    assert error.value.que == "Ningún plan de trato vale para un cliente «Clave» en ciclo «Prospecto» y sin avisos."


def test_un_segmento_repetido_en_el_plan_de_comunicacion_no_vale() -> None:
    cuadro = _cuadro()
    fila, columna = _sitio(cuadro, "Emergente")
    cuadro[fila][columna] = "clave"

    with pytest.raises(ConfiguracionErronea, match="El segmento «Clave» tiene dos filas"):
        leer_planes(cuadro)


@pytest.mark.parametrize(
    ("cuadro", "nuestra"),
    [([], True), ([[None, " "]], True), ([["Planes de trato"]], True), ([["Planes de empresa"]], False)],
)
def test_solo_es_nuestra_la_hoja_vacia_o_con_nuestros_titulos(cuadro: Cuadro, nuestra: bool) -> None:
    assert es_planes(cuadro) is nuestra
