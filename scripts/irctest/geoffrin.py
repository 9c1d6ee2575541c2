# SPDX-License-Identifier: Apache-2.0
"""How irctest (https://github.com/progval/irctest) starts Geoffrin: scripts/irctest.sh puts this on its path."""
import os

from irctest.basecontrollers import BaseClientController, DirectoryBasedController

HEAD = """language = "en"
contact = "operator@example.org"
[network.test]
irc = "{host}:{port}"
nick = "geoffrin"
tls = {tls}
"""


class GeoffrinController(BaseClientController, DirectoryBasedController):
    software_name = "Geoffrin"
    supported_sasl_mechanisms = {"PLAIN", "ECDSA-NIST256P-CHALLENGE", "SCRAM-SHA-256", "EXTERNAL"}
    supports_sts = True

    def kept(self, name, text):
        """A file for her eyes only, in her folder."""
        path = self.directory / name
        path.write_text(text)
        os.chmod(path, 0o600)
        return f'"file:{name}"'

    def run(self, hostname, port, auth=None, tls_config=None):
        self.create_config()
        text = HEAD.format(host=hostname, port=port, tls="true" if tls_config and tls_config.enable else "false")
        if tls_config and tls_config.trusted_fingerprints:
            pins = ", ".join(f'"sha256:{print_.lower()}"' for print_ in tls_config.trusted_fingerprints)
            text += f"pins = [{pins}]\n"
        if auth:
            fields = ["mechanisms = [" + ", ".join(f'"{each.to_string()}"' for each in auth.mechanisms) + "]"]
            if auth.username:
                fields.append(f'account = "{auth.username}"')
            if auth.password:
                fields.append("password = " + self.kept("password", auth.password))
            if auth.ecdsa_key:
                fields.append("key = " + self.kept("ecdsa.pem", auth.ecdsa_key))
            text += "sasl = { " + ", ".join(fields) + " }\n"
        text += "[community.test]\nrooms = []\n"
        (self.directory / "bot.conf").write_text(text)
        self.proc = self.execute([
            os.environ["GEOFFRIN"], "run", "--config", self.directory / "bot.conf", "--state",
            self.directory / "state", "--socket", self.directory / "control"])


def get_irctest_controller_class():
    return GeoffrinController
