"""The gateway that `mistral-playbooks run` puts before a program, for a load generator: prints its address and the file
of the authority that its certificates come from, and stays until its standard input ends."""

from __future__ import annotations

import sys

from mistral_playbooks.gateway.certificates import Authority
from mistral_playbooks.gateway.proxy import Gateway
from mistral_playbooks.mock import Api
from mistral_playbooks.support.loop_thread import Background

if __name__ == "__main__":
    with Background() as background, Authority() as authority, Gateway(Api(), authority, background) as gateway:
        print(gateway.address, authority.certificate, flush=True)
        sys.stdin.read()
