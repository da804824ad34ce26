"""Sugerencias de venta: qué productos van juntos en las compras del libro y qué ofrecer a cada cliente."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from cartera_xl.casos.a_fondo import complementos_del_libro
from cartera_xl.casos.balance import incidencia_a_dict
from cartera_xl.casos.estudio import Cartera, estudiar
from cartera_xl.casos.hojas import buscar_hoja, escribir_hojas
from cartera_xl.casos.lectura_libro import pais_de
from cartera_xl.casos.permisos import permisos_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.errores import FaltanDatos, Gravedad, Incidencia
from cartera_xl.nucleo.hechos import Marca, Marco, numeros, textos
from cartera_xl.nucleo.privacidad.permisos import puede_aparecer
from cartera_xl.nucleo.ventas.complementos import HOJA_COMPLEMENTOS, es_complementos, hoja_de_complementos
from cartera_xl.nucleo.ventas.sugerencias import (
    Asociacion,
    PropensionDeProducto,
    Ventas,
    estudiar_ventas,
    motivo_de_que_no_haya,
    propension_por_producto,
    tabla_de_asociaciones,
    textos_por_fila,
)


@dataclass(frozen=True, slots=True)
class SugerenciaDeCliente:
    """Qué ofrecer a un cliente; `neto` es el de 12 meses o, si no consta, el de todas sus compras."""

    fila: int
    nombre: str
    segmento: str
    responsable: str
    neto: float | None
    texto: str


@dataclass(frozen=True, slots=True)
class SugerenciasDeVenta:
    """Lo que se enseña.

    * `campo`: «producto» o «categoria», lo que se ha mirado. `compradores`: clientes con compras.
    * `posibles`: parejas de productos que se podían haber hallado. `recortados`: clientes con tantos productos
      distintos que solo se han mirado los que más veces compran.
    * `motivo`: por qué no sale ninguna asociación; vacío si sale alguna.
    * `clientes`: del de más a menos neto; sin quien se opone o tiene los datos bloqueados, que son `apartados`.
    * `de_tabla`: cuántas de ellas salen de la hoja Complementos. `hay_hoja`: si el libro la tiene.
    * `ejecucion`: la que ha creado la hoja; vacía si no se ha creado.
    """

    libro: str
    pais: str | None
    moneda: str | None
    corte: date
    motivo_corte: str
    campo: str
    compradores: int
    posibles: int
    recortados: int
    motivo: str
    asociaciones: tuple[Asociacion, ...]
    propension: tuple[PropensionDeProducto, ...]
    clientes: tuple[SugerenciaDeCliente, ...]
    apartados: int
    de_tabla: int
    hoja: str
    hay_hoja: bool
    ejecucion: str
    incidencias: tuple[Incidencia, ...]

    def con_errores(self) -> bool:
        """Cierto si alguna incidencia dejó un dato fuera."""
        return any(i.gravedad is Gravedad.ERROR for i in self.incidencias)

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON y claves en español."""
        contenido = asdict(self) | {
            "corte": self.corte.isoformat(),
            "ejecucion": self.ejecucion or None,
            "incidencias": [incidencia_a_dict(i) for i in self.incidencias],
        }
        return {campo: list(valor) if isinstance(valor, tuple) else valor for campo, valor in contenido.items()}


