"""No secret reaches the program: by name, by look, and wherever it recurs. What is none passes."""

from __future__ import annotations

import base64
import json
import os
import string
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistral_playbooks.gateway import secret_names, secrets
from mistral_playbooks.gateway.secrets import KEY

SECRET = st.text(string.ascii_letters + string.digits + '-_+/="\\ü', min_size=secrets.MIN_INSIDE, max_size=40).filter(
    lambda text: "/" not in (text[0], text[1])  # a path
)
KEY_NAME = st.sampled_from(
    ["MISTRAL_API_KEY", "mistral_api_key", "MY_MISTRAL_KEY", "OPENAI_API_KEY", "LITELLM_APIKEY", "CODESTRAL_TOKEN"]
)
WRAPPED = st.sampled_from(
    [
        "{}",
        "Bearer {}",
        "https://user:{}@api.mistral.ai/v1",
        '{{"headers": {{"authorization": "Bearer {}"}}}}',
        "a={};b=1",
    ]
)


@given(KEY_NAME, SECRET, WRAPPED, st.sampled_from(["LLM_AUTH", "DATABASE_URL", "CONFIG", "CODESTRAL_KEY"]))
def test_no_spelling_of_a_real_key_is_left(name: str, secret: str, wrapped: str, other: str) -> None:
    spellings = {secret, quote(secret, safe=""), json.dumps(secret)[1:-1]}
    base = {name: secret, other: wrapped.format(secret), "QUOTED": quote(secret, safe=""), "EDITOR": "vi"}
    base["JSON"] = json.dumps({"key": secret})
    child = secrets.mask_keys(base)
    assert not [value for value in child.values() for spelling in spellings if spelling in value]
    assert child[name] == KEY
    assert child["EDITOR"] == "vi"
    if wrapped == "Bearer {}" and not secret_names.is_key_variable(other):
        assert child[other] == f"Bearer {KEY}"


def test_a_key_with_its_scheme_is_masked_without_it_too() -> None:
    child = secrets.mask_keys({"MISTRAL_API_KEY": "Bearer real-key-0123456789", "X": "token=real-key-0123456789"})
    assert child == {"MISTRAL_API_KEY": KEY, "X": f"token={KEY}"}


def test_a_short_value_is_no_reason_to_change_words() -> None:
    """`API_KEY=test` must not turn PATH or a file's name into something else."""
    base = {"SOME_API_KEY": "test", "OTHER_API_KEY": "changeme", "DIR": "/srv/test/changeme", "SAME": "changeme"}
    child = secrets.mask_keys(base)
    assert (child["DIR"], child["SAME"]) == ("/srv/test/changeme", "changeme")


