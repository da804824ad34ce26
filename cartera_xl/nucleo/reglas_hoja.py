"""La tabla de reglas de segmento en la hoja Configuración."""

from collections.abc import Mapping, Sequence

from cartera_xl.nucleo.ajustes_lectura import entero, texto
from cartera_xl.nucleo.celdas import Celda, vacia
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.lienzo import Fila, FilaLeida, Lienzo, Seccion
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from cartera_xl.nucleo.reglas import EJES_DE_TEXTO, EJES_NUMERICOS, Condicion, Regla, Segmento
from cartera_xl.nucleo.reglas_texto import condicion_de, texto_de_condicion

_CABECERA_DE_EJE: Mapping[str, str] = {
    "valor": "Valor",
    "constancia": "Constancia",
    "actividad": "Actividad",
    "potencial": "Potencial",
    "importe_contrato": "Importe contrato",
    "nucleo": "Núcleo",
    "estado": "Estado",
    "ciclo": "Ciclo",
}
REGLAS = Seccion(
    "Reglas de segmento",
    ("Regla", "Segmento", "Prioridad", *_CABECERA_DE_EJE.values(), "Nota"),
    "Gana la regla cumplida de menor prioridad. Condiciones: >= 80 | < 50 | 40 a 80 | sin dato | habitual o nuevo",
    holgura=6,
    minimo=2,
)


def escribir_reglas(lienzo: Lienzo, reglas: Sequence[Regla]) -> None:
    """Las reglas que dicen lo mismo no se tocan, aunque estén escritas de otra manera."""
    antes = leer_reglas(lienzo) if lienzo.trozos(REGLAS) else None
    if antes == tuple(reglas):
        return
    filas = [_fila_de_regla(regla) for regla in reglas]
    if antes is None or [regla.id for regla in antes] == [regla.id for regla in reglas][: len(antes)]:
        iguales = set() if antes is None else {a.id for a, regla in zip(antes, reglas, strict=False) if a == regla}
        lienzo.escribir(REGLAS, [f for regla, f in zip(reglas, filas, strict=True) if regla.id not in iguales])
    else:
        lienzo.reescribir(REGLAS, filas)


def _fila_de_regla(regla: Regla) -> Fila:
    condiciones = {
        cabecera: CeldaSalida(texto_de_condicion(regla.condiciones.get(eje), eje) or None, Aspecto.ENTRADA)
        for eje, cabecera in _CABECERA_DE_EJE.items()
    }
    return {
        "Regla": CeldaSalida(regla.id, Aspecto.ENTRADA),
        "Segmento": CeldaSalida(regla.segmento.value, Aspecto.ENTRADA),
        "Prioridad": CeldaSalida(regla.prioridad, Aspecto.ENTRADA),
        **condiciones,
        "Nota": CeldaSalida(regla.nota or None, Aspecto.NOTA),
    }


def leer_reglas(lienzo: Lienzo) -> tuple[Regla, ...] | None:
    """Las de la hoja, en su orden; `None` si no tiene la sección o está vacía."""
    return tuple(_leer_regla(lienzo, fila) for fila in lienzo.filas(REGLAS)) or None


def _leer_regla(lienzo: Lienzo, fila: FilaLeida) -> Regla:
    condiciones: dict[str, Condicion] = {}
    for eje in (*EJES_NUMERICOS, *EJES_DE_TEXTO):
        cabecera = _CABECERA_DE_EJE[eje]
        donde = lienzo.donde(fila.fila, fila.columnas.get(cabecera, 1))
        condicion = condicion_de(fila.valores[cabecera], eje, donde)
        if condicion is not None:
            condiciones[eje] = condicion
    segmentos = ", ".join(Segmento)
    nota = fila.valores["Nota"]
    return Regla(
        lienzo.exigir(fila, "Regla", _nombre, "Dé un nombre a la regla"),
        lienzo.exigir(fila, "Segmento", _segmento, f"Escriba uno de estos: {segmentos}"),
        lienzo.exigir(fila, "Prioridad", entero, "Escriba un número entero; gana el menor"),
        condiciones,
        "" if vacia(nota) else str(nota),
    )


def _nombre(celda: Celda) -> str:
    nombre = texto(celda)
    if not nombre:
        raise ValueError("sin nombre")
    return nombre


def _segmento(celda: Celda) -> Segmento:
    por_clave = {clave(segmento.value): segmento for segmento in Segmento}
    segmento = por_clave.get(clave(texto(celda)))
    if segmento is None:
        raise ValueError("no es un segmento")
    return segmento
