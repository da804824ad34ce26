"""The guide that «Ayuda» opens: one page, made from the registry, without network, scripts or images."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

from cartera_xl import settings
from cartera_xl.excel import registry
from cartera_xl.excel.commands.run_log import log_path

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #bbb}"
    "dt{font-weight:600;margin-top:.8rem}dd{margin:0 0 0 1rem}code{background:#f0f0f0;padding:0 .2em}"
)
_START = (
    "Abra el libro donde lleva a sus clientes: una hoja con una fila por cliente, y los títulos en una sola fila.",
    "Basta con el nombre y con algo de lo que compra: la última compra, el número de compras o el importe; o las "
    "compras una a una en otra hoja.",
    "En la pestaña «Cartera», pulse «Comprobar datos»: dice cómo se entiende cada columna y qué celdas no.",
    "Pulse «Recalcular segmentos». Los resultados aparecen en columnas nuevas, a la derecha de las suyas.",
    "Elija la fila de un cliente y pulse «¿Por qué este segmento?».",
)
_SAFE = (
    "Sus columnas, sus fórmulas y sus formatos no se tocan: solo se escriben las columnas de resultado y las hojas del "
    "programa.",
    "«Deshacer último recálculo» devuelve lo que había, y respeta lo que alguien haya cambiado después. El «Deshacer» "
    "del propio programa de hojas de cálculo puede no servir: úsese el de la pestaña «Cartera».",
    "El libro no se guarda solo: guárdelo cuando esté conforme, o ciérrelo sin guardar.",
    "Nada sale de este equipo: el programa no usa la red.",
)
_WARNING = (
    "Los segmentos son una ayuda para decidir, y se calculan con lo que dice el libro: mire siempre el porqué y las "
    "reservas antes de actuar."
)


def guide_path() -> Path:
    """Where it is left, in the user's data folder."""
    return settings.data_folder() / "ayuda.html"


def write_guide(path: Path) -> Path:
    """Leave the page there, always that of this version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(guide(), encoding="utf-8")
    return path


def guide() -> str:
    """The page."""
    body = [
        "<h1>Cartera: guía breve</h1>",
        _section("Para empezar", _list("ol", _START)),
        _section("Los botones", _terms((known.label, known.supertip) for known in registry.COMMANDS)),
        _section(
            "Las funciones",
            "<p>Se escriben en una celda, como cualquier otra, con una columna entera o con la tabla:</p>"
            + _terms((_signature(known), known.help) for known in registry.FUNCTIONS),
        ),
        _section("Lo que conviene saber", _list("ul", _SAFE) + f"<p>{escape(_WARNING)}</p>"),
        _section("Si algo falla", _if_it_fails()),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="es"><head><meta charset="utf-8"><title>Cartera: guía breve</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>\n<body>\n'
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _section(title: str, content: str) -> str:
    return f"<h2>{escape(title)}</h2>\n{content}"


def _list(tag: str, items: Iterable[str]) -> str:
    return f"<{tag}>" + "".join(f"<li>{escape(item)}</li>" for item in items) + f"</{tag}>"


def _terms(pairs: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in pairs) + "</dl>"


def _signature(known: registry.Function) -> str:
    names = (f"[{argument.name}]" if argument.optional else argument.name for argument in known.arguments)
    return f"{known.id}({'; '.join(names)})"


def _if_it_fails() -> str:
    return (
        "<p>El mensaje dice qué ha pasado, dónde y qué hacer. Si habla de un error del programa, pulse «Diagnóstico» y "
        f"envíe el registro, <code>{escape(str(log_path()))}</code>, a quien le ayude con él.</p>"
    )
