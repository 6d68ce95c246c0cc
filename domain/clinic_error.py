"""What is raised where a clinic's configuration cannot be used."""


class ClinicError(Exception):
    """`clinic.toml`, or a file that belongs to it, cannot be used; the message is one sentence that names the place."""
