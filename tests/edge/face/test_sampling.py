import numpy as np

from edge.face.probe import Probe
from edge.face.quality import Flaw, Quality
from edge.face.sampling import Sampling
from tests.fakes.posed_head import template_of


def sample(person: int, sharpness: float) -> Probe:
    return Probe(Quality(None, sharpness=sharpness), template=template_of(person))


def test_the_sharpest_three_ahead_and_one_from_either_side_are_kept() -> None:
    sampling = Sampling()
    for person in range(6):
        sampling.offer(sample(person, sharpness=person / 100), turned=0.01)
    for person, turned in ((10, 0.12), (11, 0.15), (20, -0.1)):
        sampling.offer(sample(person, sharpness=person / 100), turned)

    kept = sampling.best()

    wanted = np.array([template_of(person) for person in (11, 5, 4, 3, 20)])
    assert len(sampling) == 5
    assert np.array_equal(kept, wanted)


def test_half_a_profile_gives_no_sample() -> None:
    sampling = Sampling()

    sampling.offer(sample(1, 0.1), turned=0.3)
    sampling.offer(sample(1, 0.1), turned=float("nan"))
    sampling.offer(Probe(Quality(Flaw.BLURRED)), turned=0)

    assert len(sampling) == 0


def test_the_probes_own_template_is_not_overwritten() -> None:
    sampling, probe = Sampling(), sample(1, 0.1)
    sampling.offer(probe, turned=0)

    sampling.forget()

    assert len(sampling) == 0
    assert probe.template is not None
    assert probe.template.any()
