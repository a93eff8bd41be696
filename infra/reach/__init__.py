"""Who can reach what: the synthesised templates, judged by the project's policy evaluator.

`python -m infra.reach` writes `docs/who-can-read.md`; with `--check` a difference is a failure.
"""
