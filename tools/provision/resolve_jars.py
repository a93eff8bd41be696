"""Resolves a Maven artifact into a folder; run with the interpreter of .venv, where jgo is.

Usage: resolve_jars.py GROUP:ARTIFACT:VERSION FOLDER
"""

import shutil
import sys
import tempfile
from pathlib import Path

from jgo.constants import MAVEN_CENTRAL_URL
from jgo.env import EnvironmentBuilder, LinkStrategy
from jgo.maven import MavenContext


def main(endpoint: str, folder: Path) -> None:
    """Copies the artifact and all that it needs to run into the folder, flat."""
    with tempfile.TemporaryDirectory(prefix="maven-", dir=folder.parent) as scratch:
        context = MavenContext(repo_cache=Path(scratch) / "repository", remote_repos={"central": MAVEN_CENTRAL_URL})
        builder = EnvironmentBuilder(
            context=context, cache_dir=Path(scratch) / "environment", link_strategy=LinkStrategy.COPY
        )
        environment = builder.from_endpoint(endpoint)
        for source in (environment.modules_dir, environment.jars_dir):
            for file in sorted(source.iterdir()) if source.is_dir() else ():
                shutil.copy2(file, folder / file.name)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
