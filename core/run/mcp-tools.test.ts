import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callNameOf, changesOfTools, isMcpCall, type McpTool, pinTextOf, problemsOfTools } from './mcp-tools.ts';

const tool = fc.record({
  name: fc.string({ minLength: 1, maxLength: 20 }),
  description: fc.string(),
  inputSchema: fc.dictionary(fc.string(), fc.jsonValue()),
});
const plainTool = (name: string, description = ''): McpTool => ({ name, description, inputSchema: { type: 'object' } });

test('one character of what it says makes another pin, the order of tools and keys does not', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(tool, { selector: ({ name }) => name, minLength: 1 }),
      fc.nat(),
      fc.string({ minLength: 1 }),
      (tools, at, more) => {
        const turned = tools
          .toReversed()
          .map((one) => ({ ...one, inputSchema: Object.fromEntries(Object.entries(one.inputSchema).toReversed()) }));
        expect(pinTextOf(turned)).toBe(pinTextOf(tools));
        const index = at % tools.length;
        const changed = tools.map((one, i) => (i === index ? { ...one, description: one.description + more } : one));
        expect(pinTextOf(changed)).not.toBe(pinTextOf(tools));
        expect(changesOfTools(tools, changed)).toEqual({ added: [], removed: [], changed: [tools[index]?.name] });
      },
    ),
  );
});

test('a list that is free of problems gives each tool a name of its own, which none of ours begins like', () => {
  fc.assert(
    fc.property(fc.array(tool), (tools) => {
      if (problemsOfTools('files', tools).length > 0) return;
      const names = tools.map(({ name }) => callNameOf('files', name));
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(isMcpCall(name) && /^[\w-]{1,64}$/.test(name)).toBe(true);
    }),
  );
});

test.each([
  ['one name twice', [plainTool('read'), plainTool('Read')]],
  ['one name by its signs', [plainTool('a.b'), plainTool('a/b')]],
  ['Unicode tags', [plainTool('read', 'Reads.\u{e0041}\u{e0042}')]],
  ['a zero width space in the name', [plainTool('re\u200bad')]],
  ['a turned direction in the schema', [{ ...plainTool('read'), inputSchema: { type: 'object', title: 'a\u202eb' } }]],
  ['too many', Array.from({ length: 101 }, (_, i) => plainTool(`t${i}`))],
])('%s is a problem', (_, tools) => expect(problemsOfTools('files', tools)).not.toEqual([]));
