"""A guide of our own making in the form of pasted text, and copies of it that say the same in another shape."""

import random
import re
import textwrap
from collections.abc import Callable

from advisor.domain import Guide

TEXT = """Beekeeper Career Guide

A beekeeper looks after colonies of honey bees, harvests what they make and keeps them alive through the winter.

4%

growth rate

$41,300

median salary

outdoor work

📈 Market Demand

Low
Moderate
High

Demand for pollination is steady, because orchards rent hives every spring and few people learn the trade.

🍯 Annual Salary (US, USD)

29,000—58,000
Median: $41,300
Entry-Level
$31,500
Mid-Level
$41,300
Senior-Level
$52,800

The best paid tenth of beekeepers earn more than $58,000 a year, mostly by queen breeding.

Core Functions of a Beekeeper

Beekeepers inspect hives every week in summer and judge whether a colony is healthy, hungry or about to swarm.

They also extract honey, render wax and sell both, often straight from the yard to neighbours and shops.

Key Responsibilities

  • Inspect frames for brood, food and signs of disease.
  • Move hives to orchards at night.
  • Keep records of every colony and every treatment.

Tech Stack

  • Hive scales (e.g., BroodMinder, Arnia)
  • Extractors and uncapping knives
  • Record keeping apps

Skills and Qualifications

Education Level

No degree is asked for, though a course in agriculture or biology makes the first years easier.

Tech Skills

  • Queen rearing
  • Disease diagnosis
  • Carpentry

Soft Abilities

  • Patience
  • Calm hands

Path to Beekeeper

Most beekeepers begin with two hives of their own and spend 2–4 years beside somebody who keeps hundreds.

Career Path Tiers

Yard Hand

Experience: 0-1 years

Yard hands lift boxes, feed colonies and learn to read a frame without being told what to look for.

Beekeeper

Experience: 1-5 years

Beekeepers run a yard of their own and decide when to split, feed, treat and harvest each colony.

Apiary Manager

Experience: 5+ years

Apiary managers plan for thousands of hives, hire crews and sign the pollination contracts for the season.

Global Outlook

New Zealand, Argentina and Turkey export most of the honey that is traded, and all three hire from abroad.

Job Market Today

Role Challenges

Mites, drought and sprayed fields kill a third of colonies in a bad year, and replacing them eats the profit.

Growth Paths

Queen breeding and teaching pay better than honey, and both need little land to start with at first.

A Day in the Life

Morning (6:00 AM - 11:00 AM)

Focus: Inspections before the heat
  • Light the smoker and open the first hives.
  • Note what each colony lacks.

Afternoon (1:00 PM - 5:00 PM)

Focus: Extraction
  • Spin frames.
  • Filter and jar honey.

Work-Life Balance & Stress

Stress Level: Low to Moderate

Balance Rating: Seasonal

From April to August there are few free days, and in winter there is time to build boxes and to rest.

Pros & Cons for a Beekeeper

✅ Pros

  • Work outdoors.
  • Honey.

❌ Cons

  • Stings.
  • A bad back.

Examples and Case Studies

Saving a Yard From Starvation

A late frost took the blossom in one valley, and a beekeeper fed sugar to ninety colonies for three weeks.

Key Takeaway: Weigh hives in spring, because a light hive starves within days.

From Two Hives to Two Hundred

A teacher doubled her hives every year by splitting, and left the school in the seventh year to sell queens.

Key Takeaway: Grow by splitting rather than by buying.

Portfolio Tips

Keep yearly records of losses and yields, because buyers of pollination ask for both before they sign anything.

Job Outlook & Related Roles

Growth Rate: 4%
Status: As fast as average
Source: National Apiary Survey

Related Roles

Frequently Asked Questions

Do bees sting their keeper every day?

On most days a few do. Slow movements and a veil keep the number small, and nearly all keepers get used to it.

Can a beekeeper live in a city?

Yes. Rooftop yards do well in many cities, although the honey of a rooftop rarely pays for a living on its own.

What does a first hive cost?

About $400 with bees, tools and a suit, and the second costs half of it because the tools are there already.

Sources & References

Share this guide

HiveWork+ Subscription

HiveWork

312 people pay to access exclusive features on HiveWork

Free

USD $0/month

For people just looking around

  • • Unlimited searches
  • • Weekly job alerts

Plus

USD $9/month

Everything in Free, and:

  • • Ad-free experience
  • • Custom Resume URL
Go to account ›
"""

