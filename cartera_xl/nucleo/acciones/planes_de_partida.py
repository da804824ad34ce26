"""Los planes con que empieza un libro: sensatos para cualquier negocio, y todos se pueden cambiar en la hoja.

Fuente: artículo 001 (servicio prémium y reuniones a los estratégicos, descuentos a los clave, pruebas a los
emergentes, automatizar los de bajo valor y proponer su baja), 000 y 003 (fidelización, opinión, reactivación,
recomendaciones) y 004 (plan de comunicación). Plazos, cadencias y horas: decisión de la casa, 2026.
"""

from cartera_xl.nucleo.acciones.planes import Aviso, Cadencia, PlanDeTrato, Planes, Prioridad
from cartera_xl.nucleo.reglas import Segmento

_E, _C = Segmento.ESTRATEGICO.value, Segmento.CLAVE.value
_M, _B = Segmento.EMERGENTE.value, Segmento.BAJO_VALOR.value
_ALTA, _MEDIA, _BAJA = Prioridad.ALTA, Prioridad.MEDIA, Prioridad.BAJA
_Fila = tuple[str, str, Aviso | None, str, str, str, int, Prioridad, bool]

_CON_AVISO: tuple[_Fila, ...] = (
    ("", "", Aviso.RESPUESTA, "Contestar su consulta", "No se le ha contestado", "teléfono", 0, _ALTA, False),
    (_B, "", Aviso.RESPUESTA, "Contestar su consulta", "No se le ha contestado", "correo", 1, _MEDIA, False),
    ("", "", Aviso.QUEJA, "Llamarle, escuchar y resolver la queja", "No está contento", "teléfono", 2, _ALTA, False),
    (_E, "", Aviso.CAIDA, "Visitarle y preguntar qué ha cambiado", "Algo ha cambiado", "visita", 3, _ALTA, False),
    (_C, "", Aviso.CAIDA, "Llamarle y preguntar qué ha cambiado", "Algo ha cambiado", "teléfono", 3, _ALTA, False),
    (_M, "", Aviso.CAIDA, "Llamarle y revisar qué necesita", "Algo ha cambiado", "teléfono", 7, _MEDIA, False),
    (_B, "", Aviso.CAIDA, "Dejarlo en los envíos automáticos", "Algo ha cambiado", "correo", 30, _BAJA, True),
    (_E, "", Aviso.SILENCIO, "Llamarle y concertar una visita", "Calla más de lo normal", "teléfono", 3, _ALTA, False),
    (_C, "", Aviso.SILENCIO, "Llamarle esta semana", "Calla más de lo normal", "teléfono", 5, _ALTA, False),
    (_M, "", Aviso.SILENCIO, "Escribirle y ofrecer ayuda", "Calla más de lo normal", "correo", 7, _MEDIA, False),
    (_B, "", Aviso.SILENCIO, "Enviar el recordatorio automático", "Calla más de lo normal", "correo", 30, _BAJA, True),
    (_E, "", Aviso.CONTRATO, "Preparar la renovación y reunirse", "Hay que renovar", "visita", 7, _ALTA, False),
    (_C, "", Aviso.CONTRATO, "Proponerle la renovación", "Hay que renovar", "teléfono", 7, _ALTA, False),
    ("", "", Aviso.CONTRATO, "Enviar la propuesta de renovación", "Hay que renovar", "correo", 15, _MEDIA, False),
    (_B, "", Aviso.BAJA, "Proponer la baja: lo decide una persona", "No compra", "interno", 30, _BAJA, False),
    (
        _E,
        "",
        Aviso.RECUPERABLE,
        "Reactivarlo: llamarle y saber por qué",
        "Lleva mucho sin comprar",
        "teléfono",
        7,
        _ALTA,
        False,
    ),
    (
        _C,
        "",
        Aviso.RECUPERABLE,
        "Reactivarlo: llamarle y saber por qué",
        "Lleva mucho sin comprar",
        "teléfono",
        7,
        _ALTA,
        False,
    ),
    (
        _M,
        "",
        Aviso.RECUPERABLE,
        "Reactivarlo con una prueba de lo nuevo",
        "Lleva mucho sin comprar",
        "correo",
        15,
        _MEDIA,
        True,
    ),
    (
        _B,
        "",
        Aviso.RECUPERABLE,
        "Enviar un solo correo de reactivación",
        "Lleva mucho sin comprar",
        "correo",
        30,
        _BAJA,
        True,
    ),
    (_E, "", Aviso.SIN_CONTACTO, "Concertar una reunión de seguimiento", "Nadie le habla", "visita", 7, _ALTA, False),
    (_C, "", Aviso.SIN_CONTACTO, "Hacer una llamada de seguimiento", "Nadie le habla", "teléfono", 15, _MEDIA, False),
    (_M, "", Aviso.SIN_CONTACTO, "Escribir un correo de seguimiento", "Nadie le habla", "correo", 30, _MEDIA, False),
    (_B, "", Aviso.SIN_CONTACTO, "Incluirlo en el boletín automático", "Nadie le habla", "correo", 30, _BAJA, True),
    (
        _E,
        "",
        Aviso.POSITIVA,
        "Agradecérselo, proponer ampliar y pedir que nos recomiende",
        "Va a más",
        "teléfono",
        15,
        _MEDIA,
        True,
    ),
    (_C, "", Aviso.POSITIVA, "Ofrecer un descuento por volumen", "Va a más", "teléfono", 15, _MEDIA, True),
    (_M, "", Aviso.POSITIVA, "Ofrecer la beta o una prueba de lo nuevo", "Va a más", "correo", 15, _MEDIA, True),
    (_B, "", Aviso.POSITIVA, "Enviarle el catálogo", "Va a más", "correo", 30, _BAJA, True),
    ("", "", Aviso.SUGERENCIA, "Ofrecerle lo que se le sugiere", "Puede interesarle", "correo", 15, _MEDIA, True),
    (_B, "", Aviso.SUGERENCIA, "Enviarle la oferta automática", "Puede interesarle", "correo", 30, _BAJA, True),
    ("", "", Aviso.FECHA, "Felicitarle", "Se acerca una fecha suya", "correo", 7, _BAJA, True),
    ("", "", Aviso.FICHA, "Poner al día su ficha", "Nadie la revisa", "teléfono", 30, _BAJA, False),
    (_B, "", Aviso.FICHA, "Pedirle por correo sus datos", "Nadie los revisa", "correo", 60, _BAJA, False),
    ("", "", Aviso.SIN_OPINION, "Pedirle su opinión", "Acaba de comprar y no consta", "correo", 15, _BAJA, True),
)

