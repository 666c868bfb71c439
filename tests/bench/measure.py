"""The whole run: what is measured, in which order, against which target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tests.bench.commands import Load, Round
from tests.bench.displays import Latency, call_latency, round_trips
from tests.bench.figures import Figure, median, percentile
from tests.bench.hall import API, Hall, bare_server, prepare, server
from tests.bench.history import add_history
from tests.bench.page_figures import display_day_figure, kiosk_figures, painted_figures
from tests.bench.presses import press_latency
from tests.bench.ratings import rating_figures

Say = Callable[[str], None]

CLIENTS = (1, 8)
DISPLAYS = (1, 50, 200)
COMMANDS_A_SECOND = 300.0
SHARE_OF_BARE = 0.5
SHARE_WITHOUT_HISTORY = 0.9
CALL_MS = 50.0
FIRST_BYTE_MS = 100.0
FIRST_ANSWER_S = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long to measure.

    Attributes:
        rounds: of everything that is repeated; the figure is their median.
        issue_s: seconds of one round of issuing.
        call_times: calls to every window in one round.
        calls: watched at the displays in one round.
        presses: at the kiosk, and at keypads.
        starts: of the server.
        past_tickets: in the database of a hall with a history.
        past_rounds: of issuing and calling in that hall, and in one without.
        pages: openings of a kiosk's page, and taps on it.
        display_hours: of a display's day, in the time of its page; more than one.
    """

    rounds: int
    issue_s: float
    call_times: int
    calls: int
    presses: int
    starts: int
    past_tickets: int
    past_rounds: int
    pages: int
    display_hours: float


def measure(plan: Plan, folder: Path, say: Say) -> list[Figure]:
    """Measure everything; some minutes.

    Raises:
        Unexpected, Ended, CannotStart: something did not work, and no figure is worth anything.
    """
    say("preparing a hall")
    hall = prepare(folder)
    figures = _rates(plan, hall, folder, say)
    figures += _history(plan, hall, folder, say)
    figures += _displays(plan, hall, folder, say)
    say("pressing at the kiosk of a whole hall")
    figures += _presses(plan, folder)
    say("opening and tapping a kiosk's page")
    figures += kiosk_figures(folder / "kiosk-pages", times=plan.pages)
    say("a day in front of a display")
    figures.append(display_day_figure(hours=plan.display_hours))
    say("rating at the keypads of a whole hall")
    figures += rating_figures(plan.presses, folder / "keypads")
    say("starting")
    return [*figures, _start(plan, hall, folder)]


def _rates(plan: Plan, hall: Hall, folder: Path, say: Say) -> list[Figure]:
    ours_db, bare_db = hall.copy("ours.db"), hall.copy("bare.db")
    with server(ours_db, folder) as ours, bare_server(bare_db, folder) as bare:
        figures = [_memory("memory, idle", ours.memory_mb(), bare.memory_mb())]
        pair = (
            Load(ours.port, ours_db, hall, base=API),
            Load(bare.port, bare_db, hall, base=""),
        )
        for load in pair:
            load.issue(8, duration_s=0.5)
            load.call(8, times=1)
        for clients in CLIENTS:
            say(f"issuing and calling, {clients} clients")
            issue = partial(Load.issue, clients=clients, duration_s=plan.issue_s)
            call = partial(Load.call, clients=clients, times=plan.call_times)
            figures += _rate_figures("issue", clients, *_rounds(plan, pair, issue))
            figures += _rate_figures("call next", clients, *_rounds(plan, pair, call))
        figures.append(_memory("memory, after the load", ours.memory_mb(), bare.memory_mb()))
    return figures


def _rounds(
    plan: Plan, pair: tuple[Load, Load], run: Callable[[Load], Round]
) -> tuple[list[Round], list[Round]]:
    # In turn, and the other first each time, so that whatever else runs meets both.
    every = []
    for number in range(plan.rounds):
        first, second = pair if number % 2 == 0 else pair[::-1]
        rounds = run(first), run(second)
        every.append(rounds if number % 2 == 0 else rounds[::-1])
    return [ours for ours, _ in every], [bare for _, bare in every]


def _rate_figures(
    name: str, clients: int, ours: Sequence[Round], bare: Sequence[Round]
) -> list[Figure]:
    rates = [one.rate for one in ours]
    tail = [percentile(one.took_s, 0.99) * 1000 for one in ours]
    of_bare = [percentile(one.took_s, 0.99) * 1000 for one in bare]
    who = f"{clients} client" + "s" * (clients > 1)
    is_target = clients == max(CLIENTS)
    return [
        Figure(
            name=f"{name}, {who}",
            unit="/s",
            value=median(rates),
            rounds=tuple(rates),
            bare=median([one.rate for one in bare]),
            at_least=COMMANDS_A_SECOND if is_target else None,
            or_share_of_bare=SHARE_OF_BARE if is_target else None,
        ),
        Figure(
            name=f"{name}, {who}, p99",
            unit="ms",
            value=median(tail),
            rounds=tuple(tail),
            bare=median(of_bare),
        ),
    ]


