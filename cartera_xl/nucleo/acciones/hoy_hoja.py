"""La hoja «Hoy»: la lista de la semana a la izquierda y, a la derecha, el esfuerzo, la atención y los descuidos.

Los sitios son fijos para que una hoja ya escrita conserve su aspecto: solo crecen hacia abajo la lista y los descuidos.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cartera_xl.nucleo.acciones.hoy import LineaDeHoy, ListaDeHoy
from cartera_xl.nucleo.acciones.vigilancia import (
    DIAS_MIRADOS,
    Atencion,
    Esfuerzo,
    Vigilado,
    frase_de_atencion,
)
from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.lectura.textos import clave, contar
from cartera_xl.nucleo.palabras_cifras import fecha
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from cartera_xl.nucleo.resumen_sitios import Celdas, bloque, linea_de

HOJA_HOY = "Hoy"
TITULO = "Hoy: a quién atender esta semana"
FILA_LISTA = 4
LISTA, LATERAL = 1, 13
FILA_ESFUERZO, FILA_ATENCION, FILA_DESCUIDOS = 4, 13, 20
ANCHOS: Mapping[int, float] = dict(enumerate((16, 7, 32, 13, 10, 52, 72, 13, 12, 14, 40, 2, 24, 30, 62, 46), 1))
_CABECERA = (
    "Responsable",
    "Orden",
    "Cliente",
    "Segmento",
    "Prioridad",
    "Qué hacer",
    "Por qué",
    "Canal",
    "Fecha",
    "En juego",
    "Por qué en este orden",
)


@dataclass(frozen=True, slots=True)
class Semana:
    """Todo lo que dice la hoja Hoy; `horas` son las disponibles a la semana, o `None` si no se saben."""

    lista: ListaDeHoy
    esfuerzo: tuple[Esfuerzo, ...]
    horas: float | None
    atencion: tuple[Atencion, ...]
    vigilados: tuple[Vigilado, ...]
    moneda: str | None = None


def es_hoy(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra: lleva nuestro título arriba."""
    escritas = [celda for fila in cuadro for celda in fila if not vacia(celda)]
    return not escritas or any(clave(str(celda)) == clave(TITULO) for fila in cuadro[:3] for celda in fila)


def celdas_de_hoy(semana: Semana) -> Celdas:
    """Todas las celdas de la hoja; con ellas, `reescrita` vacía lo que sobre de la vez anterior."""
    celdas: Celdas = {
        (1, LISTA): CeldaSalida(TITULO, Aspecto.TITULO),
        (2, LISTA): CeldaSalida(cabecera(semana), Aspecto.NOTA),
    }
    celdas |= bloque(FILA_LISTA, LISTA, "Lista de la semana", _CABECERA, map(_linea, semana.lista.lineas))
    celdas |= _de_esfuerzo(semana)
    celdas |= _de_atencion(semana.atencion)
    return celdas | _de_descuidos(semana.vigilados)


def cabecera(semana: Semana) -> str:
    """Qué semana es, cuántas acciones hay, el tope y lo que no cabe."""
    lista = semana.lista
    partes = [
        f"Del {fecha(lista.desde)} al {fecha(lista.hasta)}",
        contar(len(lista.lineas), "acción", "acciones"),
        f"como mucho {lista.tope} por responsable",
    ]
    if lista.no_caben:
        fuera = ", ".join(f"{quien}, {cuantas}" for quien, cuantas in lista.no_caben.items())
        partes.append(f"no caben (quedan para después): {fuera}")
    if semana.moneda:
        partes.append(f"importes en {semana.moneda}")
    return " · ".join(partes)


def frase_de_horas(lineas: Sequence[Esfuerzo], horas: float | None) -> str:
    """Si las horas que piden los planes caben en las disponibles."""
    pedidas = sum(linea.horas_semana for linea in lineas)
    if horas is None:
        return "Para comparar, escriba en la hoja Planes las horas disponibles y en la de clientes los responsables."
    if pedidas > horas:
        return f"No caben: se piden {pedidas:.0f} y hay {horas:.0f} disponibles. Baje las de Planes o reparta."
    return f"Caben: se piden {pedidas:.0f} y hay {horas:.0f} disponibles."


def _linea(linea: LineaDeHoy) -> list[CeldaSalida]:
    return linea_de(
        (linea.responsable, Aspecto.TEXTO),
        (linea.orden, Aspecto.ENTERO),
        (linea.cliente, Aspecto.TEXTO),
        (linea.segmento, Aspecto.TEXTO),
        (linea.prioridad, Aspecto.CENTRADO),
        (linea.accion, Aspecto.TEXTO),
        (linea.motivo, Aspecto.TEXTO),
        (linea.canal, Aspecto.TEXTO),
        (linea.fecha, Aspecto.FECHA),
        (linea.importe, Aspecto.IMPORTE),
        (linea.por_que_aqui, Aspecto.TEXTO),
    )


def _de_esfuerzo(semana: Semana) -> Celdas:
    filas: list[Sequence[tuple[Celda, Aspecto]]] = [
        (
            (linea.segmento, Aspecto.TEXTO),
            (linea.clientes, Aspecto.ENTERO),
            (linea.horas_semana, Aspecto.DECIMAL),
            (linea.contactos, Aspecto.ENTERO),
        )
        for linea in semana.esfuerzo
    ]
    cabeceras = ("Segmento", "Clientes", "Horas a la semana que pide su plan", f"Contactos en {DIAS_MIRADOS} días")
    celdas = bloque(FILA_ESFUERZO, LATERAL, "Esfuerzo por segmento", cabeceras, (linea_de(*fila) for fila in filas))
    nota = frase_de_horas(semana.esfuerzo, semana.horas)
    return celdas | {(FILA_ESFUERZO + 2 + len(filas), LATERAL): CeldaSalida(nota, Aspecto.NOTA)}


def _de_atencion(grupos: Sequence[Atencion]) -> Celdas:
    lineas: Iterable[Sequence[CeldaSalida]] = (
        linea_de(
            (grupo.grupo, Aspecto.TEXTO),
            (grupo.clientes, Aspecto.ENTERO),
            (grupo.atendidos, Aspecto.ENTERO),
            (grupo.contactos, Aspecto.ENTERO),
        )
        for grupo in grupos
    )
    cabeceras = ("Grupo", "Clientes", f"Con contacto en {DIAS_MIRADOS} días", "Contactos")
    celdas = bloque(FILA_ATENCION, LATERAL, "Atención: actuales y nuevos", cabeceras, lineas)
    return celdas | {(FILA_ATENCION + 4, LATERAL): CeldaSalida(frase_de_atencion(grupos), Aspecto.NOTA)}


def _de_descuidos(vigilados: Sequence[Vigilado]) -> Celdas:
    lineas = [
        linea_de(
            (vigilado.clase.value, Aspecto.TEXTO),
            (vigilado.cliente or None, Aspecto.TEXTO),
            (vigilado.que, Aspecto.TEXTO),
            (vigilado.propuesta or None, Aspecto.TEXTO),
        )
        for vigilado in vigilados
    ] or [linea_de(("Nada que avisar", Aspecto.TEXTO))]
    return bloque(FILA_DESCUIDOS, LATERAL, "Descuidos", ("Aviso", "Cliente", "Qué pasa", "Propuesta"), lineas)
