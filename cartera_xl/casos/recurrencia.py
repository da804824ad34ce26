"""Qué clientes son recurrentes, lo que dejan en un año y qué parte se retiene: lo que se puede saber en cada libro."""

from dataclasses import dataclass

import numpy as np

from cartera_xl.casos.estudio import Cartera
from cartera_xl.casos.lectura_libro import TablaLeida
from cartera_xl.nucleo.compras import registro_de_movimientos
from cartera_xl.nucleo.errores import FaltanDatos
from cartera_xl.nucleo.hechos import Marca, Numeros, numeros
from cartera_xl.nucleo.ingresos.periodos import Periodo, dia_de
from cartera_xl.nucleo.ingresos.retencion import RetencionMedida, medir_retencion
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import fecha
from cartera_xl.nucleo.pronostico.registro import Registro
from cartera_xl.nucleo.puntuacion import dias_de_inactividad

DIAS_DE_UN_EJERCICIO = 365.0


@dataclass(frozen=True, slots=True)
class Recurrencia:
    """Una posición por fila de la tabla puntuada. `neto` es el de 12 meses; `sin_medida`, por qué no hay retención."""

    neto: Numeros
    recurrente: Marca
    retencion: RetencionMedida | None
    sin_medida: str
    notas: tuple[str, ...]


def medir_recurrencia(cartera: Cartera) -> Recurrencia:
    """Recurrente es quien compró en los dos últimos años o tiene contrato en vigor.

    Si la historia no da para dos años, quien ha comprado más de una vez y no está inactivo. Sin movimientos, además,
    el neto de un año es el total repartido entre los años desde la primera compra. `FaltanDatos` si no consta.
    """
    hechos, puntuados = cartera.hechos, cartera.calculo.puntuados
    con_contrato = (numeros(puntuados, "vence") > 0) & (numeros(puntuados, "importe_contrato") > 0)
    activo = _repite(cartera)
    if hechos.movimientos is None or hechos.claves is None:
        neto, notas = _neto_repartido(cartera)
        return Recurrencia(neto, activo | con_contrato, None, "sin las compras una a una no se puede medir", notas)
    registro = registro_de_movimientos(hechos.movimientos, hechos.corte)
    retencion = medir_retencion(registro, hechos.corte)
    neto = numeros(puntuados, "importe_12m")
    dos, notas = _dos_ejercicios(cartera, registro)
    recurrente = (activo if dos is None else dos) | con_contrato
    motivo = "la historia no llega a 24 meses" if dos is None else "hay muy pocos clientes"
    return Recurrencia(neto, recurrente, retencion, motivo, notas)


def _repite(cartera: Cartera) -> Marca:
    puntuados = cartera.calculo.puntuados
    limite = dias_de_inactividad(cartera.calculo.baremo, cartera.calculo.ajustes)
    return (numeros(puntuados, "compras") >= 2) & (numeros(puntuados, "dias_sin_comprar") < limite)


def _dos_ejercicios(cartera: Cartera, registro: Registro) -> tuple[Marca | None, tuple[str, ...]]:
    """Quién compró en los dos últimos años; `None`, y por qué, si la historia no llega."""
    ahora = Periodo.doce_meses(cartera.hechos.corte)
    antes = Periodo.doce_meses(dia_de(ahora.antes_de))
    if not antes.lo_cubre(registro.primer_dia if len(registro.dia) else None):
        desde = f"del {fecha(dia_de(registro.primer_dia))}" if len(registro.dia) else "de ninguna fecha"
        nota = (
            f"Los movimientos son {desde}: no llegan a 24 meses. Se toma por recurrente a quien ha comprado más de una "
            "vez y no está inactivo, y la retención es un supuesto."
        )
        return None, (nota,)
    assert cartera.hechos.claves is not None, "con movimientos, cada cliente tiene su clave"
    clave = np.asarray(cartera.hechos.claves["clave"].to_numpy(), dtype=np.int64)
    compro = [
        np.append(registro.compras_entre(periodo.antes_de, periodo.hasta) > 0, np.False_)[
            np.where((clave >= 0) & (clave < registro.claves), clave, registro.claves)
        ]
        for periodo in (antes, ahora)
    ]
    return compro[0] & compro[1], ()


def _neto_repartido(cartera: Cartera) -> tuple[Numeros, tuple[str, ...]]:
    puntuados, tabla = cartera.calculo.puntuados, cartera.leido.clientes.tabla
    total, antiguedad = numeros(puntuados, "importe_neto"), numeros(puntuados, "antiguedad")
    neto = total * DIAS_DE_UN_EJERCICIO / np.maximum(antiguedad, DIAS_DE_UN_EJERCICIO)
    if np.isnan(neto).all():
        raise _no_se_sabe(cartera, tabla)
    notas = [
        "Sin movimientos, el neto de un año es una estimación: el total de cada cliente repartido entre los años desde "
        "su primera compra. Es recurrente quien ha comprado más de una vez y no está inactivo."
    ]
    faltan = int((np.isnan(neto) & ~np.isnan(total)).sum())
    if faltan:
        notas.append(f"{contar(faltan, 'cliente no cuenta', 'clientes no cuentan')}: no consta su primera compra.")
    return neto, tuple(notas)


def _no_se_sabe(cartera: Cartera, tabla: TablaLeida) -> FaltanDatos:
    falta = "el importe" if np.isnan(numeros(cartera.calculo.puntuados, "importe_neto")).all() else "la primera compra"
    return FaltanDatos(
        f"No se puede saber lo que deja cada cliente en un año: no consta {falta} de ninguno.",
        donde=f"libro «{cartera.libro.info.nombre}», hoja «{tabla.lectura.hoja}»",
        remedio="Dé las compras con --movimientos ARCHIVO, o añada el importe y la primera compra de cada cliente",
    )
