"""The gateway of `mistral-playbooks run` as a separate process, for the load generator.

Prints its address and its CA certificate's path, and runs until its standard input closes.
"""

from __future__ import annotations

import sys

from mistral_playbooks.gateway.certificates import Authority
from mistral_playbooks.gateway.proxy import Gateway
from mistral_playbooks.mock import Api
from mistral_playbooks.support.loop_thread import LoopThread

if __name__ == "__main__":
    with LoopThread() as background, Authority() as authority, Gateway(Api(), authority, background) as gateway:
        print(gateway.address, authority.certificate, flush=True)
        sys.stdin.read()
