"""A small client of the YAML language server: JSON-RPC over its standard input and output, as an editor talks to it."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any, BinaryIO

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = "KAOHE_YAML_LANGUAGE_SERVER"
NAME = "yaml-language-server"
SECONDS = 60
# Nothing is fetched: the schema is the file that the modeline names.
SETTINGS: dict[str, Any] = {
    "yaml": {"schemaStore": {"enable": False}, "validate": True, "hover": True, "completion": True},
    "[yaml]": {"editor.tabSize": 2},
}


def find_server() -> str | None:
    """The server: where the environment says, in `node_modules` of the checkout, or on the path."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        return named
    installed = ROOT / "node_modules" / ".bin" / NAME
    return str(installed) if installed.exists() else shutil.which(NAME)


def why_not() -> str | None:
    """Why the server cannot be asked, if it cannot."""
    server = find_server()
    if shutil.which("node") is None:
        return "node is not installed"
    if server is None:
        return f"{NAME} is not installed: npm install {NAME}, or let {ENVIRONMENT} name it"
    if not Path(server).exists():
        return f"{ENVIRONMENT} names {server}, which is not there"
    return None


class Client:
    """One server, from `initialize` to `exit`. Lines and characters count from 0, as in the protocol."""

    def __init__(self, server: str, schemas: dict[str, str] | None = None) -> None:
        """`schemas` are those that the settings name for files, besides what modelines say."""
        self._settings = {**SETTINGS, "yaml": {**SETTINGS["yaml"], "schemas": schemas or {}}}
        self._process = subprocess.Popen(
            [server, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._input, self._output = self._process.stdin, self._process.stdout
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._last_id = self._version = 0
        threading.Thread(target=self._listen, args=(self._output,), daemon=True).start()
        capabilities = {
            "textDocument": {
                "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
                "hover": {"contentFormat": ["markdown"]},
                "publishDiagnostics": {"relatedInformation": False},
            },
            "workspace": {"configuration": True},
        }
        folder = {"uri": ROOT.as_uri(), "name": "kaohe"}
        options = {"processId": os.getpid(), "rootUri": folder["uri"], "workspaceFolders": [folder]}
        self.request("initialize", {**options, "capabilities": capabilities})
        self.notify("initialized", {})
        self.notify("workspace/didChangeConfiguration", {"settings": self._settings})

    def open(self, path: Path, text: str) -> list[dict[str, Any]]:
        """Opens a text as that file, which need not exist; what the server finds wrong with it."""
        # The server keeps what it knows of a file and version.
        self._version += 1
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": self._version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        while True:
            message = self._next()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == path.as_uri():
                found: list[dict[str, Any]] = message["params"]["diagnostics"]
                return found

    def close(self, path: Path) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": path.as_uri()}})

    def completion(self, path: Path, line: int, character: int) -> list[dict[str, Any]]:
        """What may stand there."""
        answer = self.request("textDocument/completion", _at(path, line, character))
        items: list[dict[str, Any]] = answer["items"] if isinstance(answer, dict) else answer or []
        return items

    def hover(self, path: Path, line: int, character: int) -> str:
        """The text that is shown for the word there."""
        answer = self.request("textDocument/hover", _at(path, line, character))
        contents = answer["contents"] if answer else ""
        return contents["value"] if isinstance(contents, dict) else str(contents)

    def stop(self) -> None:
        """Ends the server, which answers to `shutdown` first."""
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            self._process.wait(timeout=5)
        finally:
            self._process.kill()
            self._process.wait()
            self._input.close()
            self._output.close()

    def request(self, method: str, params: Any) -> Any:
        """Asks, and waits for the answer."""
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self._last_id and "method" not in message:
                assert "error" not in message, message["error"]
                return message.get("result")

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _next(self) -> dict[str, Any]:
        """The next message of the server; its own requests are answered on the way."""
        message = self._messages.get(timeout=SECONDS)
        assert message is not None, f"{NAME} has ended"
        if "method" in message and "id" in message:
            self._send({"id": message["id"], "result": self._answer(message)})
        return message

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._input.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._input.flush()

    def _answer(self, request: dict[str, Any]) -> Any:
        """The settings, for `workspace/configuration`; nothing for what the server registers."""
        if request["method"] == "workspace/configuration":
            return [self._settings.get(item.get("section", "")) for item in request["params"]["items"]]
        return None

    def _listen(self, output: BinaryIO) -> None:
        """Puts every message in the queue, and None at the end."""
        try:
            while header := output.readline():
                length = 0
                while header.strip():
                    name, _, value = header.decode("ascii").partition(":")
                    length = int(value) if name.lower() == "content-length" else length
                    header = output.readline()
                self._messages.put(json.loads(output.read(length)))
        except (OSError, ValueError):
            pass
        self._messages.put(None)


def _at(path: Path, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": character}}
