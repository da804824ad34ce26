"""La hoja «Registro de contactos»: lo que se ha hablado con cada cliente, anotado a mano o con `cartera anotar`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from cartera_xl.nucleo.celdas import Celda, Cuadro, a1, vacia
from cartera_xl.nucleo.contactos import Contacto
from cartera_xl.nucleo.errores import Gravedad, Incidencia
from cartera_xl.nucleo.lectura.textos import clave, identificador, si_o_no
from cartera_xl.nucleo.lienzo import FilaLeida, Lienzo, Seccion
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida

HOJA_REGISTRO = "Registro de contactos"
TABLA_REGISTRO = "RegistroDeContactos"
FILA_CABECERA = 3
ANCHOS: Mapping[int, float] = dict(enumerate((12, 8, 34, 22, 14, 46, 10, 17, 40), 1))
CABECERAS = (
    "Fecha",
    "Hora",
    "Cliente",
    "Responsable",
    "Canal",
    "Motivo",
    "Entrante",
    "Respondido",
    "Nota",
)
NOTA = (
    "Una fila por llamada, visita o correo. Entrante «sí»: lo inició el cliente y espera respuesta; «Respondido» dice "
    "cuándo la tuvo y, si se deja vacío, vale el primer contacto nuestro posterior."
)
REGISTRO = Seccion(HOJA_REGISTRO, CABECERAS, NOTA, minimo=2)
_FORMATOS_DE_FECHA = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%Y-%m-%d", "%Y-%m-%d %H:%M", "%d-%m-%Y", "%d/%m/%y")
_EPOCA_DE_EXCEL = datetime(1899, 12, 30)
Buscar = Callable[[Sequence[str]], Mapping[str, Sequence[int]]]
"""De lo escrito en «Cliente» a las posiciones de los clientes que lo cumplen."""


@dataclass(frozen=True, slots=True)
class RegistroDeContactos:
    """Los contactos que se entienden, en el orden de la hoja, y lo que no se ha podido leer o emparejar."""

    contactos: tuple[Contacto, ...] = ()
    incidencias: tuple[Incidencia, ...] = ()


def es_registro(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra: lleva el título o la cabecera del registro."""
    escritas = [celda for fila in cuadro for celda in fila if not vacia(celda)]
    titulos = {clave(str(celda)) for fila in cuadro[:10] for celda in fila if isinstance(celda, str)}
    cabecera = {clave(titulo) for titulo in ("Fecha", "Cliente", "Motivo", "Entrante")}
    return not escritas or clave(HOJA_REGISTRO) in titulos or cabecera <= titulos


def leer_registro(cuadro: Cuadro, buscar: Buscar, hoja: str = HOJA_REGISTRO) -> RegistroDeContactos:
    """Los contactos anotados. Una fila que no se entiende es una `Incidencia` y las demás siguen.

    Un contacto entrante sin «Respondido» se da por contestado con el primero nuestro posterior al mismo cliente; un
    «sí» sin fecha, en el acto.
    """
    lienzo = Lienzo(cuadro, hoja, [REGISTRO])
    if not lienzo.trozos(REGISTRO):
        return RegistroDeContactos()
    filas = [leida for leida in lienzo.filas(REGISTRO) if not vacia(leida.valores["Cliente"])]
    escritos = [identificador(leida.valores["Cliente"]) or "" for leida in filas]
    hallados = buscar(escritos)
    contactos: list[Contacto] = []
    incidencias = [_sin_cliente(hoja, leida) for leida in lienzo.filas(REGISTRO) if vacia(leida.valores["Cliente"])]
    for leida, escrito in zip(filas, escritos, strict=True):
        leido = _contacto(hoja, leida, escrito, hallados.get(escrito, ()))
        if isinstance(leido, Incidencia):
            incidencias.append(leido)
        else:
            contactos.append(leido[0])
            incidencias += leido[1]
    return RegistroDeContactos(tuple(_con_respuestas(contactos)), tuple(incidencias))


def celdas_de_registro(
    cuadro: Cuadro, fila_nueva: Sequence[Celda] = ()
) -> tuple[dict[tuple[int, int], CeldaSalida], int]:
    """Las celdas del título y la cabecera si faltan, más una fila al final; y la fila en que queda.

    `fila_nueva` va en el orden de `CABECERAS`; las columnas que la persona haya movido se respetan.
    """
    trozos = Lienzo(cuadro, HOJA_REGISTRO, [REGISTRO]).trozos(REGISTRO)
    usadas = [i for i, fila in enumerate(cuadro, 1) if any(not vacia(celda) for celda in fila)]
    celdas: dict[tuple[int, int], CeldaSalida] = {}
    if trozos:
        columnas, fila = trozos[-1].columnas, max(usadas) + 1
    else:
        inicio = max(usadas, default=0)
        celdas[inicio + 1, 1] = CeldaSalida(HOJA_REGISTRO, Aspecto.TITULO)
        celdas[inicio + 2, 1] = CeldaSalida(NOTA, Aspecto.NOTA)
        columnas, fila = {nombre: j for j, nombre in enumerate(CABECERAS, 1)}, inicio + FILA_CABECERA + 1
        celdas |= {(fila - 1, j): CeldaSalida(nombre, Aspecto.CABECERA) for nombre, j in columnas.items()}
    for nombre, valor in zip(CABECERAS, fila_nueva, strict=False):
        if nombre in columnas and not vacia(valor):
            celdas[fila, columnas[nombre]] = CeldaSalida(valor, _ASPECTOS.get(nombre, Aspecto.TEXTO))
    return celdas, fila