def _history(plan: Plan, hall: Hall, folder: Path, say: Say) -> list[Figure]:
    """The same hall on the same day, with years of past days in its database and without."""
    new, old = hall.copy("no-history.db"), hall.copy("history.db")
    say(f"writing {plan.past_tickets:,} past tickets")
    add_history(old, tickets=plan.past_tickets)
    with server(old, folder) as with_history, server(new, folder) as without:
        pair = (
            Load(with_history.port, old, hall, base=API),
            Load(without.port, new, hall, base=API),
        )
        for load in pair:
            load.issue(8, duration_s=0.5)
            load.call(8, times=1)
        say(f"issuing and calling after {plan.past_tickets:,} tickets")
        commands: dict[str, Callable[[Load], Round]] = {
            "issue": partial(Load.issue, clients=8, duration_s=plan.issue_s),
            "call next": partial(Load.call, clients=8, times=plan.call_times),
        }
        longer = replace(plan, rounds=plan.past_rounds)
        figures = [
            _history_figure(name, plan.past_tickets, *_rounds(longer, pair, run))
            for name, run in commands.items()
        ]
    old.unlink()  # some gigabytes, and no later measurement wants them
    return figures


def _history_figure(
    name: str, past_tickets: int, ours: Sequence[Round], without: Sequence[Round]
) -> Figure:
    rates = tuple(one.rate for one in ours)
    return Figure(
        name=f"{name} after {past_tickets:,} tickets / none",
        unit="/s",
        value=median(rates),
        rounds=rates,
        bare=median([one.rate for one in without]),
        or_share_of_bare=SHARE_WITHOUT_HISTORY,
    )


def _displays(plan: Plan, hall: Hall, folder: Path, say: Say) -> list[Figure]:
    database = hall.copy("displays.db")
    figures: list[Figure] = []
    with server(database, folder) as ours, bare_server(hall.copy("echo.db"), folder) as bare:
        round_trips(bare.port, times=20)
        call_latency(ours.port, hall, str(database), displays=1, calls=5)
        for displays in DISPLAYS:
            say(f"calling to {displays} displays")
            measured, trips = [], []
            for _ in range(plan.rounds):
                measured.append(
                    call_latency(
                        ours.port, hall, str(database), displays=displays, calls=plan.calls
                    )
                )
                trips.append(round_trips(bare.port, times=plan.calls))
            figures += _display_figures(displays, measured, trips)
        say("calling to a board in a browser")
        figures += painted_figures(
            ours.port, bare.port, hall, str(database), calls=plan.calls, rounds=plan.rounds
        )
        figures.append(Figure(name="memory, after 200 displays", unit="MB", value=ours.memory_mb()))
    return figures


def _display_figures(
    displays: int, measured: Sequence[Latency], trips: Sequence[Sequence[float]]
) -> list[Figure]:
    who = f"{displays} display" + "s" * (displays > 1)

    def figure(what: str, values: list[float], bare: float, target: float | None = None) -> Figure:
        ms = tuple(value * 1000 for value in values)
        return Figure(
            name=f"call → {who}, {what}",
            unit="ms",
            value=median(ms),
            rounds=ms,
            bare=bare * 1000,
            at_most=target,
        )

    half = median([percentile(trip, 0.5) for trip in trips])
    tail = median([percentile(trip, 0.99) for trip in trips])
    is_target = displays == max(DISPLAYS)
    return [
        figure("p50", [percentile(one.every_s, 0.5) for one in measured], half),
        figure(
            "p99",
            [percentile(one.every_s, 0.99) for one in measured],
            tail,
            CALL_MS if is_target else None,
        ),
        figure("last, p50", [percentile(one.last_s, 0.5) for one in measured], half),
    ]


def _presses(plan: Plan, folder: Path) -> list[Figure]:
    seen = press_latency(folder / "whole-hall", presses=plan.presses)

    def figure(
        what: str, values: Sequence[float], share: float, target: float | None = None
    ) -> Figure:
        return Figure(
            name=f"press → {what}, p{share * 100:.0f}",
            unit="ms",
            value=percentile(values, share) * 1000,
            bare=percentile(seen.exchange_s, share) * 1000,
            at_most=target,
        )

    return [
        figure("first byte at the printer", seen.first_byte_s, 0.5),
        figure("first byte at the printer", seen.first_byte_s, 0.99, FIRST_BYTE_MS),
        figure("slip printed and confirmed", seen.answered_s, 0.5),
    ]


def _start(plan: Plan, hall: Hall, folder: Path) -> Figure:
    ours, bare = [], []
    for number in range(plan.starts):
        with server(hall.copy(f"start-{number}.db"), folder) as program:
            ours.append(program.answered_after_s)
        with bare_server(hall.copy(f"bare-{number}.db"), folder) as program:
            bare.append(program.answered_after_s)
    return Figure(
        name="start → first answer",
        unit="s",
        value=median(ours),
        rounds=tuple(ours),
        bare=median(bare),
        at_most=FIRST_ANSWER_S,
    )


def _memory(name: str, ours_mb: float, bare_mb: float) -> Figure:
    return Figure(name=name, unit="MB", value=ours_mb, bare=bare_mb)
