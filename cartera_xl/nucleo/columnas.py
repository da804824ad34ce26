"""El diccionario de columnas reconocidas: qué significa cada columna de la hoja del usuario.

`CAMPOS_CLIENTES` y `CAMPOS_MOVIMIENTOS` son dos diccionarios distintos: «fecha» en movimientos es la de la
línea; en clientes, «última compra» es un resumen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from cartera_xl.nucleo import sinonimos


class Tipo(StrEnum):
    """Cómo se lee una columna. `IDENTIFICADOR` es texto aunque llegue como número (17850.0 -> «17850»)."""

    TEXTO = "texto"
    IDENTIFICADOR = "identificador"
    NUMERO = "numero"
    ENTERO = "entero"
    IMPORTE = "importe"
    PORCENTAJE = "porcentaje"
    FECHA = "fecha"
    SI_NO = "si_no"


class Clase(StrEnum):
    """Qué es cada fila de una tabla: un cliente, o una línea de compra o de venta."""

    CLIENTES = "clientes"
    MOVIMIENTOS = "movimientos"


@dataclass(frozen=True, slots=True)
class Campo:
    """Un dato que el producto entiende; `sinonimos` en minúsculas, sin tildes ni signos.

    `sensible` marca lo que nunca entra en la puntuación por defecto (minimización de datos).
    """

    id: str
    nombre: str
    tipo: Tipo
    sinonimos: tuple[str, ...] = ()
    sensible: bool = False


def separar(texto: str) -> tuple[str, ...]:
    """Los sinónimos de una lista separada por `|`, sin los saltos de línea con que está escrita."""
    return tuple(" ".join(parte.split()) for parte in texto.split("|"))


def _comun(identificador: str, nombre: str, tipo: Tipo) -> Campo:
    return Campo(identificador, nombre, tipo, separar(sinonimos.IDENTIDAD[identificador]))


def _de_cliente(identificador: str, nombre: str, tipo: Tipo, *, sensible: bool = False) -> Campo:
    return Campo(identificador, nombre, tipo, separar(sinonimos.CLIENTES[identificador]), sensible)


def _de_movimiento(identificador: str, nombre: str, tipo: Tipo) -> Campo:
    listas = (sinonimos.MOVIMIENTOS.get(identificador), sinonimos.CLIENTES.get(identificador))
    return Campo(identificador, nombre, tipo, tuple(s for lista in listas if lista for s in separar(lista)))


_IDENTIDAD = (
    _comun("id_cliente", "Id. de cliente", Tipo.IDENTIFICADOR),
    _comun("nombre", "Nombre", Tipo.TEXTO),
    _comun("apellidos", "Apellidos", Tipo.TEXTO),
    _comun("id_fiscal", "Id. fiscal", Tipo.IDENTIFICADOR),
    _comun("correo", "Correo electrónico", Tipo.TEXTO),
)

CAMPOS_CLIENTES: tuple[Campo, ...] = (
    *_IDENTIDAD,
    _de_cliente("telefono", "Teléfono", Tipo.IDENTIFICADOR),
    _de_cliente("direccion", "Dirección", Tipo.TEXTO),
    _de_cliente("codigo_postal", "Código postal", Tipo.IDENTIFICADOR),
    _de_cliente("ciudad", "Ciudad", Tipo.TEXTO),
    _de_cliente("provincia", "Provincia", Tipo.TEXTO),
    _de_cliente("zona", "Zona", Tipo.TEXTO),
    _de_cliente("pais", "País", Tipo.TEXTO),
    _de_cliente("sector", "Sector", Tipo.TEXTO),
    _de_cliente("dimension", "Dimensión", Tipo.TEXTO),
    _de_cliente("producto", "Producto", Tipo.TEXTO),
    _de_cliente("categoria", "Categoría", Tipo.TEXTO),
    _de_cliente("canal", "Canal", Tipo.TEXTO),
    _de_cliente("canal_preferido", "Canal preferido", Tipo.TEXTO),
    _de_cliente("medio", "Medio", Tipo.TEXTO),
    _de_cliente("fuente", "Fuente", Tipo.TEXTO),
    _de_cliente("etapa", "Etapa", Tipo.TEXTO),
    _de_cliente("responsable", "Responsable", Tipo.TEXTO),
    _de_cliente("estado", "Estado", Tipo.TEXTO),
    _de_cliente("fecha_alta", "Fecha de alta", Tipo.FECHA),
    _de_cliente("primera_compra", "Primera compra", Tipo.FECHA),
    _de_cliente("ultima_compra", "Última compra", Tipo.FECHA),
    _de_cliente("compras", "Compras", Tipo.ENTERO),
    _de_cliente("importe_neto", "Importe neto", Tipo.IMPORTE),
    _de_cliente("importe_bruto", "Importe bruto", Tipo.IMPORTE),
    _de_cliente("devoluciones", "Devoluciones", Tipo.IMPORTE),
    _de_cliente("descuento", "Descuento", Tipo.PORCENTAJE),
    _de_cliente("margen", "Margen", Tipo.PORCENTAJE),
    _de_cliente("importe_contrato", "Importe del contrato", Tipo.IMPORTE),
    _de_cliente("fin_contrato", "Fin de contrato", Tipo.FECHA),
    _de_cliente("renovaciones", "Renovaciones", Tipo.ENTERO),
    _de_cliente("gasto_previsto", "Gasto previsto", Tipo.IMPORTE),
    _de_cliente("encaje", "Encaje", Tipo.TEXTO),
    _de_cliente("potencial", "Potencial", Tipo.TEXTO),
    _de_cliente("csat", "Satisfacción", Tipo.NUMERO),
    _de_cliente("fecha_nacimiento", "Fecha de nacimiento", Tipo.FECHA, sensible=True),
    _de_cliente("genero", "Género", Tipo.TEXTO, sensible=True),
    _de_cliente("estado_civil", "Estado civil", Tipo.TEXTO, sensible=True),
    _de_cliente("ingresos", "Ingresos", Tipo.IMPORTE, sensible=True),
    _de_cliente("nivel_socioeconomico", "Nivel socioeconómico", Tipo.TEXTO, sensible=True),
    _de_cliente("salud", "Salud", Tipo.TEXTO, sensible=True),
    _de_cliente("religion", "Religión", Tipo.TEXTO, sensible=True),
    _de_cliente("ideologia", "Ideología", Tipo.TEXTO, sensible=True),
    _de_cliente("sindicato", "Sindicato", Tipo.TEXTO, sensible=True),
    _de_cliente("origen_etnico", "Origen étnico", Tipo.TEXTO, sensible=True),
    _de_cliente("orientacion_sexual", "Orientación sexual", Tipo.TEXTO, sensible=True),
    _de_cliente("biometria", "Biometría", Tipo.TEXTO, sensible=True),
    _de_cliente("antecedentes", "Antecedentes penales", Tipo.TEXTO, sensible=True),
    _de_cliente("base_juridica", "Base jurídica", Tipo.TEXTO),
    _de_cliente("consentimiento", "Consentimiento", Tipo.SI_NO),
    _de_cliente("consentimiento_correo", "Consentimiento correo", Tipo.SI_NO),
    _de_cliente("consentimiento_telefono", "Consentimiento teléfono", Tipo.SI_NO),
    _de_cliente("consentimiento_whatsapp", "Consentimiento WhatsApp", Tipo.SI_NO),
    _de_cliente("consentimiento_sms", "Consentimiento SMS", Tipo.SI_NO),
    _de_cliente("consentimiento_postal", "Consentimiento postal", Tipo.SI_NO),
    _de_cliente("fecha_consentimiento", "Fecha de consentimiento", Tipo.FECHA),
    _de_cliente("prueba_consentimiento", "Prueba de consentimiento", Tipo.TEXTO),
    _de_cliente("oposicion", "Oposición", Tipo.SI_NO),
    _de_cliente("bloqueado", "Bloqueado", Tipo.SI_NO),
    _de_cliente("conservar_hasta", "Conservar hasta", Tipo.FECHA),
    _de_cliente("motivo_perdida", "Motivo de pérdida", Tipo.TEXTO),
    _de_cliente("recomendado_por", "Recomendado por", Tipo.TEXTO),
    _de_cliente("ultimo_contacto", "Último contacto", Tipo.FECHA),
    _de_cliente("fecha_actualizacion", "Fecha de actualización", Tipo.FECHA),
    _de_cliente("fecha_especial", "Fecha especial", Tipo.FECHA),
    _de_cliente("moneda", "Moneda", Tipo.TEXTO),
    _de_cliente("notas", "Notas", Tipo.TEXTO),
)

_DOCUMENTO = _de_movimiento("documento", "Documento", Tipo.IDENTIFICADOR)

CAMPOS_MOVIMIENTOS: tuple[Campo, ...] = (
    *(replace(c, sinonimos=tuple(s for s in c.sinonimos if s not in _DOCUMENTO.sinonimos)) for c in _IDENTIDAD),
    _de_movimiento("fecha", "Fecha", Tipo.FECHA),
    _de_movimiento("importe", "Importe", Tipo.IMPORTE),
    _de_movimiento("producto", "Producto", Tipo.TEXTO),
    _de_movimiento("categoria", "Categoría", Tipo.TEXTO),
    _de_movimiento("canal", "Canal", Tipo.TEXTO),
    _DOCUMENTO,
    _de_movimiento("cantidad", "Cantidad", Tipo.NUMERO),
    _de_movimiento("precio", "Precio", Tipo.IMPORTE),
    _de_movimiento("tipo_movimiento", "Tipo de movimiento", Tipo.TEXTO),
    _de_movimiento("moneda", "Moneda", Tipo.TEXTO),
    _de_movimiento("responsable", "Responsable", Tipo.TEXTO),
)

CAMPOS: Mapping[Clase, tuple[Campo, ...]] = {
    Clase.CLIENTES: CAMPOS_CLIENTES,
    Clase.MOVIMIENTOS: CAMPOS_MOVIMIENTOS,
}


def campo(clase: Clase, identificador: str) -> Campo:
    """El campo de ese id en el diccionario de su clase. `KeyError` si no existe: es un defecto, no un dato."""
    return {c.id: c for c in CAMPOS[clase]}[identificador]
