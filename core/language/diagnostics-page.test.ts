import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkKiroFile } from '#core/formats/kiro-files.ts';
import { checkKiroStrict } from '#core/formats/kiro-strict.ts';
import { readOpenSpec } from '#core/formats/open-spec.ts';
import { readSpecKitSpec } from '#core/formats/spec-kit.ts';
import { readTaskMaster } from '#core/formats/task-master.ts';
import { diagnoseSpec } from './diagnose.ts';

const ROOT = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/diagnostics.md', ROOT), 'utf8');

type Example = { code: string; isBad: boolean; documents: [string, string][] };

const sections = page.split(/^### `/m).slice(1);
const examples: Example[] = sections.flatMap((section) => {
  const code = section.slice(0, section.indexOf('`'));
  return section
    .split(/^(?=(?:Bad|Good):$)/m)
    .slice(1)
    .map((part) => ({
      code,
      isBad: part.startsWith('Bad'),
      documents: [...part.matchAll(/^````(?:markdown|json) ([\w-]+)\n([\s\S]*?)\n````$/gm)].map((match): [string, string] => [
        match[1] ?? '',
        `${match[2]}\n`,
      ]),
    }));
});

function codesOf({ code, documents }: Example): string[] {
  if (code.startsWith('kiro/')) {
    return documents
      .flatMap(([kind, text]) => checkKiroStrict(kind as 'tasks', text, kind === 'bugfix' ? 'bugfix' : 'feature'))
      .map((diagnostic) => diagnostic.code);
  }
  const [first] = documents;
  if (code.startsWith('files/')) return checkKiroFile((first?.[0] ?? 'hook') as 'hook', first?.[1] ?? '').map((found) => found.code);
  const readers: Record<string, (text: string) => { diagnostics: { code: string }[] }> = {
    speckit: readSpecKitSpec,
    openspec: readOpenSpec,
    taskmaster: readTaskMaster,
  };
  const reader = readers[code.split('/')[0] ?? ''];
  if (reader) return reader(first?.[1] ?? '').diagnostics.map((diagnostic) => diagnostic.code);
  const diagnosis = diagnoseSpec(Object.fromEntries(documents));
  return Object.values(diagnosis).flatMap((list) => list.map((diagnostic) => diagnostic.code));
}

describe('the page of diagnostics', () => {
  test.each(examples.map((example) => [`${example.code} ${example.isBad ? 'bad' : 'good'}`, example] as const))('%s', (_, example) => {
    if (example.isBad) expect(codesOf(example)).toContain(example.code);
    else expect(codesOf(example)).not.toContain(example.code);
  });

  test('has every code that the sources can give', () => {
    const files = ['core/language/', 'core/formats/', 'cli/'].flatMap((folder) =>
      readdirSync(new URL(folder, ROOT))
        .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
        .map((name) => new URL(folder + name, ROOT)),
    );
    const codes = files.flatMap((file) =>
      [
        ...readFileSync(file, 'utf8').matchAll(
          /'((?:text|files|structure|ids|refs|trace|tasks|ears|glossary|kiro|speckit|openspec|taskmaster)\/[a-z0-9-]+)'/g,
        ),
      ].map((match) => match[1]),
    );
    const documented = sections.map((section) => section.slice(0, section.indexOf('`')));
    expect(new Set(codes)).toEqual(new Set(documented));
  });
});
