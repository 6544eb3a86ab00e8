"""Node that starts with the SDKs there: the same program, the same output, the same failures."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from mistral_playbooks.content.programs import Program
from mistral_playbooks.support.process import ToolNotFoundError
from mistral_playbooks.verify.runners import node
from mistral_playbooks.verify.runners.clients import Clients

ENVIRONMENT = {"PATH": os.environ["PATH"], "NO_COLOR": "1"}


@pytest.fixture(scope="module")
def snippets(root: Path, environments: Path) -> Path:
    return root / "snippets"


@pytest.fixture
def folder(snippets: Path, tmp_path: Path) -> Path:
    """A folder of a user's own with the SDK installed."""
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "node_modules").symlink_to(snippets / "node_modules")
    return tmp_path


def run(command: list[str], cwd: Path) -> tuple[int, str, str]:
    done = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=300)
    return done.returncode, done.stdout, done.stderr


def both(folder: Path, source: str, sdk: str = "@mistralai/mistralai") -> tuple[int, str, str]:
    """What a program does, the same with a snapshot and without one."""
    program = folder / "snippets" / "program.mts"
    program.write_text(source)
    plain = run([node.executable(), str(program)], folder)
    command = node.command(folder / "snippets", sdk)
    assert "--snapshot-blob" in command
    assert run([*command, str(program)], folder) == plain
    return plain


def test_a_program_sees_no_other_argument_or_environment(folder: Path):
    status, output, errors = both(
        folder,
        'import { Mistral } from "@mistralai/mistralai";\n'
        "console.log(typeof Mistral, process.argv.length, process.env, process.title, Object.keys(globalThis));\n",
    )
    assert status == 0, errors
    assert output.startswith("function 2 ")


def test_a_snapshot_is_made_once(folder: Path):
    first = node.command(folder / "snippets", "@mistralai/mistralai")
    snapshot = Path(first[-1])
    before = snapshot.stat().st_ino
    assert node.command(folder / "snippets", "@mistralai/mistralai") == first
    assert snapshot.stat().st_ino == before


def test_what_is_imported_is_what_node_finds_by_itself(folder: Path):
    status, _, errors = both(
        folder,
        'import { createRequire } from "node:module";\n'
        'import { SDKError, HTTPValidationError } from "@mistralai/mistralai/models/errors";\n'
        'import * as all from "@mistralai/mistralai";\n'
        'import * as z from "zod/v4";\n'
        'import { z as old } from "zod/v3";\n'
        "const { SDKError: again } = await import('@mistralai/mistralai/models/errors/sdkerror.js');\n"
        'console.log(import.meta.resolve("@mistralai/mistralai"), again === SDKError, HTTPValidationError.name);\n'
        "console.log(Object.keys(all), Object.keys(z), z.string().parse('x'), old.number().parse(2));\n"
        'console.log(createRequire(import.meta.url).resolve("zod/package.json"));\n',
    )
    assert status == 0, errors


ENDS = {
    "the SDK throws": "await client.chat.complete({ model: 3, messages: [{ role: 'nobody' }] } as any);",
    "an error of the network": "await client.models.list({ serverURL: 'http://127.0.0.1:9' }, {} as any);",
    "its own error": "function f() { throw new TypeError('x', { cause: new Error('y') }); }\nf();",
    "a rejection that nobody handles": "Promise.reject(new Error('x')); setTimeout(() => console.log('late'), 50);",
    "exit": "process.on('exit', (status) => console.log('exit', status)); process.exit(7);",
    "a signal": "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);",
    "a promise that never settles": "await new Promise(() => {});",
    "warnings": "process.emitWarning('careful'); new Buffer(1);",
}


@pytest.mark.parametrize("name", ENDS)
def test_a_program_ends_as_it_does_without_a_snapshot(folder: Path, name: str):
    program = folder / "snippets" / "program.mts"
    program.write_text(
        'import { Mistral } from "@mistralai/mistralai";\n'
        'const client = new Mistral({ apiKey: "x", retryConfig: { strategy: "none" } });\n' + ENDS[name]
    )
    plain = run([node.executable(), str(program)], folder)
    warm = run([*node.command(folder / "snippets", "@mistralai/mistralai"), str(program)], folder)
    assert [without_pid(part) for part in warm] == [without_pid(part) for part in plain]
    assert plain[0] or name == "warnings"


def without_pid(part: object) -> str:
    return re.sub(r"\(node:\d+\)", "(node)", str(part))


