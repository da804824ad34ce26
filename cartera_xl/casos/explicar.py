"""Explicar a un cliente: por qué tiene su puntuación y su segmento, y qué hacer. No escribe nada."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from cartera_xl.casos.a_fondo import estudiar_a_fondo
from cartera_xl.casos.balance import incidencia_a_dict
from cartera_xl.casos.buscar import buscar_cliente
from cartera_xl.casos.estudio import Cartera
from cartera_xl.casos.lectura_libro import pais_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.errores import Gravedad, Incidencia
from cartera_xl.nucleo.explicacion.explicar import explicar as explicar_fila
from cartera_xl.nucleo.explicacion.tipos import Explicacion
from cartera_xl.nucleo.hechos import Marco
from cartera_xl.nucleo.palabras_cifras import fecha

QUE_HACER = (
    ("proxima_accion", "Próxima acción"),
    ("accion_motivo", "Motivo"),
    ("accion_canal", "Canal"),
    ("accion_responsable", "Responsable"),
    ("accion_fecha", "Fecha"),
    ("prioridad", "Prioridad"),
    ("alertas", "Avisos"),
    ("gravedad", "Gravedad"),
    ("para_subir", "Para subir"),
    ("para_no_caer", "Para no caer"),
    ("fecha_caida", "Caería el"),
    ("cae_a", "Caería a"),
    ("causa_cambio", "Por qué ha cambiado"),
    ("sugerencia", "Qué ofrecer"),
)
"""Columna de resultado y cómo se presenta; se enseñan las que haya y digan algo."""


@dataclass(frozen=True, slots=True)
class ClienteExplicado:
    """Un cliente con su explicación; `que_hacer`, pares de título y texto; `incidencias`, las de su fila."""

    libro: str
    hoja: str
    pais: str | None
    moneda: str | None
    corte: date
    motivo_corte: str
    nombre: str
    explicacion: Explicacion
    que_hacer: tuple[tuple[str, str], ...]
    incidencias: tuple[Incidencia, ...]

    def con_errores(self) -> bool:
        """Cierto si algún dato de su fila no se ha entendido y se ha quedado fuera."""
        return any(i.gravedad is Gravedad.ERROR for i in self.incidencias)

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON y claves en español."""
        return {
            "libro": self.libro,
            "hoja": self.hoja,
            "pais": self.pais,
            "moneda": self.moneda,
            "corte": self.corte.isoformat(),
            "motivo_corte": self.motivo_corte,
            "nombre": self.nombre,
            **asdict(self.explicacion),
            "que_hacer": dict(self.que_hacer),
            "incidencias": [incidencia_a_dict(i) for i in self.incidencias],
        }


def explicar(anfitrion: SheetHost, diario: Journal, peticion: Peticion, cliente: str) -> ClienteExplicado:
    """La explicación de un cliente dado por su código, su nombre o su fila; `ClienteNoEncontrado` si no es uno."""
    cartera = estudiar_a_fondo(anfitrion, diario, peticion).cartera
    clientes = cartera.leido.clientes.tabla
    posicion = buscar_cliente(clientes, cliente)
    pais = pais_de(cartera.libro, peticion)
    calculo = cartera.calculo
    ajustes = replace(calculo.ajustes, pais=pais.codigo if pais else None)
    explicacion = explicar_fila(calculo.puntuados, posicion, calculo.baremo, ajustes)
    nombre = calculo.puntuados["nombre"].to_list()[posicion]
    return ClienteExplicado(
        libro=cartera.libro.info.nombre,
        hoja=clientes.lectura.hoja,
        pais=ajustes.pais,
        moneda=ajustes.moneda or (pais.moneda if pais else None),
        corte=cartera.hechos.corte,
        motivo_corte=cartera.hechos.motivo_corte,
        nombre=nombre if isinstance(nombre, str) else f"fila {explicacion.fila}",
        explicacion=explicacion,
        que_hacer=tuple(_que_hacer(calculo.puntuados, posicion)),
        incidencias=tuple(_de_la_fila(cartera, explicacion.fila)),
    )


def _que_hacer(puntuados: Marco, posicion: int) -> Iterator[tuple[str, str]]:
    for columna, titulo in QUE_HACER:
        valor = puntuados[columna].to_list()[posicion] if columna in puntuados.columns else None
        if isinstance(valor, date):
            yield titulo, fecha(valor)
        elif isinstance(valor, str) and valor.strip():
            yield titulo, valor.strip()


def _de_la_fila(cartera: Cartera, fila: int) -> Iterator[Incidencia]:
    """Las incidencias que señalan una celda de esa fila de la hoja de clientes."""
    if cartera.leido.nueva is not None:
        return
    lectura = cartera.leido.clientes.tabla.lectura
    todas = (*lectura.incidencias, *cartera.hechos.incidencias, *cartera.calculo.revision.incidencias)
    for incidencia in todas:
        numero = incidencia.celda.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if incidencia.hoja == lectura.hoja and numero == str(fila):
            yield incidencia