RANDOM = "Q7f3kP9sL2mN8vB4xZ1cR6tY5wH0jD3g"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_KEY", "abc-123-def-456"),
        ("LLM_TOKEN", "hello"),
        ("HF_TOKEN", "hf_abcdefghijklmnop"),
        ("AWS_SECRET_ACCESS_KEY", "/K7MDENG/bPxRfiCYEXAMPLEKEY+wJalrXUtnFEMI"),
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("MISTRAL_AUTH", RANDOM),
        ("AZURE_OPENAI_KEY_2", "0123456789abcdef0123456789abcdef"),
        ("PGPASSWORD", "hunter2"),
        ("MYSQL_PWD", "hunter2"),
        ("openaiApiKey", "abc123"),
        ("npm_config__authToken", "abc123def"),
        ("CI_JOB_JWT", "x.y.z"),
        ("CREDENTIALS", "user:hunter2"),
        ("BASIC_AUTH_USER", "admin:hunter2"),
        ("PROXY_USERPWD", "me:secret"),
        ("SITE_LOGIN", "admin:hunter2"),
        ("GROQ_KEY2", "bPxRfiCYEX9K7MD"),
        ("DB_PASSWORD1", "hunter2"),
        ("OAUTH2_CLIENT", "me:k3x9aQz7LwPp"),
        ("PINECONE_API_KEY", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
        ("PINECONE_KEY", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
        ("FERNET_KEY", "/w8Qx1-3k_ZsLdP0vT7yNh2cRb9mUeXoAaGiKfJqWzE="),
        ("ENCRYPTION_SALT", "c2Fs+/dGVkc2FsdGVk"),
        ("HMAC_KEY", "k3x+/9aQz7Lw=="),
        ("SORT_KEY", "k3x9aQz7LwPp2Rt5"),
        ("S3_KEY", "bPxRfiCYEX/K7MDENG+wJalrXUtnFEMIAMPLEKEY"),
        ("DB_PASSWORD", "12345678"),
        ("API_TOKEN", "123456789"),
        ("ROOT_PW", "hunter2"),
        ("MISTRAL_API_KEY_NAME", "k3x9aQz7LwPp2Rt5"),
        ("KLAVIYO_PRIVATE_KEY", "pk_0123456789abcdef0123456789abcdef01"),
        ("DEPLOY_KEY", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----"),
    ],
)
def test_a_secret_by_its_name(name: str, value: str) -> None:
    masked = secrets.mask_secrets({name: value, "EDITOR": "vi"})
    assert masked.env == {name: KEY, "EDITOR": "vi"}
    assert masked.names == (name,)


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        (RANDOM, KEY),
        (f"Bearer {RANDOM}", f"Bearer {KEY}"),
        ("Bearer short-but-0ne", f"Bearer {KEY}"),
        ("ghp_" + "a1" * 18, KEY),
        (f"x-api-key: {RANDOM[:12]}", f"x-api-key: {KEY}"),
        ("postgres://me:hunter2@db.example.com/app", f"postgres://me:{KEY}@db.example.com/app"),
        ("https://0123456789abcdef0123@sentry.example/1", f"https://{KEY}@sentry.example/1"),
        ('{"password": "hunter2hunter2"}', f'{{"password": "{KEY}"}}'),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", KEY),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n", f"{KEY}\n"),
        (f"--first {RANDOM} --last", f"--first {KEY} --last"),
        ("postgres://me:hun/ter2@db.example.com/app", f"postgres://me:{KEY}@db.example.com/app"),
        ("postgres://me:hun@ter2@db.example.com/app", f"postgres://me:{KEY}@db.example.com/app"),
        (
            "https://hooks.slack.com/services/T024BE7LD/B024BE7LH/x8Rk2Lm9QwZt",
            f"https://hooks.slack.com/{KEY}",
        ),
        ("https://discord.com/api/webhooks/1234567890/aB3-xY_z9Qk2", f"https://discord.com/api/webhooks/{KEY}"),
        (
            "https://api.telegram.org/bot123456789:AAF-x8Rk2Lm9QwZtx8Rk2Lm9QwZt-x8Rk2Q/send",
            f"https://api.telegram.org/bot{KEY}/send",
        ),
        ("AGE-SECRET-KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" * 2, KEY),
        ("dapi0123456789abcdef0123456789abcdef", KEY),
        ("sk-0123456789abcdef0123456789abcdef", KEY),
        ("sk-proj-Ab3dE-x8Rk2Lm9QwZtx8Rk2Lm9", KEY),
        ("SG.x8Rk2Lm9QwZtx8Rk2Lm9Qw.x8Rk2Lm9QwZtx8Rk2Lm9Qw", KEY),
        ("hf_AbcDefgHIjkLmnoPQrStuvWXyzABcdEfGh", KEY),
        (
            "host=db.example.com user=me password=hunter2 dbname=app",
            f"host=db.example.com user=me password={KEY} dbname=app",
        ),
        ("Server=db;User ID=me;Pwd=hunter2;Encrypt=True", f"Server=db;User ID=me;Pwd={KEY};Encrypt=True"),
        ('{"user": "me", "password": "short"}', f'{{"user": "me", "password": "{KEY}"}}'),
        ('{"db": {"pass": "short"}}', f'{{"db": {{"pass": "{KEY}"}}}}'),
        ("5PBYGU+5yt3RHcCjoeJKx/wByU34vokGRZjXpSH7Ylo8w==", KEY),
        ("GOCSPX-x8Rk2Lm9QwZtx8Rk2Lm9QwZt", KEY),
        ("MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.x8-k2Lm9_wZtx8Rk2-m9QwZtx8_k2Lm9QwZtx8", KEY),
        ("https://x.example/c?sv=2020&sig=ab%2Bcd%3D&se=2026", f"https://x.example/c?sv=2020&sig={KEY}&se=2026"),
    ],
)
def test_a_secret_by_its_look(value: str, becomes: str) -> None:
    assert secrets.mask_secrets({"SETTING": value}).env == {"SETTING": becomes}


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        ("authorization=Basic abc1234", f"authorization=Basic {KEY}"),
        ("authorization=Basic%20abc1234,x-scope=app", f"authorization=Basic%20{KEY},x-scope=app"),
        ("x-honeycomb-team=abc12,x-honeycomb-dataset=my-app", f"x-honeycomb-team={KEY},x-honeycomb-dataset=my-app"),
        ("Content-Type: application/json", "Content-Type: application/json"),
        ('{"x-team": "q1w2e3", "accept": "text/plain"}', f'{{"x-team": "{KEY}", "accept": "text/plain"}}'),
    ],
)
def test_headers_lose_their_secrets_and_keep_the_rest(value: str, becomes: str) -> None:
    for name in ("OTEL_EXPORTER_OTLP_HEADERS", "EXTRA_HEADER", "llm-headers"):
        assert secrets.mask_secrets({name: value}).env == {name: becomes}


