"""Large enough, within reach, readable: on every page, in every layout."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.kiosk.web.conftest import Kiosk
from tests.kiosk.web.fake_agent import FakeAgent

pytestmark = pytest.mark.journey


@pytest.fixture
def agent() -> FakeAgent:
    """A station that speaks: its care mode has one button more."""
    return FakeAgent(guidance=True)


# Buttons that are cut off, covered by another one, too small, or text that runs out of its button.
# One pixel of rounding is allowed.
BAD_BUTTONS = """least => {
  const turnedAway = button => { // on another leaf of a long text; one turns to it
    const leaves = button.closest('.leaves')?.getBoundingClientRect();
    const box = button.getBoundingClientRect();
    return leaves && (box.bottom > leaves.bottom || box.top < leaves.top);
  };
  const mm = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--mm'));
  const shown = [...document.querySelectorAll('button')].filter(b => b.checkVisibility(
    {visibilityProperty: true}) && !turnedAway(b));
  const bad = [];
  for (const button of shown) {
    const box = button.getBoundingClientRect();
    const what = button.innerText.replaceAll('\\n', ' ');
    const wanted = button.closest('.keys') ? Math.min(least, 20) : least; // letters: 26 must fit
    const small = Math.min(box.height, box.width) < wanted * mm - 1;
    if (small) bad.push(`${what}: ${(box.height / mm).toFixed(1)} mm high`);
    const out = box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight;
    if (out) bad.push(`${what}: outside the glass`);
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const below = document.elementFromPoint(box.x + box.width / 2, box.bottom - 3);
    if (!button.contains(hit) || !button.contains(below)) bad.push(`${what}: covered`);
    const spilt = button.scrollHeight > button.clientHeight + 1
      || button.scrollWidth > button.clientWidth + 1;
    if (spilt) bad.push(`${what}: text runs out`);
  }
  return bad;
}"""

# Texts with less contrast than this to the colour behind them. Colours here are plain: no image, no
# gradient, and what is half transparent lies over the page only while nothing else is read.
POOR_CONTRAST = """least => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map(each => each / 255)
    .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = element => {
    const colour = parts(getComputedStyle(element).backgroundColor);
    return colour.length === 3 || !element.parentElement ? colour : behind(element.parentElement);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const poor = [];
  while (texts.nextNode()) {
    const {data, parentElement: around} = texts.currentNode;
    if (!data.trim() || around.closest('svg, .only-spoken')) continue;
    if (!around.checkVisibility({visibilityProperty: true})) continue;
    const pair = [light(parts(getComputedStyle(around).color)), light(behind(around))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < least) poor.push(`${data.trim()}: ${ratio.toFixed(2)}`);
  }
  return poor;
}"""

# Buttons of the low layout that begin higher than a person in a wheelchair reaches.
TOO_HIGH = """highest => [...document.querySelectorAll('button')]
  .filter(button => button.checkVisibility() && button.getBoundingClientRect().top < highest)
  .map(button => `${button.innerText}: out of reach`)"""

LEAST_MM = 20  # a finger of a hand that shakes a little
LEAST_CARE_MM = 30
LEAST_CONTRAST = 4.5
LEAST_CARE_CONTRAST = 7  # in the care mode and in high contrast
MOST_CHOICES = 6
UPRIGHT, ACROSS, SMALL_ACROSS = (1080, 1920), (1920, 1080), (1280, 1024)
CARE, LOW, CONTRAST, ENGLISH = "长辈版", "低位操作", "高对比", "English"
LAYOUTS = [
    pytest.param(UPRIGHT, [], id="upright"),
    pytest.param(UPRIGHT, [CARE], id="upright-care"),
    pytest.param(UPRIGHT, [LOW], id="upright-low"),
    pytest.param(UPRIGHT, [CARE, LOW], id="upright-care-low"),
    pytest.param(UPRIGHT, [CARE, CONTRAST], id="upright-care-contrast"),
    pytest.param(UPRIGHT, [CONTRAST, ENGLISH], id="upright-contrast-english"),
    pytest.param(ACROSS, [], id="across"),
    pytest.param(ACROSS, [CARE], id="across-care"),
    pytest.param(SMALL_ACROSS, [], id="small-across"),
    pytest.param(SMALL_ACROSS, [CARE], id="small-across-care"),
]


def bad_buttons(kiosk: Kiosk, least_mm: int = LEAST_MM) -> list[str]:
    """What stays wrong with the page's buttons.

    For a moment after a page has come, buttons take no press and count as covered; on a machine
    that runs everything at once the moment is longer.
    """
    for _ in range(30):
        found: list[str] = kiosk.page.evaluate(BAD_BUTTONS, least_mm)
        if not found:
            break
        kiosk.page.wait_for_timeout(100)
    return found


MISSED = {
    "number": "A007",
    "state": "passed",
    "queue": {"name": "社会保障", "name_en": "Social insurance"},
    "token": "t0k3n-of-mine",
    "ticket_id": 7,
}


def press_first(kiosk: Kiosk, selector: str) -> Callable[[], None]:
    return lambda: kiosk.page.locator(selector).first.click()


def walk(kiosk: Kiosk) -> list[tuple[str, Callable[[], None]]]:
    """The way through all pages: each page's name, and how to get there from the one before."""
    home = press_first(kiosk, ".bar-button:has-text('首页'), .bar-button:has-text('Home')")
    tile = press_first(kiosk, ".tiles li:nth-child(3) .tile")

    def refused() -> None:
        kiosk.agent.refusal = (503, {"code": "printer_not_ready", "reason": "paper_out"})
        home()
        tile()
        press_first(kiosk, ".row")()

    def missed() -> None:
        kiosk.agent.found = {"tickets": [MISSED], "appointments": []}
        for digit in "13800009990":
            kiosk.page.get_by_role("button", name=digit, exact=True).click()
        press_first(kiosk, ".who-actions .action")()

    return [
        ("zones", press_first(kiosk, ".road[data-kind=take]")),
        ("zone", press_first(kiosk, ".row")),
        ("items", press_first(kiosk, ".wide")),
        ("item", press_first(kiosk, ".row")),
        ("home", home),
        ("help", press_first(kiosk, ".bar-check-in + .bar-button, button.bar-help")),
        ("home", home),
        ("guides", press_first(kiosk, ".road[data-kind=guide]")),
        ("guides", press_first(kiosk, ".key")),
        ("home", home),
        ("check_in", press_first(kiosk, ".bar-check-in")),
        ("check_in", press_first(kiosk, ".digits .key")),
        ("home", home),
        ("find", press_first(kiosk, ".home-ask .second")),
        ("mine", missed),
        ("home", home),
        ("packages", press_first(kiosk, ".tiles li:last-child .tile")),
        ("package", press_first(kiosk, ".row")),
        ("taken", press_first(kiosk, ".foot .action")),
        ("trouble", refused),
    ]


