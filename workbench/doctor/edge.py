"""The API's edge: what must not answer."""

from workbench.doctor.findings import Probe
from workbench.doctor.site import NotGivenError, Site

FORBIDDEN = 403


def _default_endpoint(site: Site) -> tuple[bool, str]:
    if not site.edge.default_endpoint:
        message = "needs the API's default endpoint; the local AWS has none"
        raise NotGivenError(message)
    seen = site.fetch(f"{site.edge.default_endpoint.rstrip('/')}/health")
    # A disabled endpoint answers 403, or is not found at all.
    return seen == FORBIDDEN or isinstance(seen, str), f"it answers {seen}"


def _no_certificate(site: Site) -> tuple[bool, str]:
    if not site.edge.url:
        message = "needs the API's own address over TLS; the local AWS has none"
        raise NotGivenError(message)
    seen = site.fetch(f"{site.edge.url.rstrip('/')}/health")
    return isinstance(seen, str) or seen == FORBIDDEN, f"it answers {seen}"


PROBES = (
    Probe("default endpoint", "the API does not answer at its default endpoint", _default_endpoint),
    Probe("no certificate", "the API does not answer without a client certificate", _no_certificate),
)
