"""Alertas: a qué clientes conviene atender ya y por qué, sin escribir nada."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from cartera_xl.casos.balance import incidencia_a_dict
from cartera_xl.casos.contactos import contactos_de
from cartera_xl.casos.estudio import Cartera, estudiar
from cartera_xl.casos.permisos import permisos_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.alertas.alertar import con_alertas, filtradas
from cartera_xl.nucleo.alertas.prueba import AciertoDeAlertas, probar_alertas
from cartera_xl.nucleo.alertas.silencio import HORIZONTE_DE_PARTIDA
from cartera_xl.nucleo.alertas.tipos import Alertas, ContextoDeAlertas, Recuento
from cartera_xl.nucleo.compras import registro_de_movimientos
from cartera_xl.nucleo.contactos import Contacto
from cartera_xl.nucleo.errores import FaltanDatos, Gravedad, Incidencia
from cartera_xl.nucleo.hechos import Marca, Marco, textos
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.pronostico.acierto import FaltaHistoria


@dataclass(frozen=True, slots=True)
class FiltroDeAlertas:
    """Lo que se pide ver: las de un responsable, las de una gravedad («Alta», «Media», «Baja»); y si se prueban."""

    responsable: str | None = None
    gravedad: str | None = None
    probar: bool = False


@dataclass(frozen=True, slots=True)
class AlertaDeCliente:
    """Una alerta con el nombre y los apellidos de quien la da; los textos que no constan van vacíos."""

    fila: int
    nombre: str
    responsable: str
    segmento: str
    clase: str
    gravedad: str
    texto: str
    importe: float | None
    es_positiva: bool


@dataclass(frozen=True, slots=True)
class AlertasDeCartera:
    """Las alertas que se piden, la más grave primero y, entre iguales, la de más dinero.

    `prueba` es lo que habrían acertado las de hace un tiempo; `None` si no se pide.
    """

    libro: str
    pais: str | None
    moneda: str | None
    corte: date
    motivo_corte: str
    lista: tuple[AlertaDeCliente, ...]
    recuentos: tuple[Recuento, ...]
    de_cartera: tuple[str, ...]
    sin_mirar: tuple[str, ...]
    prueba: AciertoDeAlertas | FaltaHistoria | None
    incidencias: tuple[Incidencia, ...]

    def con_errores(self) -> bool:
        """Cierto si alguna incidencia dejó un dato fuera."""
        return any(i.gravedad is Gravedad.ERROR for i in self.incidencias)

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON y claves en español."""
        return {
            "libro": self.libro,
            "pais": self.pais,
            "moneda": self.moneda,
            "corte": self.corte.isoformat(),
            "motivo_corte": self.motivo_corte,
            "alertas": [asdict(alerta) for alerta in self.lista],
            "clases": [asdict(recuento) | {"clase": recuento.clase.value} for recuento in self.recuentos],
            "de_cartera": list(self.de_cartera),
            "sin_mirar": list(self.sin_mirar),
            "prueba": None if self.prueba is None else _prueba_a_dict(self.prueba),
            "incidencias": [incidencia_a_dict(i) for i in self.incidencias],
        }


def alertas(
    anfitrion: SheetHost,
    diario: Journal,
    peticion: Peticion,
    filtro: FiltroDeAlertas,
) -> AlertasDeCartera:
    """Estudia el libro y da sus alertas; `FaltanDatos` si se pide un responsable que no consta."""
    cartera = estudiar(anfitrion, diario, peticion)
    peticion.avance("Buscando alertas…")
    contexto = contexto_de_alertas(cartera, peticion, contactos_de(anfitrion, cartera))
    puntuados, todas = con_alertas(cartera.calculo.puntuados, contexto)
    suyas = filtradas(todas, _del_responsable(cartera, filtro.responsable), filtro.gravedad)
    prueba = None
    if filtro.probar:
        peticion.avance("Probando las alertas con el pasado…")
        prueba = _prueba(cartera)
    ajustes = cartera.libro.configuracion
    return AlertasDeCartera(
        libro=cartera.libro.info.nombre,
        pais=contexto.pais,
        moneda=ajustes.moneda,
        corte=contexto.corte,
        motivo_corte=cartera.hechos.motivo_corte,
        lista=tuple(_con_nombres(suyas, puntuados)),
        recuentos=suyas.recuentos,
        de_cartera=suyas.de_cartera,
        sin_mirar=suyas.sin_mirar,
        prueba=prueba,
        incidencias=tuple(_incidencias(cartera)),
    )


