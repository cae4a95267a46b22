"""The REST API of third parties, their tokens, and the webhooks that tell them what happened."""
