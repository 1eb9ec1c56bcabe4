/** One live region for the page, in the light DOM: VoiceOver ignores those inside a shadow root. */

const ID = "career-advisor-announcer";
const UNSEEN = {
  position: "absolute", width: "1px", height: "1px", margin: "-1px", overflow: "hidden", "clip-path": "inset(50%)",
  "white-space": "nowrap",
};

/** Adds the region to the page; it must be there before it first speaks, or its first words are lost. */
export function prepareAnnouncer() {
  const found = document.getElementById(ID);
  if (found) return found;
  const region = document.createElement("div");
  region.id = ID;
  region.setAttribute("role", "status");
  region.setAttribute("aria-live", "polite");
  for (const [name, value] of Object.entries(UNSEEN)) region.style.setProperty(name, value);
  document.body.append(region);
  return region;
}

/** Announces `text`: a change of state or a finished answer, never parts of one. */
export function announce(text) {
  const region = prepareAnnouncer();
  const said = document.createElement("p");
  said.textContent = text;
  region.replaceChildren(said);
}