def night_walk(kiosk: Kiosk) -> list[tuple[str, Callable[[], None]]]:
    def identified() -> None:
        for digit in "13800009990":
            kiosk.page.get_by_role("button", name=digit, exact=True).click()
        press_first(kiosk, ".who-actions .action")()

    home = press_first(kiosk, ".bar-button:has-text('首页'), .bar-button:has-text('Home')")
    return [
        ("guides", press_first(kiosk, ".work")),
        ("guides", press_first(kiosk, ".key")),
        ("home", home),
        ("packages", press_first(kiosk, ".works li:nth-child(2) .work")),
        ("package", press_first(kiosk, ".row")),
        ("item", press_first(kiosk, ".row")),
        ("home", home),
        ("find", press_first(kiosk, ".works li:nth-child(3) .work")),
        ("progress", press_first(kiosk, ".who-actions .second")),
        ("home", home),
        ("suggest", press_first(kiosk, ".works li:last-child .work")),
        ("home", home),
        ("book", press_first(kiosk, ".works li:nth-child(4) .work")),
        ("book_day", press_first(kiosk, ".row")),
        ("book_slot", press_first(kiosk, ".row")),
        ("book_who", press_first(kiosk, ".tile")),
        ("booked", identified),
        ("home", home),
        ("help", press_first(kiosk, ".bar-check-in + .bar-button, button.bar-help")),
    ]


UNSETTLED = "[data-settling], .over"


def arrive(kiosk: Kiosk, page: str, go: Callable[[], None]) -> None:
    go()
    expect(kiosk.page.locator(f".kiosk[data-page={page}]")).to_be_visible()
    settle(kiosk)


def settle(kiosk: Kiosk) -> None:
    """Wait until the buttons of a page that has just come take a press.

    Asked at every frame: hundreds of pages come in these tests, and a locator asks less and less
    often.
    """
    kiosk.page.wait_for_function(f"() => !document.querySelector('{UNSETTLED}')")


def show(kiosk: Kiosk, size: tuple[int, int], modes: list[str]) -> None:
    kiosk.page.set_viewport_size({"width": size[0], "height": size[1]})
    for mode in modes:
        kiosk.tap(mode)
    settle(kiosk)


