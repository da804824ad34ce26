"""Lo que se puede hacer con cada cliente: si aparece en los informes y por dónde puede recibir publicidad.

Manda lo más prudente: una oposición pesa más que un consentimiento, un dato que no se entiende no autoriza nada y lo
que no consta no es un sí. La excepción de los productos similares (España, LSSI, art. 21.2) no se supone: depende de
lo que se vaya a ofrecer, y eso no está en el libro.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.calidad.ficha import codigo_de_pais
from cartera_xl.nucleo.hechos import Marca, Marco, Numeros, dias, textos
from cartera_xl.nucleo.paises import codigos
from cartera_xl.nucleo.paises import pais as convenciones

EPOCA = date(1970, 1, 1)
ANONIMO = "Anónimo"
_INICIALES = (ANONIMO[0].upper(), ANONIMO[0].lower())
_ES_ANONIMO = re.compile(rf"{ANONIMO} [0-9a-f]{{4,}}", re.IGNORECASE)
SILENCIO_NO_AUTORIZA: Mapping[str, str] = {
    "CO": "Ley 1581 de 2012, art. 9",
    "PE": "D. S. 016-2024-JUS, art. 26",
}
"""Países en que sin autorización previa no se puede tratar el dato para publicidad, y la norma que lo dice.

Fuentes consultadas en noviembre de 2026, y son de segunda mano: véase `leyes`.
"""

Dicho = NDArray[np.int8]


class Canal(StrEnum):
    """Por dónde se envía publicidad."""

    CORREO = "correo"
    TELEFONO = "teléfono"
    WHATSAPP = "WhatsApp"
    SMS = "SMS"
    POSTAL = "correo postal"

    @property
    def campo(self) -> str:
        """La columna que dice si consiente por este canal."""
        return _CAMPO_DE_CANAL[self]


_CAMPO_DE_CANAL: Mapping[Canal, str] = {
    Canal.CORREO: "consentimiento_correo",
    Canal.TELEFONO: "consentimiento_telefono",
    Canal.WHATSAPP: "consentimiento_whatsapp",
    Canal.SMS: "consentimiento_sms",
    Canal.POSTAL: "consentimiento_postal",
}
ELECTRONICOS = frozenset({Canal.CORREO, Canal.WHATSAPP, Canal.SMS})


@dataclass(frozen=True, slots=True)
class Permisos:
    """Lo que consta de cada fila, en el orden de la tabla de clientes.

    `consentimientos` dice, por canal, 1 si consta que sí, -1 si consta que no y 0 si no consta. `hasta` son los días
    desde 1970 del fin del plazo de conservación (NaN si no consta) y `paises`, el código de cada fila o vacío. `dia` es
    el día para el que vale.
    """

    dia: date
    bloqueados: Marca
    opuestos: Marca
    anonimos: Marca
    hasta: Numeros
    consentimientos: Mapping[Canal, Dicho]
    paises: NDArray[Any]
    columnas: frozenset[str] = field(default_factory=frozenset)

    @property
    def vencidos(self) -> Marca:
        """Filas cuyo plazo de conservación acabó antes de ese día; el último todavía vale."""
        return ~np.isnan(self.hasta) & (self.hasta < (self.dia - EPOCA).days)

    @property
    def hay_consentimiento(self) -> bool:
        """Cierto si la hoja tiene alguna columna de consentimiento."""
        return any(campo.startswith("consentimiento") for campo in self.columnas)


@dataclass(frozen=True, slots=True)
class Envio:
    """Si cada fila puede recibir publicidad por un canal; `si` y `no_consta` no coinciden nunca, y el resto es que no.

    `motivos` es una frase por fila que se puede enseñar.
    """

    canal: Canal
    si: Marca
    no_consta: Marca
    motivos: NDArray[Any]


def permisos(
    clientes: Marco, dia: date, pais: str | None = None, ilegibles: Mapping[str, Marca] | None = None
) -> Permisos:
    """Lee lo que la hoja dice de cada cliente; `ilegibles` marca, por campo, las celdas que no se entendieron.

    Una oposición o un bloqueo que no se entienden cuentan como puestos; un consentimiento que no se entiende, como
    que no consta. `pais` es el del libro: vale en las filas cuya columna País no dice otro.
    """
    malas = ilegibles or {}
    general = _dicho(clientes, "consentimiento")
    return Permisos(
        dia=dia,
        bloqueados=_puesto(clientes, "bloqueado", malas),
        opuestos=_puesto(clientes, "oposicion", malas),
        anonimos=_anonimos(clientes),
        hasta=dias(clientes, "conservar_hasta"),
        consentimientos={canal: _o_el_general(_dicho(clientes, canal.campo), general) for canal in Canal},
        paises=_paises(clientes, pais),
        columnas=frozenset(clientes.columns),
    )


def puede_aparecer(permisos: Permisos) -> Marca:
    """Filas que pueden salir en informes, listas y hojas propias: ni bloqueadas ni anonimizadas.

    Bloquear es guardar solo para responder ante jueces y autoridades (LOPDGDD, art. 32): la fila se queda donde está,
    en la hoja de la persona, y no se enseña en ninguna otra parte.
    """
    return ~(permisos.bloqueados | permisos.anonimos)


def puede_recibir(permisos: Permisos, canal: Canal) -> Envio:
    """Quién puede recibir publicidad por ese canal, quién no y de quién no consta, con el motivo de cada fila."""
    dicho = permisos.consentimientos[canal]
    sin_autorizar = _de_paises(permisos.paises, SILENCIO_NO_AUTORIZA)
    casos = [
        (permisos.anonimos, "Es una fila anonimizada."),
        (permisos.bloqueados, "Sus datos están bloqueados: solo se guardan por si hubiera reclamaciones."),
        (permisos.opuestos, "Se ha opuesto a recibir publicidad."),
        (permisos.vencidos, "Su plazo de conservación ya ha vencido."),
        (dicho < 0, f"No acepta publicidad por {canal}."),
        (dicho > 0, f"Consta que acepta publicidad por {canal}."),
    ]
    motivos = np.full(len(dicho), f"No consta si acepta publicidad por {canal}: pregúnteselo antes.", dtype=object)
    if canal in ELECTRONICOS:
        motivos[permisos.paises == "ES"] = (
            f"No consta si acepta publicidad por {canal}: pregúnteselo antes, o compruebe que ya es cliente y que"
            " le ofrece algo similar a lo que compró (LSSI, art. 21.2)."
        )
    for codigo, norma in SILENCIO_NO_AUTORIZA.items():
        nombre = convenciones(codigo).nombre
        motivos[permisos.paises == codigo] = (
            f"No consta su autorización, y en {nombre} el silencio no autoriza ({norma}): pídasela."
        )
    for marca, motivo in reversed(casos):
        motivos[marca] = motivo
    impedidos = permisos.anonimos | permisos.bloqueados | permisos.opuestos | permisos.vencidos
    si = (dicho > 0) & ~impedidos
    no_consta = (dicho == 0) & ~impedidos & ~sin_autorizar
    return Envio(canal, si, no_consta, motivos)


def propuestas(permisos: Permisos) -> list[str]:
    """Qué hacer con las filas cuyo plazo de conservación venció; vacío en las demás y en las ya bloqueadas."""
    pendientes = permisos.vencidos & puede_aparecer(permisos)
    salida = [""] * len(pendientes)
    for posicion in np.flatnonzero(pendientes).tolist():
        fin = EPOCA + timedelta(days=int(permisos.hasta[posicion]))
        salida[posicion] = f"Bloquee o anonimice sus datos: el plazo de conservación acabó el {fin:%d/%m/%Y}."
    return salida


def es_anonimo(texto: str | None) -> bool:
    """Cierto si el texto es el que deja «cartera olvidar» en lugar de un nombre o un código.

    >>> es_anonimo("Anónimo 7f3a"), es_anonimo("Anónimo S.L.")
    (True, False)
    """
    return texto is not None and _ES_ANONIMO.fullmatch(texto.strip()) is not None


def _dicho(clientes: Marco, campo: str) -> Dicho:
    if campo not in clientes.columns:
        return np.zeros(len(clientes), dtype=np.int8)
    valores = {True: 1, False: -1}
    return np.fromiter((valores.get(v, 0) for v in clientes[campo].to_list()), dtype=np.int8, count=len(clientes))


def _o_el_general(del_canal: Dicho, general: Dicho) -> Dicho:
    """Lo dicho para el canal manda; donde no se dijo nada vale el consentimiento general."""
    return np.where(del_canal != 0, del_canal, general).astype(np.int8)


def _puesto(clientes: Marco, campo: str, malas: Mapping[str, Marca]) -> Marca:
    puesto: Marca = _dicho(clientes, campo) > 0
    return puesto | malas[campo] if campo in malas else puesto


def _anonimos(clientes: Marco) -> Marca:
    marca = np.zeros(len(clientes), dtype=bool)
    for campo in ("id_cliente", "nombre", "id_fiscal", "correo"):
        if campo in clientes.columns:
            escritos = clientes[campo].to_list()
            son = (e.__class__ is str and e.strip()[:1] in _INICIALES and es_anonimo(e) for e in escritos)
            marca |= np.fromiter(son, dtype=bool, count=len(clientes))
    return marca


def _paises(clientes: Marco, pais: str | None) -> NDArray[Any]:
    admitidos = set(codigos())
    escritos = textos(clientes, "pais")
    leidos: dict[str | None, str] = {None: pais or ""}
    for escrito in set(escritos) - {None}:
        codigo = codigo_de_pais(escrito or "", pais)
        leidos[escrito] = codigo if codigo in admitidos else ""
    paises = np.empty(len(escritos), dtype=object)
    paises[:] = [leidos[escrito] for escrito in escritos]
    return paises


def _de_paises(paises: NDArray[Any], normas: Mapping[str, str]) -> Marca:
    marca = np.zeros(len(paises), dtype=bool)
    for codigo in normas:
        marca |= paises == codigo
    return marca
