"""La hoja «Hoy»: la lista de la semana, a su derecha los descuidos y, más allá, el esfuerzo y la atención.

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
LISTA, DESCUIDOS, CIFRAS = 1, 13, 18
FILA_ATENCION = 13
ANCHOS: Mapping[int, float] = {
    **dict(enumerate((17, 8, 36, 13, 10, 54, 86, 13, 14, 12, 42, 2), 1)),
    **dict(enumerate((24, 36, 66, 48, 2), DESCUIDOS)),
    **dict(enumerate((24, 12, 16, 14), CIFRAS)),
}
_CABECERA = (
    "Responsable",
    "Orden",
    "Cliente",
    "Segmento",
    "Prioridad",
    "Qué hacer",
    "Por qué",
    "Canal",
    "En juego",
    "Fecha",
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
        (linea.orden, Aspecto.CENTRADO),
        (linea.cliente, Aspecto.TEXTO),
        (linea.segmento, Aspecto.TEXTO),
        (linea.prioridad, Aspecto.CENTRADO),
        (linea.accion, Aspecto.TEXTO),
        (linea.motivo, Aspecto.TEXTO),
        (linea.canal, Aspecto.TEXTO),
        (linea.importe, Aspecto.IMPORTE),
        (linea.fecha, Aspecto.FECHA),
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
    cabeceras = ("Segmento", "Clientes", "Horas semana", "Contactos")
    celdas = bloque(
        FILA_LISTA,
        CIFRAS,
        f"Esfuerzo por segmento (contactos de {DIAS_MIRADOS} días)",
        cabeceras,
        (linea_de(*fila) for fila in filas),
    )
    nota = frase_de_horas(semana.esfuerzo, semana.horas)
    return celdas | {(FILA_LISTA + 2 + len(filas), CIFRAS): CeldaSalida(nota, Aspecto.NOTA)}


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
    cabeceras = ("Grupo", "Clientes", "Con contacto", "Contactos")
    celdas = bloque(FILA_ATENCION, CIFRAS, f"Atención en {DIAS_MIRADOS} días: actuales y nuevos", cabeceras, lineas)
    return celdas | {(FILA_ATENCION + 4, CIFRAS): CeldaSalida(frase_de_atencion(grupos), Aspecto.NOTA)}


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
    return bloque(FILA_LISTA, DESCUIDOS, "Descuidos", ("Aviso", "Cliente", "Qué pasa", "Propuesta"), lineas)
