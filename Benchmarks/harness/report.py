"""From runs to the bars: paired ratios, the tables, and docs/benchmarks.md."""
import time
from dataclasses import dataclass
from statistics import median

KEPT = "<!-- What stands below this line is written by hand; make bench keeps it. -->"


@dataclass
class Bar:
    """A ratio that must be reached, or (`at_most`) a figure that must not be passed."""

    what: str
    bar: float
    moonshot: float | None = None
    values: list | None = None
    at_most: bool = False
    unit: str = ""

    def row(self):
        sign, digits = "≤" if self.at_most else "≥", 0 if self.unit else 2
        targets = f"{sign} {self.bar:g}{self.unit} | " + (f"{sign} {self.moonshot:g}{self.unit}" if self.moonshot else "")
        if not self.values:
            return f"| {self.what} | {targets} | not measured | |"
        value = median(self.values)
        spread = f" ({min(self.values):.{digits}f}–{max(self.values):.{digits}f})" if len(self.values) > 1 else ""

        def reached(target):
            return value <= target if self.at_most else value >= target

        met = "moonshot" if self.moonshot and reached(self.moonshot) else "yes" if reached(self.bar) else "**no**"
        return f"| {self.what} | {targets} | {value:.{digits}f}{self.unit}{spread} | {met} |"


def of(runs, peer, job, c):
    return {r["round"]: r for r in runs if (r["peer"], r["job"], r["c"]) == (peer, job, c)}


def paired(runs, a, b, c=16):
    """The ratios of two (server, job) within the same rounds."""
    x, y = of(runs, *a, c), of(runs, *b, c)
    return [x[n]["rps"] / y[n]["rps"] for n in x if n in y and y[n]["rps"]]


def bars(runs, own, core, facts):
    """`runs` has the peers where they were measured; `own` the rounds against pgbench."""

    def ratio(what, job, peer, bar, moonshot=None, mine="kiikd", other=None):
        return Bar(f"{what} ÷ {peer}", bar, moonshot, paired(runs, (mine, job), (peer, other or job)))

    verified = of(runs, "kiikd", "V", 16).values()
    return [
        ratio("V, principal cached, limits and usage on", "V", "bare", 0.85, 1.0, other="hello"),
        ratio("V, key never seen before", "V", "go", 0.8, 1.2, mine="kiikd-new"),
        ratio("V", "V", "django", 30, 60), ratio("V", "V", "fastapi", 8, 15), ratio("V", "V", "go", 1.3, 2),
        ratio("L", "L", "django", 20), ratio("L", "L", "fastapi", 5), ratio("L", "L", "go", 1.0),
        ratio("L", "L", "rust", 0.8, 1.1),
        ratio("C", "C", "django", 12), ratio("C", "C", "fastapi", 3.5), ratio("C", "C", "go", 0.9, 1.3),
        Bar("C ÷ pgbench, the whole transaction's SQL", 0.6, 0.85, paired(own, ("kiikd", "C"), ("pgbench-kiik", "C"))),
        Bar("V, p99 ÷ p50", 3, 2, [r["p99"] / r["p50"] for r in verified], at_most=True),
        Bar("Token digest", 200, 130, core.get("digest of 30 bytes"), True, " ns"),
        Bar("Parse, check code, digest, cache hit, permission check", 1000, 500,
            core.get("parse, check code, digest, cache hit, permission check"), True, " ns"),
        Bar("Memory after load, 1,000 keys in use", 40, 25, facts.get("memory"), True, " MB"),
        Bar("Start to listening, database up", 150, 60, facts.get("start"), True, " ms"),
        Bar("Start to listening, private PostgreSQL from nothing", 2000, 1000, facts.get("first start"), True, " ms"),
    ]


UNMEASURED = """V on an event-loop path of its own; row-level security on ÷ off; revocation on another node; usage records lost by kill -9
(the tests hold that to zero); console pages; the duration of builds."""


def figures(runs):
    """The medians behind the ratios."""
    lines = []
    for job, title in (("hello", "Fixed answer"), ("V", "V: verify"), ("L", "L: list of 50"), ("C", "C: create")):
        chosen = [r for r in runs if r["job"] == job]
        if not chosen:
            continue
        lines += ["", f"### {title}", "",
                  "| server | connections | requests/s, median (min–max) | p50 µs | p99 µs | server CPU s/10k | "
                  "PostgreSQL CPU s/10k | memory MB | errors |", "|---|--:|--:|--:|--:|--:|--:|--:|--:|"]
        for c in sorted({r["c"] for r in chosen}):
            for peer in dict.fromkeys(r["peer"] for r in chosen):
                same = [r for r in chosen if (r["peer"], r["c"]) == (peer, c)]
                if not same:
                    continue

                def middle(key, digits):
                    values = [r[key] for r in same if r.get(key) is not None]
                    return f"{median(values):.{digits}f}" if values else "–"

                rates = [r["rps"] for r in same]
                lines.append(
                    f"| {peer} | {c} | {median(rates):,.0f} ({min(rates):,.0f}–{max(rates):,.0f}) | {middle('p50', 0)} | "
                    f"{middle('p99', 0)} | {middle('cpu10k', 2)} | {middle('pg10k', 2)} | {middle('memory', 0)} | "
                    f"{sum(r['err'] + r['neterr'] for r in same)} |")
    return lines


def markdown(table, runs, own, core, about):
    lines = ["# Benchmarks", "", f"Made by `make bench` on {time.strftime('%Y-%m-%d', time.gmtime())}: {about['machine']}, "
             f"PostgreSQL {about['postgresql']}, kiikd {about['commit']}.", "",
             f"{about['rounds']} rounds of {about['secs']} s, all servers taking turns within each round (every second "
             "round backwards). Servers and PostgreSQL share one processor, the load generator has another. A figure is the "
             "median with (min–max); a ratio is taken within a round.",
             "", "kiikd records usage, applies its limits and keeps the tenant wall while it is measured; its creates carry "
             "an idempotency key, an audit event and an outgoing event. The peers do none of these.", "",
             "The commands: `" + "`, `".join(about["commands"]) + "`.", ""]
    lines += [line for text in about["skipped"] for line in (f"Left out here: {text}.", "")]
    lines += ["## Bars, at 16 connections", "", "| what | bar | moonshot | measured | met |", "|---|--:|--:|--:|---|"]
    lines += [bar.row() for bar in table]
    lines += ["", "Not measured: " + UNMEASURED.replace("\n", " "), "", "## Figures"] + figures(runs)
    if own and own is not runs:
        lines += ["", "## kiikd against pgbench", "", "The same transactions sent to kiikd's own PostgreSQL by pgbench "
                  "(`Benchmarks/pgbench`), in rounds of their own."] + figures(own)
    if core:
        lines += ["", "## AuthCore", "", "One thread, nanoseconds per operation.", "", "| operation | ns |", "|---|--:|"]
        lines += [f"| {name} | {values[0]:,.0f} |" for name, values in core.items()]
    return "\n".join(lines) + "\n"


def save(path, text):
    """Keeps what people wrote below the mark."""
    path.parent.mkdir(exist_ok=True)
    kept = path.read_text().partition(KEPT)[2] if path.exists() else ""
    path.write_text(text + "\n" + KEPT + (kept or "\n"))
