"""Every command of docs/kiik.md, one after another, against a kiikd of its own."""

import os
import re
import subprocess
import sys

from conftest import ROOT, executable, running


def test_every_command_of_the_handbook_works(tmp_path):
    blocks = re.findall(r"^```(bash|python)\n(.*?)^```", (ROOT / "docs/kiik.md").read_text(), re.M | re.S)
    assert len(blocks) > 8
    with running() as daemon:
        environment = {
            **os.environ, "URL": daemon.url, "KEY": daemon.key, "KIIK_DATA": daemon.data,
            "PATH": f"{executable().parent}:{os.environ['PATH']}",
        }
        for kind, text in blocks:
            command = ["bash", "-euo", "pipefail", "-c", text] if kind == "bash" else [sys.executable, "-c", text]
            result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
            assert result.returncode == 0, text + result.stdout + result.stderr
