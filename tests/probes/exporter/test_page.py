"""The files of the status page: found, whole, served as they should be, and free of anything from elsewhere."""

import hashlib
import re
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from ignis.runtime.config.settings import project_root
from probes.exporter import page

Client = TestClient[Any, Any]
SITE = project_root() / "probes" / "exporter" / "site"
OWN = sorted(file for file in SITE.glob("*") if file.suffix in {".html", ".css", ".js"})
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

# of the npm package uplot 1.6.32
UPLOT = {
    "uPlot.iife.min.js": "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
    "uPlot.min.css": "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
    "LICENSE": "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd",
}


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(page.routes())
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_each_file_is_served_with_its_type_and_a_strict_policy(client: Client) -> None:
    for one in page.files():
        path = "/" if one.name == "index.html" else f"/site/{one.name}"
        response = await client.get(path)
        assert (response.status, response.content_type) == (200, TYPES[Path(one.name).suffix])
        assert await response.read() == (SITE / one.name).read_bytes()
        policy = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
        assert policy == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "connect-src": "'self'",
            "img-src": "'self' data:",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
        }
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"


async def test_a_browser_that_has_a_file_is_not_sent_it_again(client: Client) -> None:
    first = await client.get("/site/main.js")
    assert first.headers["Cache-Control"] == "no-cache"
    tag = first.headers["ETag"]
    again = await client.get("/site/main.js", headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", tag)
    assert "Content-Security-Policy" in again.headers
    changed = await client.get("/site/main.js", headers={"If-None-Match": '"other"'})
    assert changed.status == 200
    assert (await client.get("/site/style.css")).headers["ETag"] != tag


@pytest.mark.parametrize("path", ["/site/", "/site/nothing.js", "/site/../page.py", "/site/vendor/uplot/README.md"])
async def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert (await client.get(path)).status == 404


def test_all_that_is_referred_to_is_there() -> None:
    known = {f"/site/{one.name}" for one in page.files()} | {"/health", "/metrics", "/status.json"}
    index = (SITE / "index.html").read_text(encoding="utf-8")
    referred = set(re.findall(r'(?:src|href)="(/[^"?#]+)', index))
    assert {"/site/main.js", "/site/style.css", "/site/vendor/uplot/uPlot.iife.min.js"} <= referred
    assert referred - {"/history.json"} <= known
    used = set()
    for script in SITE.glob("*.js"):
        imports = re.findall(r'from "\./([\w-]+\.js)"', script.read_text(encoding="utf-8"))
        assert {f"/site/{name}" for name in imports} <= known
        used |= set(imports)
    assert {script.name for script in SITE.glob("*.js")} - used == {"main.js"}


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.name)
def test_nothing_is_inline_and_nothing_is_from_elsewhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//[a-z]+\.|@import|url\(", text)
    for written in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", 'setAttribute("style'):
        assert written not in text
    if file.suffix == ".html":
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", text)


def test_uplot_is_unmodified_and_has_its_licence() -> None:
    folder = SITE / "vendor" / "uplot"
    assert {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in UPLOT} == UPLOT
    assert "uPlot 1.6.32" in (folder / "README.md").read_text(encoding="utf-8")
    assert "v1.6.32" in (folder / "uPlot.iife.min.js").read_text(encoding="utf-8")[:100]


def test_an_installed_ignis_has_the_page(tmp_path: Path) -> None:
    built = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(built, cwd=project_root(), check=True, capture_output=True, timeout=60)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    assert {f"probes/exporter/site/{one.name}" for one in page.files()} <= held
    assert "probes/exporter/site/vendor/uplot/LICENSE" in held
