"""La hoja «Registro de tratamientos»: lo que pide el RGPD, art. 30, con lo que de verdad hay en este libro.

La columna «Propuesta» la escribe el programa cada vez; lo que la persona escribe en «En su empresa» no se toca, y es lo
que vale. Las secciones se pueden mover y anotar.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cartera_xl.nucleo.celdas import Cuadro, vacia
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.lienzo import Fila, Lienzo, Seccion
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from cartera_xl.nucleo.privacidad.leyes import NO_ES_ASESORAMIENTO, Norma
from cartera_xl.nucleo.privacidad.sensibles import ColumnaSensible

HOJA_TRATAMIENTOS = "Registro de tratamientos"
ANCHOS: Mapping[int, float] = {1: 34, 2: 70, 3: 44, 4: 40, 5: 22}

RESPONSABLE = Seccion(
    "Responsable del tratamiento", ("Dato", "En su empresa"), "Rellénelo usted: el programa no lo sabe.", minimo=1
)
TRATAMIENTO = Seccion(
    "Segmentación de la cartera de clientes",
    ("Apartado", "Propuesta", "En su empresa"),
    "Si la propuesta no vale, escriba al lado lo que haga su empresa: eso es lo que cuenta.",
)
CATEGORIAS = Seccion(
    "Categorías de datos de este libro", ("Categoría", "Columnas", "Se usa para puntuar"), "", holgura=2, minimo=2
)
NORMAS = Seccion(
    "Normas por país",
    ("Norma", "Qué dice", "Tema", "País", "Consulta"),
    NO_ES_ASESORAMIENTO + " «No verificado» quiere decir que nadie lo ha mirado.",
    holgura=2,
    minimo=2,
)
AVISO = Seccion("Párrafo para su aviso de privacidad", ("Párrafo", "Texto"), "Modelo: adáptelo y revíselo.")
SECCIONES = (RESPONSABLE, TRATAMIENTO, CATEGORIAS, NORMAS, AVISO)

DATOS_DEL_RESPONSABLE = (
    "Nombre o razón social",
    "Identificador fiscal",
    "Dirección",
    "Correo para ejercer derechos",
    "Delegado de protección de datos, si lo hay",
    "Representante en la Unión Europea, si procede",
)

MEDIDAS = (
    "Todo se calcula en el equipo: el programa no usa la red.",
    "Lo que cada ejecución cambió se guarda en la carpeta del usuario, en un archivo que solo él puede abrir.",
    "En ese diario cada cliente es una huella; su nombre solo está donde una hoja del programa lo enseñaba.",
    "Las columnas sensibles no entran en la puntuación, y se avisa si alguien las usa.",
    "Quien está bloqueado no sale en listas ni informes; quien se opone no sale en envíos.",
    "Los ficheros que se entregan a una persona solo los puede abrir quien los crea.",
    "«cartera olvidar» borra a una persona de todas las hojas y del diario.",
)
"""Medidas que el programa toma de verdad (RGPD, art. 32); las de la empresa (copias, accesos) las añade la persona."""

_PARRAFO = (
    "Tratamos sus datos de contacto y de compra para atenderle mejor y decidir a qué clientes dedicar más tiempo. Para"
    " ello elaboramos un perfil comercial: con lo que compra, cuándo y por cuánto, calculamos una puntuación y un"
    " segmento. Una persona los revisa; no tomamos con ellos decisiones solo automáticas que le afecten de forma"
    " significativa. {especiales} Puede oponerse a este perfilado y a recibir publicidad, y pedirnos el acceso, la"
    " rectificación, la supresión o la portabilidad de sus datos escribiendo a [correo]."
)


def parrafo_de_perfiles(sensibles: Iterable[ColumnaSensible]) -> str:
    """El párrafo que cuenta el perfilado, para el aviso de privacidad; no dice que no se tiene lo que sí se tiene."""
    hay = dict.fromkeys(sensible.categoria for sensible in sensibles if sensible.especial)
    if hay:
        return _PARRAFO.format(especiales=f"[Explique para qué tiene datos de {', '.join(hay)}, o elimínelos.]")
    return _PARRAFO.format(especiales="No usamos para ello datos de salud, religión, ideología ni otros protegidos.")


GRUPOS: Mapping[str, frozenset[str]] = {
    "Identificación": frozenset(("id_cliente", "nombre", "apellidos", "id_fiscal")),
    "Contacto": frozenset(
        ("correo", "telefono", "direccion", "codigo_postal", "ciudad", "provincia", "zona", "pais", "canal_preferido")
    ),
    "Actividad de la empresa": frozenset(("sector", "dimension")),
    "Compras y contratos": frozenset(
        (
            "primera_compra",
            "ultima_compra",
            "compras",
            "importe_neto",
            "importe_bruto",
            "devoluciones",
            "descuento",
            "margen",
            "importe_contrato",
            "fin_contrato",
            "renovaciones",
            "producto",
            "categoria",
            "canal",
            "moneda",
            "fecha",
            "importe",
            "documento",
            "cantidad",
            "precio",
            "tipo_movimiento",
        )
    ),
    "Relación comercial": frozenset(
        (
            "estado",
            "etapa",
            "medio",
            "fuente",
            "responsable",
            "fecha_alta",
            "gasto_previsto",
            "encaje",
            "potencial",
            "csat",
            "motivo_perdida",
            "recomendado_por",
            "ultimo_contacto",
            "notas",
        )
    ),
    "Consentimiento y derechos": frozenset(
        (
            "base_juridica",
            "consentimiento",
            "consentimiento_correo",
            "consentimiento_telefono",
            "consentimiento_whatsapp",
            "consentimiento_sms",
            "consentimiento_postal",
            "fecha_consentimiento",
            "prueba_consentimiento",
            "oposicion",
            "bloqueado",
            "conservar_hasta",
        )
    ),
}
PUNTUAN = ("Compras y contratos", "Relación comercial")
SENSIBLES, SIN_RECONOCER = "Datos sensibles", "Otras columnas"


@dataclass(frozen=True, slots=True)
class Tratamiento:
    """Lo que el libro tiene: campo -> título de las columnas reconocidas, las sensibles y los títulos sin reconocer."""

    reconocidas: Mapping[str, str]
    sensibles: Sequence[ColumnaSensible]
    sin_reconocer: Sequence[str]
    con_plazo: bool
    normas: Sequence[Norma]

    def categorias(self) -> list[tuple[str, str, str]]:
        """Categoría, columnas de este libro y si se usan para puntuar."""
        sensibles = {sensible.titulo for sensible in self.sensibles}
        salida = []
        for grupo, campos in GRUPOS.items():
            titulos = [t for campo, t in self.reconocidas.items() if campo in campos and t not in sensibles]
            if titulos:
                salida.append((grupo, _lista(titulos), "Sí, en parte" if grupo in PUNTUAN else "No"))
        if sensibles:
            textos = [f"{sensible.titulo} ({sensible.categoria})" for sensible in self.sensibles]
            salida.append((SENSIBLES, _lista(textos), "No, nunca por defecto"))
        resto = [titulo for titulo in self.sin_reconocer if titulo not in sensibles]
        if resto:
            salida.append((SIN_RECONOCER, _lista(resto), "No"))
        salida.append(
            ("Perfil calculado", "Puntuación, segmento, riesgo y demás columnas del programa", "Es el resultado")
        )
        return salida


def es_de_tratamientos(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra."""
    celdas = [celda for fila in cuadro for celda in fila if not vacia(celda)]
    titulos = {clave(celda) for celda in celdas if isinstance(celda, str)}
    return not celdas or clave(RESPONSABLE.titulo) in titulos


