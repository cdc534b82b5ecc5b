/**
 * The simple commands of a POSIX shell line, in order: what stands between `;`, `&&`, `||`, `|`, `&`, line breaks and brackets, without
 * leading assignments. Null where they cannot be told by reading: substitutions, here-documents, `eval`, `source`, a shell with `-c`,
 * `xargs`, `env`, `find -exec` and the like start what only running shows.
 */
export function simpleCommands(line: string): string[] | null {
  const parts: string[] = [];
  let part = '';
  let quote: '"' | "'" | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at] ?? '';
    if (quote === "'") {
      part += sign;
      if (sign === "'") quote = null;
      continue;
    }
    if (sign === '\\') {
      part += line.slice(at, at + 2);
      at += 1;
      continue;
    }
    if (sign === '`' || (sign === '$' && line[at + 1] === '(')) return null;
    if (quote === '"') {
      part += sign;
      if (sign === '"') quote = null;
      continue;
    }
    if (sign === '"' || sign === "'") {
      quote = sign;
      part += sign;
      continue;
    }
    if ((sign === '<' && (line[at + 1] === '<' || line[at + 1] === '(')) || (sign === '>' && line[at + 1] === '(')) return null;
    // `2>&1` and `&>` are redirections, and no end of a command.
    if (sign === '&' && (line[at - 1] === '>' || line[at + 1] === '>')) part += sign;
    else if (';|&\n(){}'.includes(sign) && !(sign === '{' && /\S/.test(part)) && !(sign === '}' && /\S/.test(part))) {
      parts.push(part);
      part = '';
    } else part += sign;
  }
  if (quote !== null) return null;
  parts.push(part);
  const commands = parts.map(withoutAssignments).filter((command) => command !== '');
  return commands.some(startsOthers) ? null : commands;
}

function withoutAssignments(part: string): string {
  return part
    .trim()
    .replace(/^(?:(?:if|then|else|elif|do|while|until|!|time)\s+)+/, '')
    .replace(/^(?:[A-Za-z_][A-Za-z0-9_]*=(?:"[^"]*"|'[^']*'|\S*)\s+)+/, '')
    .replace(/^(?:fi|done|esac)$/, '');
}

const launchers = new Set([
  'eval',
  'source',
  '.',
  'exec',
  'xargs',
  'env',
  'nohup',
  'setsid',
  'command',
  'builtin',
  'parallel',
  'watch',
  'timeout',
]);
const shells = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'busybox']);

function startsOthers(command: string): boolean {
  const [first = '', ...rest] = command.split(/\s+/);
  // The quotes are the shell's: `"ev"al` is `eval`.
  const name =
    first
      .replace(/["'\\]/g, '')
      .split('/')
      .at(-1) ?? '';
  if (launchers.has(name)) return true;
  if (shells.has(name)) return rest.length > 0;
  return name === 'find' && rest.some((word) => /^-(?:exec|execdir|ok|okdir)$/.test(word.replace(/["'\\]/g, '')));
}
