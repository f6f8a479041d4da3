"""kiikd and the bare Hummingbird: building, starting, filling with data, stopping."""
import hashlib
import os
import random
import shutil
import signal
import socket
import string
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from harness import machine

ROOT = Path(__file__).resolve().parents[2]
TENANTS, KEYS_EACH, NEW_KEYS = 10, 100, 20_000
SCOPES = "customers:read,customers:write"


def product(name, build=True):
    """The release executable as the sources are now; without building, the one that is there, if any."""
    path = ROOT / ".build/release" / name
    if build:
        subprocess.run([ROOT / "scripts/build-release", name], check=True)
    return path if path.exists() else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.01)
    sys.exit(f"{process.args[0]} does not listen on port {port}")


class Folder:
    """A temporary directory through which PostgreSQL's own user may pass."""

    def __enter__(self):
        self.path = Path(tempfile.mkdtemp(prefix="kiik-bench-", dir="/tmp"))
        self.path.chmod(0o711)
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


class Daemon:
    """kiikd with a private PostgreSQL under `data`, or beside one that runs (`database`)."""

    name = "kiikd"

    def __init__(self, executable, data, database=None):
        self.executable, self.data, self.database = executable, data, database
        self.port, self.process = free_port(), None

    def start(self):
        """Starts it and returns how long it took until it listened, in milliseconds."""
        command = [self.executable, "serve", "--host", "127.0.0.1", "--port", str(self.port), "--data", self.data]
        if self.database:
            command += ["--database-url", self.database]
        began = time.monotonic()
        self.process = machine.start(command, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if "listens on" in line:
                # Whatever else it prints must not fill the pipe.
                threading.Thread(target=self.process.stdout.read, daemon=True).start()
                return (time.monotonic() - began) * 1000
        sys.exit("kiikd did not start; its messages are above")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self):
        return self.process.pid

    @property
    def postmaster(self):
        return int((self.data / "postgres/postmaster.pid").read_text().split()[0])

    @property
    def socket_directory(self):
        """PostgreSQL writes it into the fifth line of postmaster.pid."""
        return (self.data / "postgres/postmaster.pid").read_text().splitlines()[4].strip()

    def database_environment(self, user):
        return machine.environment(PGHOST=self.socket_directory, PGPORT="5432", PGUSER=user, PGDATABASE="kiik")

    def psql(self, *arguments):
        return subprocess.run(["psql", "-XAtqv", "ON_ERROR_STOP=1", *arguments], check=True, capture_output=True,
                              text=True, env=self.database_environment("kiik_admin")).stdout.strip()

    def command(self, *arguments):
        subprocess.run([self.executable, *arguments, "--data", self.data], check=True, env=machine.environment(),
                       stdout=subprocess.DEVNULL)

    def fill(self, folder):
        """Ten tenants of 100 keys and 10,000 customers, and one whose keys are never in the cache."""
        self.keys, self.new_keys = folder / "keys.txt", folder / "new-keys.txt"
        every = []
        for n in range(TENANTS):
            self.command("tenants", "create", "--subdomain", f"bench-{n}", "--name", f"Bench {n}")
            every += self.add_keys(folder, f"bench-{n}", KEYS_EACH)
        random.Random(1).shuffle(every)
        self.keys.write_text("\n".join(every) + "\n")
        self.command("tenants", "create", "--subdomain", "bench-new", "--name", "Bench new")
        self.new_keys.write_text("\n".join(self.add_keys(folder, "bench-new", NEW_KEYS)) + "\n")
        self.psql("-f", str(ROOT / "Benchmarks/customers.sql"))

    def add_keys(self, folder, tenant, count):
        letters = string.ascii_letters + string.digits
        secrets = ["fta_" + "".join(random.choices(letters, k=26)) for _ in range(count)]
        digests = folder / "digests.txt"
        digests.write_text("".join(hashlib.sha256(s.encode()).hexdigest() + "\n" for s in secrets))
        self.command("keys", "import", "--tenant", tenant, "--digests", str(digests), "--scopes", SCOPES)
        return secrets

    def tenant_ids(self):
        return [int(x) for x in self.psql(
            "-c", "SELECT id FROM tenants WHERE subdomain ~ '^bench-[0-9]$' ORDER BY id").split()]


class Forgetter:
    """Announces four times a second that the keys of `bench-new` changed, so that kiikd looks each of them up again:
    its 20,000 keys take longer than that to come round."""

    def __init__(self, daemon):
        tenant = daemon.psql("-c", "SELECT id FROM tenants WHERE subdomain = 'bench-new'")
        self.process = subprocess.Popen(["psql", "-XAtq"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
                                        env=daemon.database_environment("kiik_admin"))
        self.process.stdin.write(f"SELECT pg_notify('kiik_access', '{tenant}')\n\\watch 0.25\n")
        self.process.stdin.close()

    def stop(self):
        self.process.terminate()
        self.process.wait()


class BareHummingbird:
    """The framework alone, with an answer as long as that of /verify."""

    name = "bare"

    def __init__(self, executable):
        self.executable, self.port = executable, free_port()

    def start(self):
        self.process = machine.start([self.executable, str(self.port)])
        wait_for(self.port, self.process)

    def stop(self):
        self.process.terminate()
        self.process.wait()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self):
        return self.process.pid
