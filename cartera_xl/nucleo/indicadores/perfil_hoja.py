"""La hoja «Perfil ideal», que edita la persona: qué tiene el cliente que más le interesa."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from cartera_xl.nucleo.ajustes_lectura import texto
from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.columnas import CAMPOS_CLIENTES, Campo
from cartera_xl.nucleo.errores import ConfiguracionErronea, Gravedad, Incidencia
from cartera_xl.nucleo.indicadores.hojas_editables import crear_si_falta, de_entrada, es_de, lienzo_de, no_negativo
from cartera_xl.nucleo.indicadores.perfil import CondicionDePerfil, Operador, PerfilIdeal, leer_valores
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.lienzo import FilaLeida, Lienzo, Seccion
from cartera_xl.nucleo.plan import CeldaSalida

HOJA_PERFIL = "Perfil ideal"
ANCHOS: Mapping[int, float] = {1: 30, 2: 14, 3: 40, 4: 9}
CONDICIONES = Seccion(
    "Condiciones",
    ("Dato", "Condición", "Valor", "Peso"),
    "Dato: el título de cualquier columna de su hoja de clientes. Una fila sin valor no cuenta. Encaje: el peso que se "
    "cumple, de 0 a 100.",
    holgura=12,
    minimo=2,
)
NOTA = (
    "Condiciones: es · no es · ≥ · ≤ · contiene · entre (10 y 50) · uno de (Hostelería, Sanidad). Para una pregunta de "
    "sí o no, escriba «es» y «sí»."
)
_DE_PARTIDA = (
    ("Sector", Operador.UNO_DE, 3.0),
    ("Provincia", Operador.UNO_DE, 2.0),
    ("Dimensión", Operador.DESDE, 2.0),
    ("Gasto previsto", Operador.DESDE, 3.0),
)
_FORMAS: Mapping[str, Operador] = {
    "=": Operador.ES,
    "==": Operador.ES,
    "es": Operador.ES,
    "igual": Operador.ES,
    "igual a": Operador.ES,
    "≠": Operador.NO_ES,
    "<>": Operador.NO_ES,
    "!=": Operador.NO_ES,
    "no es": Operador.NO_ES,
    "distinto": Operador.NO_ES,
    "distinto de": Operador.NO_ES,
    "≥": Operador.DESDE,
    ">=": Operador.DESDE,
    "=>": Operador.DESDE,
    "desde": Operador.DESDE,
    "al menos": Operador.DESDE,
    "≤": Operador.HASTA,
    "<=": Operador.HASTA,
    "=<": Operador.HASTA,
    "hasta": Operador.HASTA,
    "como mucho": Operador.HASTA,
    "contiene": Operador.CONTIENE,
    "entre": Operador.ENTRE,
    "uno de": Operador.UNO_DE,
    "alguno de": Operador.UNO_DE,
    "en": Operador.UNO_DE,
}


def es_perfil(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra."""
    return es_de(cuadro, HOJA_PERFIL, (CONDICIONES,))


def celdas_de_perfil(cuadro: Cuadro, hoja: str = HOJA_PERFIL) -> dict[tuple[int, int], CeldaSalida]:
    """Las celdas que faltan: la tabla con condiciones por acabar de escribir."""
    lienzo = lienzo_de(cuadro, hoja, (CONDICIONES,), (NOTA,))
    filas = [
        de_entrada({"Dato": dato, "Condición": operador.value, "Valor": None, "Peso": peso})
        for dato, operador, peso in _DE_PARTIDA
    ]
    crear_si_falta(lienzo, CONDICIONES, filas, en_blanco=4)
    return lienzo.cambios


def leer_perfil(cuadro: Cuadro, titulos: Sequence[str] = (), hoja: str = HOJA_PERFIL) -> PerfilIdeal:
    """Las condiciones con valor; `ConfiguracionErronea` si una no se entiende o su dato no es ninguna columna.

    `titulos` son los de la hoja de clientes; también vale el nombre con que el programa conoce cada columna.
    """
    lienzo = Lienzo(cuadro, hoja, (CONDICIONES,))
    conocidos = {clave(titulo) for titulo in titulos} | {clave(nombre) for nombre in _nombres_de_campo()}
    return PerfilIdeal(
        tuple(
            _condicion(lienzo, leida, titulos, conocidos)
            for leida in lienzo.filas(CONDICIONES)
            if not vacia(leida.valores["Dato"]) and not vacia(leida.valores["Valor"])
        )
    )


