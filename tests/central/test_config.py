"""Settings: what comes later wins, and a complaint names where, which key, which value and what is accepted."""

from dataclasses import fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from central.config import Address, Config, load
from central.errors import ConfigError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "central.toml"


def test_without_any_setting_central_is_at_home_on_this_machine() -> None:
    assert load(None, {}, {}) == Config("sqlite:///menlu-central.db", Address("127.0.0.1", 8080), 32)


def test_the_file_is_read(file: Path) -> None:
    file.write_text('database = "sqlite:////a.db"\nlisten = "0.0.0.0:80"\nthreads = 8\n', "utf-8")

    assert load(file, {}, {}) == Config("sqlite:////a.db", Address("0.0.0.0", 80), 8)


def test_what_comes_later_wins(file: Path) -> None:
    file.write_text('database = "sqlite:///file.db"\nlisten = "a:1"\nthreads = 3\n', "utf-8")
    environment = {"MENLU_CENTRAL_LISTEN": "b:2", "MENLU_CENTRAL_THREADS": "4", "MENLU_OTHER": "x"}

    config = load(file, environment, {"listen": "c:3", "database": None})

    assert (config.database, config.listen, config.threads) == ("sqlite:///file.db", Address("c", 3), 4)


def test_a_secret_is_read_from_the_file_the_environment_names(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("postgresql://menlu:pass@db/menlu\n", "utf-8")

    assert load(None, {"MENLU_CENTRAL_DATABASE_FILE": str(secret)}, {}).database == "postgresql://menlu:pass@db/menlu"


@pytest.mark.parametrize(
    ("listen", "address"), [("[::1]:8080", Address("::1", 8080)), ("central.example:0", Address("central.example", 0))]
)
def test_an_address_is_shown_as_it_is_written(listen: str, address: Address) -> None:
    config = load(None, {}, {"listen": listen})

    assert (config.listen, str(config.listen)) == (address, listen)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("threads = 1", ["threads = 1", "2 to 1000"]),
        ("threads = true", ["threads = True", "whole number"]),
        ("threads = 2.5", ["2.5"]),
        ("threads = 1001", ["1001"]),
        ('listen = "8080"', ["'8080'", "HOST:PORT"]),
        ('listen = "a:65536"', ["65535"]),
        ('listen = "a:٣"', ["HOST:PORT"]),
        ("listen = 8080", ["listen = 8080", "HOST:PORT"]),
        ('database = "mysql://x"', ["mysql", "sqlite:///PATH"]),
        ("database = 1", ["database = 1"]),
        ('address = "central.example"', ["central.example", "https://HOST"]),
        ('audit_syslog = "log.example"', ["log.example", "tcp://HOST:PORT"]),
        ('audit_syslog = "tcp://log.example"', ["udp://HOST:PORT"]),
        ('audit_syslog = "tcp://log.example:65536"', ["65536"]),
        ('audit_syslog = "unix://dev/log"', ["unix:///PATH"]),
        ('audit_syslog = "tls://log.example"', ["tls://log.example", "tls://HOST:PORT"]),
        ('audit_syslog_ca = "/nowhere/ca.pem"', ["audit_syslog_ca", "/nowhere/ca.pem", "can be read"]),
        ('zone = "Nowhere/AtAll"', ["Nowhere/AtAll", "Asia/Shanghai"]),
        ('datbase = "x"', ["'datbase'", "database, listen"]),
        ('proxy = "proxy.example"', ["proxy.example", "127.0.0.1"]),
        ("proxy = 1", ["proxy = 1", "IP address"]),
        ('log = "xml"', ["xml", "text or json"]),
        ('metrics_from = "everywhere"', ["everywhere", "10.1.2.0/24"]),
        ('metrics_from = "10.1.2.3/24"', ["10.1.2.3/24", "networks"]),
        ('backups = " "', ["path of a folder"]),
        ("threads = ", ["not TOML"]),
    ],
)
def test_a_complaint_names_file_key_value_and_what_is_accepted(file: Path, toml: str, words: list[str]) -> None:
    file.write_text(toml, "utf-8")

    with pytest.raises(ConfigError) as raised:
        load(file, {}, {})

    assert all(word in str(raised.value) for word in [str(file), *words])


def test_a_complaint_shows_no_secret(file: Path) -> None:
    for toml, secret in (('metrics_token = "short"', "short"), ('database = "mysql://menlu:kettle@db/x"', "kettle")):
        file.write_text(toml, "utf-8")

        with pytest.raises(ConfigError) as raised:
            load(file, {}, {})

        assert secret not in str(raised.value)
        assert "accepted is" in str(raised.value)


def test_a_credential_is_read_and_gives_way_to_the_environment(tmp_path: Path) -> None:
    (tmp_path / "database").write_text("postgresql://menlu:pass@db/menlu\n", "utf-8")
    (tmp_path / "metrics_token").write_text("t" * 20, "utf-8")
    (tmp_path / "somebody-elses").write_text("x", "utf-8")
    environment = {"CREDENTIALS_DIRECTORY": str(tmp_path), "MENLU_CENTRAL_METRICS_TOKEN": "u" * 20}

    config = load(None, environment, {})

    assert (config.database, config.metrics_token) == ("postgresql://menlu:pass@db/menlu", "u" * 20)


def test_of_a_setting_that_names_a_file_the_credential_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "sealing_key").write_text("the key itself", "utf-8")

    assert load(None, {"CREDENTIALS_DIRECTORY": str(tmp_path)}, {}).sealing_key == str(tmp_path / "sealing_key")


def test_the_metrics_are_not_opened_to_whoever_comes_through_the_proxy() -> None:
    given = {"address": "https://town.example", "metrics_from": "127.0.0.1"}

    with pytest.raises(ConfigError, match="metrics_from needs proxy"):
        load(None, {}, given)

    assert load(None, {}, {**given, "proxy": "127.0.0.1"}).metrics_from == (ip_network("127.0.0.1"),)


def test_a_complaint_names_the_variable() -> None:
    with pytest.raises(ConfigError, match="MENLU_CENTRAL_THREADS: threads = 'many'"):
        load(None, {"MENLU_CENTRAL_THREADS": "many"}, {})


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing"

    for path, environment in ((missing, {}), (None, {"MENLU_CENTRAL_DATABASE_FILE": str(missing)})):
        with pytest.raises(ConfigError, match=r"missing.*can't be read"):
            load(path, environment, {})


def test_a_value_and_its_file_are_not_both_taken(tmp_path: Path) -> None:
    environment = {"MENLU_CENTRAL_DATABASE": "sqlite:///a", "MENLU_CENTRAL_DATABASE_FILE": "b"}

    with pytest.raises(ConfigError, match="both set"):
        load(None, environment, {})


VALUES = st.text() | st.integers() | st.booleans() | st.floats() | st.none() | st.lists(st.integers(), max_size=2)


@example({"audit_syslog_key": "0"})
@example({"map_tiles": "https://tiles.example/{z}/{x}/{y}.png"})
@given(st.dictionaries(st.sampled_from([field.name for field in fields(Config)]), VALUES))
def test_any_value_is_taken_or_refused_in_words(values: dict[str, Any]) -> None:
    assert outcome(values) in ("taken", "refused in words")


def outcome(values: dict[str, Any]) -> str:
    try:
        load(None, {}, values)
    except ConfigError as error:
        return "refused in words" if "accepted is" in str(error) else str(error)
    return "taken"
