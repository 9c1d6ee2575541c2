# SPDX-License-Identifier: Apache-2.0
"""Bots of others that do a little of what she does: one pattern for every line, a KICK where it fits, a greeting.

Each function writes what its bot needs below `folder` and returns the command that runs it in the foreground."""
import os
import pathlib
import shutil


def limnoria(folder, peers, port, rooms, pattern, greeting):
    plugin = folder / "plugins" / "Bench"
    plugin.mkdir(parents=True)
    (plugin / "__init__.py").write_text('__version__ = "1"\nfrom . import config, plugin\nClass = plugin.Class\n')
    (plugin / "config.py").write_text(
        "from supybot import conf\n\n\ndef configure(advanced):\n    conf.registerPlugin('Bench', True)\n\n\n"
        "conf.registerPlugin('Bench')\n")
    (plugin / "plugin.py").write_text(f'''import re
from supybot import callbacks, ircmsgs

PATTERN = re.compile({pattern!r})


class Bench(callbacks.Plugin):
    def doPrivmsg(self, irc, msg):
        if PATTERN.search(msg.args[1]):
            irc.queueMsg(ircmsgs.kick(msg.args[0], msg.nick, "no adverts"))

    def doJoin(self, irc, msg):
        if msg.nick != irc.nick:
            irc.queueMsg(ircmsgs.privmsg(msg.args[0], {greeting!r}))


Class = Bench
''')
    (folder / "bot.conf").write_text(f'''supybot.nick: geoffrin
supybot.ident: bench
supybot.networks: bench
supybot.networks.bench.servers: 127.0.0.1:{port}
supybot.networks.bench.ssl: False
supybot.networks.bench.channels: {" ".join(rooms)}
supybot.directories.plugins: {folder / "plugins"}
supybot.plugins: Bench
supybot.plugins.Bench: True
supybot.protocols.irc.throttleTime: 0.0
supybot.log.stdout: False
''')
    return [str(peers / "bin/limnoria")] + (["--allow-root"] if os.geteuid() == 0 else []) + ["bot.conf"]


def sopel(folder, peers, port, rooms, pattern, greeting):
    (folder / "extra").mkdir()
    (folder / "extra" / "bench.py").write_text(f'''from sopel import plugin


@plugin.search({pattern!r})
def advert(bot, trigger):
    bot.kick(trigger.nick, trigger.sender, "no adverts")


@plugin.event("JOIN")
@plugin.rule(".*")
def arrival(bot, trigger):
    if trigger.nick != bot.nick:
        bot.say({greeting!r}, trigger.sender)
''')
    channels = "\n".join(f'    "{room}"' for room in rooms)
    (folder / "bench.cfg").write_text(f'''[core]
nick = geoffrin
host = 127.0.0.1
port = {port}
use_ssl = false
owner = nobody
channels =
{channels}
extra =
    {folder / "extra"}
enable =
    bench
timeout = 300
''')
    # It refuses to run as root, who may be all that a container has.
    start = ("import os, sys; os.getuid = os.geteuid = lambda: 1000; from sopel.cli.run import main; sys.exit(main())")
    return [str(peers / "bin/python"), "-c", start, "start", "-c", str(folder / "bench.cfg")]


def eggdrop(folder, peers, port, rooms, pattern, greeting):
    binary = shutil.which("eggdrop")
    if not binary:
        raise FileNotFoundError("eggdrop is not installed")
    modules = next(path for path in map(pathlib.Path, ("/usr/lib/eggdrop/modules", "/usr/lib/x86_64-linux-gnu/eggdrop/modules",
                                                       "/usr/lib/eggdrop")) if path.is_dir())
    channels = "\n".join(f'channel add {room} {{ chanmode "" flood-chan 0:0 flood-join 0:0 flood-ctcp 0:0 flood-nick 0:0 '
                         f'flood-kick 0:0 flood-deop 0:0 -statuslog }}' for room in rooms)
    (folder / "eggdrop.conf").write_text(f'''set username "bench"
set nick "geoffrin"
set altnick "geoffrin_"
set realname "bench"
set admin "nobody"
set owner "nobody"
set network "bench"
set userfile "bench.user"
set chanfile ""
set pidfile "bench.pid"
set mod-path "{modules}/"
set temp-path "{folder}"
set net-type 5
loadmodule blowfish
loadmodule dns
loadmodule channels
loadmodule server
loadmodule irc
set servers {{ 127.0.0.1:{port} }}
set msg-rate 0
set global-flood-chan 0:0
set global-flood-join 0:0
set global-flood-kick 0:0
set global-flood-nick 0:0
set global-flood-ctcp 0:0
set global-flood-deop 0:0
set init-server {{}}
{channels}
proc advert {{nick uhost hand chan text}} {{
    if {{[regexp {{{pattern}}} $text]}} {{ putquick "KICK $chan $nick :no adverts" }}
}}
proc arrival {{nick uhost hand chan}} {{
    global botnick
    if {{$nick ne $botnick}} {{ putserv "PRIVMSG $chan :{greeting}" }}
}}
bind pubm - * advert
bind join - * arrival
''')
    command = [binary, "-n", "-m", "eggdrop.conf"]
    if os.geteuid() == 0:
        os.chmod(folder, 0o777)
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] + command
    return command
