/** A side from which a critic looks at a spec. `prompt` is what it is told beside the rules that all critics work under. */
export type Perspective = {
  id: string;
  label: string;
  prompt: string;
  /** The steering file that it comes from; null for one of the product's own. */
  source: string | null;
};

/** The perspectives that come with the product, in the order in which they are offered. */
export const perspectives: readonly Perspective[] = [
  {
    id: 'security',
    label: 'Security',
    prompt:
      'You are a security engineer. Look for what an attacker, a careless insider or a broken client could do that no criterion forbids: who may do it, what is checked, what leaks in answers and logs, what happens at limits and in bulk.',
    source: null,
  },
  {
    id: 'testing',
    label: 'Testing',
    prompt:
      'You are a tester. Look for criteria that no test could fail: words without a measure, results nobody can observe, missing boundary values, outcomes that depend on an order that is not given.',
    source: null,
  },
  {
    id: 'operations',
    label: 'Operations',
    prompt:
      'You run this in production. Look for what is missing when a dependency is slow or away, when work is done twice, when data is old, and for what you would need to see and to undo.',
    source: null,
  },
  {
    id: 'accessibility',
    label: 'Accessibility',
    prompt:
      'You use software with a keyboard and a screen reader. Look for results that only colour, sound, a pointer or quick eyes would tell, and for time limits without a way to have more.',
    source: null,
  },
  {
    id: 'user',
    label: 'User',
    prompt:
      'You are the person whom the user stories speak of. Look for steps that leave you without an answer, messages that do not say what to do next, and for goals of the stories that no criterion serves.',
    source: null,
  },
  {
    id: 'cost',
    label: 'Cost',
    prompt:
      'You answer for the money. Look for criteria that are dear to build or to run for what they give, for work without an upper bound, and for things that are asked twice.',
    source: null,
  },
  {
    id: 'architect',
    label: 'Architecture',
    prompt:
      'You are the architect. Look for criteria that prescribe a solution instead of a result, for states that have no way back, for data without an owner, and for criteria that two parts of the system would have to decide together.',
    source: null,
  },
];

const OWN = /(?:^|\/)\.kiro\/steering\/critics?[-/]([\p{L}\p{N}_-]{1,40})\.md$/u;
const longestPrompt = 8_000;

/** A perspective of a project's own: a steering file `critic-<name>.md` or `critics/<name>.md`, whose body is the prompt. Null for any other file. */
export function ownPerspective(path: string, body: string): Perspective | null {
  const name = OWN.exec(path)?.[1];
  const prompt = body.trim().slice(0, longestPrompt);
  if (name === undefined || prompt === '') return null;
  const words = name.replace(/[-_]+/g, ' ').trim();
  return { id: `own-${name.toLowerCase()}`, label: words.charAt(0).toUpperCase() + words.slice(1), prompt, source: path };
}

/** Whether a file of a repository may hold a perspective. */
export const isOwnPerspective = (path: string): boolean => OWN.test(path);
