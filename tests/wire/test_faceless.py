import base64
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.faceless import MAX_NUMBERS, MAX_STRING, looks_like_face

EMBEDDING = np.random.default_rng(7).standard_normal(128).astype(np.float32)
WAYS = {
    "numbers": EMBEDDING.tolist(),
    "nested numbers": {"a": [{"b": EMBEDDING.tolist()}]},
    "rows": EMBEDDING.reshape(2, 64).tolist(),
    "base64": base64.b64encode(EMBEDDING.tobytes()).decode(),
    "quantised base64": base64.b64encode((EMBEDDING * 30).astype(np.int8).tobytes()).decode(),
    "hex": (EMBEDDING * 30).astype(np.int8).tobytes().hex(),
    "text": json.dumps(EMBEDDING.tolist()),
    "a key": {base64.b64encode(EMBEDDING.tobytes()).decode(): 1},
    "named numbers": {str(i): float(x) for i, x in enumerate(EMBEDDING)},
    "jpeg": base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(2000)).decode(),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_template_or_an_image_is_seen(way: str) -> None:
    assert looks_like_face({"detail": WAYS[way]})


@pytest.mark.parametrize(
    "value",
    [
        {"door": "front", "granted": True, "score": 0.731},
        {"digest": "f" * 64, "key": "A" * 88},
        {"detail": "这扇门的锁没有应答。" * 9},
        {"detail": "word " * (MAX_STRING // 5)},
        [0] * MAX_NUMBERS,
        None,
        7,
    ],
)
def test_our_own_messages_pass(value: object) -> None:
    assert not looks_like_face(value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_json_is_judged(value: object) -> None:
    assert looks_like_face(value) in (True, False)
