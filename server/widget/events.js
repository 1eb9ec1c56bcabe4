/** Parses server-sent events from a fetch response; EventSource can neither POST nor send headers. */

/**
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<{name: string, id: string, data: any}>} each event with its data as parsed JSON
 */
export async function* readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let unread = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      unread = (unread + value).replaceAll("\r\n", "\n");
      let end;
      while ((end = unread.indexOf("\n\n")) >= 0) {
        const event = parse(unread.slice(0, end));
        unread = unread.slice(end + 2);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parse(block) {
  const event = { name: "message", id: "", data: "" };
  const data = [];
  for (const line of block.split("\n")) {
    const [, field, value] = /^(\w+): ?([^]*)$/.exec(line) || [];
    if (field === "event") event.name = value;
    else if (field === "id") event.id = value;
    else if (field === "data") data.push(value);
  }
  return data.length ? { ...event, data: JSON.parse(data.join("\n")) } : null;
}
