"""Lo que la persona impone a mano: la columna Segmento manual y lo que escribió encima de lo nuestro."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cartera_xl.casos.lectura_libro import ClientesLeidos
from cartera_xl.casos.salida import iguales, normalizada
from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, a1, columna_de_objetos
from cartera_xl.nucleo.corrida import Corrida, emparejar_filas
from cartera_xl.nucleo.errores import Gravedad, Incidencia
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.reglas import Segmento

_POR_CLAVE: Mapping[str, Segmento] = {clave(segmento.value): segmento for segmento in Segmento}
PRIMERAS = 5


@dataclass(frozen=True, slots=True)
class Manuales:
    """Lo impuesto a mano, una posición por fila de la zona.

    `segmentos` es el segmento que manda o `None`; `trasladados`, posición -> segmento que alguien escribió en la
    columna Segmento y pasa a Segmento manual.
    """

    segmentos: ColumnaLeida
    trasladados: Mapping[int, str]
    incidencias: tuple[Incidencia, ...]


def leer_manuales(clientes: ClientesLeidos, ultima: Corrida | None, *, respetar: bool) -> Manuales:
    """Junta lo de Segmento manual con lo escrito encima de Segmento desde la última ejecución, si se respeta."""
    segmentos = columna_de_objetos([None] * clientes.filas.total)
    incidencias: list[Incidencia] = []
    escritos = clientes.propias.get("segmento_manual")
    for posicion, valor in _llenas(escritos, clientes):
        segmento = _POR_CLAVE.get(clave(str(valor)))
        if segmento is None:
            incidencias.append(_no_es_segmento(clientes, posicion, valor))
        else:
            segmentos[posicion] = segmento.value
    trasladados: dict[int, str] = {}
    for ident, posiciones in _pisadas(clientes, ultima).items():
        if ident != "segmento":
            incidencias.append(_pisada(clientes, ident, posiciones))
            continue
        for posicion in posiciones:
            valor = clientes.propias["segmento"][posicion]
            segmento = _POR_CLAVE.get(clave(str(valor)))
            aceptado = respetar and segmento is not None and segmentos[posicion] is None
            if aceptado and segmento is not None:
                segmentos[posicion] = trasladados[posicion] = segmento.value
            incidencias.append(_segmento_pisado(clientes, posicion, valor, aceptado=aceptado))
    return Manuales(segmentos, trasladados, tuple(incidencias))


def _llenas(columna: ColumnaLeida | None, clientes: ClientesLeidos) -> list[tuple[int, Celda]]:
    if columna is None:
        return []
    valores = normalizada(columna)
    return [(i, v) for i, v in enumerate(valores.tolist()) if v is not None and clientes.filas.marca[i]]


def _pisadas(clientes: ClientesLeidos, ultima: Corrida | None) -> dict[str, list[int]]:
    """Id de columna -> posiciones de hoy cuya celda ya no dice lo que escribió la última ejecución."""
    if ultima is None:
        return {}
    sitios = emparejar_filas(ultima.huellas, clientes.huellas(ultima.campos, ultima.libro))
    halladas: dict[str, list[int]] = {}
    for columna in ultima.columnas:
        actual = clientes.propias.get(columna.id)
        if actual is None or columna.id == "segmento_manual":
            continue
        mismas = iguales(normalizada(actual), normalizada(columna.despues)[sitios])
        posiciones = np.flatnonzero(~mismas & (sitios >= 0) & clientes.filas.marca).tolist()
        if posiciones:
            halladas[columna.id] = posiciones
    return halladas


def _incidencia(
    clientes: ClientesLeidos, ident: str, posicion: int, textos: tuple[str, str, str], *, error: bool = False
) -> Incidencia:
    clase, que, remedio = textos
    celda = a1(clientes.zona.primera_fila + posicion, clientes.sitios[ident])
    return Incidencia(clase, que, clientes.zona.hoja, celda, remedio, Gravedad.ERROR if error else Gravedad.AVISO)


def _no_es_segmento(clientes: ClientesLeidos, posicion: int, valor: Celda) -> Incidencia:
    remedio = f"Escriba uno de estos: {', '.join(Segmento)}; o borre la celda."
    textos = ("segmento_manual_desconocido", f"«{valor}» no es un segmento y no se tiene en cuenta.", remedio)
    return _incidencia(clientes, "segmento_manual", posicion, textos, error=True)


def _segmento_pisado(clientes: ClientesLeidos, posicion: int, valor: Celda, *, aceptado: bool) -> Incidencia:
    if aceptado:
        que = f"Se respeta «{valor}», escrito a mano en Segmento: pasa a Segmento manual."
        remedio = "Borre la celda de Segmento manual cuando quiera volver al calculado."
    else:
        que = f"Se recalcula Segmento, donde alguien había escrito «{'' if valor is None else valor}»."
        remedio = "Para imponer un segmento, escríbalo en la columna Segmento manual."
    return _incidencia(clientes, "segmento", posicion, ("escrito_a_mano", que, remedio))


def _pisada(clientes: ClientesLeidos, ident: str, posiciones: list[int]) -> Incidencia:
    titulo = clientes.cabecera[clientes.sitios[ident]]
    filas = ", ".join(str(clientes.zona.primera_fila + i) for i in posiciones[:PRIMERAS])
    resto = f" y {len(posiciones) - PRIMERAS} más" if len(posiciones) > PRIMERAS else ""
    que = f"En «{titulo}» hay {len(posiciones)} celdas cambiadas a mano (filas {filas}{resto}); se recalculan."
    remedio = "Anote sus datos en otra columna: esta la escribe el programa. «cartera deshacer» los devuelve."
    return _incidencia(clientes, ident, posiciones[0], ("escrito_a_mano", que, remedio))
