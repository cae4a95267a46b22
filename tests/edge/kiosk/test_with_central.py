"""From the landlord's invitation to the open door: two programs, their orders and records, a tenant at the screen."""

from pathlib import Path

import msgspec

from tests.edge.kiosk.test_daemon import free_port
from tests.stage.box import Box
from tests.stage.central import Central
from tests.stage.landlord import Landlord
from tests.stage.tenant import Tenant
from wire.kinds import Consent

PIN = "274916"


def test_a_tenant_is_invited_enrols_and_comes_in_once_the_landlord_has_said_yes(tmp_path: Path, models: Path) -> None:
    central = Central(tmp_path / "central")
    address, cards = f"127.0.0.1:{free_port()}", tmp_path / "cards"
    cards.mkdir()
    settings = f'[kiosk]\nlisten = "{address}"\n[reader]\nurl = "simulated://{cards}"\n'
    box = Box(tmp_path / "box", central=central.url, lock="simulated:", extra=settings)
    # As the picture holds it that a landlord's page shows.
    box.command("claim", f"https://central/claim#{central.claim_code('Seaside Road 18')}")
    landlord = Landlord(central)
    code = landlord.invite()
    program = box.start("--keep-trying")
    try:
        with Tenant(address, cards) as tenant:
            assert "等待同意" in tenant.enrols_without_face(code, PIN)
            assert not tenant.opens(landlord.room, PIN)
            tenant.until(lambda: len(landlord.requests()) == 1)
            (request,) = landlord.requests()
            assert request.reasons == ("without-face",)
            landlord.says_yes(request)
            tenant.until(lambda: tenant.opens(landlord.room, PIN))
    finally:
        program.stop()
        central.program.stop()
    said = [msgspec.json.decode(each.body, type=Consent) for each in central.records() if each.kind == "consent"]
    assert [(consent.purpose, consent.given) for consent in said] == [("registration", True), ("face", False)]
    assert not any("陈晓".encode() in each.body for each in central.records())
