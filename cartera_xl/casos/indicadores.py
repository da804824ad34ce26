"""Indicadores: medir la cartera, compararla con sus objetivos y, si se pide, dejarlo en hojas propias del libro."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from cartera_xl.casos.balance import incidencia_a_dict
from cartera_xl.casos.contactos import contactos_de
from cartera_xl.casos.estudio import Cartera, estudiar
from cartera_xl.casos.hojas import HojaPropia, buscar_hoja, escribir_hojas, reescrita
from cartera_xl.casos.lectura_libro import pais_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.compras import registro_de_movimientos
from cartera_xl.nucleo.errores import FaltanDatos, Gravedad, Incidencia
from cartera_xl.nucleo.indicadores.base import Enteros, base_de, compras_de
from cartera_xl.nucleo.indicadores.dimensiones import Tablas, dimension
from cartera_xl.nucleo.indicadores.embudo import etapas_de
from cartera_xl.nucleo.indicadores.embudo_hoja import HOJA_EMBUDO, es_embudo, leer_embudo
from cartera_xl.nucleo.indicadores.gasto_hoja import ANCHOS as ANCHOS_DE_GASTO
from cartera_xl.nucleo.indicadores.gasto_hoja import HOJA_GASTO, celdas_de_gasto, es_gasto, leer_gasto
from cartera_xl.nucleo.indicadores.hoja import ANCHOS, HOJA_INDICADORES, celdas_de_indicadores, es_indicadores
from cartera_xl.nucleo.indicadores.informe import Indicadores, medir_cartera
from cartera_xl.nucleo.indicadores.objetivos import ObjetivoMedido
from cartera_xl.nucleo.indicadores.objetivos_hoja import ANCHOS as ANCHOS_DE_OBJETIVOS
from cartera_xl.nucleo.indicadores.objetivos_hoja import HOJA_OBJETIVOS, celdas_con_resultado, es_objetivos
from cartera_xl.nucleo.indicadores.respuestas import respuestas_de
from cartera_xl.nucleo.plan import HojaSalida

POR_DEFECTO = ("segmento",)


@dataclass(frozen=True, slots=True)
class InformeDeIndicadores:
    """Lo medido y lo escrito. `por` son las dimensiones pedidas; `ejecucion`, vacía si no se ha escrito nada."""

    libro: str
    pais: str | None
    moneda: str | None
    corte: date
    motivo_corte: str
    por: tuple[str, ...]
    indicadores: Indicadores
    objetivos: tuple[ObjetivoMedido, ...]
    incidencias: tuple[Incidencia, ...]
    notas: tuple[str, ...]
    hojas: tuple[str, ...] = ()
    ejecucion: str = ""

    def con_errores(self) -> bool:
        """Cierto si alguna incidencia dejó un dato fuera."""
        return any(incidencia.gravedad is Gravedad.ERROR for incidencia in self.incidencias)

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON y claves en español; todas las tablas, se pidan o no."""
        return {
            "libro": self.libro,
            "pais": self.pais,
            "moneda": self.moneda,
            "motivo_corte": self.motivo_corte,
            "indicadores": self.indicadores.a_dict(),
            "objetivos": [objetivo.a_dict() for objetivo in self.objetivos],
            "hojas": list(self.hojas),
            "ejecucion": self.ejecucion or None,
            "notas": list(self.notas),
            "incidencias": [incidencia_a_dict(incidencia) for incidencia in self.incidencias],
        }


