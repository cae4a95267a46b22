"""A cluster on this machine, on the configuration of deploy/ha: what happens to records when its parts die."""
