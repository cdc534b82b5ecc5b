/**
 * Next sends a page's scripts as `async`: where the network is faster than the processor all of them are there before the first frame, which
 * then waits until they have run. Here the page is painted first: its scripts are only fetched until then, and its styles come inside it
 * (Next's own `inlineCss` sends them three times a page, and once more with each navigation).
 */
const scriptTag = /<script src="(\/_next\/static\/[^"<>]+\.js)"((?: [a-z-]+="[^"<>]*")*? async=""(?: [a-z-]+="[^"<>]*")*)>/g;
const styleTag = /<link rel="stylesheet" href="(\/_next\/static\/[^"<>]+\.css)"((?: [a-z-]+="[^"<>]*")*)\/>/g;
/** Next writes a tag's attributes in no order that it promises. */
const nonceOf = (attributes: string) => / nonce="[^"]*"/.exec(attributes)?.[0] ?? '';
/** No tag of ours is longer: what is, and still open at the end of a piece, is text. */
const longestTag = 500;

/** The window, with what the page's own script puts on it and Next's scripts are handed to. */
type Scope = Window & typeof globalThis & { later?: (src: string) => void };

/**
 * Runs in the page, before all other scripts; `waitForFrame` starts them once the whole page has had its frame. A press on a button that the
 * page is not awake to yet is kept, and given to it when it is (`components/shell/trpc-provider.tsx` says so).
 */
function boot(scope: Scope): void {
  const { document } = scope;
  let waiting: string[] | null = [];
  const add = (src: string) => {
    const script = document.createElement('script');
    script.src = src;
    script.async = true;
    document.head.append(script);
  };
  scope.later = (src) => {
    if (waiting) waiting.push(src);
    else add(src);
  };
  const start = () => {
    const sources = waiting ?? [];
    waiting = null;
    sources.forEach(add);
  };
  const pressed: HTMLElement[] = [];
  const onClick = (event: Event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (!button || button.popoverTargetElement) return;
    event.preventDefault();
    pressed.push(button);
  };
  scope.addEventListener('click', onClick, true);
  const onAwake = () => {
    scope.removeEventListener('click', onClick, true);
    for (const button of pressed) button.click();
  };
  scope.addEventListener('plumbline:awake', onAwake, { once: true });
  const waitForFrame = () => {
    // In a tab that nobody sees there is no frame to wait for.
    if (document.hidden) return start();
    // Asked for a second one, the browser has the first: until then it draws on the processors that the scripts would take.
    scope.requestAnimationFrame(() => scope.requestAnimationFrame(() => scope.setTimeout(start)));
    // A window that others cover may be called visible and get no frame.
    scope.setTimeout(start, 500);
  };
  document.addEventListener('DOMContentLoaded', waitForFrame, { once: true });
}

/**
 * Rewrites a page that comes in pieces, wherever the cuts between them are. `readStyle` gives the text of a style sheet, or null for one
 * that stays a link.
 */
export function createRewriter(readStyle: (path: string) => string | null) {
  let held = '';
  let hasBoot = false;
  const rewrite = (html: string) =>
    html
      .replaceAll(styleTag, (tag, path: string, attributes: string) => {
        const css = readStyle(path);
        if (css === null) return tag;
        // React looks for the link, finds it and fetches nothing; nor does the browser fetch a disabled one.
        return `<style${nonceOf(attributes)}>${css}</style><link rel="stylesheet" href="${path}"${attributes} disabled=""/>`;
      })
      .replaceAll(scriptTag, (_tag, src: string, attributes: string) => {
        const nonce = nonceOf(attributes);
        const begin = hasBoot ? '' : `<script${nonce}>(${boot.toString()})(self)</script>`;
        hasBoot = true;
        return `${begin}<link rel="preload" as="script" fetchPriority="low" href="${src}"/><script${nonce}>later("${src}")`;
      });
  return {
    /** What can be sent of the page so far. */
    push(piece: string): string {
      const text = held + piece;
      const at = text.lastIndexOf('<');
      const isOpen = at !== -1 && text.indexOf('>', at) === -1 && text.length - at < longestTag;
      held = isOpen ? text.slice(at) : '';
      return rewrite(isOpen ? text.slice(0, at) : text);
    },
    /** What is left when the page has ended. */
    end(): string {
      const rest = held;
      held = '';
      return rewrite(rest);
    },
  };
}
