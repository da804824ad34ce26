"""Cambios: quién ha cambiado de segmento, cuánto pesa y por qué. No escribe nada."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cartera_xl.casos.causas import (
    SIN_FOTO,
    CausasDeCambio,
    comparar_con,
    explicar_cambios,
    hoja_actual,
    lineas_nuevas,
)
from cartera_xl.casos.estudio import Cartera, estudiar
from cartera_xl.casos.lectura_libro import pais_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.causas.cambios import CambioExplicado, Migracion
from cartera_xl.nucleo.causas.cambios_hoja import con_vaiven, lineas_de
from cartera_xl.nucleo.errores import FaltanDatos, Gravedad
from cartera_xl.nucleo.resumen_tipos import SEGMENTOS


@dataclass(frozen=True, slots=True)
class ClienteMovido:
    """Un cambio con lo que la persona necesita para encontrar al cliente; `vaiven`, vacío si no vuelve atrás."""

    fila: int
    cliente: str
    cambio: CambioExplicado
    vaiven: str

    @property
    def sube(self) -> bool:
        """Cierto si ahora está en mejor segmento; sin segmento es lo peor."""
        return _puesto(self.cambio.a) < _puesto(self.cambio.de)

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON y claves en español."""
        cambio = self.cambio
        return {
            "fila": self.fila,
            "cliente": self.cliente,
            "de": cambio.de,
            "a": cambio.a,
            "sube": self.sube,
            "importe_neto": cambio.importe_neto,
            "factores": [factor.value for factor in cambio.factores],
            "causa": cambio.causa,
            "texto": cambio.texto,
            "detalle": cambio.detalle,
            "ha_comprado": cambio.ha_comprado,
            "vaiven": self.vaiven or None,
        }


@dataclass(frozen=True, slots=True)
class InformeDeCambios:
    """Lo que se enseña. `movidos`, de más a menos neto; `con_errores`, si algún dato se ha quedado fuera."""

    libro: str
    pais: str | None
    moneda: str | None
    causas: CausasDeCambio
    migracion: Migracion
    movidos: tuple[ClienteMovido, ...]
    notas: tuple[str, ...]
    con_errores: bool

    @property
    def reparto(self) -> list[tuple[str, int]]:
        """Cuántos cambios tiene cada causa, de más a menos."""
        return Counter(movido.cambio.causa for movido in self.movidos).most_common()

    @property
    def sin_comprar(self) -> int:
        """Los que han cambiado sin haber comprado nada desde entonces."""
        return sum(not movido.cambio.ha_comprado for movido in self.movidos)

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON y claves en español."""
        anterior = self.causas.anterior
        assert anterior is not None, "un informe siempre compara"
        return {
            "libro": self.libro,
            "pais": self.pais,
            "moneda": self.moneda,
            "corte": self.causas.corte.isoformat(),
            "anterior": {
                "ejecucion": anterior.ejecucion,
                "momento": anterior.momento.isoformat(),
                "corte": anterior.corte.isoformat(),
            },
            "segmentos": list(SEGMENTOS),
            "clientes": [list(fila) for fila in self.migracion.clientes],
            "importe_neto": [list(fila) for fila in self.migracion.importes],
            "causas": dict(self.reparto),
            "cambios_sin_comprar": self.sin_comprar,
            "cambios": [movido.a_dict() for movido in self.movidos],
            "notas": list(self.notas),
        }


def cambios(
    anfitrion: SheetHost, diario: Journal, peticion: Peticion, ejecucion: str | None = None
) -> InformeDeCambios:
    """Compara el libro, tal como está hoy, con esa ejecución o con la anterior. `FaltanDatos` si no se puede."""
    cartera = estudiar(anfitrion, diario, peticion)
    peticion.avance("Buscando la causa de cada cambio…")
    if ejecucion is None:
        causas = explicar_cambios(cartera, diario, peticion)
    else:
        causas = comparar_con(cartera, diario, peticion, ejecucion)
    if causas.explicacion is None:
        raise _sin_con_que(cartera, causas)
    pais, tabla = pais_de(cartera.libro, peticion), cartera.leido.clientes.tabla
    incidencias = (*tabla.lectura.incidencias, *cartera.hechos.incidencias)
    return InformeDeCambios(
        libro=cartera.libro.info.nombre,
        pais=causas.pais,
        moneda=cartera.libro.configuracion.moneda or (pais.moneda if pais else None),
        causas=causas,
        migracion=causas.explicacion.migracion,
        movidos=tuple(_movidos(anfitrion, diario, cartera, causas)),
        notas=(*cartera.notas, *causas.notas),
        con_errores=any(incidencia.gravedad is Gravedad.ERROR for incidencia in incidencias),
    )


def _movidos(
    anfitrion: SheetHost, diario: Journal, cartera: Cartera, causas: CausasDeCambio
) -> Iterator[ClienteMovido]:
    """Con los vaivenes que se ven en la lista de la hoja hasta la ejecución con que se compara."""
    assert causas.anterior is not None, "solo se pregunta si hay con qué comparar"
    ids = [corrida.id for corrida in diario.history(cartera.libro.configuracion.identificador)]
    posteriores = set(ids[ids.index(causas.anterior.ejecucion) + 1 :])
    viejas = [
        linea for linea in lineas_de(hoja_actual(anfitrion, cartera).cuadro) if linea.ejecucion not in posteriores
    ]
    nuevas = lineas_nuevas(causas, causas.corte, "")
    filas = cartera.leido.clientes.tabla.cuadro["fila"].to_list()
    for cambio, linea in zip(causas.cambios, con_vaiven([*nuevas, *viejas]), strict=False):
        yield ClienteMovido(filas[cambio.posicion], causas.clientes[cambio.posicion], cambio, linea.vaiven)


def _sin_con_que(cartera: Cartera, causas: CausasDeCambio) -> FaltanDatos:
    donde = f"libro «{cartera.libro.info.nombre}»"
    if causas.notas:
        otro = "Recalcule dos veces con esta versión" if SIN_FOTO in causas.notas else "Elija otra con --ejecucion"
        return FaltanDatos(causas.notas[0], donde=donde, remedio=f"{otro}; «cartera historial» las lista")
    return FaltanDatos(
        "Todavía no hay dos ejecuciones distintas que comparar en este equipo.",
        donde=donde,
        remedio="Use «cartera recalcular» y, cuando cambien los datos, vuelva a usarlo",
    )


def _puesto(segmento: str) -> int:
    return SEGMENTOS.index(segmento) if segmento in SEGMENTOS else len(SEGMENTOS)
