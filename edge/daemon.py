"""The composition root: a Config becomes parts; they are started, watched and stopped.

The order of `run` is the order of events: keys, storage, models, lock, camera; the threads; ready; until told to stop,
or until one of the threads has died: then the daemon ends with that error, and systemd starts it anew.
"""

import logging
import threading
import time
from contextlib import closing, suppress
from zoneinfo import ZoneInfo

from edge import health, hours, memory, systemd
from edge.asking import Asking
from edge.camera import open_camera
from edge.camera.live import CameraState, LiveCamera
from edge.clock import BoxClock
from edge.config import Config
from edge.control.server import ControlServer
from edge.departures import forget_departed
from edge.doorway import Doorway, Inputs
from edge.enroller.opening import House, open_enroller
from edge.errors import CameraError, LockError, ModelError, StorageError
from edge.face.compare import Acceptance
from edge.face.presentation import Presentation, Rules
from edge.face.probe import Prober, open_prober
from edge.face.quality import Limits
from edge.lock import Card, Keys, Lock, LockEvent, LockListener, LockNews
from edge.lock.awaited import AwaitedLock
from edge.lock.open import open_lock
from edge.lookout import Lookout
from edge.notices import Notices
from edge.orders import OrderTaker
from edge.portal import Portal
from edge.reader import Reader
from edge.residents import Residents
from edge.steering import Steering
from edge.store.journal import Journal
from edge.store.outbox import Outbox
from edge.store.quota import Quota
from edge.store.roster import Roster
from edge.sync import Asker, Link, Reporter, Sync, open_client
from edge.telling import Teller
from edge.vault import Vault, open_vault
from edge.ways import Ways
from edge.work import Work
from wire.kinds import Alarm, Level

log = logging.getLogger(__name__)

STARTING = 15.0
"""How long a camera may take to give its first picture, s: an RTSP camera takes two."""
ASLEEP = 20.0
"""When the portal has not gone round for so long, systemd is no longer told that all is well, s."""
SECOND, MINUTE, HOUR, DAY = 1, 60, 60 * 60, 24 * 60 * 60


def run(config: Config, stop: threading.Event, *, keep_trying: bool = False) -> None:
    """Run the door until `stop`.

    keep_trying: come up even when the camera or the lock is not there, and go on trying; otherwise that is a
    CameraError or LockError. Raises EdgeError too for anything else that is wrong at the start.
    """
    memory.refuse_core_dumps()
    memory.return_freed()
    memory.overwrite_freed()
    vault = open_vault(config.keys)
    with closing(open_outbox(config)) as outbox, closing(open_roster(config, vault)) as roster:
        clock = open_clock(outbox)
        notices = Notices(config.door.name, clock)
        prober = _prober(config, notices, keep_trying)
        residents = Residents(roster, vault, prober.embedder.manifest.sha256 if prober else "")
        residents.refresh()
        reader, doorway = Reader(), _doorway(config, notices, clock, residents)
        with (
            open_client(config.central.ca) as client,
            closing(_lock(config, vault, _listener(notices, reader, doorway), keep_trying)) as lock,
            LiveCamera(lambda: open_camera(config.door.camera), notices.camera) as camera,
        ):
            if not keep_trying:
                _expect_pictures(camera)
            journal = Journal(outbox, (roster,), notices.storage)
            link = Link(client, config.central.url, vault, clock)
            sync = Sync(outbox, link, clock)
            teller = Teller(roster, outbox)
            forget_departed(roster, teller, clock)
            asking = Asking(roster, notices, config.door.name)
            portal = Portal(
                config.door.name,
                config.door.release,
                residents=residents,
                journal=journal,
                lock=lock,
                clock=clock,
                zone=ZoneInfo(config.zone),
            )
            portal.driven = doorway.driven
            lookout = Lookout(portal, prober, _presentation(config, prober), residents) if prober else None
            ways = Ways(roster, vault, journal.append, clock)
            house = House(vault, roster, journal, residents, portal, teller, clock, reader, notices, sync)
            enroller = open_enroller(config, house, prober)
            steering = Steering(enroller, roster, clock)
            asker = Asker(link, OrderTaker(roster, teller, clock, steering.take))
            reporter = Reporter(link, steering)
            with Work() as work:
                work.begin("notices", lambda over: notices.run(journal, over))
                work.begin("doorway", lambda over: doorway.run(portal, over))
                work.begin("control", ControlServer(config.control, portal, reader, ways).run)
                work.begin("reader", lambda over: reader.run(portal.present, over))
                if lookout:
                    lookout.guests = (enroller.see,)
                    work.begin("lookout", lambda over: lookout.run(camera, over))
                work.begin("enroller", enroller.run)
                if config.kiosk.listen:
                    # Flask is loaded only where there is a screen.
                    from edge.kiosk.opening import begin_kiosk

                    begin_kiosk(config, house, enroller, lookout, prober, work)
                work.begin("sync", sync.run)
                work.begin("orders", asker.run)
                work.begin("progress", reporter.run)
                work.every(SECOND, residents.refresh)
                work.every(MINUTE, lambda: _report(config, notices, outbox, camera, lock))
                work.every(HOUR, lambda: forget_departed(roster, teller, clock))
                work.every(HOUR, asking.count)
                work.every(DAY, lambda: _clean_up(outbox, roster, clock))
                _watch(lookout, camera, stop, work.over)


