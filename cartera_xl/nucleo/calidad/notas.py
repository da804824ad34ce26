"""Lo que se anota de una celda suelta: correo, código postal, identificador fiscal y teléfono."""

from cartera_xl.nucleo.calidad.contacto import (
    PROVINCIAS_ES,
    correos_sin_forma,
    numero_de_provincia,
    revisar_postal,
    revisar_telefono,
)
from cartera_xl.nucleo.calidad.ficha import Ficha, Nota


def notas_rapidas(ficha: Ficha) -> list[Nota]:
    """Correos sin forma de correo y, en España, códigos postales; cada texto distinto se mira una vez."""
    return [*_correos(ficha), *(_postales(ficha) if ficha.pais == "ES" else [])]


def notas_a_fondo(ficha: Ficha) -> list[Nota]:
    """Cada identificador fiscal y cada teléfono."""
    return [*_fiscales(ficha), *_telefonos(ficha)]


def _correos(ficha: Ficha) -> list[Nota]:
    remedio = "Escriba una sola dirección, como nombre@dominio.es."
    correos = ficha.textos("correo")
    return [
        Nota(posicion, "correo_mal_escrito", "correo", "Correo mal escrito", correos[posicion], remedio)
        for posicion in correos_sin_forma(correos)
    ]


def _postales(ficha: Ficha) -> list[Nota]:
    """Código sin su cero, imposible, o que no es de la provincia escrita. Una fila de otro país no se mira."""
    if "codigo_postal" not in ficha.marco.columns:
        return []
    codigos, provincias = ficha.textos("codigo_postal"), ficha.textos("provincia")
    dichos = {par: _nota_postal(*par) for par in set(zip(codigos, provincias, strict=True)) if par[0]}
    con_nota = {par: nota for par, nota in dichos.items() if nota}
    if not con_nota:
        return []
    return [
        Nota(posicion, *con_nota[par])
        for posicion, par in enumerate(zip(codigos, provincias, strict=True))
        if par in con_nota and ficha.pais_de_fila(posicion) == "ES"
    ]


def _nota_postal(escrito: str, provincia: str) -> tuple[str, str, str, str, str] | None:
    """Los campos de la nota menos la posición; `None` si no hay nada que decir."""
    postal = revisar_postal(escrito)
    campo, valor = "codigo_postal", escrito
    if postal.provincia is None:
        return "postal_no_valido", campo, "Código postal no válido", valor, "Escriba las cinco cifras."
    dicha = numero_de_provincia(provincia) if provincia else None
    if dicha and dicha != postal.codigo[:2]:
        nombre = PROVINCIAS_ES[dicha].partition("|")[0]
        texto = f"El código postal {postal.codigo} es de {postal.provincia}, no de {nombre}"
        return "postal_y_provincia", campo, texto, valor, "Corrija el código postal o la provincia."
    if postal.corregido:
        texto = f"Código postal: ¿{postal.codigo}?"
        return "postal_sin_cero", campo, texto, valor, "Ponga la columna en formato Texto y escriba el cero inicial."
    return None


def _fiscales(ficha: Ficha) -> list[Nota]:
    notas = []
    for posicion, numero in enumerate(ficha.fiscales):
        if not numero or ficha.fiscal(posicion).valido is not False:
            continue
        propuesta = ficha.fiscal(posicion).propuesta
        nombre = ficha.nombre_fiscal
        texto = f"{nombre}: ¿{propuesta}?" if propuesta else f"{nombre} no válido"
        valor = ficha.textos("id_fiscal")[posicion]
        clase = "fiscal_incompleto" if propuesta else "fiscal_no_valido"
        notas.append(Nota(posicion, clase, "id_fiscal", texto, valor, f"Compruebe el {nombre} con el cliente."))
    return notas


def _telefonos(ficha: Ficha) -> list[Nota]:
    remedio = "Escriba el número completo, con su prefijo si es de otro país."
    return [
        Nota(posicion, "telefono_no_valido", "telefono", "Teléfono no válido", telefono, remedio)
        for posicion, telefono in enumerate(ficha.textos("telefono"))
        if telefono and not revisar_telefono(telefono, ficha.pais_de_fila(posicion)).valido
    ]