_ASPECTOS: Mapping[str, Aspecto] = {"Fecha": Aspecto.FECHA, "Hora": Aspecto.CENTRADO, "Entrante": Aspecto.CENTRADO}


def _contacto(
    hoja: str, leida: FilaLeida, escrito: str, posiciones: Sequence[int]
) -> tuple[Contacto, list[Incidencia]] | Incidencia:
    """El contacto de la fila y los avisos que deja, o la incidencia que lo impide."""
    valores = leida.valores
    if len(posiciones) != 1:
        return _sin_emparejar(hoja, leida, escrito, len(posiciones))
    try:
        momento = _momento(valores["Fecha"], valores["Hora"])
    except ValueError:
        return _no_vale(hoja, leida, "Fecha", "no es una fecha", "Escriba la fecha del contacto, como 31/12/2026.")
    try:
        entrante = si_o_no(valores["Entrante"]) is True
    except ValueError:
        return _no_vale(hoja, leida, "Entrante", "no es sí ni no", "Escriba «sí» si lo inició el cliente, o «no».")
    contacto = Contacto(
        posicion=posiciones[0],
        momento=momento,
        responsable=_texto(valores["Responsable"]),
        canal=_texto(valores["Canal"]),
        motivo=_texto(valores["Motivo"]),
        entrante=entrante,
        fila=leida.fila,
    )
    respondido = _respondido(valores["Respondido"], momento)
    if isinstance(respondido, str):
        return contacto, [_no_vale(hoja, leida, "Respondido", respondido, "Escriba cuándo se le contestó.")]
    return replace(contacto, respondido=respondido if entrante else None), []


def _respondido(celda: Celda, momento: datetime) -> datetime | str | None:
    """Cuándo se contestó; `None` si está sin contestar; un texto si no se entiende, con lo que está mal."""
    if vacia(celda):
        return None
    try:
        cuando = _fecha(celda)
    except ValueError:
        try:
            return momento if si_o_no(celda) else None
        except ValueError:
            return "no es una fecha, ni sí ni no"
    if cuando.time() == time() and cuando.date() == momento.date():
        return momento
    return cuando if cuando >= momento else "es anterior al contacto"


def _con_respuestas(contactos: Sequence[Contacto]) -> list[Contacto]:
    """Los entrantes sin respuesta escrita, contestados por el primer contacto nuestro posterior con ese cliente."""
    nuestros: dict[int, list[datetime]] = {}
    for contacto in contactos:
        if not contacto.entrante:
            nuestros.setdefault(contacto.posicion, []).append(contacto.momento)
    return [
        replace(c, respondido=min((m for m in nuestros.get(c.posicion, ()) if m >= c.momento), default=None))
        if c.entrante and c.respondido is None
        else c
        for c in contactos
    ]


def _momento(fecha: Celda, hora: Celda) -> datetime:
    dia = _fecha(fecha)
    return dia if vacia(hora) else datetime.combine(dia.date(), _hora(hora))


def _fecha(celda: Celda) -> datetime:
    """Una fecha, venga como fecha, como número de serie o como texto con el día delante."""
    if isinstance(celda, datetime):
        return celda.replace(tzinfo=None)
    if isinstance(celda, date):
        return datetime.combine(celda, time())
    if isinstance(celda, int | float) and not isinstance(celda, bool) and 1 <= celda < 200_000:
        return _EPOCA_DE_EXCEL + timedelta(days=float(celda))
    texto = str(celda).strip()
    for formato in _FORMATOS_DE_FECHA:
        try:
            return datetime.strptime(texto, formato)
        except ValueError:
            continue
    raise ValueError(texto)


def _hora(celda: Celda) -> time:
    """Una hora, venga como hora, como parte del día o como «9:30»; si no se entiende, las 0:00: la fecha manda."""
    if isinstance(celda, time):
        return celda.replace(tzinfo=None)
    if isinstance(celda, datetime):
        return celda.time()
    if isinstance(celda, int | float) and not isinstance(celda, bool) and 0 <= celda < 1:
        return (_EPOCA_DE_EXCEL + timedelta(days=float(celda))).time().replace(microsecond=0)
    try:
        return datetime.strptime(str(celda).strip(), "%H:%M").time()
    except ValueError:
        return time()


def _texto(celda: Celda) -> str:
    return "" if vacia(celda) else str(celda).strip()


def _sin_cliente(hoja: str, leida: FilaLeida) -> Incidencia:
    return Incidencia(
        "contacto_sin_cliente",
        "Un contacto sin cliente no cuenta.",
        hoja,
        a1(leida.fila, leida.columnas.get("Cliente", 1)),
        "Escriba su código o su nombre.",
    )


def _sin_emparejar(hoja: str, leida: FilaLeida, escrito: str, cuantos: int) -> Incidencia:
    que = f"«{escrito}» puede ser más de un cliente" if cuantos else f"«{escrito}» no es ningún cliente de la hoja"
    return Incidencia(
        "contacto_sin_cliente",
        f"{que}: ese contacto no cuenta.",
        hoja,
        a1(leida.fila, leida.columnas["Cliente"]),
        "Escriba su código, o su nombre tal como está en la hoja de clientes.",
    )


def _no_vale(hoja: str, leida: FilaLeida, campo: str, que: str, remedio: str) -> Incidencia:
    celda = leida.valores[campo]
    como = Gravedad.AVISO if campo == "Respondido" else Gravedad.ERROR
    texto = f"«{_texto(celda)}» {que}." if not vacia(celda) else f"Falta «{campo}» en un contacto."
    return Incidencia("contacto_ilegible", texto, hoja, a1(leida.fila, leida.columnas.get(campo, 1)), remedio, como)
