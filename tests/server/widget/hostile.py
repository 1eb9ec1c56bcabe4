"""Two hundred texts that try to be more than text: markup, scripts, links, pictures, and letters that mislead."""

from itertools import product

RUN = "window.hacked=1"
BIDI = ("\u202e", "\u2066", "\u2067", "\u200f", "\u061c")
UNSEEN = ("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad")

TEMPLATES = (
    "<script>{run}</script>",
    "<img src=x onerror={run}>",
    "<svg onload={run}>",
    "<iframe srcdoc='<script>parent.{run}</script>'></iframe>",
    "<a href='javascript:{run}'>here</a>",
    "[here](javascript:{run})",
    "![x](https://evil.example/x.png)",
    "<base href='https://evil.example/'>",
    "<style>*{{display:none}}</style>",
    "<details open ontoggle={run}>",
    "**<b onmouseover={run}>bold</b>**",
    "`<code onclick={run}>`",
    "&lt;script&gt;{run}&lt;/script&gt;",
    '"><script>{run}</script>',
    "'-{run}-'",
    "${{{run}}}",
    "{{{{ {run} }}}}",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<form action=https://evil.example><button>go</button></form>",
    "https://evil.example/{run}",
)
DISGUISES = (
    lambda text: text,
    lambda text: f"{BIDI[0]}{text}",
    lambda text: text.replace("script", f"scr{UNSEEN[0]}ipt").replace("on", f"o{UNSEEN[3]}n"),
    lambda text: f"{BIDI[1]}{BIDI[2]}{text}{BIDI[3]}{BIDI[4]}",
    lambda text: text.swapcase(),
    lambda text: text.replace("<", "\uff1c").replace(">", "\uff1e"),
    lambda text: f"Pay{UNSEEN[1]}{UNSEEN[2]}{UNSEEN[4]} {text} \U0001f9f5",
    lambda text: f"]]>--></template></textarea>{text}",
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: f"\u0000\u0007{text}\u001b[31m",
)

HOSTILE = tuple(
    f"{n}: " + disguise(template.format(run=RUN))
    for n, (template, disguise) in enumerate(product(TEMPLATES, DISGUISES))
)