_SIN_AVISO: tuple[_Fila, ...] = (
    (
        _E,
        "",
        None,
        "Reunión periódica con informe a medida (servicio prémium)",
        "Toca seguimiento",
        "visita",
        15,
        _MEDIA,
        False,
    ),
    (_E, "Nuevo", None, "Darle la bienvenida y pedir su opinión", "Empieza con nosotros", "teléfono", 3, _ALTA, False),
    (_E, "Inactivo", None, "Llamarle y saber qué ha pasado", "Lleva tiempo sin comprar", "teléfono", 7, _MEDIA, False),
    (_E, "Prospecto", None, "Visitarle con una propuesta a medida", "Todavía no compra", "visita", 7, _ALTA, True),
    (_C, "", None, "Ofrecer el descuento y el nivel Oro de fidelización", "Es fiel", "teléfono", 30, _MEDIA, True),
    (_C, "Inactivo", None, "Llamarle y saber qué ha pasado", "Lleva tiempo sin comprar", "teléfono", 7, _MEDIA, False),
    (_C, "Nuevo", None, "Darle la bienvenida y pedir su opinión", "Empieza con nosotros", "teléfono", 7, _MEDIA, False),
    (_C, "Prospecto", None, "Llamarle con una propuesta", "Todavía no compra", "teléfono", 10, _MEDIA, True),
    (_M, "", None, "Ofrecer una prueba y el nivel Plata de fidelización", "Puede crecer", "correo", 30, _MEDIA, True),
    (_M, "Nuevo", None, "Darle la bienvenida y pedir su opinión", "Empieza con nosotros", "correo", 7, _MEDIA, False),
    (_M, "Prospecto", None, "Enviar información y ofrecer una prueba", "Todavía no compra", "correo", 15, _MEDIA, True),
    (_B, "", None, "Atención automática: boletín y autoservicio", "Aporta poco", "correo", 60, _BAJA, True),
    (_B, "Inactivo", None, "No insistir: solo envíos automáticos", "Es difícil que vuelva", "correo", 90, _BAJA, True),
    ("", "", None, "Mantener sus datos al día", "Seguimiento normal", "correo", 90, _BAJA, False),
)

PLANES_DE_PARTIDA = Planes(
    tratos=tuple(
        PlanDeTrato(accion, motivo, canal, plazo, prioridad, comercial, segmento, ciclo, aviso)
        for segmento, ciclo, aviso, accion, motivo, canal, plazo, prioridad, comercial in (*_CON_AVISO, *_SIN_AVISO)
    ),
    cadencias=(
        Cadencia(_E, 30, "visita", 24.0, "Dirección y responsable"),
        Cadencia(_C, 60, "teléfono", 12.0, "Responsable"),
        Cadencia(_M, 90, "correo", 4.0, "Responsable"),
        Cadencia(_B, 180, "correo", 0.5, "Envío automático"),
    ),
    cada_uno=20.0,
)
