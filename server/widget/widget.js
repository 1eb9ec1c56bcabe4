/** The one tag of a page: loads the advisor beside the page's own scripts, with the tag's data-* as settings. */
(() => {
  const tag = document.currentScript;
  const settings = { ...tag.dataset, api: tag.dataset.api || new URL(".", tag.src).href };
  import(new URL("widget/start.js", tag.src).href)
    .then(({ start }) => start(settings))
    .catch((error) => console.warn("career-advisor: the widget could not be loaded.", error));
})();
