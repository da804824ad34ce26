"""De las tablas leídas a la cartera puntuada: hechos, baremo, puntos y calidad de los datos."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import narwhals as nw

from cartera_xl.casos.apertura import LibroAbierto
from cartera_xl.casos.lectura_libro import MOTOR, TablaLeida
from cartera_xl.casos.peticion import Peticion
from cartera_xl.nucleo.baremo import MUESTRA_SUFICIENTE, Baremo, calibrar
from cartera_xl.nucleo.calidad.revision import Revision, revisar
from cartera_xl.nucleo.claves import emparejar
from cartera_xl.nucleo.compras import (
    corte_por_defecto,
    hechos_de_movimientos,
    hechos_de_resumen,
    registro_de_movimientos,
)
from cartera_xl.nucleo.comprobador import exigir_reglas_validas
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.deriva import deriva
from cartera_xl.nucleo.errores import Incidencia
from cartera_xl.nucleo.hechos import Marco
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras import con_palabras, notas_de_pronostico
from cartera_xl.nucleo.puntuacion import dias_de_inactividad, puntuar
from cartera_xl.nucleo.resultados import Necesita
from cartera_xl.nucleo.subestados import con_subestado

FILAS_A_FONDO = 2_000
"""Hasta estas filas, cada recálculo comprueba identificadores y teléfonos uno a uno: cuesta menos de medio segundo."""


@dataclass(frozen=True, slots=True)
class Hechos:
    """Los hechos de cada cliente a una fecha, y de dónde salió la fecha.

    `movimientos` son las líneas ya unidas a su cliente y `claves`, la `fila` y la `clave` de cada uno; `None` si los
    hechos salen del resumen de la hoja.
    """

    cuadro: Marco
    corte: date
    motivo_corte: str
    incidencias: tuple[Incidencia, ...]
    movimientos: Marco | None = None
    claves: Marco | None = None


@dataclass(frozen=True, slots=True)
class Calculo:
    """La cartera puntuada: una fila por cliente, en el orden de la hoja, con todo lo que se enseña o se escribe."""

    puntuados: Marco
    hechos: Hechos
    baremo: Baremo
    ajustes: Configuracion
    revision: Revision
    notas: tuple[str, ...]

    @property
    def hay(self) -> frozenset[Necesita]:
        """Lo que el libro trae, aparte de los clientes."""
        hay = {Necesita.NADA}
        if self.hechos.movimientos is not None:
            hay.add(Necesita.MOVIMIENTOS)
            if {"producto", "categoria"} & set(self.hechos.movimientos.columns):
                hay.add(Necesita.PRODUCTOS)
        if self.baremo.contratos is not None or self.puntuados["vence"].null_count() < len(self.puntuados):
            hay.add(Necesita.CONTRATOS)
        return frozenset(hay)


def reunir_hechos(clientes: TablaLeida, movimientos: TablaLeida | None, peticion: Peticion) -> Hechos:
    """Hechos de los movimientos si los hay; si no, de las columnas de resumen."""
    corte, motivo = _corte(clientes, movimientos, peticion)
    if movimientos is None:
        cuadro, incidencias = hechos_de_resumen(clientes.cuadro, corte, origen=clientes.origen)
        return Hechos(cuadro, corte, motivo, tuple(incidencias))
    origenes = {"origen_clientes": clientes.origen, "origen_movimientos": movimientos.origen}
    pareja = emparejar(clientes.cuadro, movimientos.cuadro, **origenes)
    cuadro, incidencias = hechos_de_movimientos(pareja.clientes, pareja.movimientos, corte, **origenes)
    claves = pareja.clientes.select("fila", "clave")
    return Hechos(cuadro, corte, motivo, (*pareja.incidencias, *incidencias), pareja.movimientos, claves)


def _corte(clientes: TablaLeida, movimientos: TablaLeida | None, peticion: Peticion) -> tuple[date, str]:
    if peticion.corte is not None:
        return peticion.corte, "indicado en la orden"
    hoy = peticion.momento.date()
    ultima = corte_por_defecto(clientes.cuadro, None if movimientos is None else movimientos.cuadro, hoy=hoy)
    if ultima is None:
        return hoy, "el día de hoy, porque no consta ninguna fecha de compra"
    return ultima, "la última compra que consta"


def calcular(
    libro: LibroAbierto, clientes: TablaLeida, hechos: Hechos, peticion: Peticion, manuales: Sequence[str | None]
) -> Calculo:
    """Puntúa con el baremo del libro, o calibra uno si no tiene o si se pide.

    `manuales` es el segmento impuesto a mano en cada fila, o `None`. `ReglasErroneas` si las reglas no valen.
    """
    ajustes = libro.configuracion
    exigir_reglas_validas(ajustes.reglas, donde=f"hoja «{libro.nombre_configuracion}», reglas de segmento")
    guardado = None if peticion.recalibrar else libro.baremo
    baremo = guardado or _calibrado(hechos, ajustes)
    pais = peticion.pais or ajustes.pais
    a_fondo = len(clientes.cuadro) <= FILAS_A_FONDO
    revision = revisar(clientes.cuadro, clientes.lectura.hoja, pais, clientes.lectura.posiciones, a_fondo=a_fondo)
    impuestos = nw.new_series("segmento_manual", list(manuales), nw.String, backend=MOTOR)
    puntuados = puntuar(hechos.cuadro.with_columns(impuestos), baremo, ajustes)
    en_palabras = con_palabras(puntuados, baremo, hechos.corte)
    inactividad = dias_de_inactividad(baremo, ajustes)
    completos = con_subestado(en_palabras, inactividad, ajustes.nombres_de_subestado).with_columns(
        nw.new_series("nombre", nombres(clientes.cuadro), nw.String, backend=MOTOR),
        nw.new_series("ficha_completa", revision.ficha_completa, nw.Float64, backend=MOTOR),
        nw.new_series("avisos", revision.avisos.tolist(), nw.String, backend=MOTOR),
    )
    if "responsable" in clientes.cuadro.columns:
        completos = completos.with_columns(clientes.cuadro["responsable"])
    notas = [*_sin_actualizar(hechos, ajustes, peticion), *_notas(libro, hechos, baremo, guardado)]
    return Calculo(completos, hechos, baremo, ajustes, revision, tuple(notas))


def _calibrado(hechos: Hechos, ajustes: Configuracion) -> Baremo:
    registro = None if hechos.movimientos is None else registro_de_movimientos(hechos.movimientos, hechos.corte)
    return calibrar(hechos.cuadro, ajustes, hechos.corte, registro=registro)


def nombres(clientes: Marco) -> list[str | None]:
    """Cómo se llama cada cliente: nombre y apellidos, o su código si la hoja no trae nombre."""
    presentes = [campo for campo in clientes.columns if campo in ("nombre", "apellidos")]
    if not presentes:
        presentes = [campo for campo in clientes.columns if campo in ("id_cliente", "id_fiscal", "correo")][:1]
    partes = [clientes[campo].to_list() for campo in presentes]
    if len(partes) == 1:
        return [nombre if isinstance(nombre, str) else None for nombre in partes[0]]
    return [" ".join(p for p in trozos if isinstance(p, str)) or None for trozos in zip(*partes, strict=True)]


def _sin_actualizar(hechos: Hechos, ajustes: Configuracion, peticion: Peticion) -> list[str]:
    """Un aviso si los datos acaban antes de los días en que se revisa la cartera; con el corte pedido, ninguno."""
    dias = (peticion.momento.date() - hechos.corte).days
    if peticion.corte is not None or dias <= ajustes.dias_revision:
        return []
    return [f"Los datos acaban el {hechos.corte:%d/%m/%Y}, hace {dias} días: actualícelos antes de decidir con ellos."]


def _notas(libro: LibroAbierto, hechos: Hechos, baremo: Baremo, guardado: Baremo | None) -> list[str]:
    notas = []
    if guardado is None:
        con = contar(baremo.n, "cliente", "clientes")
        notas.append(f"Baremo calibrado con {con} a {baremo.corte:%d/%m/%Y}; queda en Configuración.")
    else:
        con = contar(baremo.n, "cliente", "clientes")
        notas.append(f"Baremo del {baremo.corte:%d/%m/%Y}, calibrado con {con}.")
        aviso = deriva(hechos.cuadro, baremo, libro.configuracion).aviso
        notas += [aviso] if aviso else []
        if libro.configuracion.cortes is not baremo.regla_de_cortes:
            notas.append("La regla de cortes ha cambiado en Configuración: valdrá cuando use --recalibrar.")
    notas += notas_de_pronostico(baremo, hay_movimientos=hechos.movimientos is not None)
    if not baremo.tabla_neto and not baremo.tabla_12m:
        notas.append("No hay importes: el valor no se puede medir y sin él nadie pasa de Bajo valor.")
    if baremo.n < MUESTRA_SUFICIENTE:
        notas.append(f"Muestra insuficiente: con menos de {MUESTRA_SUFICIENTE} clientes los percentiles dicen poco.")
    return notas
