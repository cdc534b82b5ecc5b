/**
 * Runs inside the sandbox, whose only way out is our proxy: reads one page as text. Prints a line of JSON that says what came, then the text.
 * Redirects are not followed: each host is for the policy to judge.
 */
const [url] = process.argv.slice(2);
const mostBytes = 4_000_000;
const mostCharacters = 100_000;

try {
  const response = await fetch(url, {
    redirect: 'manual',
    signal: AbortSignal.timeout(20_000),
    headers: { accept: 'text/html, text/plain, text/markdown, application/json, */*;q=0.1', 'user-agent': 'Plumbline' },
  });
  const type = response.headers.get('content-type') ?? '';
  const isText = /^(?:text\/|application\/(?:json|xml|xhtml|javascript|[\w.]+\+(?:json|xml)))/i.test(type) || type === '';
  const body = isText ? await read(response) : '';
  const text = /html/i.test(type) ? readable(body) : body;
  const said = { status: response.status, type, location: response.headers.get('location'), isText, isCut: text.length > mostCharacters };
  process.stdout.write(`${JSON.stringify(said)}\n${text.slice(0, mostCharacters)}`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ failure: error.cause?.message || error.message || String(error) })}\n`);
}
process.exit(0);

async function read(response) {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    text += decoder.decode(chunk, { stream: true });
    if (bytes > mostBytes) break;
  }
  return text;
}

/** The words of a page, without what is only there for a browser. Each pattern is linear: pages are hostile. */
function readable(html) {
  const named = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
  return withoutElements(html, ['script', 'style', 'noscript', 'svg', 'template'])
    .replace(/<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6]|\/pre|\/section)\b[^<>]*>/gi, '\n')
    .replace(/<li\b[^<>]*>/gi, '- ')
    .replace(/<h([1-6])\b[^<>]*>/gi, (_, level) => `\n${'#'.repeat(Number(level))} `)
    .replace(/<[^<>]*>/g, '')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, ten, sixteen, name) => {
      const code = ten ? Number(ten) : sixteen ? Number.parseInt(sixteen, 16) : null;
      if (code !== null) return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
      return named[name.toLowerCase()] ?? whole;
    })
    .split('\n')
    .map((line) => line.trim().replace(/[ \t]+/g, ' '))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function withoutElements(html, names) {
  const lower = html.toLowerCase();
  let kept = '';
  let at = 0;
  for (;;) {
    const starts = names.map((name) => ({ name, start: lower.indexOf(`<${name}`, at) })).filter(({ start }) => start >= 0);
    if (starts.length === 0) return kept + html.slice(at);
    const { name, start } = starts.reduce((first, one) => (one.start < first.start ? one : first));
    kept += html.slice(at, start);
    const end = lower.indexOf(`</${name}`, start);
    if (end < 0) return kept;
    at = end;
  }
}