def open_outbox(config: Config) -> Outbox:
    """The outbox of this box; nothing touches the disk yet."""
    return Outbox(config.outbox, Quota(bytes=config.records.most_megabytes * 1_000_000, days=config.records.keep_days))


def open_roster(config: Config, vault: Vault) -> Roster:
    """The roster of this box; nothing touches the disk yet."""
    return Roster(config.roster, vault)


def open_clock(outbox: Outbox) -> BoxClock:
    """The box's clock, held against what the outbox knows of the time."""

    def settle(now: int) -> None:
        with suppress(StorageError):
            outbox.settle_time(now)

    try:
        return BoxClock(outbox.known_time, settle)
    except StorageError as error:
        log.warning("the time of the latest record is not known: %s", error)
        return BoxClock(0, settle)


def make_prober(config: Config) -> Prober:
    """The models, as the configuration asks for. Raises ModelError."""
    limits = Limits(share=config.face.approach)
    return open_prober(config.models, config.face.embedder, config.face.threads, limits)


def _prober(config: Config, notices: Notices, keep_trying: bool) -> Prober | None:
    try:
        return make_prober(config)
    except ModelError as error:
        if not keep_trying:
            raise
        log.warning("no face opens, other ways do: %s", error)
        notices.put(Alarm("no-model", Level.CRITICAL, config.door.name, str(error)))
        return None


def _presentation(config: Config, prober: Prober) -> Presentation:
    acceptance = Acceptance.of(prober.embedder.manifest.comparison, config.face.comparison)
    return Presentation(acceptance, Rules(agreeing=config.face.agreeing, window=config.face.window))


def _doorway(config: Config, notices: Notices, clock: BoxClock, residents: Residents) -> Doorway:
    door, zone = config.door, ZoneInfo(config.zone)
    inputs = Inputs(door.contact, door.exit, door.fire, frozenset(door.active_at_rest))
    unlocked = [hours.parse(text) for text in door.unlocked]

    def is_open_to_all() -> bool:
        at = clock.read()
        is_hour = bool(unlocked) and at.trusted and hours.are_open(unlocked, at.now, zone)
        return is_hour and not residents.now.lockdown

    return Doorway(door.name, inputs, door.held_open_after, notices.put, is_open_to_all)


def _listener(notices: Notices, reader: Reader, doorway: Doorway) -> LockListener:
    """What somebody holds to the lock's reader goes to the reader, and to no record."""

    def listen(news: LockNews) -> None:
        if isinstance(news, Card | Keys):
            reader.put(news)
        else:
            doorway.put(news)
        if isinstance(news, LockEvent):
            notices.lock(news)

    return listen


def _lock(config: Config, vault: Vault, listener: LockListener, keep_trying: bool) -> Lock:
    def open_it() -> Lock:
        return open_lock(config.door.lock, keys=vault, listener=listener)

    try:
        return open_it()
    except LockError as error:
        if not keep_trying:
            raise
        log.warning("%s", error)
        return AwaitedLock(open_it, listener)


def _expect_pictures(camera: LiveCamera) -> None:
    """Raise CameraError, saying why, unless the camera gives a picture soon."""
    until = time.monotonic() + STARTING
    while camera.next(None, 0.1) is None:
        if camera.status.state is CameraState.GONE or time.monotonic() > until:
            raise CameraError(camera.status.detail or f"the camera gave no picture within {STARTING:g} s")


def _report(config: Config, notices: Notices, outbox: Outbox, camera: LiveCamera, lock: Lock) -> None:
    """Write down how the box is."""
    try:
        waiting = outbox.waiting
    except StorageError:
        return
    lock_state = "online" if lock.online else "offline"
    notices.put(health.read(config.data, waiting=waiting, camera=camera.status.state, lock=lock_state))


def _clean_up(outbox: Outbox, roster: Roster, clock: BoxClock) -> None:
    """Let go of old records, and copy the roster. Trouble with storage is the journal's to tell."""
    with suppress(StorageError):
        outbox.purge(clock.read().now)
        roster.back_up()


def _watch(lookout: Lookout | None, camera: LiveCamera, stop: threading.Event, over: threading.Event) -> None:
    """Tell systemd when the door is ready and, as long as it is, that it is awake; until told to stop.

    A door that can't see is ready too: it opens by the other ways.
    """
    interval = min(systemd.watchdog_interval() or 1.0, 1.0)
    ready = False
    while not stop.wait(interval if ready else 0.1) and not over.is_set():
        is_blind = camera.status.state in (CameraState.GONE, CameraState.STALLED)
        if not ready and (lookout is None or lookout.judged.is_set() or is_blind):
            ready = True
            log.info("ready: %s", "the first frame is judged" if lookout and not is_blind else "but for faces")
            systemd.notify("READY=1")
        if lookout is None or time.monotonic() - lookout.awake < ASLEEP:
            systemd.notify("WATCHDOG=1")
    systemd.notify("STOPPING=1")
