import { readManifest } from './find-check-command.ts';
import { instrumentsInside, resultsFolder } from './instruments.ts';

/** The test runner behind a command, as far as we know how to listen to it. */
export type Runner = 'node' | 'vitest' | 'unknown';

export type CheckPlan = {
  runner: Runner /** A shell script that runs the command with our instruments. */;
  script: string;
  env: Record<string, string>;
  /** Where the command is nothing but Node's own test runner: the patterns of its files, the options that its processes get, and the script that it is called by. */
  direct: { patterns: readonly string[]; nodeOptions: string; script: string | null } | null;
};

/** Where Vitest's report is written, inside the results folder. */
export const vitestReport = 'vitest.json';

/** Holds the workspace's path inside the sandbox, so that paths in reports can be told relative to it. */
export const rootFile = 'root';

const viaManager = /^(?:npm|pnpm|yarn)\s+(?:run\s+|run-script\s+)?([\w:.-]+)\s*$/;

/** The script that a package manager's command stands for, followed at most three times, its name, and whether it runs alone: without one before or after it. */
function resolveScript(command: string, packageJson: string | null): { script: string; name: string | null; isAlone: boolean } {
  const scripts = packageJson === null ? {} : (readManifest(packageJson)?.scripts ?? {});
  let script = command.trim();
  let [called, isAlone]: [string | null, boolean] = [null, true];
  for (let depth = 0; depth < 3; depth += 1) {
    const name = viaManager.exec(script)?.[1];
    const whole = name === 't' ? 'test' : name;
    const next = whole === undefined ? undefined : scripts[whole];
    if (whole === undefined || typeof next !== 'string') break;
    called ??= whole;
    isAlone &&= scripts[`pre${whole}`] === undefined && scripts[`post${whole}`] === undefined;
    script = next.trim();
  }
  return { script, name: called, isAlone };
}

const quiet = new Set(['--no-warnings', '--experimental-strip-types', '--enable-source-maps']);

/** The patterns of `node --test`; null where the shell would do more than hand them over, or another option says how tests run. */
function patternsOf(script: string): string[] | null {
  const words = script.match(/"[^"$`\\]*"|'[^']*'|[\w./@:=*-]+|\S/g) ?? [];
  const [program, ...rest] = words;
  const patterns = rest.filter((word) => !quiet.has(word) && word !== '--test');
  const isPlain = patterns.every((word) => /^["'][^"'-]/.test(word) || (/^[\w./@:=][\w./@:=*-]*$/.test(word) && !word.includes('**')));
  return program === 'node' &&
    rest.includes('--test') &&
    isPlain &&
    !/["'][\w./]|[\w./*]["']\S/.test(script.replace(/\s["'][^"']*["'](?=\s|$)/g, ' '))
    ? patterns.map((word) => word.replaceAll(/^["']|["']$/g, ''))
    : null;
}

/** How `command` is run so that its tests can be listened to. The command itself is never replaced, only surrounded. */
export function planCheck(command: string, packageJson: string | null): CheckPlan {
  const { script, name, isAlone } = resolveScript(command, packageJson);
  const runner = runnerOf(script);
  const prepare = [
    `rm -rf ${resultsFolder}`,
    `mkdir -p ${resultsFolder}`,
    // Should we die before it is removed, git still does not see it.
    `echo '*' > ${resultsFolder}/.gitignore`,
    `pwd -P > ${resultsFolder}/${rootFile}`,
    `export PLUMBLINE_RESULTS="$PWD/${resultsFolder}"`,
  ];
  const env: Record<string, string> = { CI: '1', NO_COLOR: '1' };
  if (runner !== 'unknown') env.NODE_OPTIONS = nodeOptions(runner, script);
  const line = runner === 'vitest' ? withVitestReport(command, script) : command;
  const patterns = runner === 'node' && isAlone ? patternsOf(script) : null;
  const direct = patterns && { patterns, nodeOptions: nodeOptions(runner, script), script: name };
  return { runner, script: [...prepare, line].join('\n'), env, direct };
}

function runnerOf(script: string): Runner {
  if (/(^|[\s;&|/])(?:node|tsx)\s(?:[^;&|]*\s)?--test(?=[\s"']|$)/.test(script)) return 'node';
  // Arguments can only be added at the end, so Vitest has to be what the script ends with.
  if (/(^|[\s;&|/])vitest(?=\s|$)[^;&|]*$/.test(script)) return 'vitest';
  return 'unknown';
}

function nodeOptions(runner: Runner, script: string): string {
  const options = [`--import=${instrumentsInside}/record-properties.mjs`];
  if (runner === 'node') {
    options.push(`--test-reporter=${instrumentsInside}/node-reporter.mjs`, '--test-reporter-destination=stderr');
    const reporters = script.match(/--test-reporter(?=[\s=])/g)?.length ?? 0;
    const destinations = script.match(/--test-reporter-destination(?=[\s=])/g)?.length ?? 0;
    // Reporters and destinations are paired by position, and ours come first.
    if (reporters === 0) options.push('--test-reporter=spec', '--test-reporter-destination=stdout');
    else if (destinations < reporters) options.push('--test-reporter-destination=stdout');
  }
  return options.join(' ');
}

function withVitestReport(command: string, script: string): string {
  const own = /--reporter(?=[\s=])/.test(script) ? '' : '--reporter=default ';
  const added = `${own}--reporter=json --outputFile.json="$PLUMBLINE_RESULTS/${vitestReport}"`;
  return /^(?:npm|pnpm)\s/.test(command.trim()) ? `${command} -- ${added}` : `${command} ${added}`;
}
