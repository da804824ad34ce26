"""La hoja «Embudo»: etapas y reglas, que edita la persona, y debajo lo que hay en cada etapa."""

from collections.abc import Iterable, Mapping

from cartera_xl.nucleo.ajustes_lectura import texto
from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.indicadores.embudo import (
    EMBUDO_DE_PARTIDA,
    Embudo,
    EtapaMedida,
    ReglaDeEntrada,
    ReglasDeEmbudo,
)
from cartera_xl.nucleo.indicadores.hojas_editables import crear_si_falta, de_entrada, es_de, lienzo_de
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.lienzo import Fila, FilaLeida, Lienzo, Seccion
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida

HOJA_EMBUDO = "Embudo"
ANCHOS: Mapping[int, float] = {1: 30, 2: 30, 3: 25, 4: 16, 5: 12, 6: 12, 7: 14, 8: 14}
ETAPAS = Seccion("Etapas", ("Etapa", "Qué quiere decir"), "En orden, de la primera a la última.", holgura=4)
REGLAS = Seccion(
    "Reglas de entrada",
    ("Entra en", "Medio", "Fuente"),
    "En qué etapa empieza quien llega por ese medio y esa fuente, si su ficha no dice la etapa. Vacío: cualquiera. "
    "Gana la regla que más dice.",
    holgura=8,
)
HOY = Seccion(
    "Embudo de hoy",
    ("Etapa", "Potenciales", "Parte del total", "Gasto previsto", "Sin gasto", "Fichas", "Ya clientes", "Conversión"),
    "Lo llena «cartera embudo LIBRO --guardar». Conversión: de las fichas de esa etapa, las que ya son clientes.",
    holgura=4,
)
TABLERO = Seccion(
    "Tablero por etapa",
    ("Etapa", "Cliente", "Responsable", "Gasto previsto", "Encaje", "Fila", "Por qué"),
    "Los potenciales de más gasto previsto de cada etapa.",
    holgura=4,
)
SECCIONES = (ETAPAS, REGLAS, HOY, TABLERO)
_QUE_QUIERE_DECIR = (
    "Ha llegado y nadie lo ha mirado todavía",
    "Se está viendo si encaja y qué necesita",
    "Tiene una oferta en la mano",
    "Se habla de precio y condiciones",
    "Falta firmar o cobrar",
)


