"""Where a deployment stands is a setting of three values, and every question says it."""

from pathlib import Path

import pytest

from chalicelib.domain.environments import Environment
from chalicelib.settings import ApiSettings, DecideSettings, SettingsError
from tests.decide import world
from tests.decide.conftest import Stand
from workbench.local.function_table import API_SETTINGS, DECIDE_SETTINGS

NAMED = {name: "60" if name == "PROVISO_SESSION_SECONDS" else "value" for name in API_SETTINGS | DECIDE_SETTINGS}


@pytest.mark.parametrize("name", ["sandbox", "test", "production"])
def test_the_environment_is_read(name: str) -> None:
    """Decision point and API functions take the environment from one variable, and one of them alone is real."""
    env = NAMED | {"PROVISO_ENVIRONMENT": name}
    found = {ApiSettings.from_env(env).environment, DecideSettings.from_env(env).environment}
    assert found == {Environment(name)}
    assert Environment(name).real is (name == "production")


@pytest.mark.parametrize("name", ["", "Production", "prod", "staging", "sandbox "])
def test_an_environment_that_is_none_is_refused(name: str) -> None:
    """Without an environment, or with one that nobody knows, no function starts; the error names the variable."""
    for settings in (ApiSettings, DecideSettings):
        with pytest.raises(SettingsError, match="PROVISO_ENVIRONMENT"):
            settings.from_env(NAMED | {"PROVISO_ENVIRONMENT": name})


def test_settings_that_say_nothing_are_productions(tmp_path: Path) -> None:
    """Settings that are made without an environment are production's: what is left out is never looser."""
    made = world.settings(tmp_path, tmp_path)
    plain = {name: value for name, value in vars(made).items() if name != "environment"}
    assert DecideSettings(**plain).environment is Environment.PRODUCTION
    assert ApiSettings("decide", "records", "key", "revision").environment is Environment.PRODUCTION


@pytest.mark.parametrize("environment", list(Environment))
def test_every_question_says_where_it_is_put(stand: Stand, environment: Environment) -> None:
    """The rules are told the deployment's environment with each question, and the ledger keeps it."""
    stand.engine.value = world.allow("inbox.list")
    assert stand.ask(world.request("inbox.list"), environment=environment).outcome == "allowed"
    (asked,) = stand.engine.inputs
    assert asked["context"]["environment"] == environment.value
    assert stand.ledger.only["input"] == asked
