import random
import time

import litellm
from litellm import BadGatewayError, InternalServerError, RateLimitError, ServiceUnavailableError

TEMPORARY = (RateLimitError, InternalServerError, BadGatewayError, ServiceUnavailableError)


def ask(content: str, waits=(1, 2, 4, 8, 16, 32)):
    for wait in (*waits, None):
        try:
            return litellm.completion(
                model="mistral/mistral-small-latest",
                messages=[{"role": "user", "content": content}],
            )
        except TEMPORARY:
            if wait is None:
                raise
        time.sleep(wait + random.random())


print(ask("Suggest a name for a coffee shop.").choices[0].message.content)
