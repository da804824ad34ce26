"""Los permisos de un libro ya leído: los usa todo lo que haga una lista, un informe o un envío."""

import numpy as np

from cartera_xl.casos.estudio import Cartera
from cartera_xl.casos.lectura_libro import TablaLeida
from cartera_xl.casos.peticion import Peticion
from cartera_xl.nucleo.errores import Incidencia
from cartera_xl.nucleo.hechos import Marca
from cartera_xl.nucleo.privacidad.permisos import Permisos, permisos
from cartera_xl.nucleo.privacidad.sensibles import incidencias_de_sensibles

DE_PERMISO = ("bloqueado", "oposicion")


def permisos_de(cartera: Cartera, peticion: Peticion) -> Permisos:
    """Una posición por cliente, en el orden de `calculo.puntuados`.

    El plazo de conservación se mira al día de hoy y no al corte: los datos vencen aunque nadie haya comprado desde
    entonces.
    """
    tabla = cartera.leido.clientes.tabla
    ilegibles = {campo: _ilegibles(tabla, campo) for campo in DE_PERMISO}
    pais = peticion.pais or cartera.libro.configuracion.pais
    return permisos(tabla.cuadro, peticion.momento.date(), pais, ilegibles)


def avisos_de_columnas_sensibles(clientes: TablaLeida, movimientos: TablaLeida | None) -> list[Incidencia]:
    """Los avisos de las dos hojas, para sumarlos a las demás incidencias."""
    return [
        aviso
        for tabla in (clientes, movimientos)
        if tabla is not None
        for aviso in incidencias_de_sensibles(
            tabla.encargo.mapeo, tabla.lectura.hoja, tabla.encargo.candidata.fila_cabecera
        )
    ]


def _ilegibles(tabla: TablaLeida, campo: str) -> Marca:
    """Las celdas escritas que no se entendieron como sí o no, una posición por cliente."""
    lectura = tabla.lectura
    marca = np.zeros(len(lectura.filas), dtype=bool)
    marca[list(lectura.malos.get(campo, ()))] = True
    legibles: Marca = marca[lectura.filas]
    return legibles
