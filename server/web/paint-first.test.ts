import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRewriter } from './paint-first.ts';

const css = 'a>b{content:"$&"}';
const page =
  '<!DOCTYPE html><html><head><link rel="stylesheet" href="/_next/static/chunks/a.css" data-precedence="next"/>' +
  '<script src="/_next/static/chunks/one.js" async=""></script><script src="/_next/static/chunks/two.js" async="" nonce="n1"></script>' +
  '<script src="/_next/static/chunks/old.js" noModule=""></script></head><body><p>1 < 2, and text of <b>Zoë</b></p>' +
  '<script>self.__next_f.push([1,"\\u003cscript src=\\"/_next/static/x.js\\" async=\\"\\">"])</script>' +
  '<script src="/_next/static/chunks/three.js" async=""></script></body></html>';

function rewrite(pieces: readonly string[], readStyle: (path: string) => string | null = () => css): string {
  const rewriter = createRewriter(readStyle);
  return pieces.map((piece) => rewriter.push(piece)).join('') + rewriter.end();
}

test('wherever a page is cut, it comes out the same', () => {
  const whole = rewrite([page]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: page.length }), { maxLength: 12 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), page.length];
      expect(rewrite(at.slice(1).map((end, index) => page.slice(at[index], end)))).toBe(whole);
    }),
  );
});

test('no script of the page begins by itself, each is fetched and handed over once, in order', () => {
  const html = rewrite([page]);
  expect(html).not.toMatch(/<script src="[^"]+" async/);
  expect([...html.matchAll(/later\("([^"]+)"\)<\/script>/g)].map(([, src]) => src)).toEqual([
    '/_next/static/chunks/one.js',
    '/_next/static/chunks/two.js',
    '/_next/static/chunks/three.js',
  ]);
  expect(html.match(/as="script" fetchPriority="low" href="/g)).toHaveLength(3);
  expect(html.match(/scope\.later/g)).toHaveLength(1);
  expect(html).toContain('<script nonce="n1">later("/_next/static/chunks/two.js")</script>');
  expect(html).toContain('<script src="/_next/static/chunks/old.js" noModule="">');
  expect(html).toContain('<p>1 < 2, and text of <b>Zoë</b></p>');
});

test('styles stand in the page, with the link that React looks for; one that cannot be read stays a link', () => {
  expect(rewrite([page])).toContain(
    `<style>${css}</style><link rel="stylesheet" href="/_next/static/chunks/a.css" data-precedence="next" disabled=""/>`,
  );
  expect(rewrite([page], () => null)).toContain('<link rel="stylesheet" href="/_next/static/chunks/a.css" data-precedence="next"/>');
});

test('attributes may come in any order: Next promises none', () => {
  const html = rewrite([
    '<link rel="stylesheet" href="/_next/static/chunks/a.css" nonce="n1" data-precedence="next"/>' +
      '<script src="/_next/static/chunks/one.js" nonce="n1" async=""></script>',
  ]);
  expect(html).toContain(
    `<style nonce="n1">${css}</style><link rel="stylesheet" href="/_next/static/chunks/a.css" nonce="n1" data-precedence="next" disabled=""/>`,
  );
  expect(html).toContain('<script nonce="n1">later("/_next/static/chunks/one.js")</script>');
});

test('text without tags of ours passes unchanged, whatever it is', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 8 }), (pieces) => {
      expect(rewrite(pieces)).toBe(pieces.join(''));
    }),
  );
});
