"""Embudo: en qué etapa está cada potencial, cuánto se espera de él y a quién no merece la pena seguir buscando."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cartera_xl.casos.balance import incidencia_a_dict
from cartera_xl.casos.contactos import contactos_de
from cartera_xl.casos.estudio import Cartera, estudiar
from cartera_xl.casos.hojas import buscar_hoja, escribir_hojas
from cartera_xl.casos.lectura_libro import pais_de
from cartera_xl.casos.perfil import encajes_del_libro
from cartera_xl.casos.permisos import permisos_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.errores import FaltanDatos, Gravedad, Incidencia
from cartera_xl.nucleo.hechos import Marca, textos
from cartera_xl.nucleo.indicadores.depuracion import SinRespuesta, no_responden
from cartera_xl.nucleo.indicadores.embudo import Embudo, medir_embudo
from cartera_xl.nucleo.indicadores.embudo_hoja import (
    ANCHOS,
    HOJA_EMBUDO,
    celdas_con_embudo,
    es_embudo,
    leer_embudo,
)
from cartera_xl.nucleo.indicadores.perfil import con_encaje, marca_de_potenciales
from cartera_xl.nucleo.indicadores.perfil_hoja import ANCHOS as ANCHOS_DE_PERFIL
from cartera_xl.nucleo.indicadores.perfil_hoja import HOJA_PERFIL, celdas_de_perfil, es_perfil
from cartera_xl.nucleo.plan import HojaSalida
from cartera_xl.nucleo.privacidad.permisos import puede_aparecer


@dataclass(frozen=True, slots=True)
class InformeDeEmbudo:
    """El embudo, el encaje de sus potenciales y los que no contestan; `ejecucion`, vacía si no se ha escrito nada.

    `buscados` es cuántas veces se ha de haber buscado a alguien para estar en `mudos`, que van con su nombre y fila.
    """

    libro: str
    pais: str | None
    moneda: str | None
    corte: date
    embudo: Embudo
    hay_perfil: bool
    mudos: tuple[tuple[SinRespuesta, str, int], ...]
    buscados: int
    incidencias: tuple[Incidencia, ...]
    notas: tuple[str, ...]
    hojas: tuple[str, ...] = ()
    ejecucion: str = ""

    def con_errores(self) -> bool:
        """Cierto si alguna incidencia dejó un dato fuera."""
        return any(incidencia.gravedad is Gravedad.ERROR for incidencia in self.incidencias)

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON y claves en español."""
        return {
            "libro": self.libro,
            "pais": self.pais,
            "moneda": self.moneda,
            "corte": self.corte.isoformat(),
            "embudo": self.embudo.a_dict(),
            "hay_perfil_ideal": self.hay_perfil,
            "no_responden": [mudo.a_dict(nombre, fila) for mudo, nombre, fila in self.mudos],
            "hojas": list(self.hojas),
            "ejecucion": self.ejecucion or None,
            "notas": list(self.notas),
            "incidencias": [incidencia_a_dict(incidencia) for incidencia in self.incidencias],
        }


def embudo(anfitrion: SheetHost, diario: Journal, peticion: Peticion, *, en_hoja: bool = False) -> InformeDeEmbudo:
    """El embudo de los potenciales del libro. Con `en_hoja` escribe «Embudo» y, si falta, «Perfil ideal».

    `FaltanDatos` si en la hoja no hay ningún potencial.
    """
    cartera = estudiar(anfitrion, diario, peticion)
    exigir_potenciales(cartera)
    peticion.avance("Repartiendo los potenciales por etapas…")
    propia = buscar_hoja(anfitrion, cartera.libro, HOJA_EMBUDO, es_embudo)
    reglas = leer_embudo(propia.cuadro, propia.nombre)
    encajes, avisos = encajes_del_libro(anfitrion, cartera.libro, cartera.leido)
    puntuados, clientes = cartera.calculo.puntuados, cartera.leido.clientes.tabla.cuadro
    hechos = puntuados if encajes is None else con_encaje(puntuados, encajes.puntos)
    visibles = puede_aparecer(permisos_de(cartera, peticion))
    medido = medir_embudo(hechos, clientes, reglas, visibles, encajes)
    salidas = [HojaSalida(propia.nombre, celdas_con_embudo(propia.cuadro, medido, propia.nombre), ANCHOS)]
    perfil = buscar_hoja(anfitrion, cartera.libro, HOJA_PERFIL, es_perfil)
    if not perfil.existe:
        salidas.append(HojaSalida(perfil.nombre, celdas_de_perfil([], perfil.nombre), ANCHOS_DE_PERFIL))
    salidas = [salida for salida in salidas if salida.celdas]
    ejecucion = escribir_hojas(anfitrion, diario, cartera.libro, peticion, salidas) if en_hoja and salidas else ""
    pais = pais_de(cartera.libro, peticion)
    return InformeDeEmbudo(
        libro=cartera.libro.info.nombre,
        pais=pais.codigo if pais else None,
        moneda=cartera.libro.configuracion.moneda or (pais.moneda if pais else None),
        corte=cartera.hechos.corte,
        embudo=medido,
        hay_perfil=encajes is not None,
        mudos=_mudos(anfitrion, cartera, visibles),
        buscados=cartera.calculo.ajustes.contactos_sin_respuesta,
        incidencias=(*cartera.hechos.incidencias, *avisos),
        notas=cartera.notas,
        hojas=tuple(salida.nombre for salida in salidas) if ejecucion else (),
        ejecucion=ejecucion,
    )


def exigir_potenciales(cartera: Cartera) -> None:
    """`FaltanDatos` si nadie está por comprar: sin potenciales no hay embudo."""
    if marca_de_potenciales(cartera.calculo.puntuados).any():
        return
    raise FaltanDatos(
        "En la hoja no hay ningún potencial: todos han comprado ya.",
        donde=f"hoja «{cartera.leido.clientes.zona.hoja}»",
        remedio="Añada a quienes todavía no han comprado, con «Potencial» en una columna Estado",
    )


def _mudos(anfitrion: SheetHost, cartera: Cartera, visibles: Marca) -> tuple[tuple[SinRespuesta, str, int], ...]:
    puntuados = cartera.calculo.puntuados
    listables = marca_de_potenciales(puntuados) & visibles
    mudos = no_responden(contactos_de(anfitrion, cartera), listables, cartera.calculo.ajustes.contactos_sin_respuesta)
    nombres, filas = textos(puntuados, "nombre"), puntuados["fila"].to_list()
    return tuple((mudo, nombres[mudo.posicion] or "", int(filas[mudo.posicion])) for mudo in mudos)
