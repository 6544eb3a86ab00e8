# /// script
# dependencies = [
#   "mistralai>=2",  # SDK 1 has no parameter `guardrails`
# ]
# ///
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "How much sleep is good for my health?"}],
    guardrails=[
        {
            "moderation_llm_v2": {
                "custom_category_thresholds": {"selfharm": 0.1, "sexual": 0.1},
                "action": "block",
            },
        }
    ],
)
print(response.choices[0].message.content)
