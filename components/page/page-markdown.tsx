import { Lexer, lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { Fragment, type ReactNode } from 'react';
import type { Span } from '#core/language/span.ts';
import type { PageMark } from './page-mark.ts';
import { usePicture } from './page-pictures.tsx';
import { PageText } from './page-text.tsx';
import { safeAddress } from './safe-address.ts';

type PageMarkdownProps = {
  source: string;
  span: Span;
  marks: readonly PageMark[] /** One line, such as a title: `1.` at its head is no list. */;
  isInline?: boolean;
};

/** Text of this length in one block is no prose: it is shown as it stands. */
const LONGEST = 20_000;

/**
 * Markdown as it reads: no HTML is taken from it, no picture fetched but those kept with the spec, and links lead only where a browser may go. Words keep their places in the text,
 * so that marks lie on them also inside of lists and emphasis.
 */
export function PageMarkdown({ source, span, marks, isInline = false }: PageMarkdownProps) {
  if (span.end - span.start > LONGEST) {
    return (
      <p className="page-plain-text">
        <PageText source={source} span={span} marks={marks} />
      </p>
    );
  }
  const pen: Pen = { source, at: span.start, end: span.end, marks };
  const text = withoutIndent(source.slice(span.start, span.end));
  const isLine = isInline && !text.includes('\n');
  return (
    <>
      {tokens(pen, isLine ? Lexer.lexInline(text) : lexer(text))}
      {caretsAt(pen.at, span.end, marks).map((mark) => (
        <PageText key={mark.id} source={source} span={{ start: mark.start, end: mark.start }} marks={[mark]} />
      ))}
    </>
  );
}

/** What hangs on a list is indented as a whole, and would be taken for code. */
function withoutIndent(text: string): string {
  const [indent = ''] = /^[ \t]+/.exec(text) ?? [];
  if (indent === '') return text;
  return text
    .split('\n')
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()))
    .join('\n');
}

/** Carets behind the last word: between it and the end nothing is shown that they could stand at. */
function caretsAt(from: number, to: number, marks: readonly PageMark[]): PageMark[] {
  return marks.filter(({ start, end }) => start === end && start > from && start <= to);
}

/** How far the words of the source have been shown: what the lexer gives has no places. */
type Pen = { source: string; at: number; end: number; marks: readonly PageMark[] };

function tokens(pen: Pen, all: readonly Token[] | undefined): ReactNode {
  return (all ?? []).map((token, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the tokens of a text have an order and no names
    <Fragment key={at}>{one(pen, token)}</Fragment>
  ));
}

function one(pen: Pen, token: Token): ReactNode {
  // The lexer is used without extensions: it gives no tokens but those of its own list, whose union with any other type hides their fields.
  const known = token as MarkedToken;
  switch (known.type) {
    case 'space':
    case 'def':
      return null;
    case 'paragraph':
      return <p>{tokens(pen, known.tokens)}</p>;
    case 'text':
      return known.tokens ? tokens(pen, known.tokens) : words(pen, known.raw);
    case 'escape':
      return words(pen, known.text);
    case 'strong':
      return <strong>{tokens(pen, known.tokens)}</strong>;
    case 'em':
      return <em>{tokens(pen, known.tokens)}</em>;
    case 'del':
      return <del>{tokens(pen, known.tokens)}</del>;
    case 'codespan':
      return <code>{words(pen, known.text)}</code>;
    case 'br':
      return <br />;
    case 'hr':
      return <hr />;
    case 'heading':
      return <p className="font-semibold">{tokens(pen, known.tokens)}</p>;
    case 'blockquote':
      return <blockquote>{tokens(pen, known.tokens)}</blockquote>;
    case 'code':
      return <pre>{words(pen, known.text)}</pre>;
    case 'html':
      return <code className="page-html">{words(pen, known.raw)}</code>;
    case 'image':
      return <Picture alt={known.text} address={known.href} />;
    case 'link':
      return <Link address={known.href}>{tokens(pen, known.tokens)}</Link>;
    case 'list':
      return <List pen={pen} list={known} />;
    case 'table':
      return <Table pen={pen} table={known} />;
    case 'checkbox':
      return <input type="checkbox" checked={known.checked} disabled readOnly aria-label={known.checked ? 'done' : 'open'} />;
    case 'list_item':
      return tokens(pen, known.tokens);
  }
}

/** Words where they stand in the source, line by line, for the lexer takes a list's indent away. */
function words(pen: Pen, raw: string): ReactNode {
  return raw.split('\n').map((line, at) => {
    const lead = at > 0 ? '\n' : '';
    const trimmed = line.trim();
    const start = trimmed === '' ? -1 : pen.source.indexOf(trimmed, pen.at);
    const isFound = start >= 0 && start + trimmed.length <= pen.end;
    if (isFound) pen.at = start + trimmed.length;
    const before = line.slice(0, line.indexOf(trimmed));
    const after = line.slice(before.length + trimmed.length);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines have an order and no names
      <Fragment key={at}>
        {lead + before}
        {isFound ? <PageText source={pen.source} span={{ start, end: start + trimmed.length }} marks={pen.marks} /> : trimmed}
        {after}
      </Fragment>
    );
  });
}

function List({ pen, list: { ordered, start, items } }: { pen: Pen; list: Tokens.List }) {
  const rows = items.map((item, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items have an order and no names
    <li key={at}>{tokens(pen, item.tokens)}</li>
  ));
  return ordered ? <ol start={start === '' ? 1 : start}>{rows}</ol> : <ul>{rows}</ul>;
}

function Table({ pen, table: { header, rows, align } }: { pen: Pen; table: Tokens.Table }) {
  const side = (at: number) => ({ textAlign: align[at] ?? undefined });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll with keys, too
    <section className="page-table" aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {header.map((cell, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have an order and no names
              <th key={at} scope="col" style={side(at)}>
                {tokens(pen, cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, rowAt) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have an order and no names
            <tr key={rowAt}>
              {row.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells have an order and no names
                <td key={at} style={side(at)}>
                  {tokens(pen, cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Link({ address, children }: { address: string; children: ReactNode }) {
  const safe = safeAddress(address);
  if (safe === null) return <span title={address}>{children}</span>;
  return (
    <a href={safe} target="_blank" rel="noreferrer noopener" onClick={(event) => event.stopPropagation()}>
      {children}
    </a>
  );
}

/** A picture from elsewhere would tell its server who reads the spec. */
function Picture({ alt, address }: { alt: string; address: string }) {
  const kept = usePicture(address);
  // biome-ignore lint/performance/noImgElement: Next would fetch and keep it without asking who wants it
  if (kept) return <img className="page-picture-kept" src={kept} alt={alt} loading="lazy" decoding="async" />;
  return (
    <span className="page-picture" title={address}>
      Picture: <Link address={address}>{alt || address}</Link>
    </span>
  );
}
