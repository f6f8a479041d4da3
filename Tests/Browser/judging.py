"""What is asked of every page: axe finds nothing, nothing scrolls sideways, the keyboard reaches everything."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

# Where the looks of pages are kept.
SNAPSHOTS = Path(__file__).resolve().parents[2] / ".build" / "screenshots"

# All of WCAG 2.2 AA, and what axe's authors call best practice.
ALL_RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# What can differ with the theme and the width.
LOOK_RULES = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "target-size", "scrollable-region-focusable"]}

# Each width with one theme.
LOOKS = [(360, "light"), (1440, "dark")]
# 320 is 1280 at 400 %, the narrowest that WCAG 2.2 asks for (1.4.10).
WIDTHS = [320, 360, 720, 1440]


def axe_finds_nothing(page, looks=LOOKS):
    page.evaluate(Axe().axe_script)
    for place, (width, theme) in enumerate(looks):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)
        found = page.evaluate("rules => axe.run(rules)", LOOK_RULES if place else ALL_RULES)["violations"]
        shown = [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]
        assert shown == [], f"{page.url} {width} {theme}"


def nothing_scrolls_sideways(page):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        fits(page, f"{width} px")
    # 200 %, as a browser zooms a window of 1280, and as one whose text alone is made larger.
    page.set_viewport_size({"width": 640, "height": 400})
    fits(page, "200 %")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    fits(page, "200 % text at 200 %")
    page.evaluate("document.documentElement.style.fontSize = ''")


def fits(page, when):
    too_wide = page.evaluate(
        """[...document.querySelectorAll('*')].filter(element => {
            const box = element.getBoundingClientRect()
            return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1)
        }).map(element => element.outerHTML.slice(0, 120))"""
    )
    assert too_wide == [], f"{page.url} {when}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} {when}"


def keyboard_reaches_everything(page):
    """Tab goes to whatever can be used, in the order in which it is written, and it shows where it is."""
    wanted = page.evaluate(
        """() => {
            window.places = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, pre[tabindex]')].filter(it => {
                if (!it.checkVisibility()) return false
                if (it.type != 'radio') return true
                return it.checked
            })
            document.activeElement?.blur()
            getSelection()?.removeAllRanges()
            return places.length
        }"""
    )
    page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    for place in range(wanted):
        # The parts of a date are one after the other.
        for _ in range(8):
            page.keyboard.press("Tab")
            at = page.evaluate(
                """() => {
                    const it = document.activeElement, style = getComputedStyle(it)
                    return {place: places.indexOf(it), html: it.outerHTML.slice(0, 120),
                            ring: style.outlineStyle != 'none' && parseFloat(style.outlineWidth) >= 2,
                            height: (it.closest('label') ?? it).getBoundingClientRect().height}
                }"""
            )
            if at["place"] != place - 1 or 'type="date' not in at["html"]:
                break
        assert at["place"] == place, at
        assert at["ring"], at
        # WCAG 2.2, 2.5.8 asks for 24; a thumb wants more. Links stand in a line of text.
        assert at["height"] >= (24 if at["html"].startswith("<a ") else 44), at
    page.evaluate("document.body.removeAttribute('tabindex')")


def snapshot(page, name: str):
    """Keeps how a page looks, for people to look at: in both widths and themes."""
    SNAPSHOTS.mkdir(parents=True, exist_ok=True)
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)
        page.screenshot(path=SNAPSHOTS / f"{name}-{width}.png", full_page=True)


def is_fit_for_people(page, language: str, name: str | None = None):
    """The keyboard's way is the same in every language. With a name its looks are kept."""
    if name:
        snapshot(page, name)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    axe_finds_nothing(page)
    nothing_scrolls_sideways(page)
    if language == "en":
        keyboard_reaches_everything(page)
