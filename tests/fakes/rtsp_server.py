"""A network camera on this machine: H.264 of a moving ball over RTSP. Run by the system's Python, which has GStreamer.

    /usr/bin/python3 rtsp_server.py PORT

PORT 0 takes a free one. Prints one line: the port, once it answers, or "absent: …" where Debian's packages are missing.
"""

import sys

try:
    import gi

    gi.require_version("Gst", "1.0")
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GLib, Gst, GstRtspServer
except (ImportError, ValueError) as error:
    print(f"absent: {error}")
    sys.exit(0)

ELEMENTS = ("videotestsrc", "x264enc", "rtph264pay", "rtpbin")
PICTURE = "video/x-raw,format=I420,width=640,height=480,framerate=15/1"
PIPELINE = (
    f"( videotestsrc is-live=true pattern=ball ! {PICTURE}"
    " ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=15 ! rtph264pay name=pay0 pt=96 )"
)


def serve(port: str) -> None:
    Gst.init(None)
    missing = [element for element in ELEMENTS if Gst.ElementFactory.find(element) is None]
    if missing:
        print(f"absent: GStreamer's {', '.join(missing)}")
        return
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(PIPELINE)
    factory.set_shared(True)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    server.get_mount_points().add_factory("/cam", factory)
    if not server.attach(None):
        sys.exit(f"port {port} is taken")
    print(server.get_bound_port(), flush=True)
    GLib.MainLoop().run()


if __name__ == "__main__":
    serve(sys.argv[1])