def faults(kiosk: Kiosk, modes: list[str]) -> list[object]:
    """What is wrong with the page as it stands: all of it, so that one walk tells everything."""
    is_care = CARE in modes
    contrast = LEAST_CARE_CONTRAST if {CARE, CONTRAST} & set(modes) else LEAST_CONTRAST
    violations = Axe().run(kiosk.page).response["violations"]
    found: list[object] = [
        {"id": each["id"], "where": [node["target"] for node in each["nodes"]]}
        for each in violations  # of whatever weight
    ]
    found += kiosk.page.evaluate(POOR_CONTRAST, contrast)
    found += bad_buttons(kiosk, LEAST_CARE_MM if is_care else LEAST_MM)
    choices = kiosk.page.locator(".choices > li").count()
    if choices > MOST_CHOICES:
        found.append(f"{choices} choices")
    if LOW in modes and not is_care:
        found += kiosk.page.evaluate(TOO_HIGH, UPRIGHT[1] / 2)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("size", "modes"), LAYOUTS)
def test_every_page_can_be_read_and_pressed_by_everyone(
    kiosk: Kiosk, size: tuple[int, int], modes: list[str]
) -> None:
    show(kiosk, size, modes)
    found = {"home at first": faults(kiosk, modes)}
    for page, go in walk(kiosk):
        arrive(kiosk, page, go)
        found[page] = faults(kiosk, modes)
    assert {page: each for page, each in found.items() if each} == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "modes",
    [[], [CARE], [CARE, CONTRAST], [CONTRAST, ENGLISH]],
    ids=["plain", "care", "care-contrast", "contrast-english"],
)
def test_every_page_of_the_night_can_be_read_and_pressed_by_everyone(
    kiosk: Kiosk, modes: list[str]
) -> None:
    show(kiosk, UPRIGHT, modes)
    kiosk.agent.issuing = False
    expect(kiosk.page.locator(".works")).to_be_visible()
    found = {"home at first": faults(kiosk, modes)}
    for page, go in night_walk(kiosk):
        arrive(kiosk, page, go)
        found[page] = faults(kiosk, modes)
    assert {page: each for page, each in found.items() if each} == {}


def test_a_button_too_small_or_covered_is_noticed(kiosk: Kiosk) -> None:
    kiosk.page.evaluate("document.querySelector('.road').style.maxHeight = '40px'")
    kiosk.page.evaluate("document.querySelector('.chip').style.pointerEvents = 'none'")
    bad = " ".join(kiosk.page.evaluate(BAD_BUTTONS, LEAST_MM))
    assert "mm high" in bad
    assert "covered" in bad


def test_care_mode_makes_the_number_and_the_ways_on_larger(kiosk: Kiosk) -> None:
    kiosk.tap("长辈版")
    kiosk.take_number()
    mm = kiosk.page.evaluate(
        "parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--mm'))"
    )
    button = kiosk.page.get_by_role("button", name="我还需要时间").bounding_box()
    assert button is not None
    assert button["height"] >= 30 * mm - 1
    size = kiosk.page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('.huge')).fontSize)"
    )
    assert size * 0.733 >= 54 * mm  # a digit's height in this type


def test_text_too_faint_is_noticed(kiosk: Kiosk) -> None:
    kiosk.page.evaluate("document.querySelector('h1').style.color = '#888'")
    assert [text.split(":")[0] for text in kiosk.page.evaluate(POOR_CONTRAST, 4.5)] == [
        "您要办什么？"
    ]


def test_nothing_moves_for_whoever_asked_for_that(kiosk: Kiosk) -> None:
    kiosk.page.emulate_media(reduced_motion="reduce")
    kiosk.agent.remote = {
        "locked": None,
        "message": {"zh": "请稍候", "en": "", "until": "2099-01-01T00:00:00.000Z"},
        "page": "1",
    }
    kiosk.page.locator(".over-box").wait_for()
    durations = kiosk.page.evaluate(
        "[...document.querySelectorAll('*')].map(e => getComputedStyle(e)).flatMap("
        "s => [parseFloat(s.animationDuration), parseFloat(s.transitionDuration)])"
    )
    assert max(durations) <= 0.001


def test_a_hall_without_packages_or_top_items_has_a_whole_home(kiosk: Kiosk) -> None:
    kiosk.agent.catalogue["hall"]["packages"] = []
    for item in kiosk.agent.catalogue["items"]:
        item["top"] = False
    kiosk.page.reload()
    expect(kiosk.page.locator(".tile")).to_have_count(5)
    expect(kiosk.page.locator(".top")).to_have_count(0)
    assert bad_buttons(kiosk) == []