def avisos_de_perfil(perfil: PerfilIdeal, titulos: Mapping[str, str], hoja: str = HOJA_PERFIL) -> list[Incidencia]:
    """Un aviso por condición sobre un dato personal delicado; `titulos` va de campo a título en la hoja."""
    sensibles = {clave(nombre): campo for campo in CAMPOS_CLIENTES if campo.sensible for nombre in _de(campo, titulos)}
    return [
        Incidencia(
            "dato_sensible",
            f"El perfil ideal mira «{condicion.dato}», un dato personal delicado (fila {condicion.fila}).",
            hoja,
            "",
            "Quítelo si no lo necesita: elegir clientes por él puede ser discriminarlos.",
            Gravedad.AVISO,
        )
        for condicion in perfil.condiciones
        if clave(condicion.dato) in sensibles
    ]


def campo_de(dato: str) -> str | None:
    """El id del campo que se llama así, por su nombre; `None` si el programa no conoce ese dato.

    >>> campo_de("Código postal"), campo_de("¿Tiene terraza?")
    ('codigo_postal', None)
    """
    return next((c.id for c in CAMPOS_CLIENTES if clave(dato) in (clave(c.nombre), clave(c.id))), None)


def _de(campo: Campo, titulos: Mapping[str, str]) -> tuple[str, ...]:
    propio = (titulos[campo.id],) if campo.id in titulos else ()
    return (campo.id, campo.nombre, *propio)


def _nombres_de_campo() -> list[str]:
    return [nombre for campo in CAMPOS_CLIENTES for nombre in (campo.id, campo.nombre)]


def _condicion(lienzo: Lienzo, leida: FilaLeida, titulos: Sequence[str], conocidos: set[str]) -> CondicionDePerfil:
    dato = texto(leida.valores["Dato"])
    if clave(dato) not in conocidos:
        raise _desconocido(lienzo, leida, dato, titulos)
    operador = lienzo.exigir(leida, "Condición", _operador, f"Escriba {', '.join(Operador)}")
    valores = lienzo.exigir(leida, "Valor", lambda celda: leer_valores(celda, operador), _REMEDIOS[operador])
    peso = lienzo.exigir(leida, "Peso", _peso, "Escriba un número mayor que 0")
    return CondicionDePerfil(dato, operador, valores, peso, leida.fila)


_REMEDIOS: Mapping[Operador, str] = dict.fromkeys(Operador, "Escriba un número o una fecha") | {
    Operador.ENTRE: "Escriba dos números o dos fechas, el menor delante: 10 y 50",
    Operador.UNO_DE: "Escriba los valores separados por comas",
}


def _operador(celda: Celda) -> Operador:
    escrito = " ".join(texto(celda).casefold().split())
    if not escrito:
        return Operador.ES
    if escrito not in _FORMAS:
        raise ValueError(escrito)
    return _FORMAS[escrito]


def _peso(celda: Celda) -> float:
    peso = 1.0 if vacia(celda) else no_negativo(celda)
    if not peso:
        raise ValueError(str(celda))
    return peso


def _desconocido(lienzo: Lienzo, leida: FilaLeida, dato: str, titulos: Sequence[str]) -> ConfiguracionErronea:
    de_clave = {clave(titulo): titulo for titulo in (*_nombres_de_campo(), *titulos)}
    parecido = get_close_matches(clave(dato), de_clave, n=1, cutoff=0.6)
    return ConfiguracionErronea(
        f"En la hoja de clientes no hay ninguna columna «{dato}».",
        donde=lienzo.donde(leida.fila, leida.columnas["Dato"]),
        remedio=f"¿Quiere decir «{de_clave[parecido[0]]}»? Corríjalo"
        if parecido
        else "Escriba el título de la columna tal como está en la hoja",
    )
