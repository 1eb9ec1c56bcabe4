"""Sources, verbs of saying and light nouns that patterns are built from."""

ADVERB = (
    "(?:actually|really|explicitly|specifically|directly|clearly|exactly|quite|even|also|itself|themselves|just|simply"
    "|expressly|anywhere|ever|yet|currently|precisely|necessarily|definitively|further|either|however|unfortunately"
    "|in fact|at all|at any point|so much as|for certain|for sure|once|to be|been|being|be|then|though|alone|still"
    "|otherwise|fully|sufficiently|adequately|readily|separately|kind of|sort of|conclusively|as such|in so many words"
    "|sadly|outright|openly|plainly|particularly|anything like|properly|immediately"
    "|at this point|of course|individually"
    "|literally|formally|reliably|confidently|safely|honestly|possibly|truly"
    "|accurately|easily|elsewhere|rather|very|too"
    "|specifcally|all that|entirely|completely|totally|largely|altogether|always)"
)
ADVERBS = rf"(?:,?\s{ADVERB}\b,?){{0,4}}"

# Whoever is said to be silent: the guide and what a model is sent of it.
_QUALIFIER = (
    "(?:provided|given|available|supplied|career|current|above|cited|retrieved|following|relevant|selected|numbered"
    "|reference|source|background|quoted|shared|attached|present|entire|whole|two|three|four|five|six|eight"
    "|original|guide|guide's|same|short|limited|career-guide|context)"
)
_GIVEN = (
    "(?:(?:that |which )?(?:(?:i|we)(?:'ve| have| had)? (?:been |was |were |am |are )?(?:given|shown|sent|provided with"
    "|have|got|hold|see|work with|working from|working with|read|can see|looked at|looking at|able to see)"
    "|i have|we have|i'm working from|i'm working with|i'm given|you(?:'ve| have)? (?:provided|shared|gave|sent|given"
    "|supplied|pasted|quoted)|(?:(?:is|are|was|were) )?(?:provided|given|supplied"
    "|shared|furnished|quoted|cited|available"
    "|retrieved|offered|included|excerpted|attached|presented|listed|shown))"
    "(?: here| herein| above| below| to me| to us| with| in the prompt)?)"
)
_AFTER = (
    rf"(?:\s(?:{_GIVEN}|above|below|here|herein|at hand|on hand|before me|before us"
    rf"|in question|itself|themselves|alone|as a whole"
    rf"|as provided|as given|in front of me|at my disposal|in its present form)"
    rf"|\s\(?\d{{1,2}}(?:(?:,| and| or| to|-)\s?\d{{1,2}}){{0,5}}\)?"
    rf"|\s\(passages?\s[\d, and]{{1,12}}\)|'s (?:tables|passages|text|sections?(?: (?:on"
    rf"|about) \w{{1,20}})?|content|scope|coverage|focus)){{0,2}}"
)
_NOUN = (
    "(?:guides?|passages?|texts?|excerpts?|extracts?|snippets?|context|guidebook"
    "|write-up|source (?:text|material|document)s?)"
)
_LOOSE_NOUN = (
    "(?:documents?|documentation|materials?|sources?|information|sections?|articles?"
    "|contents?|records?|pages?|data|resources?"
    "|references?|paragraphs?|input|sentences|quotes|knowledge base|details|portions?|facts|chunks?|handbook|profile)"
)
_WHOLE = (
    r"(?:(?:any |all |each |either |every |no |the |that |this )?(?:[A-Z]{2,5} )?(?:parts?|sections?"
    r"|portions?|rest|pages?|provisions?|lines?|sentences?|chapters?|bit|scope"
    r"|coverage|focus|author|authors) of |any of |either of |both of |all of "
    r"|each of |that part of )"
)
_DETERMINER = "(?:the|this|these|those|both|my|our|your|said|any)"
# A guide to a career, by what it is about; guides who lead people are none.
_OF_CAREER = (
    r"(?:(?:(?!tour|museum|city|mountain|local|trail|travel|fishing|hunting|licensed"
    r"|registered|senior|other|next|same|spirit)"
    r"[\w'-]{2,20}\s){1,3}guide|guide\s(?:on|to|for|about)\s(?:[\w'-]{1,20}\s?){1,3}?(?=\s))"
)
SOURCE = (
    rf"(?:{_WHOLE}?(?:{_DETERMINER}\s(?:{_QUALIFIER}\s){{0,3}}{_NOUN}\b{_AFTER}"
    rf"|(?:the|this|your|my)\s{_OF_CAREER}\b|all (?:the )?(?:passages|excerpts)\b"
    rf"|the (?:section|part|passage|chapter)s? (?:on|about) \w{{1,20}}\b"
    rf"|{_DETERMINER}\s(?:{_QUALIFIER}\s){{1,3}}{_LOOSE_NOUN}\b{_AFTER}"
    rf"|(?:this|these|my|our)\s(?:documents?|sources?|sections?|articles?|materials?"
    rf"|pages?|paragraphs?|notes)\b{_AFTER}"
    rf"|(?:the|this|any)\s{_LOOSE_NOUN}\s{_GIVEN}(?:\shere|\sherein|\sabove)?(?:\salone)?"
    rf"|(?:the )?(?:passages?|excerpts?|sources?|sections?|documents?)\s\d{{1,2}}(?:(?:,| and| or)\s\d{{1,2}}){{0,5}}"
    rf"|what (?:i (?:was given|have|was provided with|can see|have here|am given"
    rf"|'ve been given)|is (?:given|provided)(?: here)?"
    rf"|you (?:provided|shared|gave me)|we have)(?: here)?)"
    rf"(?: and its (?:tables|sections))?)"
)
BARE_SOURCE = rf"(?:(?:provided |given )?(?:guide|passages?|text|context|excerpts?)\b{_AFTER})"
SOMEWHERE = (
    "(?:in|from|within|by|on the basis of|based (?:up)?on|using|among|inside"
    "|throughout|with|out of|across|via|per|through)"
)