ODD = {
    "index.js": (
        'import fs, { existsSync as there } from "node:fs"; import * as os from "node:os";\n'
        'import anonymous, * as circle from "./circle.js";\n'
        'import common, { named } from "./common.cjs";\n'
        'export * from "./star.js"; export * as star from "./star.js";\n'
        'export { one as "odd name", one as null } from "./star.js";\n'
        "export default class { static what() { return new Error('here'); } }\n"
        "export const { a, b: [c = 3] } = { a: 1, b: [] };\n"
        "export { common, circle as round };\n"
        "export const later = () => import('./later.js'), never = () => import('./nope.js');\n"
        "export const found = [typeof fs.readFileSync, there('/'), typeof os.tmpdir];\n"
        "found.push(anonymous.name, anonymous(), named);\n"
    ),
    "circle.js": (
        'import { again, hoisted } from "./other.js";\n'
        "export default function () { return again; }\n"
        "export const value = 1; export function up() { return hoisted(); }\nexport { soon } from './other.js';\n"
    ),
    "other.js": (
        'import { value, up } from "./circle.js"; import { two as $ } from "./star.js";\n'
        "export const again = () => value; export function hoisted() { return value; }\n"
        "export const soon = [typeof up, $];\n"
    ),
    "star.js": "export const one = 1;\nexport const two = 2;\nexport default 3;\n",
    "later.js": 'import { one } from "./star.js";\nexport default one;\nexport const where = import.meta.url;\n',
    "common.cjs": (
        "exports.named = require('./inner.cjs').name; exports.path = __filename;\nexports.self = this === exports;\n"
    ),
    "inner.cjs": "module.exports = { name: require('path').basename(__filename) };\n",
}
"""A package with all that modules may say."""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder of a user's own in which that is installed under an SDK's name."""
    installed = tmp_path / "snippets" / "node_modules" / "openai"
    installed.mkdir(parents=True)
    (installed.parent / ".package-lock.json").write_text("{}")
    (installed / "package.json").write_text('{"name": "openai", "type": "module", "exports": {".": "./index.js"}}')
    for name, text in ODD.items():
        (installed / name).write_text(text)
    return installed


def test_a_snapshot_holds_all_that_modules_may_say(package: Path):
    folder = package.parents[2]
    status, output, errors = both(
        folder,
        'import * as all from "openai";\n'
        "console.log(all.found, Object.keys(all), all.default.name, all.round.up(), all.round.soon);\n"
        "console.log(all.default.what().stack, (await all.later()).where, {...all.star}, all.common);\n"
        "await all.never().catch((error) => console.log(error.message));\n",
        "openai",
    )
    assert status == 0, errors
    assert "Cannot find module" in output


@pytest.mark.parametrize(
    "text",
    [
        "export const now = process.env.OPENAI_API_KEY;",
        "export let count = 0; export const more = () => { count += 1; };",
        "export const awaited = await 1;",
        "export const here = import.meta.url;",
        "export const port = new MessageChannel().port1;",
    ],
)
def test_what_a_snapshot_cannot_hold_is_run_by_node_alone(package: Path, text: str):
    (package / "star.js").write_text(f"{ODD['star.js']}{text}\n")
    assert node.command(package.parents[1], "openai") == [node.executable()]


def test_a_package_that_changed_has_another_snapshot(package: Path):
    first = node.command(package.parents[1], "openai")
    (package.parent / ".package-lock.json").write_text('{"packages": {}}')
    assert node.command(package.parents[1], "openai") != first


@pytest.mark.parametrize("name", ["@mistralai/mistralai/nope", "@mistralai/nope", "./gone.js"])
def test_an_import_that_fails_prints_what_it_prints_without_the_hook(root: Path, folder: Path, name: str):
    (folder / "snippets" / "x").mkdir()
    program = folder / "snippets" / "x" / "broken.ts"
    program.write_text(f'import x from "{name}";\nconsole.log(x);\n')
    file = "snippets/x/broken.ts"
    plain = run([node.executable(), file], folder)
    assert plain[0] == 1
    with Clients(folder) as clients:
        outcome = clients.run(
            Program("x", "x", "broken", "typescript", file, program.read_text()),
            env=ENVIRONMENT,
            timeout=500,
        )
    assert (outcome.exit, outcome.stdout, outcome.stderr) == plain


def test_without_installed_packages_node_is_run_as_it_is(tmp_path: Path):
    assert node.command(tmp_path, "@mistralai/mistralai") == [node.executable()]


def test_a_missing_lock_file_is_named(tmp_path: Path):
    with pytest.raises(ToolNotFoundError, match=r"package-lock\.json is missing"):
        node.install(tmp_path)


def test_a_project_of_its_own_is_loaded_as_its_package_json_says(root: Path, tmp_path: Path):
    text = 'const { version } = require("@mistralai/mistralai/package.json");\nconsole.log(version, process.execArgv);'
    program = Program("demo", "default", "fixed", "typescript", "snippets/demo/fixed.ts", text)
    (tmp_path / "package.json").write_text('{"type": "commonjs"}')
    (tmp_path / "node_modules").symlink_to(root / "snippets" / "node_modules")
    (tmp_path / program.file).parent.mkdir(parents=True)
    (tmp_path / program.file).write_text(text)
    with Clients(root) as clients:
        outcome = clients.run(program, env=ENVIRONMENT, timeout=60, folder=tmp_path)
    assert (outcome.exit, outcome.stdout.split()[1:]) == (0, ["[]"]), outcome.output