@pytest.mark.parametrize(
    ("name", "value", "others"),
    [
        ("DB_PASSWORD", "development", {"NODE_ENV": "development"}),
        ("POSTGRES_PASSWORD", "postgres", {"PGDATABASE": "postgres", "IMAGE": "postgres"}),
        ("DB_PASSWORD", "Postgres16", {"IMAGE": "Postgres16", "OTHER": "run/Postgres16"}),
        ("APP_SECRET", "/run/secrets/application", {"PYTHONPATH": "/run/secrets/application/lib"}),
        ("APP_SECRET", "/run/secrets/application", {"ELSEWHERE": "/run/secrets/application"}),
        ("SERVICE_TOKEN", "https://auth.example.com/oauth", {"ISSUER": "https://auth.example.com/oauth"}),
    ],
)
def test_a_word_a_path_and_an_address_are_not_replaced_elsewhere(name: str, value: str, others: dict[str, str]) -> None:
    assert secrets.mask_secrets({name: value, **others}).env == {name: KEY, **others}


def test_a_header_keeps_its_scheme_and_a_list_its_length() -> None:
    masked = secrets.mask_secrets({"UPSTREAM_AUTH": "Bearer abc-123-def", "MISTRAL_API_KEYS": "one-1,two-2, three-3"})
    assert masked.env == {"UPSTREAM_AUTH": f"Bearer {KEY}", "MISTRAL_API_KEYS": f"{KEY},{KEY}, {KEY}"}


