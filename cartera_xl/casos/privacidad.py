"""Qué datos personales hay en un libro, qué permisos constan y qué falta por hacer. No es asesoramiento jurídico."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cartera_xl.casos.estudio import Cartera, estudiar
from cartera_xl.casos.hojas import buscar_hoja, escribir_hojas
from cartera_xl.casos.lectura_libro import TablaLeida
from cartera_xl.casos.permisos import permisos_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.hechos import Marca, dias, textos
from cartera_xl.nucleo.plan import HojaSalida
from cartera_xl.nucleo.privacidad.leyes import NO_ES_ASESORAMIENTO, Norma, normas_de, nota_de_pais
from cartera_xl.nucleo.privacidad.permisos import Canal, Permisos, propuestas, puede_recibir
from cartera_xl.nucleo.privacidad.sensibles import ColumnaSensible, columnas_sensibles
from cartera_xl.nucleo.privacidad.tratamientos import (
    ANCHOS,
    HOJA_TRATAMIENTOS,
    Tratamiento,
    celdas_de_tratamientos,
    es_de_tratamientos,
    parrafo_de_perfiles,
)

PRIMERAS = 5


@dataclass(frozen=True, slots=True)
class Pendiente:
    """Algo que hacer, y en qué filas; `filas` son las primeras."""

    que: str
    cuantas: int
    filas: tuple[int, ...]
    remedio: str

    def a_dict(self) -> dict[str, Any]:
        """Lo mismo con tipos de JSON."""
        return {"que": self.que, "cuantas": self.cuantas, "filas": list(self.filas), "remedio": self.remedio}


@dataclass(frozen=True, slots=True)
class PermisoDeCanal:
    """Cuántos pueden recibir publicidad por un canal, cuántos no y de cuántos no consta."""

    canal: Canal
    si: int
    no: int
    no_consta: int

    def a_dict(self) -> dict[str, Any]:
        """Lo mismo con tipos de JSON."""
        return {"canal": self.canal.value, "si": self.si, "no": self.no, "no_consta": self.no_consta}


@dataclass(frozen=True, slots=True)
class InformeDePrivacidad:
    """El estado del libro. `ejecucion` es el id con que se deshace la hoja escrita; vacío si no se escribió."""

    libro: str
    hoja: str
    clientes: int
    sensibles: tuple[ColumnaSensible, ...]
    hay_consentimiento: bool
    canales: tuple[PermisoDeCanal, ...]
    bloqueados: int
    opuestos: int
    anonimos: int
    pendientes: tuple[Pendiente, ...]
    paises: tuple[str, ...]
    notas: tuple[str, ...]
    normas: tuple[Norma, ...]
    hoja_registro: str
    ejecucion: str

    def a_dict(self) -> dict[str, Any]:
        """Lo mismo con tipos de JSON."""
        return {
            "libro": self.libro,
            "hoja": self.hoja,
            "clientes": self.clientes,
            "columnas_sensibles": [sensible.a_dict() for sensible in self.sensibles],
            "hay_columna_de_consentimiento": self.hay_consentimiento,
            "publicidad": [canal.a_dict() for canal in self.canales],
            "bloqueados": self.bloqueados,
            "opuestos": self.opuestos,
            "anonimizados": self.anonimos,
            "pendientes": [pendiente.a_dict() for pendiente in self.pendientes],
            "paises": list(self.paises),
            "notas": list(self.notas),
            "normas": [norma.a_dict() for norma in self.normas],
            "parrafo_de_aviso": parrafo_de_perfiles(self.sensibles),
            "hoja_registro": self.hoja_registro or None,
            "ejecucion": self.ejecucion or None,
            "aviso": NO_ES_ASESORAMIENTO,
        }


def privacidad(
    anfitrion: SheetHost, diario: Journal, peticion: Peticion, *, registro: bool = False
) -> InformeDePrivacidad:
    """Mira el libro; con `registro`, además escribe o pone al día la hoja «Registro de tratamientos»."""
    cartera = estudiar(anfitrion, diario, peticion)
    hecho = permisos_de(cartera, peticion)
    tablas = [cartera.leido.clientes.tabla, *([cartera.leido.movimientos] if cartera.leido.movimientos else [])]
    sensibles = tuple(sensible for tabla in tablas for sensible in columnas_sensibles(tabla.encargo.mapeo))
    paises = _paises(hecho, peticion.pais or cartera.calculo.ajustes.pais)
    normas = tuple(norma for pais in paises for norma in normas_de(pais))
    hoja, ejecucion = "", ""
    if registro:
        tratamiento = _tratamiento(tablas, sensibles, hecho, normas)
        hoja, ejecucion = _escribir(anfitrion, diario, cartera, peticion, tratamiento)
    return InformeDePrivacidad(
        libro=cartera.libro.info.nombre,
        hoja=cartera.leido.clientes.zona.hoja,
        clientes=len(hecho.bloqueados),
        sensibles=sensibles,
        hay_consentimiento=hecho.hay_consentimiento,
        canales=tuple(_canal(hecho, canal) for canal in Canal),
        bloqueados=int(hecho.bloqueados.sum()),
        opuestos=int(hecho.opuestos.sum()),
        anonimos=int(hecho.anonimos.sum()),
        pendientes=tuple(_pendientes(cartera, hecho)),
        paises=paises,
        notas=tuple(nota_de_pais(pais) for pais in paises) or (nota_de_pais(None),),
        normas=normas,
        hoja_registro=hoja,
        ejecucion=ejecucion,
    )


def _paises(permisos: Permisos, del_libro: str | None) -> tuple[str, ...]:
    """El del libro primero y luego los de las filas."""
    de_las_filas = sorted({str(pais) for pais in permisos.paises if pais})
    return tuple(dict.fromkeys([*([del_libro] if del_libro else []), *de_las_filas]))


def _canal(permisos: Permisos, canal: Canal) -> PermisoDeCanal:
    envio = puede_recibir(permisos, canal)
    si, no_consta = int(envio.si.sum()), int(envio.no_consta.sum())
    return PermisoDeCanal(canal, si, len(envio.si) - si - no_consta, no_consta)


def _pendientes(cartera: Cartera, permisos: Permisos) -> list[Pendiente]:
    """Lo que hay que arreglar, de más a menos grave."""
    cuadro = cartera.leido.clientes.tabla.cuadro
    filas = np.asarray(cuadro["fila"].to_numpy(), dtype=np.int64)
    vencidos = np.array([bool(texto) for texto in propuestas(permisos)], dtype=bool)
    consienten = np.zeros(len(filas), dtype=bool)
    for dicho in permisos.consentimientos.values():
        consienten |= dicho > 0
    con_fecha = ~np.isnan(dias(cuadro, "fecha_consentimiento"))
    con_prueba = np.array([texto is not None for texto in textos(cuadro, "prueba_consentimiento")], dtype=bool)
    casos: list[tuple[str, Marca, str]] = [
        (
            "Clientes con el plazo de conservación vencido",
            vencidos,
            "Bloquéelos o bórrelos: cartera olvidar LIBRO CLIENTE [--bloquear]",
        ),
        (
            "Consentimientos sin fecha ni prueba: hay que poder demostrarlos (RGPD, art. 7.1)",
            consienten & ~con_fecha & ~con_prueba,
            "Añada las columnas «Fecha de consentimiento» y «Prueba de consentimiento»",
        ),
        (
            "Clientes que consienten y a la vez se oponen: manda la oposición",
            consienten & permisos.opuestos,
            "Corrija la columna que esté mal",
        ),
    ]
    return [
        Pendiente(que, int(marca.sum()), tuple(filas[marca][:PRIMERAS].tolist()), remedio)
        for que, marca, remedio in casos
        if marca.any()
    ]


def _tratamiento(
    tablas: Sequence[TablaLeida], sensibles: Sequence[ColumnaSensible], permisos: Permisos, normas: Sequence[Norma]
) -> Tratamiento:
    reconocidas: dict[str, str] = {}
    sin_reconocer: list[str] = []
    for tabla in tablas:
        mapeo = tabla.encargo.mapeo
        reconocidas = mapeo.titulos | reconocidas
        dudosas = (titulo for ambigua in mapeo.ambiguas for titulo in ambigua.titulos)
        sin_reconocer += [*mapeo.sin_reconocer.values(), *dudosas]
    return Tratamiento(reconocidas, sensibles, sin_reconocer, "conservar_hasta" in permisos.columnas, normas)


def _escribir(
    anfitrion: SheetHost, diario: Journal, cartera: Cartera, peticion: Peticion, tratamiento: Tratamiento
) -> tuple[str, str]:
    hoja = buscar_hoja(anfitrion, cartera.libro, HOJA_TRATAMIENTOS, es_de_tratamientos)
    celdas = celdas_de_tratamientos(hoja.cuadro, hoja.nombre, tratamiento)
    if not celdas:
        return hoja.nombre, ""
    salida = HojaSalida(hoja.nombre, celdas, ANCHOS)
    return hoja.nombre, escribir_hojas(anfitrion, diario, cartera.libro, peticion, (salida,))
