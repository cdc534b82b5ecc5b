import { isNoticeKind, noticeWords } from '#core/notices/notice.ts';

export type MailedNotice = { kind: string; title: string; body: string; path: string };
type Organization = { slug: string; name: string };
type Written = { subject: string; text: string; html: string };

/** A mail about one notice: what it is, the words of it, and the way there. */
export function writeNoticeMail(publicUrl: string, { slug, name }: Organization, notice: MailedNotice): Written {
  const url = `${publicUrl}/${slug}${notice.path}`;
  const step = stepOf(notice);
  const settings = `${publicUrl}/${slug}/settings/notices`;
  const text = `${notice.title}.\n\n${quoted(notice.body)}${step}: ${url}\n\nWhat you get by mail: ${settings}\n`;
  const html = page(`<p>${safe(notice.title)}.</p>${quotedHtml(notice.body)}<p><a href="${safe(url)}">${safe(step)}</a></p>`, settings);
  return { subject: oneLine(`[${name}] ${notice.title}`), text, html };
}

/** A mail about what came in a day. `total` may be more than the notices that it names. */
export function writeDigest(publicUrl: string, { slug, name }: Organization, notices: readonly MailedNotice[], total: number): Written {
  const inbox = `${publicUrl}/${slug}/inbox`;
  const settings = `${publicUrl}/${slug}/settings/notices`;
  const more = total > notices.length ? `And ${total - notices.length} more in your inbox.` : '';
  const lines = notices.map((notice) => `- ${notice.title}\n  ${publicUrl}/${slug}${notice.path}`);
  const items = notices.map((notice) => `<li><a href="${safe(`${publicUrl}/${slug}${notice.path}`)}">${safe(notice.title)}</a></li>`);
  const text = `${lines.join('\n')}\n\n${more ? `${more}\n` : ''}Your inbox: ${inbox}\nWhat you get by mail: ${settings}\n`;
  const html = page(`<ul>${items.join('')}</ul><p>${safe(more)} <a href="${safe(inbox)}">Your inbox</a></p>`, settings);
  return { subject: oneLine(`[${name}] ${total === 1 ? 'One thing waits' : `${total} things wait`} for you`), text, html };
}

type PlainMail = { subject: string; paragraphs: readonly string[]; way: { words: string; url: string } };

/** A mail of a few sentences and one link, to whoever it is about: it belongs to no organization and cannot be turned off. */
export function writePlainMail({ subject, paragraphs, way }: PlainMail): Written {
  const link = `<p><a href="${safe(way.url)}">${safe(way.words)}</a></p>`;
  const html = `<!doctype html><html><body>${paragraphs.map((words) => `<p>${safe(words)}</p>`).join('')}${link}</body></html>`;
  return { subject: oneLine(subject), text: `${paragraphs.join('\n\n')}\n\n${way.words}: ${way.url}\n`, html };
}

function stepOf({ kind }: MailedNotice): string {
  return isNoticeKind(kind) ? noticeWords[kind].step : 'Open';
}

function quoted(body: string): string {
  if (body === '') return '';
  return `${body
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')}\n\n`;
}

function quotedHtml(body: string): string {
  return body === '' ? '' : `<blockquote style="white-space:pre-wrap">${safe(body)}</blockquote>`;
}

function page(content: string, settings: string): string {
  return `<!doctype html><html><body>${content}<p style="color:#666"><a href="${safe(settings)}">What you get by mail</a></p></body></html>`;
}

/** A subject is one header: no line of it may begin another one. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 200);
}

function safe(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
