"""Every command of a handbook's page, one after another, against a kiikd of its own."""

import os
import re
import subprocess
import sys

import pytest

from conftest import ROOT, executable, running


@pytest.mark.parametrize("page", ["kiik.md", "service-desk.md", "audit.md", "chatgpt.md"])
def test_every_command_of_the_handbook_works(page, tmp_path):
    blocks = re.findall(r"^```(bash|python)\n(.*?)^```", (ROOT / "docs" / page).read_text(), re.M | re.S)
    assert len(blocks) >= 6
    with running() as daemon:
        environment = {
            **os.environ, "URL": daemon.url, "KEY": daemon.key, "KIIK_DATA": daemon.data,
            "PATH": f"{executable().parent}:{os.environ['PATH']}",
        }
        for kind, text in blocks:
            command = ["bash", "-euo", "pipefail", "-c", text] if kind == "bash" else [sys.executable, "-c", text]
            # Files of the examples are written where nobody's of an earlier run lie.
            result = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=180)
            assert result.returncode == 0, text + result.stdout + result.stderr