# Verbs of saying: stems with regular endings, and the other ones in full.
_STEMS = (
    "mention|stat|specif|provid|includ|contain|cover|discuss|address|list|nam"
    "|describ|explain|clarif|confirm|indicat|reveal"
    "|disclos|detail|answer|offer|not|report|identif|compar|rank|recommend|suggest"
    "|quantif|distinguish|consider|express|rais"
    "|ventur|illuminat|permit|allow|enabl|support|outlin|present|defin|record|impl|cit|document|estimat|highlight|touch"
    "|elaborat|delv|dwell|comment|refer|talk|deal|differentiat|explor|examin"
    "|feature|featur|point|supply|suppl|relat|pertain"
    "|establish|acknowledg|tackl|treat|publish|enumerat|break|characteri[sz]"
    "|assess|evaluat|advis|claim|help|focus|print|quot"
    "|mak|bring|lay|expand|concern|reflect|convey|portray|determin|settl|resolv"
    "|single|handl|stipulat|prescrib|assert|register"
    "|depict|illustrat|calculat|divulg|account|share|shar|address|pin|reach|extend"
    "|touch|encompass|calculat|speculat|trac|devot"
)
_IRREGULAR = (
    "say|says|said|saying|tell|tells|told|telling|give|gives|gave|given|giving"
    "|have|has|had|having|show|shows|showed|shown|speak|speaks|spoke"
    "|spoken|go|goes|went|get|gets|got|make|makes|made|set|sets|shed|sheds|let"
    "|lets|put|puts|take|takes|took|know|knows|spell|spells"
    "|spelled|spelt|hint|hints|hinted|hold|holds|carry|carries|offer|come|comes"
    "|paint|paints|bring|brings|break|breaks|throw|throws|draw|draws|lay|lays"
    "|provide|read"
    "|possess|write|writes|boast|help|seem|appear|bother|do|does"
)
VERB = rf"(?:(?:{_STEMS})(?:e|es|s|ed|ing|y|ies|ied|ying)?|{_IRREGULAR})\b"
# Participles that only something said can have, and those that things can have too.
UNSAID = (
    r"(?:mentioned|stated|specified|addressed|discussed|indicated|answered|said"
    r"|touched|explained|described|detailed|clarified|outlined|elaborated"
    r"|quantified|revealed|disclosed|spelled|spelt|inferred|deduced|determined"
    r"|established|concluded|raised|gone into|dealt with|delved into|broken down"
    r"|documented|referred to|spoken of|talked about|tackled|cited|quoted|commented"
    r"|brought up|pinned down|highlighted|explored"
    r"|set out|laid out|set forth|expanded|hinted|alluded|made clear|made explicit|implied|conveyed)\b"
)
GIVEN = (
    r"(?:made|told|put|named|noted|defined|reported|treated|confirmed|acknowledged"
    r"|given|provided|included|covered|available|offered|listed|shared|known|recorded"
    r"|identified|found|contained|shown|featured|supplied|presented|published"
    r"|broken|seen|considered|written|on offer)\b"
)
PARTICIPLE = rf"(?:{UNSAID}|{GIVEN})"
STATED = (
    "(?:mentioned|stated|specified|addressed|discussed|given|provided|indicated"
    "|covered|answered|said|touched|explained|described|listed"
    "|disclosed|spelled|spelt|detailed|clarified|included|named|outlined|available"
    "|elaborated|quantified|revealed|recorded|offered)"
)
PARTICLE = (
    r"(?:\s(?:on|upon|into|about|out|forth|up|down|with|to|of|in|at|for|over|away"
    r"|back)\b(?!\s(?:the (?:provided|given)|$)))?"
)

# Nouns of which a guide may have none.
INFORMATION = (
    "(?:information|info|mentions?|word|details?|data|figures?|numbers?|indications?"
    "|references?|answers?|statements?|evidence|specifics|discussions?"
    "|clues?|hints?|amounts?|estimates?|statistics?|guidance|explanations?|descriptions?"
    "|percentages?|sums?|material|content|insights?|particulars|comparisons?"
    "|breakdowns?|coverage|facts?|trace|sections?|chapters?|pages?|dates?|prices?"
    "|examples?|names?|ranges?|values?|passages?|advice|confirmation|clarity"
    "|suggestion|context)"
)
ABOUT = (
    "(?:about|on|regarding|concerning|as to|of|with regards? to|with respect to|in regard to|related to|relating to"
    "|pertaining to|relevant to|around|for|to|into|in terms of|specific to|covering|addressing|when it comes to)"
)
QUESTION = (
    "(?:whether|if|how|what|who|whom|whose|which|when|where|why|by how|at what"
    "|in what|to what|for how|on how|from which|from what|under what|under which)"
)