BODIES = {  # section -> the kinds of what stands under its heading
    "Beekeeper Career Guide": "paragraph",
    "At a glance": "figure figure figure",
    "Market Demand": "figure paragraph",
    "Annual Salary (US, USD)": "figure label figure figure figure paragraph",
    "Core Functions of a Beekeeper": "paragraph paragraph",
    "Key Responsibilities": "item item item",
    "Tech Stack": "item item item",
    "Skills and Qualifications": "",
    "Skills and Qualifications > Education Level": "paragraph",
    "Skills and Qualifications > Tech Skills": "item item item",
    "Skills and Qualifications > Soft Abilities": "item item",
    "Path to Beekeeper": "paragraph",
    "Career Path Tiers": "",
    "Career Path Tiers > Yard Hand": "label paragraph",
    "Career Path Tiers > Beekeeper": "label paragraph",
    "Career Path Tiers > Apiary Manager": "label paragraph",
    "Global Outlook": "paragraph",
    "Job Market Today": "",
    "Job Market Today > Role Challenges": "paragraph",
    "Job Market Today > Growth Paths": "paragraph",
    "A Day in the Life": "",
    "A Day in the Life > Morning (6:00 AM - 11:00 AM)": "label item item",
    "A Day in the Life > Afternoon (1:00 PM - 5:00 PM)": "label item item",
    "Work-Life Balance & Stress": "label label paragraph",
    "Pros & Cons for a Beekeeper": "",
    "Pros & Cons for a Beekeeper > Pros": "item item",
    "Pros & Cons for a Beekeeper > Cons": "item item",
    "Examples and Case Studies": "",
    "Examples and Case Studies > Saving a Yard From Starvation": "paragraph label",
    "Examples and Case Studies > From Two Hives to Two Hundred": "paragraph label",
    "Portfolio Tips": "paragraph",
    "Job Outlook & Related Roles": "label label label",
    "Related Roles": "",
    "Frequently Asked Questions": "",
    "Frequently Asked Questions > Do bees sting their keeper every day?": "paragraph",
    "Frequently Asked Questions > Can a beekeeper live in a city?": "paragraph",
    "Frequently Asked Questions > What does a first hive cost?": "paragraph",
    "Sources & References": "",
}


def outline(guide: Guide) -> dict[str, str]:
    """Section paths with the kinds of their blocks, as in BODIES."""
    return {" > ".join(s.path): " ".join(block.kind.value for block in s.body) for s in guide.sections}


def bodies(guide: Guide) -> list[str]:
    """What stands under each heading, words only, in order: the same for every copy that keeps its sections."""
    return ["|".join(" ".join(guide.text[b.start : b.end].split()) for b in section.body) for section in guide.sections]


def rewrite_headings(text: str, guide: Guide, rewrite: Callable[[str], str]) -> str:
    """``text`` with every heading but the title passed through ``rewrite``."""
    blocks = [b for section in guide.sections[1:] for b in section.blocks if b.kind == "heading"]
    for block in reversed(blocks):
        text = text[: block.start] + rewrite(text[block.start : block.end]) + text[block.end :]
    return text


def rename(seed: int, *, question_marks: str) -> Callable[[str], str]:
    """A rewriter that puts other words for all words of a heading."""
    chance = random.Random(seed)
    words = "amber cedar delta ember falcon garnet harbor indigo juniper kestrel lantern maple onyx quartz".split()

    def other(heading: str) -> str:
        new = " ".join(chance.choice(words) for _ in range(chance.randint(1, 5))).title()
        return new + (question_marks if heading.endswith("?") else "")

    return other


def rebullet(text: str, bullet: str) -> str:
    return re.sub(r"(?m)^( *)(?:• )+", lambda lead: f"{lead[1]}{bullet} ", text)


def renumber(text: str) -> str:
    """Every list numbered from one instead of bulleted."""
    out: list[str] = []
    count = 0
    for line in text.split("\n"):
        count = count + 1 if line.lstrip().startswith("•") else 0
        out.append(f"{count}. " + line.lstrip(" •") if count else line)
    return "\n".join(out)


def wrap(text: str, width: int) -> str:
    """The text as a mail program would send it: lines cut, those of list items hanging."""
    out = []
    for line in text.split("\n"):
        lead = re.match(r"\s*(• )*", line)
        hang = " " * len(lead[0]) if lead else ""
        out.append(textwrap.fill(line, width, subsequent_indent=hang) if line.strip() else "")
    return "\n".join(out)


def tighten(text: str, guide: Guide) -> str:
    """No blank line between a heading and what it heads."""
    blocks = [b for section in guide.sections for b in section.blocks if b.kind == "heading"]
    for block in reversed(blocks):
        if text[block.end : block.end + 2] == "\n\n":
            text = text[: block.end] + text[block.end + 1 :]
    return text