def es_embudo(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra."""
    return es_de(cuadro, HOJA_EMBUDO, SECCIONES)


def celdas_de_embudo(cuadro: Cuadro, hoja: str = HOJA_EMBUDO) -> dict[tuple[int, int], CeldaSalida]:
    """Las celdas que faltan: etapas y reglas de partida."""
    return _lienzo(cuadro, hoja).cambios


def celdas_con_embudo(cuadro: Cuadro, embudo: Embudo, hoja: str = HOJA_EMBUDO) -> dict[tuple[int, int], CeldaSalida]:
    """Las celdas que cambian para que la hoja diga el embudo de hoy y su tablero; crea lo que falte."""
    lienzo = _lienzo(cuadro, hoja)
    lienzo.reescribir(HOY, [_fila_de_hoy(etapa) for etapa in embudo.etapas])
    lienzo.reescribir(TABLERO, [fila for etapa in embudo.etapas for fila in _filas_de_tablero(etapa)])
    return lienzo.cambios


def leer_embudo(cuadro: Cuadro, hoja: str = HOJA_EMBUDO) -> ReglasDeEmbudo:
    """Etapas y reglas de la hoja; una sección que falta es la de partida.

    `ConfiguracionErronea` si una regla lleva a una etapa que no está o dos reglas dicen lo mismo.
    """
    lienzo = Lienzo(cuadro, hoja, SECCIONES)
    etapas, reglas = EMBUDO_DE_PARTIDA.etapas, EMBUDO_DE_PARTIDA.reglas
    if lienzo.trozos(ETAPAS):
        etapas = tuple(dict.fromkeys(filter(None, (texto(leida.valores["Etapa"]) for leida in lienzo.filas(ETAPAS)))))
    if lienzo.trozos(REGLAS):
        reglas = tuple(_reglas(lienzo, etapas))
    return ReglasDeEmbudo(etapas, reglas)


def _reglas(lienzo: Lienzo, etapas: tuple[str, ...]) -> Iterable[ReglaDeEntrada]:
    conocidas = {clave(etapa): etapa for etapa in etapas}
    vistas: dict[tuple[str, str], int] = {}
    for leida in lienzo.filas(REGLAS):
        if vacia(leida.valores["Entra en"]):
            continue
        medio, fuente = (texto(leida.valores[nombre]) for nombre in ("Medio", "Fuente"))
        via = (clave(medio), clave(fuente))
        if via in vistas:
            raise ConfiguracionErronea(
                f"Dos reglas son para el mismo medio y la misma fuente: las filas {vistas[via]} y {leida.fila}.",
                donde=lienzo.donde(leida.fila, leida.columnas["Entra en"]),
                remedio="Quite una de las dos",
            )
        vistas[via] = leida.fila
        yield ReglaDeEntrada(medio, fuente, _etapa(lienzo, leida, conocidas), leida.fila)


def _etapa(lienzo: Lienzo, leida: FilaLeida, conocidas: Mapping[str, str]) -> str:
    def leer(celda: Celda) -> str:
        if clave(texto(celda)) not in conocidas:
            raise ValueError(texto(celda))
        return conocidas[clave(texto(celda))]

    nombres = ", ".join(conocidas.values())
    return lienzo.exigir(
        leida, "Entra en", leer, f"Escriba una de las etapas ({nombres}) o añádala a «{ETAPAS.titulo}»"
    )


def _lienzo(cuadro: Cuadro, hoja: str) -> Lienzo:
    lienzo = lienzo_de(cuadro, hoja, SECCIONES, ())
    de_partida = zip(EMBUDO_DE_PARTIDA.etapas, _QUE_QUIERE_DECIR, strict=True)
    crear_si_falta(lienzo, ETAPAS, [de_entrada({"Etapa": e, "Qué quiere decir": q}) for e, q in de_partida])
    reglas = EMBUDO_DE_PARTIDA.reglas
    crear_si_falta(
        lienzo,
        REGLAS,
        [de_entrada({"Entra en": r.etapa, "Medio": r.medio or None, "Fuente": r.fuente or None}) for r in reglas],
        en_blanco=4,
    )
    return lienzo


def _fila_de_hoy(etapa: EtapaMedida) -> Fila:
    return {
        "Etapa": CeldaSalida(etapa.nombre, Aspecto.TEXTO),
        "Potenciales": CeldaSalida(etapa.potenciales, Aspecto.ENTERO),
        "Parte del total": CeldaSalida(etapa.parte, Aspecto.PORCENTAJE),
        "Gasto previsto": CeldaSalida(etapa.gasto_previsto, Aspecto.IMPORTE),
        "Sin gasto": CeldaSalida(etapa.sin_gasto, Aspecto.ENTERO),
        "Fichas": CeldaSalida(etapa.fichas, Aspecto.ENTERO),
        "Ya clientes": CeldaSalida(etapa.clientes, Aspecto.ENTERO),
        "Conversión": CeldaSalida(etapa.conversion, Aspecto.PORCENTAJE),
    }


def _filas_de_tablero(etapa: EtapaMedida) -> Iterable[Fila]:
    for tarjeta in etapa.tarjetas:
        yield {
            "Etapa": CeldaSalida(etapa.nombre, Aspecto.TEXTO),
            "Cliente": CeldaSalida(tarjeta.nombre, Aspecto.TEXTO),
            "Responsable": CeldaSalida(tarjeta.responsable or None, Aspecto.TEXTO),
            "Gasto previsto": CeldaSalida(tarjeta.gasto_previsto, Aspecto.IMPORTE),
            "Encaje": CeldaSalida(tarjeta.encaje, Aspecto.ENTERO),
            "Por qué": CeldaSalida(tarjeta.por_que or None, Aspecto.NOTA),
            "Fila": CeldaSalida(tarjeta.fila, Aspecto.ENTERO),
        }