def celdas_de_tratamientos(cuadro: Cuadro, hoja: str, tratamiento: Tratamiento) -> dict[tuple[int, int], CeldaSalida]:
    """Las celdas que cambian para que la hoja diga lo de hoy, sin tocar lo que la persona escribió."""
    lienzo = Lienzo(cuadro, hoja, SECCIONES)
    if not any(not vacia(celda) for fila in cuadro for celda in fila):
        lienzo.poner(1, 1, CeldaSalida(HOJA_TRATAMIENTOS, Aspecto.TITULO))
    lienzo.escribir(RESPONSABLE, [{"Dato": _texto(dato)} for dato in DATOS_DEL_RESPONSABLE])
    lienzo.escribir(TRATAMIENTO, [_fila(TRATAMIENTO, fila) for fila in _apartados(tratamiento)])
    lienzo.reescribir(CATEGORIAS, [_fila(CATEGORIAS, fila) for fila in tratamiento.categorias()])
    lienzo.reescribir(NORMAS, [_fila(NORMAS, fila) for fila in _normas(tratamiento.normas)])
    lienzo.escribir(AVISO, [_fila(AVISO, ("Perfiles", parrafo_de_perfiles(tratamiento.sensibles)))])
    return lienzo.cambios


def _apartados(tratamiento: Tratamiento) -> list[tuple[str, str]]:
    plazo = (
        "El que dice la columna de conservación de cada cliente."
        if tratamiento.con_plazo
        else "No consta: añada una columna «Conservar hasta» o diga aquí su plazo."
    )
    return [
        ("Finalidad", "Segmentar y puntuar la cartera para decidir la dedicación comercial (perfilado)."),
        ("Base jurídica", "La decide usted: contrato, interés legítimo (RGPD, art. 6.1.f) o consentimiento."),
        ("Categorías de interesados", "Clientes y clientes potenciales; personas de contacto de las empresas."),
        ("Categorías de datos", "Véase la sección «Categorías de datos de este libro»."),
        ("Destinatarios", "Ninguno: el programa no comunica los datos a nadie. Añada a quién los dé su empresa."),
        ("Transferencias internacionales", "Ninguna desde el programa: no usa la red."),
        ("Plazo de conservación", plazo),
        ("Decisiones automatizadas", "Ninguna: el segmento es una propuesta y cada cliente admite un segmento manual."),
        *((f"Medida de seguridad {numero}", medida) for numero, medida in enumerate(MEDIDAS, 1)),
    ]


def _normas(normas: Iterable[Norma]) -> list[tuple[str, ...]]:
    return [(norma.cita, norma.que, norma.tema.value, norma.pais, norma.estado) for norma in normas]


def _fila(seccion: Seccion, textos: Sequence[str]) -> Fila:
    return {nombre: _texto(texto) for nombre, texto in zip(seccion.cabeceras, textos, strict=False)}


def _texto(texto: str) -> CeldaSalida:
    return CeldaSalida(texto, Aspecto.TEXTO)


def _lista(titulos: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(titulos))
