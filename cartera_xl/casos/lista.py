"""Listas de clientes para guardar: por segmento y canal, VIP, casos de éxito y quién recomienda."""

from dataclasses import dataclass
from typing import Any

from cartera_xl.casos.estudio import Cartera, estudiar
from cartera_xl.casos.lectura_libro import pais_de
from cartera_xl.casos.permisos import permisos_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.acciones.listas import (
    Lista,
    TipoDeLista,
    lista_de_casos,
    lista_de_referidos,
    lista_de_segmento,
    lista_vip,
)
from cartera_xl.nucleo.errores import FaltanDatos
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.privacidad.permisos import Canal

_HACE_FALTA = {
    TipoDeLista.CASOS: ("csat", "Satisfacción", "la nota que cada cliente le da"),
    TipoDeLista.REFERIDOS: ("recomendado_por", "Recomendado por", "quién trajo a cada cliente"),
}


@dataclass(frozen=True, slots=True)
class PedidoDeLista:
    """Qué lista se pide; `segmento` vacío es toda la cartera y `canal`, por dónde se les va a enviar algo."""

    tipo: TipoDeLista = TipoDeLista.SEGMENTO
    segmento: str = ""
    canal: Canal = Canal.CORREO


@dataclass(frozen=True, slots=True)
class ListaHecha:
    """Una lista y de qué libro es; `decimal` es la marca con que se escriben los decimales en su país."""

    libro: str
    lista: Lista
    pais: str | None = None
    decimal: str = ","

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON."""
        lista = self.lista
        return {
            "libro": self.libro,
            "tipo": lista.tipo.value,
            "titulo": lista.titulo,
            "filas": [dict(zip(lista.cabeceras, fila, strict=True)) for fila in lista.filas],
            "fuera": dict(lista.fuera),
            "avisos": list(lista.avisos),
        }

    @property
    def resumen(self) -> str:
        """Cuántos hay y cuántos se han quedado fuera."""
        hay = contar(len(self.lista.filas), "cliente", "clientes")
        fuera = sum(self.lista.fuera.values())
        return f"{hay}; {contar(fuera, 'se queda', 'se quedan')} fuera" if fuera else hay


def lista(anfitrion: SheetHost, diario: Journal, peticion: Peticion, pedido: PedidoDeLista) -> ListaHecha:
    """Hace la lista sin escribir nada. `FaltanDatos` si la hoja no tiene la columna que hace falta."""
    cartera = estudiar(anfitrion, diario, peticion)
    _exigir_columna(cartera, pedido.tipo)
    puntuados, clientes = cartera.calculo.puntuados, cartera.leido.clientes.tabla.cuadro
    permitido = permisos_de(cartera, peticion)
    if pedido.tipo is TipoDeLista.SEGMENTO:
        hecha = lista_de_segmento(puntuados, clientes, permitido, pedido.canal, pedido.segmento)
    elif pedido.tipo is TipoDeLista.VIP:
        hecha = lista_vip(puntuados, clientes, permitido)
    elif pedido.tipo is TipoDeLista.CASOS:
        hecha = lista_de_casos(puntuados, clientes, permitido)
    else:
        hecha = lista_de_referidos(puntuados, clientes, permitido)
    pais = pais_de(cartera.libro, peticion)
    nombre = cartera.libro.info.nombre
    return ListaHecha(nombre, hecha, pais.codigo, pais.decimal) if pais else ListaHecha(nombre, hecha)


def _exigir_columna(cartera: Cartera, tipo: TipoDeLista) -> None:
    tabla = cartera.leido.clientes.tabla
    if tipo not in _HACE_FALTA:
        return
    campo, titulo, que = _HACE_FALTA[tipo]
    if campo not in tabla.cuadro.columns:
        raise FaltanDatos(
            f"La hoja de clientes no tiene la columna «{titulo}».",
            donde=f"hoja «{tabla.lectura.hoja}»",
            remedio=f'Añada una columna «{titulo}» con {que}, o diga cuál es con --columna {campo}="Título"',
        )
