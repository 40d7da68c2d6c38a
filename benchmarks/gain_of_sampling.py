"""How much surer even sampling is: the spread of many studies' answers, against plain sampling.

    python benchmarks/gain_of_sampling.py params/riverside.yaml 1024 100

prints the table of docs/precision.md: file, runs of a study, studies of each kind.
"""

import sys
from concurrent.futures import ProcessPoolExecutor

import pandas as pd

import scenario

MEASURES = ("project_irr", "equity_irr", "npv", "net_profit", "peak_funding")
KINDS = ("plain", "sobol", "lhs")
FIRST_SEED, STUDIES_AT_ONCE = 1000, 4


def answers(file: str, runs: int, kind: str, seed: int) -> pd.Series:
    """Return the odds, and the means of some measures and days, of one study."""
    study = scenario.simulate(scenario.load(file), runs, seed, sampling=kind)
    odds = study.odds().set_index("target")["odds"]
    odds["all targets"] = study.joint_odds()["odds"]
    means = study.measures.mean().reindex(list(MEASURES)).dropna()
    days = study.days[list(study.nodes)].mean().filter(like="sales_launch")
    return pd.concat({"mean": pd.concat([means, days]), "odds": odds})


def main(file: str, runs: int, studies: int) -> None:
    """Print standard errors of plain sampling, and the gains in variance of the others."""
    seeds = range(FIRST_SEED, FIRST_SEED + studies)
    with ProcessPoolExecutor() as pool:
        found = {
            kind: pd.DataFrame(
                pool.map(
                    answers,
                    [file] * studies,
                    [runs] * studies,
                    [kind] * studies,
                    seeds,
                    chunksize=STUDIES_AT_ONCE,
                )
            )
            for kind in KINDS
        }
    plain = found["plain"]
    table = pd.DataFrame({"value": plain.mean(), "standard error": plain.std()})
    for kind in KINDS[1:]:
        table[f"gain {kind}"] = (plain.var() / found[kind].var()).round(1)
    print(table.to_string(float_format="{:.4g}".format))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
