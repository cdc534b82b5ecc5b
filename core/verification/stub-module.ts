/** What the functions of a stub give: nothing, or one and the same thing that means nothing. */
export const stubModes = ['nothing', 'something'] as const;
export type StubMode = (typeof stubModes)[number];

export type StubRequest = {
  /** Of the module, inside the repository, with forward slashes. */
  path: string;
  source: string;
  mode: StubMode;
  /** A file that a stub makes when it is loaded, absolute: how one knows that it took the module's place. */
  markerPath: string;
};

const sourceFile = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const notSource =
  /(?:^|\/)(?:node_modules|tests?|__tests__|__mocks__|spec|e2e|bench|scripts|dist|build|coverage|\.[^/]+)\/|\.(?:test|spec|config|bench|stories)\.[^/]+$|\.d\.[cm]?ts$/;
const original = '.plumbline-original';

/** Whether a file is code that tests speak of, as far as its name tells. */
export function isStubbed(path: string): boolean {
  return sourceFile.test(path) && !notSource.test(path) && !path.includes(original);
}

/**
 * A module with the same exports, whose functions do nothing: the module itself, moved aside, and one in its place that wraps it.
 * Errors and plain values stay what they are, so that tests can still build their inputs. Null where it exports nothing.
 */
export function stubModule(request: StubRequest): { path: string; text: string }[] | null {
  const { path, source } = request;
  const dot = path.lastIndexOf('.');
  const aside = `${path.slice(0, dot)}${original}${path.slice(dot)}`;
  const from = `./${aside.slice(aside.lastIndexOf('/') + 1)}`;
  const code = withoutComments(source);
  const names = exportedNames(code);
  const hasDefault = /^\s*export\s+default\b|\bas\s+default\b/m.test(code);
  const isCommon = names.length === 0 && !hasDefault && /\b(?:module\.exports|exports\.\w+)\s*=/.test(code);
  if (names.length === 0 && !hasDefault && !isCommon) return null;
  const text = isCommon
    ? `const real = require(${JSON.stringify(from)});\n${wrapper(request)}\nmodule.exports = typeof real === 'object' && real !== null ? Object.fromEntries(Object.entries(real).map(([name, value]) => [name, stub(value)])) : stub(real);\n`
    : [
        `import * as real from ${JSON.stringify(from)};`,
        `export * from ${JSON.stringify(from)};`,
        wrapper(request),
        // A name of a type is no export at run time: what is not there is not wrapped.
        ...names.map((name) => `const stubbed_${name} = stub(real[${JSON.stringify(name)}]);\nexport { stubbed_${name} as ${name} };`),
        ...(hasDefault ? ['export default stub(real.default);'] : []),
        '',
      ].join('\n');
  return [
    { path: aside, text: source },
    { path, text: isCommon ? text : `// @ts-nocheck\n${text}` },
  ];
}

function wrapper({ mode, markerPath }: StubRequest): string {
  const value = mode === 'nothing' ? 'undefined' : "Object.freeze({ plumbline: 'means nothing' })";
  return `try { process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(markerPath)}, ''); } catch {}
const value = ${value};
function stub(real) {
  if (typeof real !== 'function' || real === Error || real.prototype instanceof Error) return real;
  const words = Function.prototype.toString.call(real);
  if (words.startsWith('class')) {
    const own = (target) => new Proxy(target, { get: (object, name) => (typeof object[name] === 'function' && name !== 'constructor' ? () => value : object[name]) });
    return new Proxy(real, { construct: (target) => own(Object.create(target.prototype)), get: (object, name) => (typeof object[name] === 'function' && Object.hasOwn(object, name) ? () => value : object[name]) });
  }
  if (/^async\\b/.test(words)) return async () => value;
  return () => value;
}`;
}

const declared =
  /^[ \t]*export\s+(?:declare\s+)?(?:async\s+)?(?:function\s*\*?|const|let|var|(?:abstract\s+)?class)\s+([A-Za-z_$][\w$]*)/gm;
const listed = /^[ \t]*export\s*\{([^{}]*)\}/gm;

function exportedNames(code: string): string[] {
  const names = new Set([...code.matchAll(declared)].flatMap(([, name]) => name ?? []));
  for (const [, list = ''] of code.matchAll(listed))
    for (const item of list.split(',')) {
      const [, name] = /^\s*(?!type\s)(?:[\w$]+\s+as\s+)?([A-Za-z_$][\w$]*)\s*$/.exec(item) ?? [];
      if (name !== undefined && name !== 'default') names.add(name);
    }
  return [...names];
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