def test_a_program_can_still_read_the_json_of_its_secrets() -> None:
    value = {
        "mistral": {"key": "abc-1"},
        "keys": ["one", "two"],
        "pin": 482913,
        "port": 5432,
        "debug": True,
        "no": None,
    }
    masked = secrets.mask_secrets({"APP_SECRETS": json.dumps(value), "OTHER_SECRETS": "[one,two]"}).env
    assert json.loads(masked["APP_SECRETS"]) == {
        **{"mistral": {"key": KEY}, "keys": [KEY, KEY], "pin": KEY},
        **{"port": 5432, "debug": True, "no": None},
    }
    assert masked["OTHER_SECRETS"] == f"[{KEY},{KEY}]"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda key: key,
        lambda key: f"https://host/?first=1&k={quote(key, safe='')}",
        lambda key: base64.b64encode(key.encode()).decode(),
        lambda key: "Authorization " + base64.b64encode(f"me:{key}".encode()).decode(),
        lambda key: base64.urlsafe_b64encode(f"??>>{key}".encode()).decode().rstrip("="),
        lambda key: json.dumps([{"k": key}]),
        lambda key: key.encode().hex(),
        lambda key: f"0x{key.encode().hex().upper()}",
    ],
)
def test_one_key_of_a_list_is_found_elsewhere(wrap) -> None:
    one, two = "first-key/of+the=list-1", "second-key-of-the-list-2"
    masked = secrets.mask_secrets({"LLM_KEYS": f"{two},{one}", "ELSEWHERE": wrap(one)})
    assert masked.names == ("ELSEWHERE", "LLM_KEYS")
    for form in (one, quote(one, safe=""), base64.b64encode(one.encode()).decode(), one.encode().hex()):
        assert form not in masked.env["ELSEWHERE"].replace(one.encode().hex().upper(), one.encode().hex())
    assert secrets.mask_secrets({"LLM_KEY": "\udcff" * 20, "X": "\udcff" * 20}).env == {"LLM_KEY": KEY, "X": KEY}


HONEST = """
PATH=/usr/local/sbin:/usr/local/bin:/opt/conda/bin:/nix/store/1ghc5gcqkqxlydfpgpw7ahfzzwk5kj2m-bash-5.2/bin
HOME=/home/me
PWD=/home/me/project
OLDPWD=/home/me
LANG=en_US.UTF-8
LS_COLORS=rs=0:di=01;34:ln=01;36:mh=00:pi=40;33:*.tar=01;31
SSH_AUTH_SOCK=/tmp/ssh-XXXXXXvQ9b2Z/agent.4711
SSH_CONNECTION=10.0.0.2 51234 10.0.0.5 22
GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D
DISPLAY=:0
XAUTHORITY=/run/user/1000/.mutter-Xwaylandauth.Q7F3K2
DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus,guid=0123456789abcdef0123456789abcdef
INVOCATION_ID=5c7c0b1f2f2b4d39a4d7f9c2f1f1a111
GNOME_TERMINAL_SCREEN=/org/gnome/Terminal/screen/8c1f2e55_1b2a_4f59_9e3c_6a7f0d1e2b3c
TERM_SESSION_ID=w0t0p0:6F9619FF-8B86-D011-B42D-00CF4FC964FF
CONDA_PREFIX=/opt/conda/envs/mistral3
CONDA_EXE=/opt/conda/bin/conda
CONDA_PROMPT_MODIFIER=(base)
VIRTUAL_ENV=/home/me/project/.venv
GITHUB_SHA=ffac537e6cbbf934b08745a378932722df287a53
GITHUB_RUN_ID=1658821493
GITHUB_REF=refs/heads/feature/token-refresh-2026
RUNNER_TRACKING_ID=github_6f9619ff-8b86-d011-b42d-00cf4fc964ff
CI_COMMIT_SHA=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
CI_REGISTRY_IMAGE=registry.gitlab.com/group/AndroidStudioPreview2023ElectricEel
IMAGE=python@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
TOKENIZERS_PARALLELISM=false
MAX_TOKENS=131072
TOKEN_LIMIT=100000
KEYTIMEOUT=1
SORT_KEY=created
CACHE_KEY=linux
AUTH_MODE=oauth
NO_AUTH=1
GIT_ASKPASS=/usr/bin/ksshaskpass
PASSWORD_STORE_DIR=/home/me/.password-store
GOOGLE_APPLICATION_CREDENTIALS=/home/me/.config/gcloud/credentials.json
SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
KUBERNETES_SERVICE_HOST=10.96.0.1
DATABASE_URL=postgres://postgres:postgres@localhost:5432/app
REDIS_URL=redis://127.0.0.1:6379/0
MISTRAL_MODEL=mistral-small-latest
OPENAI_BASE_URL=https://api.mistral.ai/v1
JAVA_OPTS=-Xmx1g -Djavax.net.ssl.trustStorePassword=changeit -Dkey=value
PS1=\\[\\e]0;\\u@\\h: \\w\\a\\]$
LESSOPEN=| /usr/bin/lesspipe %s
JUPYTER_RUNTIME_DIR=/home/me/.local/share/jupyter/runtime
PYTHONHASHSEED=0
MISTRAL_MAX_TOKENS=200000
MISTRAL_MAX_TOKENS_PER_MINUTE=auto
MISTRAL_TOKENIZER=mistralai/Mistral-7B-v0.1
TOKENIZER=tekken
SECRET_POLICY=strict
TOKEN_STRATEGY=round-robin
TOKEN_RATE=0.5
KEYS_RATE=10/minute
TOKEN_SPLIT=train
PASSWORD_POLICY=min-length
API_KEY_ROTATION=false
MAX_KEYS=many
DEPLOY_KEY=ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ4x8Rk2Lm9QwZtx8Rk2Lm9QwZtx8Rk2Lm9QwZtx8Rk me@host
SIGNING_KEY=ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7x8Rk2Lm9QwZtx8Rk2Lm9QwZt
CLIENT_CERT=-----BEGIN CERTIFICATE----- MIIBx8Rk2Lm9QwZtx8Rk2Lm9QwZtx8Rk2Lm9QwZ -----END CERTIFICATE-----
SIGNING_KEY_PEM=-----BEGIN PUBLIC KEY----- MIIBx8Rk2Lm9QwZtx8Rk2Lm9QwZtx8Rk2Lm9QwZ -----END PUBLIC KEY-----
BRANCH=sk-fix-login-timeout-for-all-users
BUILD_IMAGE=registry.example/npm-dependency-cache-2026-11
STACK=SG-terraform-module-network-eu
PARTITION_KEY=customer_id
API_KEY_HEADER=X-Api-Key
STARTED_IN_PWD=/home/me/work
MISTRAL_TOKEN_BUDGET=200000
EMBEDDINGS=glove-wiki-gigaword-300
SPRING_KAFKA_KEY_SERIALIZER=org.apache.kafka.common.serialization.StringSerializer
FILE_PAT=*.txt
SECRET_PATTERN=*.pem
HOOK=https://example.com/docs/webhooks/getting-started-guide
PROXY_HOST=http://proxy.example:8080/a@b
BYPASS=bypass=somewhere
SORT_KEY2=created
OAUTH2_PROVIDER=github
"""


