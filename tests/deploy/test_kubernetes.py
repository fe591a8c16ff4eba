"""The Kubernetes manifests by Kubernetes' own schemas, strictly, and what we promise of every pod."""

import re
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from pytake_app.settings import Settings, variable

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "kubernetes"
VERSION = "1.33"


def manifests() -> list[dict[str, Any]]:
    listed = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["resources"]
    assert {file.name for file in FOLDER.glob("*.yaml")} == {*listed, "kustomization.yaml"}
    return [one for name in listed for one in yaml.safe_load_all((FOLDER / name).read_text())]


def pod_of(manifest: dict[str, Any]) -> dict[str, Any] | None:
    spec = manifest.get("spec", {})
    spec = spec.get("jobTemplate", {}).get("spec", spec)
    found: dict[str, Any] | None = spec.get("template", {}).get("spec")
    return found


def named(manifest: dict[str, Any]) -> str:
    return f"{manifest['kind']}-{manifest['metadata']['name']}"


@pytest.mark.parametrize("manifest", manifests(), ids=named)
def test_the_schema_takes_it(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, VERSION, strict=True)


def test_a_mistake_would_be_seen() -> None:
    manifest = next(each for each in manifests() if each["kind"] == "Deployment")
    manifest["spec"]["template"]["spec"]["containers"][0]["imagePullPolicies"] = "Always"
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(manifest, VERSION, strict=True)


@pytest.mark.parametrize("manifest", [each for each in manifests() if pod_of(each)], ids=named)
def test_every_pod_fits_the_strictest_profile(manifest: dict[str, Any]) -> None:
    pod = pod_of(manifest)
    assert pod is not None
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    [container] = pod["containers"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"]["memory"]
    assert container["image"] == "pytake"
    if manifest["kind"] == "Deployment":
        assert container["livenessProbe"]
        assert pod["terminationGracePeriodSeconds"] >= 60


def test_settings_exist_and_files_of_secrets_are_the_documented_ones() -> None:
    data = next(each for each in manifests() if each["kind"] == "ConfigMap")["data"]
    known = {variable(name) for name in Settings.__struct_fields__}
    assert {key for key in data if key not in known and key.removesuffix("_FILE") not in known} == set()
    text = "".join(file.read_text() for file in FOLDER.glob("*.yaml"))
    doc = (FOLDER.parents[1] / "docs" / "deploying.md").read_text()
    for name in re.findall(r"/etc/pytake/secrets/(\w+)", text):
        assert f"--from-file={name}" in doc, name


def test_every_service_and_disruption_budget_finds_its_pods() -> None:
    every = manifests()
    labels = [each["spec"]["template"]["metadata"]["labels"] for each in every if each["kind"] == "Deployment"]
    for each in every:
        if each["kind"] in {"Service", "PodDisruptionBudget"} and each["metadata"]["name"] != "nobody":
            wanted = each["spec"]["selector"].get("matchLabels", each["spec"]["selector"])
            assert any(wanted.items() <= have.items() for have in labels), named(each)
