"""Los ajustes de una sola celda de la hoja Configuración: etiqueta, cómo se lee y qué explicación lleva."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cartera_xl.nucleo import ajustes_lectura as leer
from cartera_xl.nucleo.ajustes_lectura import entero, numero
from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.configuracion import Configuracion, Estilo, Pesos, ReglaDeCortes
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.lienzo import Seccion
from cartera_xl.nucleo.paises import codigos

_CABECERAS = ("Ajuste", "Valor", "Explicación")
GENERALES = Seccion("Ajustes generales", _CABECERAS)
PESOS = Seccion("Pesos de la puntuación", _CABECERAS)
RANGOS = Seccion("Rangos", _CABECERAS)
PREVISION = Seccion("Previsión", _CABECERAS)
SENALES = Seccion("Señales y acciones", _CABECERAS)


@dataclass(frozen=True, slots=True)
class AjusteDeHoja:
    """Un ajuste: `leer` da `ValueError` si la celda no vale; nunca recibe una celda vacía."""

    id: str
    seccion: Seccion
    etiqueta: str
    explicacion: str
    leer: Callable[[Celda], Celda]
    remedio: str


def _ajustes() -> tuple[AjusteDeHoja, ...]:
    estilos, cortes = " | ".join(Estilo), " | ".join(ReglaDeCortes)
    peso, umbral = "Escriba un número de 0 en adelante", "Escriba un número de 0 a 100"
    nombre = "Escriba una palabra"
    return (
        AjusteDeHoja(
            "pais",
            GENERALES,
            "País",
            "Código de dos letras; decide decimales, fechas e identificación fiscal",
            leer.pais,
            f"Escriba uno de estos códigos: {', '.join(codigos())}",
        ),
        AjusteDeHoja("moneda", GENERALES, "Moneda", "La de todos los importes del libro", leer.texto, nombre),
        AjusteDeHoja("hoja_clientes", GENERALES, "Hoja de clientes", "Vacía: la busca el programa", leer.texto, nombre),
        AjusteDeHoja(
            "hoja_movimientos", GENERALES, "Hoja de movimientos", "Vacía: la busca el programa", leer.texto, nombre
        ),
        AjusteDeHoja(
            "estilo", GENERALES, "Estilo del rango", estilos, leer.opcion(Estilo), f"Escriba uno de estos: {estilos}"
        ),
        AjusteDeHoja(
            "dias_inactividad",
            GENERALES,
            "Días de inactividad",
            "Sin comprar tantos días, el cliente está inactivo; vacío: lo mide el baremo",
            leer.dias,
            "Escriba un número entero de días o deje la celda vacía",
        ),
        AjusteDeHoja(
            "cortes", GENERALES, "Cortes de R, F y M", cortes, leer.opcion(ReglaDeCortes), f"Escriba uno de: {cortes}"
        ),
        AjusteDeHoja(
            "identificador",
            GENERALES,
            "Identificador del libro",
            "Lo pone el programa para poder deshacer; no lo cambie",
            leer.guid,
            "Deje la celda vacía y el programa pondrá otro",
        ),
        AjusteDeHoja("recencia", PESOS, "Recencia", "Peso de lo reciente de la última compra", leer.peso, peso),
        AjusteDeHoja("frecuencia", PESOS, "Frecuencia", "Peso del número de compras", leer.peso, peso),
        AjusteDeHoja("importe", PESOS, "Importe", "Peso del importe neto", leer.peso, peso),
        AjusteDeHoja(
            "umbral_medio", RANGOS, "Medio desde", "Puntuación desde la que el rango es el medio", leer.umbral, umbral
        ),
        AjusteDeHoja(
            "umbral_alto", RANGOS, "Alto desde", "Puntuación desde la que el rango es el alto", leer.umbral, umbral
        ),
        AjusteDeHoja("rango_bajo", RANGOS, "Nombre del bajo", "Se escribe junto al dibujo", leer.texto, nombre),
        AjusteDeHoja("rango_medio", RANGOS, "Nombre del medio", "Se escribe junto al dibujo", leer.texto, nombre),
        AjusteDeHoja("rango_alto", RANGOS, "Nombre del alto", "Se escribe junto al dibujo", leer.texto, nombre),
        *_de_prevision(),
        *_de_senales(),
    )


def _de_prevision() -> tuple[AjusteDeHoja, ...]:
    parte, coste = "Escriba un porcentaje de 0 % a 100 %", "Escriba un número de 0 en adelante"
    horizonte = "Escriba 90, 180 o 365, o deje la celda vacía"
    meses = f"Escriba un número entero de 1 a {leer.MESES_MAXIMO}"
    return (
        AjusteDeHoja(
            "horizonte",
            PREVISION,
            "Horizonte (días)",
            "De «Prob. de volver»: 90, 180 o 365; vacío: lo elige el baremo",
            leer.horizonte,
            horizonte,
        ),
        AjusteDeHoja(
            "riesgo_alto",
            PREVISION,
            "Riesgo alto por debajo de",
            "Probabilidad de volver; 0,3 es 30 %",
            leer.parte,
            parte,
        ),
        AjusteDeHoja(
            "riesgo_medio",
            PREVISION,
            "Riesgo medio por debajo de",
            "Probabilidad de volver; 0,6 es 60 %",
            leer.parte,
            parte,
        ),
        AjusteDeHoja(
            "margen",
            PREVISION,
            "Margen",
            "Donde la hoja no dé el del cliente; con 1 (100 %), el CLV es ingreso",
            leer.parte,
            parte,
        ),
        AjusteDeHoja(
            "tasa_anual",
            PREVISION,
            "Tasa de descuento anual",
            "Lo que se cobra dentro de un año vale menos; 0,1 es 10 %",
            leer.parte,
            parte,
        ),
        AjusteDeHoja(
            "coste_retencion",
            PREVISION,
            "Coste de retención",
            "Por cliente y año, en la moneda del libro",
            leer.peso,
            coste,
        ),
        AjusteDeHoja("meses_clv", PREVISION, "Meses del CLV", "Hasta dónde se mira", leer.meses, meses),
    )


def _de_senales() -> tuple[AjusteDeHoja, ...]:
    dias, cuenta = "Escriba un número entero de días", "Escriba un número entero, 1 o más"
    parte, veces = "Escriba un porcentaje de 0 % a 100 %", "Escriba un número mayor que 1"
    filas: tuple[tuple[str, str, str, Callable[[Celda], Celda], str], ...] = (
        ("plazo_propuesta", "Plazo de la propuesta (días)", "Para la compra de «Para subir»", leer.dias, dias),
        ("caida_volumen", "Aviso si compra menos de lo suyo", "Cuánto ha de bajar; 0,3 es 30 %", leer.parte, parte),
        ("veces_ritmo", "Aviso por silencio (veces su ritmo)", "Contra su propio hueco normal", leer.veces, veces),
        ("dias_sin_contacto", "Aviso sin contacto (días)", "Sin hablar con él tanto tiempo", leer.dias, dias),
        ("dias_revision", "Revisar la cartera cada (días)", "Pasado el plazo, se recuerda", leer.dias, dias),
        ("horas_respuesta", "Plazo de respuesta (horas)", "Para contestar a un cliente", leer.dias, cuenta),
        ("contactos_maximos", "Contactos de más", "En 90 días, a un cliente de Bajo valor", leer.dias, cuenta),
        ("acciones_semana", "Acciones por responsable", "Las que caben en la hoja Hoy", leer.dias, cuenta),
        ("periodos_baja", "Proponer la baja tras (trimestres)", "Bajo valor y sin comprar", leer.dias, cuenta),
        (
            "contactos_sin_respuesta",
            "Contactos sin respuesta",
            "Y el potencial pasa a «No responden»",
            leer.dias,
            cuenta,
        ),
        ("soporte_minimo", "Clientes para sugerir", "Que hayan comprado los dos productos", leer.dias, cuenta),
    )
    return tuple(
        AjusteDeHoja(ident, SENALES, etiqueta, explicacion, leido, remedio)
        for ident, etiqueta, explicacion, leido, remedio in filas
    )


AJUSTES = _ajustes()


def valores_de(configuracion: Configuracion) -> dict[str, Celda]:
    """El valor de cada ajuste, por id; `None` o vacío si no tiene."""
    pesos, (bajo, medio, alto) = configuracion.pesos, configuracion.nombres_rangos
    return {
        "pais": configuracion.pais,
        "moneda": configuracion.moneda,
        "hoja_clientes": configuracion.hoja_clientes,
        "hoja_movimientos": configuracion.hoja_movimientos,
        "estilo": configuracion.estilo.value,
        "dias_inactividad": configuracion.dias_inactividad,
        "cortes": configuracion.cortes.value,
        "identificador": configuracion.identificador or None,
        "recencia": pesos.recencia,
        "frecuencia": pesos.frecuencia,
        "importe": pesos.importe,
        "umbral_medio": configuracion.umbral_medio,
        "umbral_alto": configuracion.umbral_alto,
        "rango_bajo": bajo,
        "rango_medio": medio,
        "rango_alto": alto,
        **{ident: getattr(configuracion, ident) for ident in (*_DE_PREVISION, *_DE_SENALES)},
    }


def configuracion_con(valores: Mapping[str, Celda]) -> Configuracion:
    """Una configuración con esos ajustes, ya leídos; los que faltan quedan por defecto.

    `ValueError` si los pesos suman cero, los umbrales no crecen, los riesgos se cruzan o dos rangos se llaman igual.
    """
    todos = valores_de(Configuracion()) | dict(valores)
    nombres = (str(todos["rango_bajo"]), str(todos["rango_medio"]), str(todos["rango_alto"]))
    medio, alto = numero(todos["umbral_medio"]), numero(todos["umbral_alto"])
    if medio >= alto:
        raise ValueError("«Medio desde» ha de ser menor que «Alto desde»")
    if len({clave(nombre) for nombre in nombres}) < len(nombres):
        raise ValueError("dos rangos se llaman igual")
    riesgo_alto, riesgo_medio = numero(todos["riesgo_alto"]), numero(todos["riesgo_medio"])
    if riesgo_alto > riesgo_medio:
        raise ValueError("«Riesgo alto por debajo de» no puede pasar de «Riesgo medio por debajo de»")
    pesos = [numero(todos[parte]) for parte in ("recencia", "frecuencia", "importe")]
    if not sum(pesos):
        raise ValueError("los pesos suman cero")
    dias = todos["dias_inactividad"]
    return Configuracion(
        pais=_o_nada(todos["pais"]),
        moneda=_o_nada(todos["moneda"]),
        hoja_clientes=_o_nada(todos["hoja_clientes"]),
        hoja_movimientos=_o_nada(todos["hoja_movimientos"]),
        estilo=Estilo(str(todos["estilo"])),
        pesos=Pesos(*pesos),
        umbral_medio=medio,
        umbral_alto=alto,
        nombres_rangos=nombres,
        dias_inactividad=None if dias is None else entero(dias),
        cortes=ReglaDeCortes(str(todos["cortes"])),
        horizonte=None if todos["horizonte"] is None else entero(todos["horizonte"]),
        riesgo_alto=riesgo_alto,
        riesgo_medio=riesgo_medio,
        margen=numero(todos["margen"]),
        tasa_anual=numero(todos["tasa_anual"]),
        coste_retencion=numero(todos["coste_retencion"]),
        meses_clv=entero(todos["meses_clv"]),
        caida_volumen=numero(todos["caida_volumen"]),
        veces_ritmo=numero(todos["veces_ritmo"]),
        plazo_propuesta=entero(todos["plazo_propuesta"]),
        dias_sin_contacto=entero(todos["dias_sin_contacto"]),
        dias_revision=entero(todos["dias_revision"]),
        horas_respuesta=entero(todos["horas_respuesta"]),
        contactos_maximos=entero(todos["contactos_maximos"]),
        acciones_semana=entero(todos["acciones_semana"]),
        periodos_baja=entero(todos["periodos_baja"]),
        soporte_minimo=entero(todos["soporte_minimo"]),
        contactos_sin_respuesta=entero(todos["contactos_sin_respuesta"]),
        identificador=str(todos["identificador"] or ""),
    )


_DE_PREVISION = (
    "horizonte",
    "riesgo_alto",
    "riesgo_medio",
    "margen",
    "tasa_anual",
    "coste_retencion",
    "meses_clv",
)
_DE_SENALES = (
    "plazo_propuesta",
    "caida_volumen",
    "veces_ritmo",
    "dias_sin_contacto",
    "dias_revision",
    "horas_respuesta",
    "contactos_maximos",
    "acciones_semana",
    "periodos_baja",
    "soporte_minimo",
    "contactos_sin_respuesta",
)


def _o_nada(celda: Celda) -> str | None:
    return None if celda is None else str(celda)