def test_an_honest_environment_is_left_alone() -> None:
    base = {name: value for name, _, value in (line.partition("=") for line in HONEST.strip().splitlines())}
    key = {"MISTRAL_API_KEY": RANDOM}
    masked = secrets.mask_secrets(base | key)
    assert {name: value for name, value in masked.env.items() if base.get(name) != value} == {"MISTRAL_API_KEY": KEY}


@pytest.mark.parametrize(
    "folder",
    [
        "/mnt/c/Users/Bob/Desktop/Demo", "/mnt/d/Dev/My App", "/home/me/CS50/W5", "/tmp/tmp.Xy3kQ9a1B2",
        "/c/Users/Ann/Dev", r"C:\Users\Ann\Dev1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["PWD", "OLDPWD"])
def test_the_working_folder_is_no_password_whatever_its_name(name: str, folder: str) -> None:
    env = {name: folder, "VIRTUAL_ENV": f"{folder}/.venv", "PATH": f"{folder}/.venv/bin:/usr/bin", "PYTHONPATH": folder}
    assert secrets.mask_secrets(env).env == env


def test_the_path_of_something_that_exists_is_no_secret(tmp_path: Path) -> None:
    folder = tmp_path / "Bo1" / "Xy3kQ9a1B2"
    folder.mkdir(parents=True)
    env = {"STARTED_IN_PWD": str(folder), "SSH_KEY": str(folder), "PATH": f"{folder}/bin"}
    assert secrets.mask_secrets(env).env == env
    assert secrets.mask_secrets({"APP_SECRET": str(folder), **env}).env == {"APP_SECRET": KEY, **env}
    gone = {"MYSQL_PWD": f"/Xy3kQ9a1B2{folder.name}", "SSH_KEY": "/Xy3kQ9a1B2/Xy3kQ9a1B2"}
    assert secrets.mask_secrets(gone).env == dict.fromkeys(gone, KEY)


def test_what_is_kept_passes_and_what_repeats_it_does_not_lose_it() -> None:
    base = {"DB_PASSWORD": "hunter2hunter2", "PGPASSWORD": "other-1-password", "URL": f"x://h/{RANDOM}"}
    masked = secrets.mask_secrets(base, keep=["DB_PASSWORD", "URL"])
    assert masked.env == base | {"PGPASSWORD": KEY}
    assert masked.names == ("PGPASSWORD",)


def test_masking_twice_changes_nothing() -> None:
    once = secrets.mask_secrets({"MISTRAL_API_KEY": RANDOM, "A": f"Bearer {RANDOM}"}).env
    assert secrets.mask_secrets(once).env == once
    assert secrets.mask_secrets(once).names == ()


SHOW = "import json, os; print(json.dumps(dict(os.environ)))"


@pytest.mark.parametrize("as_json", [False, True])
def test_run_names_the_variables_and_never_their_values(tmp_path: Path, as_json: bool) -> None:
    secret = {"OPENAI_KEY": "abc-123-def-456", "KEPT_TOKEN": "kept-token-1234", "COPY": "x=abc-123-def-456"}
    command = [
        sys.executable,
        "-m",
        "mistral_playbooks",
        "run",
        "--keep",
        "KEPT_TOKEN",
        *(["--json"] if as_json else []),
    ]
    env = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ} | secret
    done = subprocess.run([*command, "--", sys.executable, "-c", SHOW], env=env, cwd=tmp_path, capture_output=True,
                          text=True, check=True, timeout=500)  # fmt: skip
    child = json.loads(done.stdout)
    assert (child["OPENAI_KEY"], child["KEPT_TOKEN"], child["COPY"]) == (KEY, "kept-token-1234", f"x={KEY}")
    assert "abc-123" not in done.stderr
    if as_json:
        assert json.loads(done.stderr.splitlines()[-1])["replaced"] == ["COPY", "OPENAI_KEY"]
    else:
        assert "replaced COPY, OPENAI_KEY: " in done.stderr
        assert "--keep NAME" in done.stderr


@pytest.mark.parametrize(
    "value",
    [
        "agent --api-key hunter2hunter --verbose",
        "agent --mistral-api-key 'hunter2hunter'",
        "-sS -u ann:hunter2hunter",
        "--user ann:hunter2hunter",
        "machine git.example.com login ann password hunter2hunter",
        "machine a\n  login ann\n  password hunter2hunter\n",
        "db.example.com:5432:shop:ann:hunter2hunter",
        "*:*:*:ann:hunter2hunter",
    ],
)
def test_secrets_of_commands_and_of_files_for_logins_are_replaced(value: str) -> None:
    assert "hunter2" not in secrets.mask_secrets({"EXTRA": value}).env["EXTRA"]


@pytest.mark.parametrize(
    "value",
    [
        "--max-tokens 4096", "--token-file ~/.token", "run -u 1000:1000 image", "--api-key $KEY", "--password none",
        "localhost:5432:5432", "/usr/bin:/usr/local/bin:/bin:/opt/a:/opt/b", "10:30:00:12:15 log",
    ],
)  # fmt: skip
def test_options_that_are_no_secrets_stay(value: str) -> None:
    assert secrets.mask_secrets({"EXTRA": value}).env["EXTRA"] == value


@pytest.mark.parametrize("id", ["ag_0684fec22be67f8d8000c2a1f3a4b5c6", "ag:21be9d5a:20250128:nutrify-ai:984c158b"])
def test_the_id_of_an_agent_is_no_secret(id: str) -> None:
    env = {"MISTRAL_AGENT_KEY": id, "MISTRAL_AGENT_ID_KEY": id}
    assert secrets.mask_secrets(env).env == env