def indicadores(
    anfitrion: SheetHost,
    diario: Journal,
    peticion: Peticion,
    *,
    por: Sequence[str] = POR_DEFECTO,
    en_hoja: bool = False,
) -> InformeDeIndicadores:
    """Mide la cartera del libro. Con `en_hoja` escribe «Indicadores» y «Objetivos», y se puede deshacer.

    `FaltanDatos` si se pide una dimensión que no existe o que el libro no trae.
    """
    pedidas = [dimension(escrita) for escrita in por]
    cartera = estudiar(anfitrion, diario, peticion)
    peticion.avance("Midiendo la cartera…")
    medidos = medir(anfitrion, cartera, peticion)
    for cada in pedidas:
        if medidos.tabla(cada.id) is None:
            raise _sin_dimension(cartera, cada.titulo, medidos.faltan[cada.titulo])
    objetivos = buscar_hoja(anfitrion, cartera.libro, HOJA_OBJETIVOS, es_objetivos)
    salidas, metas = _salidas(anfitrion, cartera, medidos, objetivos)
    escritas = salidas if en_hoja else ()
    ejecucion = escribir_hojas(anfitrion, diario, cartera.libro, peticion, escritas) if escritas else ""
    pais = pais_de(cartera.libro, peticion)
    return InformeDeIndicadores(
        libro=cartera.libro.info.nombre,
        pais=pais.codigo if pais else None,
        moneda=cartera.libro.configuracion.moneda or (pais.moneda if pais else None),
        corte=cartera.hechos.corte,
        motivo_corte=cartera.hechos.motivo_corte,
        por=tuple(cada.id for cada in pedidas),
        indicadores=medidos,
        objetivos=metas if objetivos.existe or en_hoja else (),
        incidencias=cartera.hechos.incidencias,
        notas=(*medidos.notas, *cartera.notas),
        hojas=tuple(salida.nombre for salida in escritas) if ejecucion else (),
        ejecucion=ejecucion,
    )


def medir(anfitrion: SheetHost, cartera: Cartera, peticion: Peticion) -> Indicadores:
    """Los indicadores de una cartera ya estudiada, por todas las dimensiones que el libro da."""
    hechos, ajustes = cartera.hechos, cartera.calculo.ajustes
    clientes, puntuados = cartera.leido.clientes.tabla.cuadro, cartera.calculo.puntuados
    claves = _claves(cartera)
    registro = None if hechos.movimientos is None else registro_de_movimientos(hechos.movimientos, hechos.corte)
    base = base_de(puntuados, clientes, compras_de(registro, claves), ajustes, hechos.corte)
    gasto = buscar_hoja(anfitrion, cartera.libro, HOJA_GASTO, es_gasto)
    embudo = buscar_hoja(anfitrion, cartera.libro, HOJA_EMBUDO, es_embudo)
    etapas = etapas_de(clientes, leer_embudo(embudo.cuadro, embudo.nombre)) if embudo.existe else ()
    tablas = Tablas(puntuados, clientes, hechos.movimientos, claves, peticion.pais or ajustes.pais, etapas)
    return medir_cartera(
        base,
        tablas,
        gastos=leer_gasto(gasto.cuadro, gasto.nombre),
        respuestas=respuestas_de(contactos_de(anfitrion, cartera), peticion.momento, ajustes.horas_respuesta),
    )


def _claves(cartera: Cartera) -> Enteros | None:
    claves = cartera.hechos.claves
    return None if claves is None else np.asarray(claves["clave"].to_numpy(), dtype=np.int64)


def _salidas(
    anfitrion: SheetHost, cartera: Cartera, medidos: Indicadores, objetivos: HojaPropia
) -> tuple[tuple[HojaSalida, ...], tuple[ObjetivoMedido, ...]]:
    """Las hojas que se escribirían y los objetivos medidos, que solo se conocen al llenar la suya."""
    libro = cartera.libro
    celdas, metas = celdas_con_resultado(objetivos.cuadro, medidos, objetivos.nombre)
    hoja = buscar_hoja(anfitrion, libro, HOJA_INDICADORES, es_indicadores)
    gasto = buscar_hoja(anfitrion, libro, HOJA_GASTO, es_gasto)
    salidas = [
        reescrita(hoja, celdas_de_indicadores(medidos), ANCHOS),
        HojaSalida(objetivos.nombre, celdas, ANCHOS_DE_OBJETIVOS),
    ]
    if not gasto.existe:
        salidas.append(HojaSalida(gasto.nombre, celdas_de_gasto([], gasto.nombre), ANCHOS_DE_GASTO))
    return tuple(salida for salida in salidas if salida.celdas), metas


def _sin_dimension(cartera: Cartera, titulo: str, remedio: str) -> FaltanDatos:
    return FaltanDatos(
        f"El libro no dice de cada cliente su «{titulo}».",
        donde=f"hoja «{cartera.leido.clientes.zona.hoja}»",
        remedio=remedio,
    )
