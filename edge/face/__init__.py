"""Faces, from a picture to a decision about it.

In the order of the work: `model` opens an ONNX file its manifest vouches for; `detect` finds faces and five points of
each, `refine` places these more exactly; `quality` tells whether the sample is good enough, and what to ask of the
person if not; `align` turns the face upright; `template` computes its template; `probe` does all of these in one call.
`compare` sets templates side by side, `presentation` decides over several frames.

For enrolment `capture` leads a living person through a `challenge`, whose turns `parallax` tells from the tilt of a
picture, and gives the few templates that `sampling` kept; `echo` knows frames that come again; `liveness` counts the
votes, one of them `passive`. `document` compares with a card's `photograph`, `likeness` with the other residents. What
to say and draw: `ask`, `oval`.

`menlu-faces` measures all of it: `evaluation`, `attacks`, `rates`, `timing`. Terms are those of ISO/IEC 2382-37.
"""
