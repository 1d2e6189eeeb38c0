#!/usr/bin/env python3
"""Checks a proof of `sverka audit prove` without Sverka.

    sverka audit prove 3 --project my-review > proof.json
    python3 docs/verify-inclusion.py proof.json CHECKPOINT

CHECKPOINT is the line printed at the foot of a report, so that the proof is held against what its
recipient has, not against what the prover says. Exit code 0 when the entry is in the log of that
checkpoint, 1 when it is not. Follows RFC 9162, section 2.1.3.2; needs nothing but Python.
"""

import hashlib
import json
import sys


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leads(leaf, index, size, path, head):
    """Whether the path leads from the leaf at this index to the head of a tree of this size."""
    if index >= size:
        return False
    node, last, value = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            value = sha256(b"\x01", step, value)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            value = sha256(b"\x01", value, step)
        node >>= 1
        last >>= 1
    return last == 0 and value == head


def main(proof_file, checkpoint):
    with open(proof_file, encoding="utf-8") as file:
        proof = json.load(file)
    entry = proof["entry"]
    size, head = checkpoint.strip().split(":")
    lines = ["sverka audit 1", entry["seq"], entry["kind"], entry["subject"], entry["commitment"]]
    content = "".join(f"{line}\n" for line in lines).encode()
    path = [bytes.fromhex(step) for step in proof["path"]]
    leaf = sha256(b"\x00", content)
    if not leads(leaf, entry["seq"] - 1, int(size), path, bytes.fromhex(head)):
        return f"entry {entry['seq']} is not in the log of {checkpoint}"
    if entry.get("content") is not None:
        salted = f"{entry['salt']}\0{entry['content']}".encode()
        if sha256(b"sverka commitment 1\0", salted).hex() != entry["commitment"]:
            return f"entry {entry['seq']} does not say what is shown"
    print(f"entry {entry['seq']} is in the log of {checkpoint}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
