/** Questions, answers of every kind, their sources, and what can be done with them. */
export const ANSWERS = /* css */ `
.turns { display: flex; flex-direction: column; gap: 1rem; }
.earlier { margin-block-end: 1rem; color: var(--_quiet); font-size: 0.875em; text-align: center; }
.asked {
  align-self: flex-end; max-width: 86%; padding: 0.6rem 1rem; border-radius: 1.15rem; border-end-end-radius: 0.3rem;
  background: var(--_asked); color: var(--_asked-ink); white-space: pre-wrap; overflow-wrap: anywhere;
}
.asked-about { display: block; margin-block-end: 0.15rem; color: var(--_quiet); font-size: 0.82rem; font-weight: 600; }
.asked:not(:first-child) { margin-block-start: 0.75rem; }
.answer { display: flex; flex-direction: column; align-items: stretch; gap: 0.8rem; overflow-wrap: anywhere; }
.page .answer { padding: 1.25rem 1.4rem; border: 1px solid var(--_line); border-radius: 1.25rem; background: var(--_card); }
.claims { display: flex; flex-direction: column; gap: 0.65rem; }
.claims:empty { display: none; }
.claim, .message { line-height: 1.62; white-space: pre-line; }
.page .claim, .page .message { font-size: 1.0625em; }
.claim.new { animation: appear 0.3s ease-out; }
@keyframes appear { from { opacity: 0; transform: translateY(4px); } }
code { padding: 0.1em 0.3em; border-radius: 0.3em; background: var(--_accent-soft); font-size: 0.92em; }

.doing { display: flex; align-items: center; gap: 0.6rem; color: var(--_quiet); font-size: 0.94em; }
.dots { display: inline-flex; gap: 0.25rem; }
.dots i { width: 0.35rem; height: 0.35rem; border-radius: 50%; background: var(--_accent); animation: pulse 1.2s infinite steps(3); }
.dots i:nth-child(2) { animation-delay: 0.15s; }
.dots i:nth-child(3) { animation-delay: 0.3s; }
@keyframes pulse { 50% { opacity: 0.2; } }

/* --- what leads to the guide --- */

.chip, .number {
  display: inline-grid; place-items: center; min-width: 1.5rem; height: 1.5rem; padding: 0 0.35rem; border-radius: 0.45rem;
  background: var(--_accent-soft); color: var(--_accent); font-size: 0.78rem; font-weight: 700; line-height: 1;
  font-variant-numeric: tabular-nums; text-decoration: none;
}
.chip { vertical-align: 0.08em; transition: background-color 0.12s; }
.chip:hover, .chip:focus-visible, .chip[aria-describedby] { background: var(--_accent); color: var(--_accent-ink); }
.tail { white-space: nowrap; }
.preview {
  position: absolute; z-index: 2; overflow-y: auto; scrollbar-width: thin; padding: 0.85rem 1rem; border-radius: 0.9rem; background: var(--_card); box-shadow: var(--_shadow);
  font-size: 0.9rem; line-height: 1.5; animation: appear 0.14s ease-out; overflow-wrap: anywhere;
}
.preview-where, .where { color: var(--_quiet); font-size: 0.82rem; line-height: 1.45; }
.preview-where b, .where b { color: var(--_ink); font-weight: 600; }
.preview-quote {
  margin: 0.5rem 0; padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--_mark); color: var(--_quiet); white-space: pre-line;
}
.preview-quote mark { background: color-mix(in oklab, var(--_mark) 28%, transparent); color: var(--_ink); box-decoration-break: clone; }
.preview-quote strong { font-weight: 750; text-decoration: underline 2px var(--_mark); text-underline-offset: 0.2em; }
.preview-link { position: sticky; inset-block-end: -0.85rem; display: flex; padding-block: 0.25rem; background: var(--_card); align-items: center; gap: 0.35rem; min-height: 1.5rem; color: var(--_accent); font-weight: 600; }

.sources { border-block-start: 1px solid var(--_line); padding-block-start: 0.5rem; }
summary {
  display: flex; align-items: center; gap: 0.5rem; min-height: 2rem; border-radius: 0.5rem; color: var(--_quiet);
  font-size: 0.875rem; font-weight: 600; cursor: pointer; list-style: none;
}
summary::-webkit-details-marker { display: none; }
summary::after {
  content: ""; width: 0.45rem; height: 0.45rem; margin-inline: auto 0.4rem; border: solid currentColor; border-width: 0 1.5px 1.5px 0;
  rotate: 45deg; translate: 0 -0.15rem; transition: rotate 0.15s;
}
[open] > summary::after { rotate: 225deg; translate: 0 0.1rem; }
summary:hover { color: var(--_ink); }
.sources ul { display: grid; gap: 0.8rem; padding-block: 0.5rem 0.2rem; }
.quote {
  display: flex; gap: 0.65rem; margin-inline: -0.5rem; padding: 0.35rem 0.5rem; border-radius: 0.6rem; color: var(--_ink);
  font-size: 0.92em; line-height: 1.5; text-decoration: none;
}
.quote[href]:hover { background: var(--_accent-soft); }
.number { flex: none; min-width: 1.3rem; height: 1.3rem; margin-block-start: 0.1rem; font-size: 0.72rem; }
.words {
  display: -webkit-box; overflow: hidden; padding-inline-start: 0.7rem; border-inline-start: 3px solid var(--_mark); white-space: pre-line;
  -webkit-box-orient: vertical; -webkit-line-clamp: 4; line-clamp: 4;
}
.quote .page { flex: none; margin-inline-start: auto; color: var(--_quiet); font-size: 0.85em; }

/* --- the parts of an answer --- */

.part { display: flex; flex-direction: column; gap: 0.55rem; container-type: inline-size; }
.part + .part { margin-block-start: 0.35rem; }
.part-head, .column-name { font-weight: 650; font-size: 0.97em; line-height: 1.4; }
.part-count { margin-inline-start: 0.6rem; color: var(--_quiet); font-size: 0.875em; font-weight: 500; }
.verdict {
  display: inline-block; padding: 0.05em 0.6em; border-radius: 0.5em; background: var(--_accent-soft); color: var(--_accent);
  font-size: 0.9em; font-weight: 700; line-height: 1.5;
}
.part.near_miss > .part-head { color: var(--_quiet); }
.part.near_miss > .claim { padding-inline-start: 0.9rem; border-inline-start: 3px solid var(--_mark); }
.items { display: grid; gap: 0.4rem; padding-inline-start: 1.15rem; list-style: disc; }
.items li::marker { color: var(--_accent); }
.items.single { padding-inline-start: 0; list-style: none; }
.page .items .claim, .page .figure .claim { font-size: 1em; }
.row-label { color: var(--_quiet); font-weight: 600; }
.figures-card { display: grid; margin: 0; border: 1px solid var(--_line); border-radius: 0.8rem; overflow: hidden; }
.figure { display: flex; align-items: baseline; justify-content: space-between; gap: 0.25rem 1rem; padding: 0.5rem 0.9rem; }
.figure + .figure { border-block-start: 1px solid var(--_line); }
.figure dt { flex: none; max-width: 50%; color: var(--_quiet); }
.figure dd { margin: 0; font-weight: 600; text-align: end; font-variant-numeric: tabular-nums; }
.figure dd:only-child { font-weight: 400; text-align: start; }
.track { display: grid; margin: 0; padding: 0; list-style: none; }
.track > .column {
  position: relative; display: grid; gap: 0.3rem; padding: 0 0 0.9rem 1.5rem; border-inline-start: 2px solid var(--_edge); margin-inline-start: 0.4rem;
}
.track > .column:last-child { padding-block-end: 0; border-color: transparent; }
.track > .column::before {
  content: ""; position: absolute; inset-block-start: 0.3rem; inset-inline-start: calc(-0.4rem - 1px); width: 0.8rem; height: 0.8rem;
  border: 2px solid var(--_accent); border-radius: 50%; background: var(--_card); box-sizing: border-box;
}
.column.own::before { background: var(--_accent); }
.own-place {
  margin-inline-start: 0.6rem; padding: 0.1em 0.6em; border-radius: 1em; background: var(--_accent); color: var(--_accent-ink); font-size: 0.78em;
  white-space: nowrap;
}
.careers .figure { display: grid; gap: 0.1rem; }
.careers .figure dt { max-width: none; }
.careers .figure dd { font-weight: 400; text-align: start; }
.careers-table, .careers-table tbody, .careers-table tr { display: grid; gap: 0.45rem; }
.careers-table thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.careers-table tr { padding: 0.7rem 0.9rem; border: 1px solid var(--_line); border-radius: 0.8rem; }
.careers-table th { font-weight: 650; text-align: start; }
.careers-table td { padding: 0; }
.cell-name, .unsaid { color: var(--_quiet); }
@container (min-width: 28em) {
  .careers-table { display: table; border-collapse: collapse; }
  .careers-table tbody { display: table-row-group; }
  .careers-table tr { display: table-row; }
  .careers-table thead { position: static; display: table-header-group; clip-path: none; }
  .careers-table th, .careers-table td { padding: 0.5rem 0.7rem; border-block-end: 1px solid var(--_line); vertical-align: top; }
  .cell-name { display: none; }
}
.beside { display: grid; gap: 0.8rem; }
.beside > .column { display: grid; align-content: start; gap: 0.45rem; padding: 0.8rem 0.95rem; border: 1px solid var(--_line); border-radius: 0.8rem; }
@container (min-width: 28em) {
  .beside { grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); }
}
.more-claims { display: grid; gap: 0.6rem; padding-block: 0.5rem 0.2rem; }

/* --- answers of another kind --- */

.label, .notice, .error { display: flex; align-items: flex-start; gap: 0.55rem; }
.label { font-weight: 650; font-size: 0.94em; }
.label .icon, .notice .icon, .error .icon { margin-block-start: 0.17em; }
.answer:is([data-status="not_in_guide"], [data-status="out_of_scope"], [data-status="clarify"]) {
  padding: 1rem 1.1rem; border: 1px dashed var(--_edge); border-radius: 1rem; background: none;
}
.answer:is([data-status="not_in_guide"], [data-status="out_of_scope"]) .label { color: var(--_quiet); }
.answer[data-status="clarify"] { border-style: solid; border-color: var(--_accent); }
.answer[data-status="clarify"] .label { color: var(--_accent); }
.answer[data-status="conflicting"] .label { color: var(--_warn); }

.place { color: var(--_accent); font-weight: 600; }
.conflict { container-type: inline-size; }
.about { margin-block-end: 0.5rem; font-weight: 600; font-size: 0.94em; }
.conflict ul, .sides { position: relative; display: grid; gap: 0.6rem; }
.conflict li, .sides li {
  position: relative; padding: 0.8rem 0.95rem; border: 1px solid color-mix(in oklab, var(--_warn) 40%, transparent);
  border-block-start: 3px solid var(--_warn); border-radius: 0.8rem; background: var(--_warn-soft);
}
.conflict .where, .sides .where { margin-block-end: 0.3rem; color: var(--_warn); }
.conflict .claim, .sides .claim { font-size: 0.97em; }
@container (min-width: 28em) {
  .conflict ul, .sides { grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); }
}

.notice { color: var(--_quiet); font-size: 0.9em; line-height: 1.5; }
.notice.gap {
  padding: 0.55rem 0.8rem; border-radius: 0.7rem; background: var(--_warn-soft); color: var(--_ink);
}
.notice.gap .icon { color: var(--_warn); }
.error { padding: 0.75rem 0.95rem; border-radius: 0.8rem; border-inline-start: 4px solid var(--_bad); background: var(--_bad-soft); }
.error .icon { color: var(--_bad); }
.page .answer[data-state="failed"] { border-color: var(--_bad); }
.stopped { color: var(--_quiet); font-style: italic; }

/* --- what can be done --- */

.button {
  align-self: flex-start; min-height: 2.25rem; padding: 0.3rem 1rem; border: 1px solid var(--_edge); border-radius: 2rem; background: none;
  color: var(--_ink); font-size: 0.9em; font-weight: 600;
}
.button:hover:enabled { border-color: var(--_accent); color: var(--_accent); }
.button:disabled { color: var(--_quiet); cursor: default; font-variant-numeric: tabular-nums; }
.tools { display: flex; align-items: center; flex-wrap: wrap; gap: 0.15rem; margin: -0.25rem -0.5rem; }
.tools .tool { width: 2.1rem; height: 2.1rem; }
.tools .icon { width: 1.1rem; height: 1.1rem; }
.tool-word { display: none; font-size: 0.82rem; }
@media (hover: none) {
  .tools .tool { display: inline-flex; align-items: center; gap: 0.4rem; width: auto; min-height: 2.5rem; padding-inline: 0.5rem 0.7rem; }
  .tool-word { display: inline; }
}
.noted { color: var(--_quiet); font-size: 0.875em; }
.reasons { display: flex; flex-direction: column; gap: 0.6rem; padding: 0.9rem 1rem; border: 1px solid var(--_line); border-radius: 0.9rem; background: var(--_card); }
.why { font-weight: 600; font-size: 0.92em; }
.choices { display: flex; flex-wrap: wrap; gap: 0.4rem; }
.reason { min-height: 2rem; padding: 0.2rem 0.8rem; border: 1px solid var(--_edge); border-radius: 2rem; background: none; font-size: 0.875em; }
.reason:hover { border-color: var(--_accent); }
.reason[aria-pressed="true"] { border-color: var(--_accent); background: var(--_accent); color: var(--_accent-ink); }
.reasons textarea { width: 100%; padding: 0.5rem 0.7rem; border: 1px solid var(--_edge); border-radius: 0.6rem; background: var(--_paper); resize: vertical; }
.suggestions { display: grid; gap: 0.5rem; }
.answer .suggestions { display: flex; flex-wrap: wrap; }
.answer:not(:last-child) .suggestions { display: none; }
.ask {
  width: 100%; min-height: 2.5rem; padding: 0.55rem 0.95rem; border: 1px solid var(--_line); border-radius: 0.85rem; background: var(--_card);
  font-size: 0.97em; line-height: 1.4; text-align: start; transition: border-color 0.15s;
}
.answer .ask { width: auto; min-height: 2.25rem; padding: 0.35rem 0.85rem; font-size: 0.9em; }
.ask:hover { border-color: var(--_accent); background: var(--_accent-soft); }
`;
