"""Language models over real HTTP, which answer by rules: the same question has the same answer."""

from pytake_app.twin.models.server import KEY, ModelTrouble, ModelTwin

__all__ = ["KEY", "ModelTrouble", "ModelTwin"]
