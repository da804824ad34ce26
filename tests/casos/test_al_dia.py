"""Si los datos del libro son viejos, se dice; si la persona ha pedido mirar atrás, no."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import CABECERA, filas_de_ejemplo, peticion

from cartera_xl.casos.recalcular import recalcular
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal


def _notas(tmp_path: Path, momento: datetime, **mas: object) -> list[str]:
    anfitrion = MemoryHost({"Clientes": [CABECERA, *filas_de_ejemplo()]})
    pedida = peticion(simular=True, **mas)
    minutos = int((momento - pedida.momento.replace(tzinfo=None)).total_seconds() // 60)
    balance = recalcular(anfitrion, SqliteJournal(tmp_path / "d.sqlite3"), peticion(minutos, simular=True, **mas))
    return [nota for nota in balance.notas if "acaban" in nota]


@pytest.mark.parametrize(("dias", "avisa"), [(90, False), (91, True)])
def test_pasados_los_dias_de_revision_se_avisa_de_que_los_datos_son_viejos(
    tmp_path: Path, dias: int, avisa: bool
) -> None:
    ultima = max(fila[3] for fila in filas_de_ejemplo())
    assert isinstance(ultima, datetime)

    notas = _notas(tmp_path, ultima + timedelta(days=dias, hours=9))

    assert bool(notas) is avisa
    assert all(f"hace {dias} días" in nota for nota in notas)


def test_con_el_corte_pedido_no_hay_nada_que_avisar(tmp_path: Path) -> None:
    assert _notas(tmp_path, datetime(2027, 1, 1, 9), corte=date(2026, 1, 30)) == []
