"""Por qué tomar un resultado con cuidado: cada reserva de `fiabilidad`, con la cifra que la causa."""

from collections.abc import Iterator

from cartera_xl.nucleo.baremo import MUESTRA_SUFICIENTE, Baremo
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.explicacion.condiciones import NOMBRES
from cartera_xl.nucleo.explicacion.fila import FilaExplicada
from cartera_xl.nucleo.fiabilidad import (
    COMPRAS_MINIMAS,
    DIAS_MINIMOS,
    EJES_DE_POTENCIAL,
    fronteras,
    necesarias_de_cliente,
)
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import decimal

FIRME = "El resultado es firme: no falta ningún dato, hay historia bastante y no está junto a ningún borde."
_DE_CLIENTE = {
    "p_r": "cuándo compró por última vez",
    "actividad": "cuándo compró por última vez",
    "potencial": "cuándo compró por última vez",
    "p_f": "cuántas veces ha comprado",
    "constancia": "cuántas veces ha comprado",
    "p_m": "por cuánto ha comprado",
    "valor": "por cuánto ha comprado",
}
_DE_POTENCIAL = {"valor": "cuánto se prevé que gaste", "potencial": "qué encaje tiene"}


def reservas(fila: FilaExplicada, baremo: Baremo, configuracion: Configuracion) -> tuple[str, ...]:
    """Una frase por razón; si no hay ninguna, `FIRME`."""
    razones = (
        *_muestra(baremo),
        *_faltan(fila, configuracion),
        *_poca_historia(fila),
        *_junto_a_un_borde(fila, configuracion),
    )
    return razones or (FIRME,)


def _muestra(baremo: Baremo) -> Iterator[str]:
    if not baremo.muestra_suficiente:
        con = contar(baremo.n, "cliente", "clientes")
        yield f"La cartera se midió con {con}: con menos de {MUESTRA_SUFICIENTE}, los percentiles dicen poco."


def _faltan(fila: FilaExplicada, configuracion: Configuracion) -> Iterator[str]:
    necesarias = necesarias_de_cliente(configuracion) if fila.es_cliente else EJES_DE_POTENCIAL
    nombres = _DE_CLIENTE if fila.es_cliente else _DE_POTENCIAL
    for nombre in dict.fromkeys(nombres[columna] for columna in necesarias if fila.numero(columna) is None):
        yield f"No consta {nombre}, y lo que se mide con ello no cuenta."


def _poca_historia(fila: FilaExplicada) -> Iterator[str]:
    if not fila.es_cliente:
        return
    compras, antiguedad = fila.numero("compras"), fila.numero("antiguedad")
    if compras is not None and compras < COMPRAS_MINIMAS:
        consta = f"hay {contar(int(compras), 'compra', 'compras')}" if compras else "no hay ninguna compra"
        yield f"En su historia {consta}: hacen falta {COMPRAS_MINIMAS} para fiarse del ritmo."
    if antiguedad is not None and antiguedad < DIAS_MINIMOS:
        hace = contar(int(antiguedad), "día", "días")
        yield f"Compró por primera vez hace {hace}: con menos de {DIAS_MINIMOS} todavía puede cambiar mucho."


def _junto_a_un_borde(fila: FilaExplicada, configuracion: Configuracion) -> Iterator[str]:
    for columna, borde, margen in fronteras(configuracion):
        valor = fila.numero(columna)
        if valor is None or not borde - margen <= valor <= borde + margen:
            continue
        if columna == "puntuacion":
            de_que = f"Su puntuación es {decimal(valor, fila.pais)} y el rango cambia en {decimal(borde, fila.pais)}"
        else:
            de_que = (
                f"Su {NOMBRES[columna]} es {fila.dicho(columna)} y las reglas cambian en {decimal(borde, fila.pais)}"
            )
        yield f"{de_que}: un cambio pequeño lo movería."
