"""Cuántos datos del libro se han quedado fuera de una cuenta por no entenderse."""

from cartera_xl.casos.estudio import Cartera
from cartera_xl.nucleo.errores import Gravedad


def datos_fuera(cartera: Cartera) -> int:
    """Las incidencias que dejan algún dato fuera; «cartera comprobar» las enseña."""
    leido = cartera.leido
    incidencias = (
        *(() if leido.nueva is not None else leido.clientes.tabla.lectura.incidencias),
        *(leido.movimientos.lectura.incidencias if leido.movimientos else ()),
        *cartera.hechos.incidencias,
    )
    return sum(incidencia.gravedad is Gravedad.ERROR for incidencia in incidencias)
