"""A pull from a real FHIR server: Medplum's own router in Node on loopback, which knows nothing of this project.

Its packages are installed from tests/loaders/fhir_server/package-lock.json into a cache folder by the first run. Where
Node or the package registry cannot be reached, the tests are skipped and say so; test_fhir_pull.py always runs.
"""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from domain.clinic import parse_clinic
from domain.measures import MEASURES
from loaders.fhir.server import fhir_source
from loaders.mapping_files import parse_mapping
from loaders.pull import pull
from loaders.server.transport import Limits
from loaders.source_error import SourceError
from store.snapshot_files import find_current, snapshot_path
from tests.loaders.conftest import CLINIC

HERE = Path(__file__).parent / "fhir_server"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "landings-tests"
LIMITS = Limits(tries=2, silence=30.0, connect=5.0)


def installed() -> Path:
    """The folder with the server and its packages, made once per lock file."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("Node and npm are not installed, so the real FHIR server cannot run.")
    lock = (HERE / "package-lock.json").read_bytes()
    folder = CACHE / f"fhir-server-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not (folder / "ready").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, timeout=300)
        except subprocess.TimeoutExpired:
            pytest.skip("The real FHIR server's packages did not install within five minutes.")
        if done.returncode:
            pytest.skip("The real FHIR server's packages cannot be installed from the npm registry here.")
        (folder / "ready").touch()
    shutil.copy(HERE / "server.js", folder)
    return folder


@pytest.fixture(scope="module")
def medplum():
    """The base address of a running server, with seven people and a score for each."""
    folder = installed()
    process = subprocess.Popen(["node", "server.js"], cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        port = (process.stdout.readline() if process.stdout else "").strip()
        if not port.isdecimal():
            pytest.skip("The real FHIR server does not start with this version of Node.")
        url = f"http://127.0.0.1:{port}/fhir/R4"
        with httpx.Client(trust_env=False, timeout=30) as client:
            for number in range(7):
                add_person(client, url, number)
        yield url
    finally:
        process.kill()
        process.wait()


def add_person(client, url, number):
    identifier = [{"system": "urn:mrn", "value": f"MRN{number:04d}"}]
    person = create(client, url, {"resourceType": "Patient", "identifier": identifier, "birthDate": "1970-01-01"})
    create(client, url, {
        "resourceType": "Observation", "status": "final", "subject": {"reference": f"Patient/{person['id']}"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "70274-6"}]}, "effectiveDateTime": "2025-05-05",
        "valueInteger": number,
    })  # fmt: skip


def create(client, url, resource):
    answer = client.post(f"{url}/{resource['resourceType']}", json=resource)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
def pulled(medplum, clinic_folder):
    clinic = parse_clinic(CLINIC, "clinic.toml", frozenset(MEASURES))

    def run(way, extra=""):
        text = (
            'name = "ehr"\nformat = "fhir"\npatient_system = "urn:mrn"\nresources = ["Patient", "Observation"]\n'
            f'[server]\nurl = "{medplum}"\nway = "{way}"\ncount = 3\n{extra}'
        )
        with fhir_source(parse_mapping(text, "ehr.toml"), clinic, LIMITS, sleep=lambda seconds: None) as source:
            return pull(clinic_folder, clinic, source)

    return run


def values(folder):
    query = "select value from observation where standing = 'used' order by value"
    with duckdb.connect(str(snapshot_path(folder, find_current(folder))), read_only=True) as connection:
        return [value for (value,) in connection.execute(query).fetchall()]


@pytest.mark.parametrize("way", ["search", "export"])
def test_all_pages_of_a_real_server_arrive_once(pulled, clinic_folder, way):
    result = pulled(way)
    assert values(clinic_folder) == [0, 1, 2, 3, 4, 5, 6]
    assert sum(account.rejected + account.waiting for account in result.accounts) == 0
    again = pulled(way)
    assert values(clinic_folder) == [0, 1, 2, 3, 4, 5, 6]
    assert sum(account.accepted + account.corrected for account in again.accounts) == 0


def test_a_change_on_a_real_server_is_a_correction(medplum, pulled, clinic_folder):
    pulled("search")
    with httpx.Client(trust_env=False, timeout=30) as client:
        query = {"_sort": "_lastUpdated", "_count": "1", "code": "http://loinc.org|70274-6"}
        found = client.get(f"{medplum}/Observation", params=query).json()["entry"][0]["resource"]
        changed = found | {"valueInteger": found["valueInteger"] + 10, "status": "corrected"}
        client.put(f"{medplum}/Observation/{found['id']}", json=changed)
        pulled("search")
        assert values(clinic_folder)[-1] == found["valueInteger"] + 10
        client.put(f"{medplum}/Observation/{found['id']}", json=found)


def test_a_real_verifier_accepts_the_signed_assertion_and_only_with_the_right_key(
    medplum, pulled, clinic_folder, monkeypatch
):
    key, other = (ec.generate_private_key(ec.SECP384R1()) for _ in range(2))
    public = json.loads(jwt.get_algorithm_by_name("ES384").to_jwk(key.public_key()))
    extra = 'sign_in = "smart"\nclient_id = "landings"\nkey_env = "FHIR_TEST_KEY"\nalgorithm = "ES384"\n'
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    with httpx.Client(trust_env=False, timeout=30) as client:
        client.put(f"{medplum}/client-key", json=public)
        try:
            with pytest.raises(SourceError, match="status 401"):
                pulled("search")
            for one in (other, key):
                text = one.private_bytes(serialization.Encoding.PEM, form, plain).decode()
                monkeypatch.setenv("FHIR_TEST_KEY", text)
                if one is other:
                    with pytest.raises(SourceError, match="invalid_client"):
                        pulled("search", extra)
                else:
                    pulled("search", extra)
        finally:
            client.put(f"{medplum}/client-key", content="null")
    assert len(values(clinic_folder)) == 7
