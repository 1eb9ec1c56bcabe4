"""General words marking the boilerplate of pages. None is site-specific."""

import re


def words(text: str) -> frozenset[str]:
    """The words of a line as a set."""
    return frozenset(text.split())


# Words in class and id. BOILERPLATE drops small or link-heavy parts, BOX any part up to a box's size, COMMENT any
# part, HINT only parts with mostly links or form controls, as its words also name sections of guides.
BOILERPLATE_WORDS = words(
    "nav navbar navigation breadcrumb breadcrumbs footer masthead pagination pager toc skip skiplink skiplinks "
    "sidebar pageheader topbar toolbar printer tagcloud"
)
BOX_WORDS = words(
    "cookie cookies consent gdpr newsletter subscribe signup optin addthis sharethis sharebar sharing advert "
    "advertisement adsense sponsored paywall cta ad ads"
)
# Of these, the ones that no part of a guide is called by; others need a link, a control or an offer beside them.
ADVERT_WORDS = words(
    "cookie cookies gdpr newsletter addthis sharethis sharebar advert advertisement adsense paywall ad ads"
)
COMMENT_WORDS = words("comments disqus commentlist")
HINT_WORDS = words(
    "share social related recommended recommendations promo banner menu print tags widget popular trending "
    "readmore tabs login follow rating author byline"
)
DIALOG_WORDS = words("modal dialog popup popover lightbox thickbox fancybox tooltip overlay offcanvas dropdown")
FOLD_WORDS = words("faq question q accordion toggle collapsible expander")
# Words of the two parts of a fact: its name and what it is.
NAME_WORDS = words("label name key term title heading caption")
FIGURE_WORDS = words("value val figure number amount stat")
VALUE_WORDS = FIGURE_WORDS | words("data description desc definition answer text")
LAYER_WORDS = words("overlay dropdown")  # which also name folded parts of a text
POPUP_WORDS = words("tooltip tooltips tooltiptext popover popup")
POPUP_PART_WORDS = words("text content body inner bubble message box panel")
ICON_WORDS = words(
    "icon icons fa fas far fab material symbols glyphicon dashicons svg emoji arrow anchor chevron caret"
)
PANE_WORDS = words(
    "pane panes panel panels tab tabs tabpanel accordion collapse collapsible expandable toggle faq answer"
)
HEADING_WORDS = words("heading title subheading subhead headline hd h1 h2 h3 h4 h5 h6")
PICTURE_WORDS = words("thumb thumbinner")
CHART_WORDS = words(
    "chart charts graph figure infographic plot diagram infogram flourish datawrapper highcharts plotly tableau vega "
    "amcharts echarts apexcharts chartjs piktochart"
)

SELLING = re.compile(
    r"!|\b(?:click|sign up|subscribe|buy|order now|advertisement|sponsored|enrol|enroll|free trial|discount"
    r"|start (?:now|today|your)|get started|% off|we use|our (?:newsletter|partners|site))\b",
    re.I,
)
BOX = re.compile(
    r"(?:advertisement\b|advertorial\b|sponsored (?:content|post|link)|suggested citation\b|cite (?:this|as)\b"
    r"|(?:we|this (?:web)?site|our (?:web)?site) uses? cookies"
    r"|share this\b|follow us\b|leave a (?:comment|reply)\b"
    r"|(?:subscribe|sign up) (?:to|for) (?:our|the|my|free|weekly)\b)",
    re.I,
)
LINE = re.compile(
    r"(?:empty heading$|please enable javascript|your browser does not|video transcript available"
    r"|(?:skip|jump) to (?:main |the )?(?:content|navigation|text|top)"
    r"|(?:back|return|go) to (?:the )?top\b|scroll to top|print(?:er)?[- ](?:friendly|this page)"
    r"|share (?:this|on|via)\b|tweet this|(?:page )?last[- ](?:modified|updated|reviewed)\b"
    r"|© ?|copyright (?:©|\(c\)|\d{4})|all rights reserved|(?:<-|[←«‹]) ?\w)",
    re.I,
)
WHOLE = re.compile(
    r"(?:advertisement|sponsored|loading\W*|print|share|tweet|top|menu|search|close|next|previous|prev|home"
    r"|pin it|e-?mail|reply|.{1,60}(?:->|→|»)|[¶#§|·•*\-–—_=]+)",
    re.I,
)
ACTION = re.compile(
    r"(?:get|see|view|click|read|learn|download|apply|compare|show|hide|open|go to|continue|find out|explore"
    r"|next|previous|more|back to)\b",
    re.I,
)
RELATED = re.compile(
    r"(?:(?:related|popular|recent|latest|trending|recommended|similar|other|more|further) "
    r"(?:articles?|posts?|guides?|stories|links?|pages?|content|topics?|reads?|reading|careers? guides?|from)\b.*"
    r"|you (?:may|might)(?: also)? (?:like|enjoy|be interested).*|(?:read|up) next|recommended for you"
    r"|tags|categories|keep reading|explore more|share(?: this.*)?|follow us.*|subscribe.*|newsletter|sign up.*"
    r"|stay (?:in touch|updated).*|(?:on|in) this (?:page|article|guide)|(?:table of )?contents|jump to.*"
    r"|quick links|navigation|menu|site map)\W*",
    re.I,
)
REMARKS = re.compile(
    r"(?:\d+ )?(?:comments?|responses|replies|discussion)(?: \(\d+\))?|leave a (?:reply|comment)|join the discussion",
    re.I,
)


def is_boilerplate_box(lead: str) -> bool:
    """Whether its first words mark a small part as boilerplate."""
    return bool(BOX.match(lead))


def is_boilerplate_line(text: str) -> bool:
    """Whether a short block belongs to the page's boilerplate."""
    if len(text) > 200:
        return False
    return bool(LINE.match(text) or WHOLE.fullmatch(text) or (BOX.match(text) and len(text) < 120))
