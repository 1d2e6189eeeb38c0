#!/usr/bin/env python3
"""Bill of materials of the workspace: CycloneDX 1.5 as JSON on standard output.

Every package that Cargo.lock names from a registry, with its checksum from there and its licence from
the metadata of the package. No clock and no random serial number: the same lock gives the same bytes.
Needs cargo and the packages in its cache, no network.
"""
import json
import pathlib
import subprocess
import tomllib

root = pathlib.Path(__file__).resolve().parent.parent
lock = tomllib.loads((root / "Cargo.lock").read_text())
metadata = json.loads(
    subprocess.run(
        ["cargo", "metadata", "--locked", "--offline", "--format-version", "1"],
        cwd=root,
        check=True,
        capture_output=True,
    ).stdout
)
about = {(package["name"], package["version"]): package for package in metadata["packages"]}


def component(package):
    name, version = package["name"], package["version"]
    known = about.get((name, version), {})
    entry = {
        "type": "library",
        "bom-ref": f"pkg:cargo/{name}@{version}",
        "name": name,
        "version": version,
        "purl": f"pkg:cargo/{name}@{version}",
        "hashes": [{"alg": "SHA-256", "content": package["checksum"]}],
    }
    if known.get("license"):
        entry["licenses"] = [{"expression": known["license"].replace("/", " OR ")}]
    return entry


own = about[("cli", next(p["version"] for p in lock["package"] if p["name"] == "cli"))]
print(
    json.dumps(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "version": 1,
            "metadata": {
                "component": {"type": "application", "name": "sverka", "version": own["version"]}
            },
            "components": [component(p) for p in lock["package"] if "source" in p],
        },
        indent=1,
        ensure_ascii=False,
    )
)
