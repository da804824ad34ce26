"""Lo que se tiene de una persona, como filas llanas: para el CSV que se le entrega."""

from collections.abc import Iterator

from cartera_xl.casos.interesado import Interesado
from cartera_xl.nucleo.privacidad.leyes import NO_ES_ASESORAMIENTO

CABECERA = ("Apartado", "Dónde", "Dato", "Valor")


def filas(suyo: Interesado) -> Iterator[tuple[str, str, str, str]]:
    """Una fila por dato, apartado a apartado; las cuatro columnas son las de `CABECERA`."""
    sitio = f"hoja «{suyo.hoja}», fila {suyo.fila}"
    for dato in suyo.ficha:
        yield "Calculado, en su fila" if dato.calculado else "Sus datos", sitio, dato.titulo, dato.valor
    if suyo.compras is not None:
        for numero, linea in enumerate(suyo.compras.lineas, 1):
            donde = f"hoja «{suyo.compras.hoja}», línea {numero}"
            for titulo, valor in zip(suyo.compras.titulos, linea, strict=True):
                if valor:
                    yield "Compras", donde, titulo, valor
    for aparicion in suyo.apariciones:
        donde = f"hoja «{aparicion.hoja}», celda {aparicion.celda}"
        apartado = "Otras celdas" if aparicion.seguro else "Otras celdas (puede ser otra cosa)"
        yield apartado, donde, aparicion.titulo or aparicion.dato.value, str(aparicion.valor)
    for rastro in suyo.rastros:
        yield "Fuera de las celdas", rastro.sitio, "", rastro.texto
    for ejecucion in suyo.ejecuciones:
        momento = f"{ejecucion.momento:%d/%m/%Y %H:%M}"
        guarda = [*ejecucion.columnas, *(f"hoja «{hoja}»" for hoja in ejecucion.hojas)]
        yield "Diario de este equipo", ejecucion.id, momento, ", ".join(guarda)
    for dato in suyo.perfil:
        yield "Calculado hoy", dato.explicacion, dato.titulo, dato.valor
    for que, motivo in suyo.permisos:
        yield "Permisos", "", que, motivo
    for norma in suyo.derechos:
        yield "Derechos", norma.cita, norma.tema.value, f"{norma.que} ({norma.estado})"
    yield "Aviso", "", "", NO_ES_ASESORAMIENTO
