"""Alertas de una cartera puntuada: qué clientes piden atención y cuántas alertas se espera que sean falsas.

Todo sale de la tabla puntuada y de las compras de cada cliente contra su propio pasado; nunca es un segundo modelo.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import narwhals as nw
import numpy as np

from cartera_xl.nucleo.alertas.agenda import contratos, fechas_especiales, renovados
from cartera_xl.nucleo.alertas.atencion import (
    con_mucho_descuento,
    respuestas_pendientes,
    sin_actualizar,
    sin_contacto,
)
from cartera_xl.nucleo.alertas.cartera import retencion_que_baja, revision_vencida, sin_tres_anuales
from cartera_xl.nucleo.alertas.ritmo import ritmo_de_resumen
from cartera_xl.nucleo.alertas.silencio import Falsas, mirar_silencio, silencios
from cartera_xl.nucleo.alertas.tipos import (
    GRAVEDADES,
    Alerta,
    Alertas,
    ClaseDeAlerta,
    ContextoDeAlertas,
    Hallazgo,
    Recuento,
)
from cartera_xl.nucleo.alertas.valiosos import en_riesgo
from cartera_xl.nucleo.alertas.vista import Vista, mirar
from cartera_xl.nucleo.hechos import Marca, Marco

SEPARADOR = " · "
_ORDEN = {clase: sitio for sitio, clase in enumerate(ClaseDeAlerta)}
_GRAVE = {gravedad: sitio for sitio, gravedad in enumerate(GRAVEDADES)}


def con_alertas(puntuados: Marco, contexto: ContextoDeAlertas) -> tuple[Marco, Alertas]:
    """Añade `alertas` (todas las de la fila, la más grave primero) y `gravedad` (la mayor); y las devuelve contadas.

    | columna | tipo | sin dato |
    |---|---|---|
    | alertas | texto, las alertas separadas por « · » | vacío |
    | gravedad | «Alta», «Media», «Baja» o vacío si no hay ninguna o solo son buenas noticias | vacío |
    """
    contexto = replace(contexto, permisos=contexto.los_permisos)
    vista = mirar(puntuados, contexto)
    hallazgos = list(_hallazgos(puntuados, vista, contexto))
    todas = [alerta for hallazgo in hallazgos for alerta in hallazgo.alertas]
    textos, gravedades = _por_fila(todas, len(puntuados))
    motor = puntuados.implementation
    con_columnas = puntuados.with_columns(
        nw.new_series("alertas", textos, nw.String, backend=motor),
        nw.new_series("gravedad", gravedades, nw.String, backend=motor),
    )
    return con_columnas, Alertas(
        lista=_ordenadas(todas),
        recuentos=tuple(_recuento(hallazgo) for hallazgo in hallazgos),
        de_cartera=tuple(_de_cartera(contexto)),
        sin_mirar=tuple(_sin_mirar(contexto, hallazgos)),
    )


def filtradas(alertas: Alertas, filas: Marca | None, gravedad: str | None) -> Alertas:
    """Solo las de esas filas y esa gravedad; `None`, todas. Las falsas esperadas se reparten por igual entre todas."""
    lista = tuple(
        alerta
        for alerta in alertas.lista
        if (filas is None or filas[alerta.posicion]) and (gravedad is None or alerta.gravedad == gravedad)
    )
    return replace(alertas, lista=lista, recuentos=tuple(_de_estas(r, lista) for r in alertas.recuentos))


def _de_estas(recuento: Recuento, lista: Sequence[Alerta]) -> Recuento:
    suyas = [alerta for alerta in lista if alerta.clase is recuento.clase]
    parte = len(suyas) / recuento.cuantas if recuento.cuantas else 0.0
    falsas = None if recuento.falsas is None else recuento.falsas * parte
    importe = round(sum(alerta.importe or 0.0 for alerta in suyas), 2)
    return replace(recuento, cuantas=len(suyas), importe=importe, falsas=falsas)


def _hallazgos(puntuados: Marco, vista: Vista, contexto: ContextoDeAlertas) -> Iterator[Hallazgo]:
    yield from _de_compra(puntuados, vista, contexto)
    yield contratos(vista, puntuados, contexto.corte)
    yield renovados(vista, puntuados, contexto.clientes, contexto.corte)
    yield fechas_especiales(vista, contexto.clientes, contexto.los_permisos.opuestos, contexto.momento.date())
    ajustes, clientes = contexto.configuracion, contexto.clientes
    opcionales = (
        respuestas_pendientes(vista, contexto.contactos, contexto.momento, ajustes.horas_respuesta),
        sin_contacto(vista, clientes, contexto.contactos, contexto.corte, ajustes.dias_sin_contacto),
        con_mucho_descuento(vista, clientes),
        sin_actualizar(vista, clientes, contexto.corte, ajustes.dias_revision),
    )
    yield from (hallazgo for hallazgo in opcionales if hallazgo is not None)


def _de_compra(puntuados: Marco, vista: Vista, contexto: ContextoDeAlertas) -> Iterator[Hallazgo]:
    """Silencio y riesgo; con las compras una a una, además caídas y buenas noticias. scipy, solo si hace falta."""
    if contexto.registro is not None and contexto.claves is not None and contexto.registro.claves:
        from cartera_xl.nucleo.alertas.de_compras import hallazgos_de_compras

        yield from hallazgos_de_compras(puntuados, vista, contexto, contexto.registro, contexto.claves)
        return
    callados = mirar_silencio(vista, ritmo_de_resumen(vista), contexto.configuracion.veces_ritmo)
    yield silencios(vista, callados, Falsas(horizonte=contexto.horizonte))
    yield en_riesgo(vista, puntuados, contexto.horizonte, callados.alarma)


def _por_fila(alertas: Sequence[Alerta], cuantas: int) -> tuple[list[str], list[str]]:
    """Texto y gravedad de cada fila; casi todas tienen una alerta o ninguna, y solo se ordenan las de más."""
    textos, gravedades = [""] * cuantas, [""] * cuantas
    varias: dict[int, list[Alerta]] = {}
    primera: dict[int, Alerta] = {}
    for alerta in alertas:
        antes = primera.setdefault(alerta.posicion, alerta)
        if antes is alerta:
            textos[alerta.posicion], gravedades[alerta.posicion] = alerta.texto, alerta.gravedad
        else:
            varias.setdefault(alerta.posicion, [antes]).append(alerta)
    for posicion, suyas in varias.items():
        suyas.sort(key=lambda a: (_GRAVE[a.gravedad], _ORDEN[a.clase]))
        textos[posicion] = SEPARADOR.join(alerta.texto for alerta in suyas)
        gravedades[posicion] = suyas[0].gravedad
    return textos, gravedades


def _ordenadas(alertas: Sequence[Alerta]) -> tuple[Alerta, ...]:
    """Por gravedad, dinero, fila y clase; con numpy, que ordena cien mil en nada."""
    columnas = (
        [_ORDEN[alerta.clase] for alerta in alertas],
        [alerta.posicion for alerta in alertas],
        [-(alerta.importe or 0.0) for alerta in alertas],
        [_GRAVE[alerta.gravedad] for alerta in alertas],
    )
    return tuple(alertas[i] for i in np.lexsort(columnas).tolist())


def _recuento(hallazgo: Hallazgo) -> Recuento:
    return Recuento(
        clase=hallazgo.clase,
        cuantas=len(hallazgo.alertas),
        miradas=hallazgo.miradas,
        importe=round(sum(alerta.importe or 0.0 for alerta in hallazgo.alertas), 2),
        falsas=hallazgo.falsas,
        como_se_sabe=hallazgo.como_se_sabe,
        plazo=hallazgo.plazo,
    )


def _de_cartera(contexto: ContextoDeAlertas) -> Iterator[str]:
    hoy = contexto.momento.date()
    yield from revision_vencida(contexto.ultima_revision, hoy, contexto.configuracion.dias_revision)
    if contexto.registro is not None:
        yield from retencion_que_baja(contexto.registro, contexto.corte)


def _sin_mirar(contexto: ContextoDeAlertas, hallazgos: Sequence[Hallazgo]) -> Iterator[str]:
    """Lo que no se ha podido mirar, por qué, y qué hace falta."""
    miradas = {hallazgo.clase: hallazgo.miradas for hallazgo in hallazgos}
    if contexto.registro is None:
        yield (
            "Caídas de volumen y de frecuencia, temporada, vueltas y subidas: hacen falta las compras una a una "
            "(hoja de movimientos)."
        )
    else:
        if not miradas.get(ClaseDeAlerta.FRECUENCIA):
            yield (
                "Caídas de volumen y de frecuencia: ningún cliente compra bastante (unas cinco veces en la última "
                "ventana, de un año como mucho, y el doble de historia). El silencio sí se mira."
            )
        if sin_tres_anuales(contexto.registro, contexto.corte):
            yield "Retención frente a la de hace un año: hacen falta tres años de compras."
    if ClaseDeAlerta.RESPUESTA not in miradas:
        yield "Respuestas pendientes: hacen falta los contactos, en la hoja Registro de contactos."
    if ClaseDeAlerta.SIN_CONTACTO not in miradas:
        yield "Clientes sin contacto: hace falta el registro de contactos o una columna «Último contacto»."
