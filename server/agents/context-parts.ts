import type { ModelMessage } from 'ai';
import type { TaskBrief } from './agent.ts';
import { type ContextPart, instructionParts, openingMessage } from './instructions.ts';
import { toolDescriptions, toolSchemas } from './tool-schemas.ts';

/** How the message begins that tells a run's first turns in short. */
export const shortBeginning = 'Your first';

/** A part of what was sent to a model, and about how many tokens it took. */
export type CountedPart = { part: string; tokens: number };

const tools = JSON.stringify(
  Object.entries(toolSchemas).map(([name, schema]) => [name, toolDescriptions[name as keyof typeof toolSchemas], schema.toJSONSchema()]),
);

/**
 * What a request was made of, part by part in the order in which it is sent. Providers count a request as a whole: the whole is theirs (`input`), and it
 * is shared out by length.
 */
export function countParts(brief: TaskBrief, messages: readonly ModelMessage[], input: number): CountedPart[] {
  const offered = JSON.stringify((brief.tools ?? []).map(({ callName, description, inputSchema }) => [callName, description, inputSchema]));
  const parts = [
    { part: 'Tools', text: tools + (offered === '[]' ? '' : offered) },
    ...instructionParts(brief),
    ...messages.flatMap((message, i) =>
      i === 0 ? openingParts(brief) : [{ part: partOf(message), text: JSON.stringify(message.content) }],
    ),
  ];
  const lengths = new Map<string, number>();
  for (const { part, text } of parts) lengths.set(part, (lengths.get(part) ?? 0) + text.length);
  const all = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  return [...lengths].map(([part, length]) => ({ part, tokens: Math.round((length / Math.max(1, all)) * input) }));
}

function openingParts(brief: TaskBrief): ContextPart[] {
  const whole = lengthyText(openingMessage(brief));
  const task = lengthyText(openingMessage({ ...brief, lessons: [] }));
  const lessons = whole.slice(task.length);
  return [{ part: 'Task', text: task }, ...(lessons === '' ? [] : [{ part: 'Earlier attempts', text: lessons }])];
}

function lengthyText({ content }: ModelMessage): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

function partOf({ role, content }: ModelMessage): string {
  if (role === 'assistant') return 'Words and calls of the agent';
  if (role === 'tool') return 'Answers of tools';
  return typeof content === 'string' && content.startsWith(shortBeginning) ? 'Earlier turns in short' : 'Words of people';
}
