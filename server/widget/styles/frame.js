/** The colours, the button in the corner, the panel, its head, and the field to ask in. */
export const FRAME = /* css */ `
:host {
  all: initial;
  display: block;
  color-scheme: light dark;
  --_accent: var(--ca-accent, light-dark(#0f5c55, #6cc5b8));
  --_accent-ink: var(--ca-accent-ink, light-dark(#fff, #07211e));
  --_accent-soft: var(--ca-accent-soft, color-mix(in oklab, var(--_accent) 13%, var(--_card)));
  --_paper: var(--ca-paper, light-dark(#faf9f6, #141817));
  --_card: var(--ca-card, light-dark(#fff, #1d2322));
  --_ink: var(--ca-ink, light-dark(#1c2423, #e7ebe9));
  --_quiet: var(--ca-quiet, light-dark(#56615f, #a3aeac));
  --_line: var(--ca-line, light-dark(#e2e0d8, #323a38));
  --_edge: light-dark(#8b938f, #7b8784);
  --_mark: var(--ca-mark, light-dark(#e0a100, #e3b341));
  --_warn: light-dark(#855700, #e9bd5c);
  --_warn-soft: light-dark(#fdf4df, #2d270f);
  --_bad: light-dark(#a3312a, #f09a90);
  --_bad-soft: light-dark(#fcecea, #38201d);
  --_asked: var(--ca-asked, color-mix(in oklab, var(--_accent) 12%, var(--_paper)));
  --_asked-ink: var(--ca-asked-ink, var(--_ink));
  --_radius: var(--ca-radius, 1.25rem);
  --_shadow: 0 0 0 1px rgb(20 30 28 / 5%), 0 2px 6px rgb(20 30 28 / 8%), 0 16px 48px rgb(20 30 28 / 18%);
  font: 1rem/1.6 var(--ca-font, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif);
  color: var(--_ink);
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
}
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
:host([hidden]), [hidden] { display: none !important; }

*, *::before, *::after { box-sizing: border-box; }
p, ul { margin: 0; padding: 0; }
ul { list-style: none; }
button, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.icon {
  flex: none; width: 1.25em; height: 1.25em;
  fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round;
}

/* --- where it stands --- */

.advisor { position: relative; }
.launcher.advisor {
  position: fixed; z-index: var(--ca-z, 2147483000);
  inset-block-end: max(var(--ca-offset-y, 1.25rem), env(safe-area-inset-bottom));
  inset-inline-end: var(--ca-offset-x, 1.25rem);
}
.page, .inline, .page .panel, .inline .panel { height: 100%; }
:host([mode="page"]) { height: 100dvh; }
:host([mode="inline"]) { height: var(--ca-height, 38rem); }

button.launcher {
  display: flex; align-items: center; gap: 0.6rem; min-height: 3.5rem; margin-inline-start: auto; padding: 0; padding-inline: 1.1rem 1.35rem;
  border: 0; border-radius: 2rem; background: var(--_accent); color: var(--_accent-ink); font-weight: 600;
  box-shadow: var(--_shadow); transition: translate 0.18s, filter 0.18s;
}
button.launcher:hover { translate: 0 -2px; filter: brightness(1.08); }
button.launcher .icon { width: 1.5rem; height: 1.5rem; }
.open button.launcher { display: none; }
button.launcher.waiting::after {
  content: ""; width: 0.7rem; height: 0.7rem; margin-inline-start: 0.1rem; border-radius: 50%; background: var(--_mark);
  box-shadow: 0 0 0 2px var(--_accent);
}

.panel {
  position: relative; display: flex; flex-direction: column; overflow: hidden;
  background: var(--_paper); color: var(--_ink);
}
.launcher .panel {
  position: absolute; inset-block-end: 0; inset-inline-end: 0;
  width: min(var(--ca-width, 26rem), calc(100vw - 2.5rem));
  height: min(var(--ca-height, 42rem), calc(100dvh - 2.5rem));
  border-radius: var(--_radius); box-shadow: var(--_shadow);
  animation: rise 0.22s cubic-bezier(0.2, 0.8, 0.2, 1);
}
.inline .panel { border: 1px solid var(--_line); border-radius: var(--_radius); }
@keyframes rise { from { opacity: 0; transform: translateY(12px) scale(0.985); } }

/* --- its head --- */

.head {
  display: flex; align-items: center; justify-content: space-between; gap: 0.75rem; flex: none; min-height: 3.5rem;
  padding-block: 0.4rem; padding-inline: 1.15rem 0.7rem; border-block-end: 1px solid var(--_line); background: var(--_card);
}
.page .head { padding-inline: clamp(1rem, 3vw, 2rem); background: var(--_paper); }
.title { display: flex; align-items: center; gap: 0.6rem; min-width: 0; font-weight: 650; letter-spacing: -0.01em; }
.title span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.title .icon { color: var(--_accent); }
.head-end { display: flex; align-items: center; gap: 0.25rem; min-width: 0; }
.tool {
  display: inline-grid; place-items: center; flex: none; width: 2.25rem; height: 2.25rem; padding: 0;
  border: 0; border-radius: 0.7rem; background: none; color: var(--_quiet);
}
.tool:hover, .tool[aria-pressed="true"] { background: var(--_accent-soft); color: var(--_accent); }

/* --- the conversation's place --- */

.log {
  flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; scrollbar-gutter: stable; scrollbar-width: thin;
  padding: 1.15rem; container-type: inline-size;
}
.log:focus-visible { outline-offset: -3px; }
.page .log { padding: 1.5rem max(1.25rem, calc((100% - 46rem) / 2)) 2.5rem; }
.welcome { display: flex; flex-direction: column; justify-content: center; min-height: 100%; }
.hello { font-size: 1.5rem; font-weight: 680; line-height: 1.2; letter-spacing: -0.025em; }
.promise { margin: 0.5rem 0 1.4rem; color: var(--_quiet); }
.start { display: grid; gap: 0.5rem; }
.start-label { color: var(--_quiet); font-size: 0.875rem; font-weight: 600; }
.latest {
  display: inline-flex; align-items: center; flex: none; align-self: center; gap: 0.35rem; min-height: 1.9rem; margin-block: 0.35rem 0.1rem;
  padding: 0.1rem 0.9rem 0.1rem 0.65rem; border: 1px solid var(--_line); border-radius: 2rem; background: var(--_card);
  color: var(--_quiet); font-size: 0.82rem; font-weight: 600;
}
.latest:hover { border-color: var(--_accent); color: var(--_accent); }
.latest .icon { width: 1rem; height: 1rem; }

/* --- the field --- */

.composer { flex: none; padding: 0.35rem 0.9rem max(0.9rem, env(safe-area-inset-bottom)); }
/* The same gutter as the conversation's, so that both end at one edge. */
.page .composer {
  overflow: hidden; scrollbar-gutter: stable; scrollbar-width: thin;
  padding: 0.35rem max(1.25rem, calc((100% - 46rem) / 2)) max(1.25rem, env(safe-area-inset-bottom));
}
.field {
  display: flex; align-items: flex-end; gap: 0.5rem; padding: 0.35rem; padding-inline-start: 1.05rem;
  border: 1px solid var(--_edge); border-radius: 1.6rem; background: var(--_card);
}
.field:focus-within { border-color: var(--_accent); box-shadow: 0 0 0 2px var(--_accent); }
.field textarea {
  flex: 1; min-width: 0; max-height: 10.5rem; padding: 0.45rem 0; border: 0; outline: none; background: none; resize: none; line-height: 1.5;
}
textarea::placeholder { overflow: hidden; color: var(--_quiet); opacity: 1; text-overflow: ellipsis; white-space: nowrap; }
.send {
  display: grid; place-items: center; flex: none; width: 2.4rem; height: 2.4rem; padding: 0;
  border: 0; border-radius: 50%; background: var(--_accent); color: var(--_accent-ink);
}
.send:hover:enabled { filter: brightness(1.1); }
.send:disabled { background: var(--_line); color: var(--_quiet); cursor: default; }
.topic {
  display: inline-flex; align-items: center; max-width: 100%; margin-block-end: 0.4rem; padding-inline-start: 0.8rem; border-radius: 2rem;
  background: var(--_accent-soft); font-size: 0.875rem;
}
.topic span { overflow: hidden; padding-block: 0.25rem; text-overflow: ellipsis; white-space: nowrap; }
.topic b { font-weight: 650; }
.topic .tool { width: 1.9rem; height: 1.9rem; }
.topic .icon { width: 0.9rem; height: 0.9rem; }
.count { margin-block-end: 0.3rem; color: var(--_quiet); font-size: 0.82rem; text-align: end; font-variant-numeric: tabular-nums; }
.count.over { color: var(--_bad); font-weight: 650; }
.send .icon { stroke-width: 2; }
.i-stop { fill: currentColor; }
.line { margin: 0 0 0.5rem; padding: 0.4rem 0.8rem; border-radius: 0.7rem; background: var(--_warn-soft); color: var(--_warn); font-size: 0.875rem; text-align: center; }

/* --- phones: the panel is the screen --- */

@media (max-width: 30em), (max-height: 26em) {
  .launcher .panel {
    position: fixed; inset: var(--_from, 0) 0 auto 0; width: 100%; height: var(--_seen, 100dvh); border-radius: 0; box-shadow: none;
  }
  .open button.launcher { display: none; }
  button.launcher { min-width: 3.5rem; }
  .tool { width: 2.75rem; height: 2.75rem; }
  .page .log { padding-inline: 1rem; }
  .page .composer { padding-inline: 1rem; }
  .page .head { gap: 0.4rem; padding-inline: 1rem 0.4rem; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; }
}
@media (forced-colors: active) {
  .panel, button.launcher, .chip, .send { border: 1px solid; }
}
@media print {
  button.launcher, .composer, .tools, .suggestions { display: none; }
  .log { overflow: visible; }
}
`;