def contexto_de_alertas(cartera: Cartera, peticion: Peticion, contactos: Sequence[Contacto] = ()) -> ContextoDeAlertas:
    """Lo que hace falta para dar las alertas de un libro estudiado."""
    hechos, calculo = cartera.hechos, cartera.calculo
    con_compras = hechos.movimientos is not None and hechos.claves is not None
    return ContextoDeAlertas(
        corte=hechos.corte,
        momento=peticion.momento,
        configuracion=calculo.ajustes,
        baremo=calculo.baremo,
        clientes=cartera.leido.clientes.tabla.cuadro,
        registro=registro_de_movimientos(hechos.movimientos, hechos.corte) if con_compras else None,
        claves=hechos.claves,
        contactos=contactos,
        ultima_revision=None if cartera.ultima is None else cartera.ultima.momento.date(),
        pais=peticion.pais or cartera.libro.configuracion.pais,
        permisos=permisos_de(cartera, peticion),
    )


def _del_responsable(cartera: Cartera, responsable: str | None) -> Marca | None:
    """Sus filas; `None` si no se pide ninguno. Da igual la mayúscula y la tilde."""
    if responsable is None:
        return None
    escritos = textos(cartera.leido.clientes.tabla.cuadro, "responsable")
    suyas = np.array([clave(escrito or "") == clave(responsable) for escrito in escritos], dtype=bool)
    if suyas.any():
        return suyas
    hay = sorted({escrito for escrito in escritos if escrito})
    raise FaltanDatos(
        f"Ningún cliente tiene por responsable a «{responsable}».",
        donde=f"libro «{cartera.libro.info.nombre}», hoja «{cartera.leido.clientes.tabla.lectura.hoja}»",
        remedio=f"Escriba uno de estos: {', '.join(hay)}" if hay else "Añada una columna «Responsable»",
    )


def _prueba(cartera: Cartera) -> AciertoDeAlertas | FaltaHistoria:
    hechos, baremo = cartera.hechos, cartera.calculo.baremo
    if hechos.movimientos is None or hechos.claves is None:
        raise FaltanDatos(
            "Para probar las alertas hacen falta las compras una a una, y aquí solo está su resumen.",
            donde=f"libro «{cartera.libro.info.nombre}»",
            remedio="Dé las compras con --movimientos ARCHIVO o en otra hoja del libro",
        )
    dias = HORIZONTE_DE_PARTIDA if baremo.pronostico is None else baremo.pronostico.horizonte
    registro = registro_de_movimientos(hechos.movimientos, hechos.corte)
    return probar_alertas(hechos.claves, hechos.movimientos, registro, cartera.calculo.ajustes, hechos.corte, dias)


def _con_nombres(suyas: Alertas, puntuados: Marco) -> Iterator[AlertaDeCliente]:
    filas = puntuados["fila"].to_list()
    nombres, segmentos = textos(puntuados, "nombre"), textos(puntuados, "segmento")
    responsables = textos(puntuados, "responsable")
    for alerta in suyas.lista:
        p = alerta.posicion
        yield AlertaDeCliente(
            fila=int(filas[p]),
            nombre=nombres[p] or "",
            responsable=responsables[p] or "",
            segmento=segmentos[p] or "",
            clase=alerta.clase.value,
            gravedad=alerta.gravedad,
            texto=alerta.texto,
            importe=None if alerta.importe is None else round(alerta.importe, 2),
            es_positiva=alerta.es_positiva,
        )


def _incidencias(cartera: Cartera) -> Iterator[Incidencia]:
    leido = cartera.leido
    if leido.nueva is None:
        yield from leido.clientes.tabla.lectura.incidencias
    if leido.movimientos is not None:
        yield from leido.movimientos.lectura.incidencias
    yield from cartera.hechos.incidencias


def _prueba_a_dict(prueba: AciertoDeAlertas | FaltaHistoria) -> dict[str, Any]:
    if isinstance(prueba, FaltaHistoria):
        return {"hay_historia": False} | asdict(prueba)
    return {"hay_historia": True} | prueba.a_dict()
