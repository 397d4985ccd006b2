"""Redaction of real texts: recall and precision by type, and how much is hidden of organisations' decisions.

Recall: a marked span counts when every one of its characters is hidden. With the parties' names given, as in
a case of the portal, and without. In decisions on organisations everything hidden is counted as hidden for
nothing, though nearly all are names of natural persons: the true share is smaller. PORTAL_SAMPLES names the
folder of sample data; the exit code is 1 when a limit is missed, and nothing is measured without the folder.
"""

import os
import sys
from pathlib import Path

from benchmarks import redaction_counts as counts

FOLDER = Path(os.environ.get("PORTAL_SAMPLES", Path(__file__).resolve().parents[2] / "shared/data"))
# Type -> the recall wanted; PERSON with the parties' names given.
WANTED = {
    "ID_CARD": 0.995,
    "MOBILE": 0.995,
    "PLATE": 0.995,
    "BIRTHDATE": 0.98,
    "ADDRESS": 0.98,
    "DOMICILE": 0.98,
    "PERSON": 0.97,
}
PER_THOUSAND = 1.0
STEP = 4  # every fourth decision on an organisation


def recalls() -> bool:
    """Print the recall of each type; whether each is as wanted."""
    blind, told = (counts.hits(FOLDER, told=known) for known in (False, True))
    kept = True
    for kind, wanted in WANTED.items():
        without, known = (sum(each[kind]) / len(each[kind]) for each in (blind, told))
        kept &= known >= wanted
        print(
            f"{kind}: recall {known:.4f} with the parties given, {without:.4f} without, "
            f"{len(told[kind])} marked, wanted {wanted}"
        )
    return kept


def main() -> int:
    """Measure and print; 1 when a limit is missed."""
    if not FOLDER.is_dir():
        print(f"no sample data in {FOLDER.name}: not measured (PORTAL_SAMPLES names the folder)")
        return 0
    kept = recalls()
    for kind, share in counts.precision(FOLDER).items():
        print(f"{kind}: precision {share:.4f}")
    hidden, length = counts.hidden_in_organisations(FOLDER, STEP)
    rate = 1000 * hidden.total() / length
    words = ", ".join(f"{kind} {count}" for kind, count in hidden.most_common())
    print(f"organisations: {rate:.2f} hidden in 1,000 characters ({words}), limit {PER_THOUSAND}")
    return 0 if kept and rate <= PER_THOUSAND else 1


if __name__ == "__main__":
    sys.exit(main())
