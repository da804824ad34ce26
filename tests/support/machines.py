"""Un Windows y un Mac de mentira: un registro que es un árbol y una carpeta de usuario que es de verdad."""

from dataclasses import dataclass, field
from pathlib import Path

from cartera_xl.excel.installer.offices import APP_PATH, CLICK_TO_RUN, text_value
from cartera_xl.excel.installer.system import Platform, RealFiles, RegistryValue

OPCIONES = "HKCU\\Software\\Microsoft\\Office\\16.0\\Excel\\Options"
MARCA = ".marca-de-internet"


@dataclass
class FakeRegistry:
    """Claves y valores sin distinguir mayúsculas, como el de Windows; cada escritura cuenta como un paso."""

    tree: dict[str, dict[str, RegistryValue]] = field(default_factory=dict)
    step: object = None

    def _find(self, key: str) -> str | None:
        return next((known for known in self.tree if known.casefold() == key.casefold()), None)

    def _count(self) -> None:
        if callable(self.step):
            self.step()

    def plant(self, key: str, **values: object) -> None:
        """Deja una clave, con las de encima, sin contar pasos."""
        parts = key.split("\\")
        for upto in range(2, len(parts) + 1):
            above = "\\".join(parts[:upto])
            if self._find(above) is None:
                self.tree[above] = {}
        inside = self.tree[str(self._find(key))]
        for name, data in values.items():
            inside[name] = data if isinstance(data, RegistryValue) else RegistryValue(data)  # type: ignore[arg-type]

    def has(self, key: str) -> bool:
        return self._find(key) is not None

    def values(self, key: str) -> dict[str, RegistryValue]:
        found = self._find(key)
        return dict(self.tree[found]) if found else {}

    def subkeys(self, key: str) -> tuple[str, ...]:
        start = f"{key}\\".casefold()
        below = [known for known in self.tree if known.casefold().startswith(start)]
        return tuple(dict.fromkeys(known[len(start) :].split("\\")[0] for known in below))

    def create(self, key: str) -> None:
        self._count()
        parent = key.rpartition("\\")[0]
        assert "\\" not in parent or self.has(parent), f"no existe la clave de encima: {parent}"
        self.tree.setdefault(key, {})

    def write(self, key: str, name: str, value: RegistryValue) -> None:
        self._count()
        inside = self.tree[str(self._find(key))]
        same = next((known for known in inside if known.casefold() == name.casefold()), name)
        inside[same] = value

    def delete(self, key: str, name: str) -> None:
        self._count()
        inside = self.tree[str(self._find(key))]
        if name not in inside:
            raise FileNotFoundError(name)
        del inside[name]

    def delete_key(self, key: str) -> None:
        self._count()
        assert not self.values(key)
        assert not self.subkeys(key)
        del self.tree[str(self._find(key))]


@dataclass
class FakeSystem(RealFiles):
    """Una máquina con su Excel y su Python en una carpeta de la prueba."""

    root: Path
    platform: Platform = Platform.WINDOWS
    registry: FakeRegistry = field(default_factory=FakeRegistry)
    variables: dict[str, str] = field(default_factory=dict)
    running: bool = False
    in_site_packages: bool = True
    encoding: str = "cp1252"
    short_name: str = ""
    server_says: str = ""
    locked: set[Path] = field(default_factory=set)
    python_bits: int = 64
    python_version: tuple[int, int, int] = (3, 12, 4)
    interpreter: Path = Path()
    base_prefix: Path = Path()
    fail_at: int | None = None
    steps: int = 0

    def __post_init__(self) -> None:
        self.registry.step = self._step
        self.home.mkdir(parents=True, exist_ok=True)
        python = self.root / "Python312"
        python.mkdir(exist_ok=True)
        if self.interpreter == Path():
            self.interpreter = python / "python.exe"
            self.interpreter.write_bytes(b"python")
            self.base_prefix = python

    def _step(self) -> None:
        self.steps += 1
        if self.steps == self.fail_at:
            raise PermissionError(13, "Acceso denegado", "lo que toque")

    @property
    def home(self) -> Path:
        return self.root / "Users" / "ana"

    @property
    def addins_folder(self) -> Path:
        if self.platform is Platform.MAC:
            return self.home / "Library" / "Startup.localized" / "Excel"
        return self.home / "AppData" / "Roaming" / "Microsoft" / "AddIns"

    @property
    def conf_path(self) -> Path:
        if self.platform is Platform.MAC:
            return self.home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "cartera.conf"
        return self.home / ".cartera" / "cartera.conf"

    def environment(self, name: str) -> str:
        return self.variables.get(name, "")

    def package_folder(self) -> Path | None:
        return None if self.in_site_packages else self.root / "codigo"

    def short_path(self, path: Path) -> str:
        return self.short_name or str(path)

    def excel_is_running(self) -> bool:
        return self.running

    def excel_program(self) -> str:
        if self.platform is Platform.MAC:
            return "/Applications/Microsoft Excel.app"
        return text_value(self.registry, APP_PATH, "")

    def came_from_internet(self, path: Path) -> bool:
        return Path(f"{path}{MARCA}").exists()

    def forget_internet(self, path: Path) -> None:
        Path(f"{path}{MARCA}").unlink(missing_ok=True)

    def start_server(self, interpreter: Path, seconds: float) -> str:
        return self.server_says

    def can_write(self, folder: Path) -> bool:
        return folder not in self.locked

    def write_file(self, path: Path, data: bytes) -> None:
        self._step()
        super().write_file(path, data)

    def remove_file(self, path: Path) -> None:
        self._step()
        super().remove_file(path)

    def make_folder(self, path: Path) -> None:
        self._step()
        super().make_folder(path)

    def remove_folder(self, path: Path) -> None:
        self._step()
        super().remove_folder(path)


def windows(root: Path, **extra: object) -> FakeSystem:
    """Un Windows con Excel 365 de 64 bits que ya se ha usado alguna vez."""
    system = FakeSystem(root, **extra)  # type: ignore[arg-type]
    system.registry.plant(CLICK_TO_RUN, Platform="x64", VersionToReport="16.0.17928.20114")
    system.registry.plant(APP_PATH)
    system.registry.tree[APP_PATH][""] = RegistryValue("C:\\Program Files\\Microsoft Office\\Root\\Office16\\EXCEL.EXE")
    system.registry.plant(OPCIONES)
    return system


def mac(root: Path, **extra: object) -> FakeSystem:
    """Un Mac con Excel."""
    return FakeSystem(root, platform=Platform.MAC, encoding="utf-8", **extra)  # type: ignore[arg-type]


def snapshot(system: FakeSystem) -> tuple[dict[str, bytes | None], dict[str, dict[str, RegistryValue]]]:
    """Todos los archivos y carpetas del usuario, y todo el registro."""
    files = {
        str(path.relative_to(system.root)): path.read_bytes() if path.is_file() else None
        for path in sorted(system.home.rglob("*"))
    }
    return files, {key: dict(values) for key, values in system.registry.tree.items()}
