document.documentElement.classList.add("js");
const cases = [...document.querySelectorAll(".case")];
const words = document.getElementById("words"), state = document.getElementById("state");
const slice = document.getElementById("slice"), count = document.getElementById("count");
function filter() {
  const wanted = words.value.toLowerCase().trim();
  let n = 0;
  for (const one of cases) {
    const shown = (!state.value || one.dataset.state === state.value)
      && (!slice.value || (" " + one.dataset.slices + " ").includes(" " + slice.value + " "))
      && (!wanted || one.firstElementChild.textContent.toLowerCase().includes(wanted) || one.id.includes(wanted));
    one.hidden = !shown;
    n += shown;
  }
  count.textContent = n + " of " + cases.length;
}
for (const field of [words, state, slice]) field?.addEventListener("input", filter);
if (words) filter();
function open() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") { at.open = true; at.hidden = false; }
  if (target) target.scrollIntoView();
}
addEventListener("hashchange", open);
open();