def sugerencias(
    anfitrion: SheetHost, diario: Journal, peticion: Peticion, *, en_hoja: bool = False
) -> SugerenciasDeVenta:
    """Lo que se puede ofrecer. Con `en_hoja`, crea además la hoja Complementos si falta.

    `FaltanDatos` si no hay compras una a una o si no dicen qué se compró.
    """
    cartera = estudiar(anfitrion, diario, peticion)
    lineas = _lineas(cartera)
    peticion.avance("Buscando qué se compra junto…")
    ajustes, hechos = cartera.calculo.ajustes, cartera.hechos
    ventas = estudiar_ventas(lineas, complementos_del_libro(anfitrion, cartera), ajustes, hechos.corte)
    if ventas is None:
        raise _sin_producto(cartera)
    pais = pais_de(cartera.libro, peticion)
    permisos = permisos_de(cartera, peticion)
    visibles = puede_aparecer(permisos) & ~permisos.opuestos
    dichas = _dichas(cartera, ventas, pais.codigo if pais else None)
    propia = buscar_hoja(anfitrion, cartera.libro, HOJA_COMPLEMENTOS, es_complementos)
    crear = en_hoja and not propia.existe
    salidas = [hoja_de_complementos(propia.nombre)] if crear else []
    ejecucion = escribir_hojas(anfitrion, diario, cartera.libro, peticion, salidas) if salidas else ""
    return SugerenciasDeVenta(
        libro=cartera.libro.info.nombre,
        pais=pais.codigo if pais else None,
        moneda=ajustes.moneda or (pais.moneda if pais else None),
        corte=hechos.corte,
        motivo_corte=hechos.motivo_corte,
        campo=ventas.cestas.campo,
        compradores=len(ventas.cestas.claves),
        posibles=ventas.asociaciones.posibles,
        recortados=ventas.asociaciones.recortadas,
        motivo=motivo_de_que_no_haya(ventas, ajustes),
        asociaciones=tabla_de_asociaciones(ventas),
        propension=propension_por_producto(ventas),
        clientes=tuple(_clientes(cartera.calculo.puntuados, dichas, visibles)),
        apartados=sum(bool(texto) and not si for texto, si in zip(dichas, visibles.tolist(), strict=True)),
        de_tabla=int((ventas.reparto.oferta >= 0).sum()),
        hoja=propia.nombre,
        hay_hoja=propia.existe or bool(ejecucion),
        ejecucion=ejecucion,
        incidencias=(*hechos.incidencias, *ventas.complementos.desconocidos(ventas.cestas.nombres)),
    )


def _lineas(cartera: Cartera) -> Marco:
    if cartera.hechos.movimientos is None:
        raise FaltanDatos(
            "Para saber qué se compra junto hacen falta las compras una a una, y aquí solo está su resumen.",
            donde=f"libro «{cartera.libro.info.nombre}»",
            remedio="Dé las compras con --movimientos ARCHIVO (.csv, .parquet o .xlsx) o en otra hoja del libro",
        )
    return cartera.hechos.movimientos


def _sin_producto(cartera: Cartera) -> FaltanDatos:
    movimientos = cartera.leido.movimientos
    assert movimientos is not None, "con compras una a una, se han leído de una tabla"
    return FaltanDatos(
        "Las compras no dicen qué se compró: no hay columna de producto ni de categoría, o está vacía.",
        donde=f"hoja «{movimientos.lectura.hoja}»",
        remedio='Añada una columna Producto, o diga cuál es con --columna producto="Título"',
    )


def _dichas(cartera: Cartera, ventas: Ventas, pais: str | None) -> list[str]:
    claves = cartera.hechos.claves
    assert claves is not None, "con compras una a una, cada cliente tiene su clave"
    return textos_por_fila(ventas, cartera.calculo.puntuados, claves, pais)


def _clientes(puntuados: Marco, dichas: list[str], visibles: Marca) -> Iterator[SugerenciaDeCliente]:
    del_ano, total = numeros(puntuados, "importe_12m"), numeros(puntuados, "importe_neto")
    neto = np.where(np.isnan(del_ano), total, del_ano)
    nombres, responsables = textos(puntuados, "nombre"), textos(puntuados, "responsable")
    filas, segmentos = puntuados["fila"].to_list(), puntuados["segmento"].to_list()
    for i in np.argsort(-np.nan_to_num(neto), kind="stable").tolist():
        if dichas[i] and visibles[i]:
            yield SugerenciaDeCliente(
                fila=int(filas[i]),
                nombre=nombres[i] or f"fila {filas[i]}",
                segmento=segmentos[i],
                responsable=responsables[i] or "",
                neto=None if neto[i] != neto[i] else float(neto[i]),
                texto=dichas[i],
            )
