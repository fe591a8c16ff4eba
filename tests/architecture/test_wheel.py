"""The wheel as others install it: alone it is the domain with two dependencies, and everything it needs is in it."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).with_name("run_in_wheel.py")
NEEDED = (
    "pytake_domain/py.typed",
    "pytake_adapters/py.typed",
    "pytake_app/py.typed",
    "pytake_adapters/postgres/migrations/env.py",
    "pytake_app/phrases/pt-BR.toml",
    "pytake_app/doctor/sentences/pt-BR.toml",
    "pytake_app/embedded/demo/flows/recepcao.json",
    "pytake_app/http/assets/swagger-ui-bundle.js",
    "pytake_app/http/assets/redoc.standalone.js",
    "pytake_app/twin/page.html",
    "pytake_app/console/dist/index.html",
    "pytake_app/console/dist/licences.md",
)
HEADERS = Path(__file__).with_name("ask_the_wheel.py")


def run(*command: str | Path, folder: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  our own words
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (made,) = folder.glob("*.whl")
    return made


def test_everything_that_is_read_at_run_time_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    migrations = {f"pytake_adapters/postgres/migrations/versions/{file.name}" for file in _migrations()}
    assert {*NEEDED, *migrations} - names == set()
    assert {"LICENSE", "NOTICE"} <= {name.rpartition("/")[2] for name in names if ".dist-info/licenses/" in name}
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/")) or "__pycache__" in name]


def test_an_installed_package_finds_its_migrations(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    script = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    script += "from pytake_adapters.postgres.migrate import folder; print(folder())"
    # Isolated from the working folder; the first entry of the path wins over an editable installation.
    found = Path(run(sys.executable, "-I", "-c", script, folder=tmp_path).strip())
    assert found == tmp_path / "pytake_adapters" / "postgres" / "migrations"
    assert {file.name for file in (found / "versions").glob("0*.py")} == {file.name for file in _migrations()}


def test_the_wheel_alone_runs_a_flow_and_loads_nothing_but_its_two_dependencies(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    pip = (python, "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip, "install", "--constraint", ROOT / "constraints.txt", wheel)
    told = json.loads(run(python, "-I", PROGRAM, folder=tmp_path))
    assert told["answers"] == [["Olá, Maria! Quer a segunda via?"], ["Enviamos já."]]
    # A new environment may load setuptools by itself at every start.
    assert set(told["loaded"]) - {"setuptools"} == {"msgspec", "pytake", "python-liquid"}
    assert set(told["installed"]) <= {"pip", "setuptools", "pytake", "msgspec", "python-liquid", *told["of_liquid"]}


def test_the_wheel_serves_the_console_with_its_headers(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    told = json.loads(run(sys.executable, "-I", HEADERS, tmp_path, folder=tmp_path))
    assert told["from"].startswith(str(tmp_path))
    assert told["page"]["status"] == 200
    assert "require-trusted-types-for 'script'" in told["page"]["headers"]["content-security-policy"]
    assert told["page"]["headers"]["cache-control"] == "no-cache"
    assert told["script"]["status"] == 200
    assert told["script"]["headers"]["content-encoding"] == "br"
    assert "immutable" in told["script"]["headers"]["cache-control"]


def _migrations() -> list[Path]:
    return list((ROOT / "migrations" / "versions").glob("0*.py"))
