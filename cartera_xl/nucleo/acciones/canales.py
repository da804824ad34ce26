"""Por dónde se puede hacer algo comercial con cada cliente, según lo que consta de él.

Lo que la ley pide está en `privacidad.permisos`; aquí solo se pregunta fila a fila y se dice con pocas palabras.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from cartera_xl.nucleo.hechos import Marca, Marco
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.privacidad.permisos import Canal, Permisos, propuestas, puede_aparecer, puede_recibir

_PALABRAS: Mapping[Canal, tuple[str, ...]] = {
    Canal.POSTAL: ("postal", "carta"),
    Canal.CORREO: ("correo", "mail", "newsletter", "boletin"),
    Canal.TELEFONO: ("tel", "llamada", "movil", "fijo"),
    Canal.WHATSAPP: ("whatsapp", "wasap"),
    Canal.SMS: ("sms",),
}
SE_OPONE, SIN_CONSENTIMIENTO = "se opone", "no ha dado su consentimiento"


def canal_de(texto: str) -> Canal | None:
    """El canal de publicidad al que se refiere; `None` si es otro (una visita) o no se dice.

    >>> canal_de("E-mail"), canal_de("Teléfono móvil"), canal_de("Correo postal"), canal_de("visita")
    (<Canal.CORREO: 'correo'>, <Canal.TELEFONO: 'teléfono'>, <Canal.POSTAL: 'correo postal'>, None)
    """
    buscado = clave(texto)
    return next((canal for canal, palabras in _PALABRAS.items() if any(p in buscado for p in palabras)), None)


def se_puede_por(permisos: Permisos, canales: Sequence[str], generales: Marca) -> Marca:
    """Cierto donde cabe una acción comercial por el canal de la fila; `generales`, por lo que no es un envío.

    Que no conste no impide proponerla a una persona, salvo donde el silencio no autoriza; para un envío masivo no
    basta (`listas`).
    """
    distintos = {texto: canal_de(texto) for texto in set(canales)}
    por_fila = np.array(canales, dtype=object)
    puede = generales & ~(permisos.opuestos | permisos.vencidos | permisos.bloqueados | permisos.anonimos)
    for texto, canal in distintos.items():
        if canal is not None:
            envio = puede_recibir(permisos, canal)
            suyas = por_fila == texto
            puede[suyas] = (envio.si | envio.no_consta)[suyas]
    return puede


def no_se_niega(clientes: Marco) -> Marca:
    """Cierto donde no consta un «no» al consentimiento general."""
    if "consentimiento" not in clientes.columns:
        return np.ones(len(clientes), dtype=bool)
    return np.array([valor is None or bool(valor) for valor in clientes["consentimiento"].to_list()], dtype=bool)


def sin_acciones(permisos: Permisos) -> list[str]:
    """Por qué no se hace nada con cada fila; vacío en las demás."""
    motivos = [f"Sin acciones. {propuesta}" if propuesta else "" for propuesta in propuestas(permisos)]
    for posicion in np.flatnonzero(~puede_aparecer(permisos)).tolist():
        anonimo = bool(permisos.anonimos[posicion])
        motivos[posicion] = f"Sin acciones: {'la fila está anonimizada' if anonimo else 'sus datos están bloqueados'}"
    return motivos
