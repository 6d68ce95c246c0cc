"""Without sign-in the dashboard knows one local user, and answers only to the machine it runs on."""

import pytest

from access.asker import AccessRefused, Role, local_user


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "::ffff:127.0.0.1", None])
def test_this_machine_is_the_local_user_with_every_role(host):
    assert local_user(host).roles == frozenset(Role)


@pytest.mark.parametrize(
    "host", ["192.168.1.7", "10.0.0.1", "::ffff:10.0.0.1", "0.0.0.0", "localhost.example.org", "", "unknown"]
)
def test_another_machine_is_refused(host):
    with pytest.raises(AccessRefused, match="only to the machine"):
        local_user(host)
