"""The printed card before the camera, for a box without a reader or without a decoder for the chip's photograph.

recognition reads the text in a process of its own, lines places it, front and back understand it.
"""
