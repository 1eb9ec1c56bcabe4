/** The chat page's choice of a guide; everything else is the widget's. */

const advisor = document.querySelector("career-advisor");
const picker = document.getElementById("guide");

picker?.addEventListener("change", () => {
  const address = new URL(window.location.href);
  address.search = picker.value ? `?guide=${encodeURIComponent(picker.value)}` : "";
  // Before the first question the page reloads with that guide's suggestions; a conversation continues.
  if (document.querySelector(".welcome").checkVisibility()) {
    window.location.assign(address);
    return;
  }
  window.history.replaceState(null, "", address);
  advisor.guide = picker.value;
});
