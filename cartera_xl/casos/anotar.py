"""Anotar un contacto con un cliente en la hoja «Registro de contactos», y en ninguna otra."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from cartera_xl.casos.apertura import abrir
from cartera_xl.casos.buscar import buscar_cliente
from cartera_xl.casos.calculo import nombres
from cartera_xl.casos.hojas import buscar_hoja, escribir_hojas
from cartera_xl.casos.lectura_libro import TablaLeida, leer_clientes
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.acciones.emparejar import posiciones
from cartera_xl.nucleo.acciones.registro_hoja import (
    ANCHOS,
    FILA_CABECERA,
    HOJA_REGISTRO,
    TABLA_REGISTRO,
    celdas_de_registro,
    es_registro,
)
from cartera_xl.nucleo.celdas import Celda, a1
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.hechos import textos
from cartera_xl.nucleo.plan import HojaSalida


@dataclass(frozen=True, slots=True)
class PorAnotar:
    """Un contacto dicho en la orden. Sin `momento`, ahora; sin `responsable`, el del cliente o quien lo anota."""

    cliente: str
    canal: str = ""
    motivo: str = ""
    entrante: bool = False
    responsable: str | None = None
    nota: str = ""
    momento: datetime | None = None


@dataclass(frozen=True, slots=True)
class Anotado:
    """Lo que se ha escrito y dónde; `ejecucion` sirve para deshacerlo, vacía si se simula."""

    libro: str
    hoja: str
    celda: str
    cliente: str
    momento: datetime
    responsable: str
    ejecucion: str

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON."""
        return {
            "libro": self.libro,
            "hoja": self.hoja,
            "celda": self.celda,
            "cliente": self.cliente,
            "momento": self.momento.isoformat(),
            "responsable": self.responsable,
            "ejecucion": self.ejecucion,
        }


def anotar(anfitrion: SheetHost, diario: Journal, peticion: Peticion, contacto: PorAnotar) -> Anotado:
    """Añade el contacto al final del registro, que se crea si no está. `ClienteNoEncontrado` si no es uno solo."""
    libro = abrir(anfitrion)
    tabla = leer_clientes(anfitrion, libro, peticion).tabla
    posicion = buscar_cliente(tabla, contacto.cliente)
    momento = (contacto.momento or peticion.momento).replace(tzinfo=None, second=0, microsecond=0)
    if momento > peticion.momento.replace(tzinfo=None):
        raise ConfiguracionErronea(
            f"«{momento:%d/%m/%Y %H:%M}» todavía no ha llegado.",
            donde="opción --fecha",
            remedio="Escriba cuándo fue el contacto, o quite --fecha si ha sido ahora",
        )
    quien = contacto.responsable or textos(tabla.cuadro, "responsable")[posicion] or peticion.usuario
    hoja = buscar_hoja(anfitrion, libro, HOJA_REGISTRO, es_registro)
    celdas, fila = celdas_de_registro(hoja.cuadro, _fila(tabla, posicion, contacto, momento, quien))
    salida = HojaSalida(
        hoja.nombre, celdas, ANCHOS, inmovilizar_filas=FILA_CABECERA, tabla=TABLA_REGISTRO, fila_tabla=FILA_CABECERA
    )
    nota = f"Contacto anotado, fila {fila}"
    return Anotado(
        libro=libro.info.nombre,
        hoja=hoja.nombre,
        celda=a1(fila, 1),
        cliente=nombres(tabla.cuadro)[posicion] or contacto.cliente,
        momento=momento,
        responsable=quien,
        ejecucion=escribir_hojas(anfitrion, diario, libro, peticion, [salida], nota=nota),
    )


def _fila(tabla: TablaLeida, posicion: int, contacto: PorAnotar, momento: datetime, quien: str) -> tuple[Celda, ...]:
    """En el orden de `CABECERAS`."""
    dia = datetime(momento.year, momento.month, momento.day)
    entrante = "sí" if contacto.entrante else "no"
    escrito = _como_se_escribe(tabla, posicion)
    return (
        dia,
        f"{momento:%H:%M}" if momento.time() != time() else None,
        escrito,
        quien,
        contacto.canal or None,
        contacto.motivo or None,
        entrante,
        None,
        contacto.nota or None,
    )


def _como_se_escribe(tabla: TablaLeida, posicion: int) -> str:
    """El nombre si es solo suyo; si no, el código: lo escrito ha de llevar otra vez al mismo cliente."""
    clientes = tabla.cuadro
    todos = nombres(clientes)
    candidatos = [todos[posicion], *(textos(clientes, campo)[posicion] for campo in ("id_cliente", "id_fiscal"))]
    escritos = [candidato for candidato in candidatos if candidato]
    hallados = posiciones(clientes, todos, escritos)
    unico = next((escrito for escrito in escritos if hallados.get(escrito) == (posicion,)), None)
    if unico is not None:
        return unico
    raise ConfiguracionErronea(
        f"Hay varios clientes que se llaman «{todos[posicion] or ''}» y ninguno tiene código.",
        donde=f"hoja «{tabla.lectura.hoja}», fila {int(clientes['fila'][posicion])}",
        remedio="Añada una columna con un código distinto para cada cliente",
    )
