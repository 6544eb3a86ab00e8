"""Runnable error playbooks for the Mistral API."""
