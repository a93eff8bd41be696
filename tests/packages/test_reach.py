"""What a function reaches is read from its source."""

from pathlib import Path

import pytest

from infra.packages.reach import ReachError, reached


def project(folder: Path, app: str, **modules: str) -> set[str]:
    """What an app reaches in a chalicelib of these modules."""
    package = folder / "chalicelib"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").touch()
    (package / "words.json").write_text("{}")
    for name, text in modules.items():
        (package / f"{name}.py").write_text(text)
    (folder / "app.py").write_text(app)
    return {file.name for file in reached(folder, folder / "app.py")}


def test_imports_are_followed(tmp_path: Path) -> None:
    """A module that an imported module imports is shipped, and one that nobody imports is not."""
    found = project(tmp_path, "from chalicelib import one", one="import chalicelib.two", two="", three="")
    assert found == {"__init__.py", "one.py", "two.py"}


def test_a_late_import_counts_when_its_function_is_named(tmp_path: Path) -> None:
    """An import inside a function is followed only where something that is shipped says that function's name."""
    wiring = (
        "class W:\n    def used(self):\n        from chalicelib import two\n"
        "    def unused(self):\n        from chalicelib import three\n"
    )
    found = project(tmp_path, "from chalicelib import one\none.W().used()", one=wiring, two="", three="")
    assert found == {"__init__.py", "one.py", "two.py"}


def test_what_only_a_type_checker_sees_is_not_shipped(tmp_path: Path) -> None:
    """An import under TYPE_CHECKING is not followed, and its else branch is."""
    one = (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from chalicelib import two\nelse:\n    import chalicelib.three\n"
    )
    assert project(tmp_path, "import chalicelib.one", one=one, two="", three="") == {
        "__init__.py",
        "one.py",
        "three.py",
    }


def test_a_data_file_goes_with_the_module_that_names_it(tmp_path: Path) -> None:
    """A file beside a module is shipped with it when the module names it, and not otherwise."""
    assert "words.json" in project(tmp_path, "import chalicelib.one", one="FILE = 'words.json'")


def test_a_data_folder_goes_with_the_module_that_names_it(tmp_path: Path) -> None:
    """All files of a folder beside a module are shipped with it when the module names the folder."""
    folder = tmp_path / "chalicelib" / "tables" / "deep"
    folder.mkdir(parents=True)
    (folder / "numbers.json").write_text("{}")
    assert "numbers.json" in project(tmp_path, "import chalicelib.one", one="FOLDER = 'tables'")


def test_a_data_file_that_nobody_names_stays(tmp_path: Path) -> None:
    """A file that no shipped module names is not shipped."""
    assert "words.json" not in project(tmp_path, "import chalicelib.one", one="", two="FILE = 'words.json'")


@pytest.mark.parametrize("line", ["from . import two", "import importlib\nimportlib.import_module('chalicelib.two')"])
def test_what_cannot_be_followed_fails(tmp_path: Path, line: str) -> None:
    """A relative import, or one by a computed name, fails the build."""
    with pytest.raises(ReachError):
        project(tmp_path, "import chalicelib.one", one=line, two="")
