"""What staff do at the box for somebody who has lost a way to open: the commands around `edge.ways`."""
