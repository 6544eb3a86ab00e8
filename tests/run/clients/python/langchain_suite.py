# type: ignore
"""LangChain's standard tests for chat models and embeddings, as the authors of an integration run them."""

from langchain_mistralai import ChatMistralAI, MistralAIEmbeddings
from langchain_tests.integration_tests import ChatModelIntegrationTests, EmbeddingsIntegrationTests


class TestChat(ChatModelIntegrationTests):
    chat_model_class = ChatMistralAI
    chat_model_params = {"model": "mistral-large-latest", "temperature": 0}  # noqa: RUF012
    supports_json_mode = True
    supports_image_inputs = True
    supports_image_urls = True


class TestEmbeddings(EmbeddingsIntegrationTests):
    embeddings_class = MistralAIEmbeddings
    embedding_model_params = {"model": "mistral-embed"}  # noqa: RUF012
