import { parseArgs } from 'node:util';
import { analyze } from './analyze.ts';
import { verifyAuditFile } from './audit.ts';
import { check } from './check.ts';
import { convert } from './convert.ts';
import { setState } from './task.ts';
import { printTrace } from './trace.ts';
import { UsageError } from './usage-error.ts';
import { verify } from './verify.ts';

const USAGE = `plumbline: specs on the command line

  plumbline check PATH... [--json | --format text|json|sarif] [--profile kiro-strict] [--fail-on error|warning|hint] [--quiet]
  plumbline analyze PATH... [--json]
  plumbline trace PATH... [--json | --format text|json|csv]
  plumbline task PATH ID --state todo|queued|running|done
  plumbline convert PATH... [--from FORMAT] --to FORMAT [--out FOLDER] [--json]
  plumbline audit verify FILE
  plumbline verify [FOLDER] [--command COMMAND] [--junit FILE]... [--tap FILE]... [--spec SLUG] [--dry-run] [--json]
                   [--server URL --organization SLUG --project SLUG] [--runner NAME] [--link URL] [--commit ID]

PATH is a file, a spec's folder, or any folder above specs. FORMAT is kiro, spec-kit, openspec or task-master. Exit status: 0 fine, 1 problems found, 2 could not be done.
`;

/** Runs one command and gives the exit status. What a person did wrong is a sentence on standard error, never a stack; a
 * mistake of ours is 2 as well, for 1 means problems in a spec. */
export async function run(argv: string[]): Promise<number> {
  process.stdout.on('error', leaveQuietly);
  try {
    return await dispatch(argv);
  } catch (error) {
    if (error instanceof UsageError || isArgumentError(error)) process.stderr.write(`plumbline: ${error.message}\n`);
    else process.stderr.write(`plumbline: this is our mistake, and not yours.\n${error instanceof Error ? error.stack : String(error)}\n`);
    return 2;
  }
}

/** `plumbline check . | head` closes the pipe while we write: that is no failure. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

function dispatch(argv: string[]): number | Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      format: { type: 'string' },
      profile: { type: 'string' },
      state: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      out: { type: 'string' },
      'fail-on': { type: 'string', default: 'error' },
      command: { type: 'string' },
      junit: { type: 'string', multiple: true, default: [] },
      tap: { type: 'string', multiple: true, default: [] },
      spec: { type: 'string' },
      server: { type: 'string' },
      organization: { type: 'string' },
      project: { type: 'string' },
      runner: { type: 'string' },
      link: { type: 'string' },
      commit: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, ...rest] = positionals;
  const format = values.json ? 'json' : (values.format ?? 'text');
  if (values.help || command === undefined) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  if (command === 'check') return check({ paths: rest, format, profile: values.profile, failOn: values['fail-on'], isQuiet: values.quiet });
  if (command === 'analyze') return analyze({ paths: rest, format });
  if (command === 'trace') return printTrace({ paths: rest, format });
  if (command === 'task') return setState({ path: rest[0], taskId: rest[1], state: values.state });
  if (command === 'convert') return convert({ paths: rest, from: values.from, to: values.to, out: values.out, isJson: format === 'json' });
  if (command === 'audit' && rest[0] === 'verify') return verifyAuditFile(rest[1]);
  if (command === 'verify') {
    const { command: run, junit, tap, spec, server, organization, project, runner, link, commit } = values;
    const to = { spec, server, organization, project, runner, link, commit };
    return verify({ folder: rest[0] ?? '.', command: run, junit, tap, ...to, isDryRun: values['dry-run'], isJson: format === 'json' });
  }
  throw new UsageError(`there is no command "${command}". See plumbline --help.`);
}

function isArgumentError(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
